package io.sinter.conformance;

import io.sinter.CompileOptions;
import io.sinter.Sinter;
import io.sinter.ir.random.RandomFunctions;
import io.sinter.ir.random.RandomFunctions.Kind;
import io.sinter.ir.random.RandomFunctions.Options;
import io.sinter.ir.random.RandomTensors;
import io.sinter.ir.random.RandomTensors.Mode;
import io.sinter.runtime.opencl.OpenClDriver;
import java.util.EnumSet;
import java.util.List;

/// The program that [OclgrindTest] starts in a process whose OpenCL library is Oclgrind: runs every family of kernels
/// once, or with the argument `broken` a kernel that reads and writes where it must not.
final class OclgrindRun {
  private static final int RANDOM_FUNCTIONS = 40;

  private static final String BROKEN = """
      kernel __attribute__((reqd_work_group_size(1, 1, 1))) void outside(global float* x) {
        x[get_group_id(0) + 8] = 1.0f;
      }
      kernel __attribute__((reqd_work_group_size(1, 1, 1))) void race(global float* x) {
        x[0] = get_group_id(0);
      }
      """;

  private OclgrindRun() {}

  /// @param arguments `broken`, `items` for kernels whose work items share work, or nothing
  public static void main(String... arguments) {
    switch (arguments.length == 0 ? "" : arguments[0]) {
      case "broken" -> broken();
      case "items" -> items();
      default -> families();
    }
    System.out.println("done");
  }

  private static void families() {
    var options = CompileOptions.DEFAULTS.withTarget(OpenCl.TARGET);
    for (var animal : Zoo.all()) {
      System.out.println(animal);
      try (var model = Sinter.compile(animal.function(), options)) {
        model.run(animal.inputs(Mode.TAME)).forEach(y -> y.array());
      }
    }
    for (int seed = 1; seed <= RANDOM_FUNCTIONS; seed++) {
      var sample = RandomFunctions.of(seed, options(seed));
      System.out.println("random " + seed);
      try (var model = Sinter.compile(sample.function(), options)) {
        model.run(RandomTensors.inputs(sample.function(), sample.sizes(), seed, Mode.TAME)).forEach(y -> y.array());
      }
    }
  }

  private static Options options(int seed) {
    return Options.DEFAULT.withKinds(EnumSet.complementOf(EnumSet.of(Kind.RELAYOUT))).withElements(500)
        .withSymbols(seed % 2 == 0);
  }

  private static void items() {
    var device = OpenClDriver.system().probe().devices().getFirst();
    for (var animal : Zoo.all()) {
      System.out.println(animal);
      WorkItems.run(WorkItems.lower(animal.function(), device), animal.inputs(Mode.TAME), device);
    }
  }

  private static void broken() {
    var driver = OpenClDriver.system();
    try (var device = driver.open(driver.probe().devices().getFirst());
        var module = device.build(BROKEN, List.of("outside", "race"));
        var stream = device.newStream()) {
      var memory = device.allocate(32);
      for (var name : List.of("outside", "race")) {
        var entry = module.entry(name);
        entry.set(0, memory);
        stream.launch(entry, 4, 1);
        stream.finish();
      }
    }
  }
}
