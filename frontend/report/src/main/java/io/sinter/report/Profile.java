package io.sinter.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.sinter.KernelModel;
import io.sinter.ir.kernel.Kernel;
import io.sinter.passes.Report;
import io.sinter.runtime.Program;
import io.sinter.runtime.Program.Launch;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;

/// Where the time of a model goes: compiling each pass and kernel, and running each launch.
///
/// @param launches those that a run came by, in the order of the program
/// @param run nanoseconds of a run that nobody watches
/// @param machine what could be reached, with as many threads as ran
public record Profile(KernelModel model, List<Line> launches, double run, Machine machine) {
  private static final String MORE = ", …";

  public Profile {
    launches = List.copyOf(launches);
  }

  /// A launch, with all the calls that a loop makes of it.
  ///
  /// @param layers what it computes, in the model's words
  /// @param nanos of all its calls
  /// @param flops floating point operations, as `Costs` counts them
  /// @param bytes read and written, each element once
  /// @param compileMillis what its kernel took, down to code
  public record Line(String kernel, String layers, int calls, double nanos, double flops, double bytes,
      double compileMillis) {}

  public static Profile of(KernelModel model, LaunchTimes times, Machine machine) {
    var kernels = new HashMap<String, Kernel.Computed>();
    model.lowering().kernels().forEach(k -> kernels.put(k.name(), k.computed()));
    var lines = launches(model.executable().program()).filter(times.launches()::containsKey)
        .map(l -> line(l, kernels.get(l.kernel()), times.launches().get(l),
            model.times().each().getOrDefault(l.kernel(), 0.0))).toList();
    return new Profile(model, lines, times.run(), machine);
  }

  private static Line line(Launch launch, Kernel.Computed kernel, LaunchTimes.Sample sample, double compileMillis) {
    var costs = Costs.of(kernel);
    var calls = sample.arguments();
    return new Line(launch.kernel(), launch.origin(), calls.size(), sample.nanos(),
        Costs.sum(costs.flops(), kernel.parameters(), calls),
        Costs.sum(costs.read().plus(costs.written()), kernel.parameters(), calls), compileMillis);
  }

  private static Stream<Launch> launches(Program program) {
    return program.steps().stream().flatMap(step -> switch (step) {
      case Launch l -> Stream.of(l);
      case Program.Bind _ -> Stream.empty();
      case Program.Branch b -> Stream.concat(launches(b.then()), launches(b.otherwise()));
      case Program.Repeat r -> launches(r.body());
    });
  }

  /// Floating point operations of a run.
  public double flops() {
    return launches.stream().mapToDouble(Line::flops).sum();
  }

  /// What the launches of a run read and write.
  public double bytes() {
    return launches.stream().mapToDouble(Line::bytes).sum();
  }

  private double nanos() {
    return launches.stream().mapToDouble(Line::nanos).sum();
  }

  /// The part of the launches' time that is the machine's least for them.
  public double roofline(Line line) {
    return machine.roofline(line.flops(), line.bytes(), line.nanos());
  }

  private double share(Line line) {
    return nanos() > 0 ? line.nanos() / nanos() : 0;
  }

  /// All launches of a kernel as one.
  private Collection<Line> byKernel() {
    var kernels = new LinkedHashMap<String, Line>();
    launches.forEach(l -> kernels.merge(l.kernel(), l, (a, b) -> new Line(a.kernel(),
        a.layers().endsWith(MORE) ? a.layers() : a.layers() + MORE, a.calls() + b.calls(), a.nanos() + b.nanos(),
        a.flops() + b.flops(), a.bytes() + b.bytes(), a.compileMillis())));
    return kernels.values();
  }

