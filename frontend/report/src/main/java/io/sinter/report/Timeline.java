package io.sinter.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.sinter.KernelModel;
import io.sinter.ir.kernel.Kernel;
import io.sinter.runtime.LaunchObserver;
import io.sinter.runtime.Program.Launch;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/// How a model was compiled and how it ran, over time: each phase and pass, each launch with its layers, sizes and
/// costs, and what each thread did of it. As JSON it is in the Trace Event Format, which Perfetto and
/// `chrome://tracing` show. Runs are recorded one after the other, and follow the compilation without a gap.
public final class Timeline {
  private static final int PROCESS = 1;

  private final KernelModel model;
  private final double readMillis;
  private final Map<String, Kernel.Computed> kernels = new HashMap<>();
  private final Map<String, Costs> costs = new HashMap<>();
  private final List<Span> spans = new ArrayList<>();
  private final ConcurrentLinkedQueue<Piece> pieces = new ConcurrentLinkedQueue<>();
  private int runs;

  /// Something in the thread that runs, in nanoseconds.
  private record Span(String name, String category, long start, long end, JsonObject arguments) {}

  /// Groups of a launch that one thread did.
  private record Piece(String name, Thread thread, int groups, long start, long end) {}

  /// @param readMillis how long it took to read the model
  public Timeline(KernelModel model, double readMillis) {
    this.model = model;
    this.readMillis = readMillis;
    model.lowering().kernels().forEach(k -> {
      kernels.put(k.name(), k.computed());
      costs.put(k.name(), Costs.of(k.computed()));
    });
  }

  /// Runs the model, and records the run.
  public List<Tensor> run(List<Tensor> inputs, RunOptions options) {
    long start = System.nanoTime();
    var outputs = model.executable().run(inputs, options, new Recorder());
    spans.add(new Span("run " + runs++, "run", start, System.nanoTime(), new JsonObject()));
    return outputs;
  }

  private final class Recorder implements LaunchObserver {
    private long start;

    @Override
    public void starting(Launch launch) {
      start = System.nanoTime();
    }

    @Override
    public void launched(int step, Launch launch, int[] values, Object[] buffers) {
      spans.add(new Span(launch.kernel(), "launch", start, System.nanoTime(), arguments(step, launch, values)));
    }

    @Override
    public void launchedWithin(int step, Launch launch, int[] values, Object[] buffers) {
      launched(step, launch, values, buffers);
    }

    @Override
    public void worked(Launch launch, int groups, long from, long end) {
      pieces.add(new Piece(launch.kernel(), Thread.currentThread(), groups, from, end));
    }
  }

  private JsonObject arguments(int step, Launch launch, int[] values) {
    var arguments = new JsonObject();
    arguments.addProperty("layers", launch.origin());
    arguments.addProperty("step", step);
    var sizes = new HashMap<String, Long>();
    var parameters = kernels.get(launch.kernel()).parameters();
    for (int p = 0; p < parameters.size(); p++) {
      sizes.put(parameters.get(p), (long) values[p]);
      arguments.addProperty(parameters.get(p), values[p]);
    }
    var cost = costs.get(launch.kernel());
    arguments.addProperty("flops", cost.flops().evaluate(sizes));
    arguments.addProperty("bytes read", cost.read().evaluate(sizes));
    arguments.addProperty("bytes written", cost.written().evaluate(sizes));
    return arguments;
  }

  // ---- JSON ---------------------------------------------------------------------------------------------------------

  /// An object with `traceEvents`; times in it are microseconds.
  public JsonObject json() {
    var events = new JsonArray();
    var threads = new LinkedHashMap<Thread, Integer>();
    events.add(meta("process_name", 0, "Sinter"));
    events.add(meta("thread_name", 0, "compilation"));
    double compiled = compilation(events);
    long origin = spans.stream().mapToLong(Span::start).min().orElse(0);
    threads.put(Thread.currentThread(), 1);
    events.add(meta("thread_name", 1, "runs"));
    for (var s : spans) {
      events.add(event(s.name(), s.category(), 1, compiled + micros(s.start() - origin), micros(s.end() - s.start()),
          s.arguments()));
    }
    for (var p : pieces) {
      int thread = threads.computeIfAbsent(p.thread(), t -> {
        int next = threads.size() + 1;
        events.add(meta("thread_name", next, t.getName()));
        return next;
      });
      var arguments = new JsonObject();
      arguments.addProperty("groups", p.groups());
      events.add(event(thread == 1 ? "groups" : p.name(), "groups", thread, compiled + micros(p.start() - origin),
          micros(p.end() - p.start()), arguments));
    }
    var file = new JsonObject();
    file.add("traceEvents", events);
    file.addProperty("displayTimeUnit", "ns");
    return file;
  }

  /// The phases one after the other, and the passes within theirs.
  ///
  /// @return when the last one ended
  private double compilation(JsonArray events) {
    double at = 0;
    var times = model.times();
    var phases = new LinkedHashMap<String, Double>();
    phases.put("read", readMillis);
    phases.put("passes", times.passes());
    phases.put("kernels", times.kernels());
    phases.put("code", times.code());
    phases.put("loading", times.loading());
    for (var phase : phases.entrySet()) {
      double took = phase.getValue() * 1e3;
      events.add(event(phase.getKey(), "compile", 0, at, took, new JsonObject()));
      if (phase.getKey().equals("passes")) {
        double inside = at;
        for (var pass : model.report().entries()) {
          var arguments = new JsonObject();
          arguments.addProperty("values", pass.before() + " to " + pass.after());
          pass.hits().forEach(arguments::addProperty);
          double end = Math.min(at + took, inside + pass.milliseconds() * 1e3);
          events.add(event(pass.pass(), "pass", 0, inside, end - inside, arguments));
          inside = end;
        }
      }
      at += took;
    }
    return at;
  }

  private static double micros(long nanos) {
    return nanos / 1e3;
  }

  private static JsonObject event(String name, String category, int thread, double start, double micros,
      JsonObject arguments) {
    var event = new JsonObject();
    event.addProperty("name", name);
    event.addProperty("cat", category);
    event.addProperty("ph", "X");
    event.addProperty("pid", PROCESS);
    event.addProperty("tid", thread);
    event.addProperty("ts", Math.round(start * 1e3) / 1e3);
    event.addProperty("dur", Math.round(micros * 1e3) / 1e3);
    event.add("args", arguments);
    return event;
  }

  private static JsonObject meta(String what, int thread, String name) {
    var event = new JsonObject();
    event.addProperty("name", what);
    event.addProperty("ph", "M");
    event.addProperty("pid", PROCESS);
    event.addProperty("tid", thread);
    var arguments = new JsonObject();
    arguments.addProperty("name", name);
    event.add("args", arguments);
    return event;
  }
}
