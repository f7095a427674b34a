package io.sinter;

import io.sinter.ir.Function;
import io.sinter.ir.kernel.Backend;
import io.sinter.passes.Driver;
import io.sinter.passes.Lowering;
import io.sinter.passes.Pipelines;
import io.sinter.runtime.Executable;
import io.sinter.runtime.KernelCode;
import io.sinter.runtime.TieredKernel;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// The front door: from a function to a model that runs.
public final class Sinter {
  private Sinter() {}

  public static CompiledModel compile(Function function) {
    return compile(function, CompileOptions.DEFAULTS);
  }

  /// @throws io.sinter.runtime.UnsupportedError when the target cannot run some op
  /// @throws io.sinter.runtime.CompilerBug when Sinter is wrong
  public static CompiledModel compile(Function function, CompileOptions options) {
    if (options.target().equals(Targets.INTERPRETER)) {
      return new InterpretedModel(function);
    }
    var outcome = Driver.run(function, Pipelines.tensor(options.passes()), options.debug());
    var backend = Targets.backend(options.target());
    var lowering = Lowering.of(outcome.function(), backend.target(options.vectorBits()));
    var code = emit(lowering, backend);
    var kernels = backend.load(code);
    var cold = backend.cold();
    if (options.tiered() && cold.isPresent()) {
      kernels = tiered(kernels, Lowering.of(outcome.function(), cold.get().target(0)), cold.get());
    }
    var executable = new Executable(lowering.program(), lowering.weights(), kernels);
    return new KernelModel(function, outcome.function(), outcome.report(), lowering, code, executable);
  }

  private static Map<String, byte[]> emit(Lowering lowering, Backend backend) {
    var code = new LinkedHashMap<String, byte[]>();
    for (var k : lowering.kernels()) {
      code.put(k.flat().name(), backend.emit(k.flat()));
    }
    return code;
  }

  /// Kernels that run in the cold backend's form until their own is compiled.
  private static Map<String, KernelCode> tiered(Map<String, KernelCode> hot, Lowering coldLowering, Backend cold) {
    var slow = cold.load(emit(coldLowering, cold));
    var kernels = new HashMap<String, KernelCode>();
    hot.forEach((name, code) -> kernels.put(name, new TieredKernel(slow.get(name), code)));
    return kernels;
  }
}
