package io.sinter;

import io.sinter.ir.Function;
import io.sinter.ir.Interpreter;
import io.sinter.passes.Lowering;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Signature;
import io.sinter.runtime.Tensor;
import java.util.List;

/// The imported function, interpreted op by op before any pass.
public record InterpretedModel(Function imported) implements CompiledModel {
  @Override
  public Signature signature() {
    return Lowering.signature(imported);
  }

  @Override
  public List<Tensor> run(List<Tensor> inputs, RunOptions options) {
    return Interpreter.run(imported, inputs);
  }

  @Override
  public int compileCount() {
    return 0;
  }

  @Override
  public void close() {}
}
