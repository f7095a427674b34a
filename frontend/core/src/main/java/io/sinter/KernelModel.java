package io.sinter;

import io.sinter.ir.Function;
import io.sinter.passes.Lowering;
import io.sinter.passes.Report;
import io.sinter.runtime.Executable;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Signature;
import io.sinter.runtime.Tensor;
import java.util.List;
import java.util.Map;

/// A model compiled to kernels.
///
/// @param optimized the function that was lowered
/// @param lowering the program and its kernels at every level
/// @param code what the backend emitted, by kernel
public record KernelModel(Function imported, Function optimized, Report report, Lowering lowering,
    Map<String, byte[]> code, Executable executable) implements CompiledModel {
  @Override
  public Signature signature() {
    return executable.signature();
  }

  @Override
  public List<Tensor> run(List<Tensor> inputs, RunOptions options) {
    return executable.run(inputs, options);
  }

  /// How many launches a run has.
  public int launches() {
    return executable.launches();
  }

  /// How many steps of a run are no launches of kernels.
  public int hostSteps() {
    return executable.program().steps().size() - launches();
  }

  @Override
  public int compileCount() {
    return 1;
  }

  @Override
  public void close() {
    executable.close();
  }
}
