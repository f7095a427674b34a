package io.sinter.conformance;

import io.sinter.codegen.opencl.OpenClBackend;
import io.sinter.ir.Function;
import io.sinter.ir.kernel.Target;
import io.sinter.passes.Driver;
import io.sinter.passes.Lowering;
import io.sinter.passes.PassOptions;
import io.sinter.passes.Pipelines;
import io.sinter.runtime.DType;
import io.sinter.runtime.Executable;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.device.Description;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Runs functions on an OpenCL device as one that has many work items in a group, whatever it is: processors run such
/// kernels too, slowly.
final class WorkItems {
  private static final int ITEMS = 256;

  private WorkItems() {}

  /// The kernels of a function whose groups share work.
  static Lowering lower(Function function, Description device) {
    var types = EnumSet.complementOf(EnumSet.of(DType.STRING));
    var group = new Target.Group(ITEMS, device.capabilities().localBytes(), 0);
    var target = new Target(OpenCl.TARGET, 128, 128, Set.of(DType.F32, DType.I32), types, group);
    return Lowering.of(Driver.run(function, Pipelines.tensor(PassOptions.DEFAULT)).function(), List.of(target));
  }

  static List<Tensor> run(Lowering lowering, List<Tensor> inputs, Description device) {
    var backend = new OpenClBackend().on(device.name());
    var code = lowering.kernels().stream()
        .collect(Collectors.toMap(Lowering.Stages::name, k -> backend.emit(k.flat())));
    try (var executable = new Executable(lowering.program(), lowering.weights(), backend.load(code))) {
      var results = executable.run(inputs);
      results.forEach(y -> y.array());
      return results;
    }
  }
}
