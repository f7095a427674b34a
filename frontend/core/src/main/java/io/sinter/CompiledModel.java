package io.sinter;

import io.sinter.ir.Function;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Signature;
import io.sinter.runtime.Tensor;
import java.util.List;

/// A model that can run, whatever its target. Safe for many threads at once.
public sealed interface CompiledModel extends AutoCloseable permits KernelModel, InterpretedModel {
  Signature signature();

  /// @param inputs in the order of the signature
  /// @return the outputs in the order of the signature
  List<Tensor> run(List<Tensor> inputs, RunOptions options);

  default List<Tensor> run(List<Tensor> inputs) {
    return run(inputs, RunOptions.DEFAULTS);
  }

  /// The function as imported.
  Function imported();

  /// How often code has been generated for this model; one compilation serves all sizes.
  int compileCount();

  @Override
  void close();
}
