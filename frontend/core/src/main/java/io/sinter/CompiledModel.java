package io.sinter;

import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Signature;
import io.sinter.runtime.Tensor;
import java.util.List;

/// A model that can run, whatever its target. Safe for many threads at once.
public sealed interface CompiledModel extends AutoCloseable permits KernelModel, InterpretedModel, LateModel {
  Signature signature();

  /// @param inputs in the order of the signature
  /// @return the outputs in the order of the signature
  List<Tensor> run(List<Tensor> inputs, RunOptions options);

  default List<Tensor> run(List<Tensor> inputs) {
    return run(inputs, RunOptions.DEFAULTS);
  }

  /// Why code has been generated for this model, once for each time; one compilation serves all sizes.
  List<String> compilations();

  /// How often code has been generated for this model.
  default int compileCount() {
    return compilations().size();
  }

  @Override
  void close();
}