  /// Two tables: passes, and kernels by their time, each with all its launches.
  public String text() {
    var out = new StringBuilder();
    out.append("machine, %d thread%s: %s, reads %s%n".formatted(machine.threads(), machine.threads() == 1 ? "" : "s",
        machine.flops().isPresent() ? Units.of(machine.flops().getAsDouble(), "FLOP/s") : "rate of FLOP unknown",
        Units.of(machine.bandwidth(), "B/s")));
    var times = model.times();
    out.append("compile %.1f ms: passes %.1f, kernels %.1f, code %.1f, loading %.1f%n%n".formatted(times.total(),
        times.passes(), times.kernels(), times.code(), times.loading()));
    out.append("%-30s %10s%n".formatted("pass", "compile ms"));
    model.report().entries().stream()
        .sorted(Comparator.comparingDouble(Report.Entry::milliseconds).reversed())
        .forEach(e -> out.append("%-30s %10.2f%n".formatted(e.pass(), e.milliseconds())));
    out.append("%n%-30s %10s %6s %9s %6s %9s %9s %8s  %s%n".formatted("kernel", "compile ms", "calls", "time",
        "share", "FLOP/s", "B/s", "roofline", "layers"));
    byKernel().stream().sorted(Comparator.comparingDouble(Line::nanos).reversed())
        .forEach(l -> out.append("%-30s %10.2f %6d %9s %6s %9s %9s %8s  %s%n".formatted(
            Units.shorten(l.kernel(), 30), l.compileMillis(), l.calls(), Units.time(l.nanos()), percent(share(l)),
            rate(l.flops(), l.nanos()), rate(l.bytes(), l.nanos()), percent(roofline(l)),
            Units.shorten(l.layers(), 60))));
    out.append("%-30s %10.2f %6d %9s %6s %9s %9s %8s%n".formatted("all launches", compileMillis(),
        launches.stream().mapToInt(Line::calls).sum(), Units.time(nanos()), "", rate(flops(), nanos()),
        rate(bytes(), nanos()), percent(machine.roofline(flops(), bytes(), nanos()))));
    return out.append("%-30s %10s %6s %9s%n".formatted("a run that is not watched", "", "", Units.time(run)))
        .toString();
  }

  /// Of each kernel once.
  private double compileMillis() {
    return model.times().each().values().stream().mapToDouble(ms -> ms).sum();
  }

  private static String percent(double part) {
    return part > 0 ? Units.digits(100 * part) + " %" : "–";
  }

  private static String rate(double amount, double nanos) {
    return amount > 0 && nanos > 0 ? Units.of(amount / nanos * 1e9, "").strip() : "–";
  }

  /// An object with `machine`, `compile`, `passes` and `launches`; times are milliseconds, amounts FLOP and bytes.
  public JsonObject json() {
    var json = new JsonObject();
    var peak = new JsonObject();
    peak.addProperty("threads", machine.threads());
    machine.flops().ifPresent(f -> peak.addProperty("flops", f));
    peak.addProperty("bandwidth", machine.bandwidth());
    json.add("machine", peak);
    var compile = new JsonObject();
    compile.addProperty("passes_ms", model.times().passes());
    compile.addProperty("kernels_ms", model.times().kernels());
    compile.addProperty("code_ms", model.times().code());
    compile.addProperty("loading_ms", model.times().loading());
    json.add("compile", compile);
    var passes = new JsonArray();
    for (var entry : model.report().entries()) {
      var pass = new JsonObject();
      pass.addProperty("pass", entry.pass());
      pass.addProperty("ms", entry.milliseconds());
      passes.add(pass);
    }
    json.add("passes", passes);
    var all = new JsonArray();
    launches.forEach(l -> all.add(json(l)));
    json.add("launches", all);
    json.addProperty("run_ms", run / 1e6);
    return json;
  }

  private JsonObject json(Line line) {
    var launch = new JsonObject();
    launch.addProperty("kernel", line.kernel());
    launch.addProperty("layers", line.layers());
    launch.addProperty("compile_ms", line.compileMillis());
    launch.addProperty("calls", line.calls());
    launch.addProperty("ms", line.nanos() / 1e6);
    launch.addProperty("share", share(line));
    launch.addProperty("flops", line.flops());
    launch.addProperty("bytes", line.bytes());
    launch.addProperty("roofline", roofline(line));
    return launch;
  }
}
