package io.sinter.cli;

import io.sinter.Targets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `sinter devices`.
@Command(name = "devices", description = "Prints the targets there are, and what they assume of this machine.")
final class DevicesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  DevicesCommand() {
    spec = CommandSpec.create();
  }

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    int width = Targets.names().stream().mapToInt(String::length).max().orElse(0);
    for (var name : Targets.names()) {
      out.printf("%-" + width + "s  %s%n", name, Targets.machine(name, 0)
          .map(t -> t.vectorBits() == 0 ? "scalar code"
              : t.vectorBits() + "-bit vectors, " + t.registers() + " registers")
          .orElse("runs the imported function op by op, the reference"));
    }
    var machine = Runtime.getRuntime();
    out.printf("%nprocessors  %d%nheap        %d MB at most%njava        %s on %s %s%n", machine.availableProcessors(),
        machine.maxMemory() >> 20, System.getProperty("java.version"), System.getProperty("os.name"),
        System.getProperty("os.arch"));
    out.printf("%nOpenCL and PTX devices are not looked for: their backends are not built yet.%n");
    return ExitCode.FINE;
  }
}
