package io.sinter.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.sinter.Targets;
import io.sinter.check.Json;
import io.sinter.ir.kernel.Target;
import io.sinter.runtime.device.Probe;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `sinter devices`.
@Command(
    name = "devices",
    description = "Prints the targets there are, the devices on which they run, what those can do, and what cannot be"
        + " used and why.",
    footer = {
        "", "Where a device is to be chosen, its number or a part of its name stands after the target, as in opencl:1."
            + " Else the first one is meant. The target auto is a GPU that gives the same bits as all other targets,"
            + " where there is one, else jvm.",
        "", "Examples:", "  sinter devices", "  sinter devices --json devices.json"})
final class DevicesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the same to FILE.")
  private Optional<Path> json;

  DevicesCommand() {
    spec = CommandSpec.create();
    json = Optional.empty();
  }

  @Override
  public Integer call() throws IOException {
    var probes = new LinkedHashMap<String, Probe>();
    Targets.names().forEach(name -> Targets.probe(name).ifPresent(probe -> probes.put(name, probe)));
    var choice = Targets.auto();
    print(spec.commandLine().getOut(), probes, choice);
    if (json.isPresent()) {
      Json.write(json.get(), json(probes, choice));
    }
    return ExitCode.FINE;
  }

  private static void print(PrintWriter out, Map<String, Probe> probes, Targets.Choice choice) {
    int width = Targets.names().stream().mapToInt(String::length).max().orElse(0);
    for (var name : Targets.names()) {
      out.printf("%-" + width + "s  %s%n", name,
          probes.containsKey(name) ? devices(name, probes.get(name).devices().size())
          : Targets.machine(name, 0).map(DevicesCommand::code)
              .orElse("runs the imported function op by op, the reference"));
    }
    out.printf("%-" + width + "s  %s, because %s%n", TargetOptions.AUTO, choice.target(), choice.why());
    probes.forEach((target, probe) -> {
      probe.devices().forEach(d -> out.print("\n" + new DeviceText(target, d)));
      probe.skipped().forEach(s -> out.printf("%nskipped %s: %s%n%s", s.what(), s.reason(),
          s.remedy().isEmpty() ? "" : "  try: " + s.remedy().replace("\n", "\n  ") + "\n"));
    });
    var machine = Runtime.getRuntime();
    out.printf("%nprocessors  %d%nheap        %d MB at most%njava        %s on %s %s%n", machine.availableProcessors(),
        machine.maxMemory() >> 20, System.getProperty("java.version"), System.getProperty("os.name"),
        System.getProperty("os.arch"));
  }

  private static String code(Target target) {
    return target.vectorBits() == 0 ? "scalar code"
        : target.vectorBits() + "-bit vectors, " + target.registers() + " registers";
  }

  private static String devices(String target, int count) {
    return count == 0 ? "no device can be used" : count == 1 ? "runs on " + target + ":0"
        : "runs on " + target + ":0 to " + target + ":" + (count - 1);
  }

  private static JsonObject json(Map<String, Probe> probes, Targets.Choice choice) {
    var file = new JsonObject();
    var targets = new JsonArray();
    var devices = new JsonArray();
    var skipped = new JsonArray();
    for (var name : Targets.names()) {
      var target = new JsonObject();
      target.addProperty("name", name);
      target.add("vector_bits", JsonNull.INSTANCE);
      if (!probes.containsKey(name)) {
        Targets.machine(name, 0).ifPresent(t -> target.addProperty("vector_bits", t.vectorBits()));
      }
      targets.add(target);
    }
    probes.forEach((target, probe) -> {
      probe.devices().forEach(d -> devices.add(new DeviceText(target, d).json()));
      probe.skipped().forEach(s -> skipped.add(object(Map.of(
          "target", target, "what", s.what(), "reason", s.reason(), "remedy", s.remedy()))));
    });
    file.add("targets", targets);
    file.add("devices", devices);
    file.add("skipped", skipped);
    file.add("auto", object(Map.of("target", choice.target(), "why", choice.why())));
    return file;
  }

  private static JsonObject object(Map<String, String> members) {
    var object = new JsonObject();
    List.copyOf(members.keySet()).stream().sorted().forEach(m -> object.addProperty(m, members.get(m)));
    return object;
  }
}
