package io.sinter;

import io.sinter.ir.Function;
import io.sinter.ir.Interpreter;
import io.sinter.passes.Lowering;
import io.sinter.runtime.MemoryShortage;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Signature;
import io.sinter.runtime.Tensor;
import java.time.Duration;
import java.util.List;

/// The imported function, interpreted op by op before any pass, on the calling thread. Deadline and cancellation are
/// looked at between ops and within long ones, the memory budget before each op.
public record InterpretedModel(Function imported) implements CompiledModel {
  @Override
  public Signature signature() {
    return Lowering.signature(imported);
  }

  @Override
  public List<Tensor> run(List<Tensor> inputs, RunOptions options) {
    var guard = new RunGuard(options);
    try {
      return Interpreter.run(imported, inputs, guard);
    } catch (OutOfMemoryError e) {
      throw MemoryShortage.ofJvm(guard.taken(), e);
    }
  }

  @Override
  public boolean awaitReady(Duration longest) {
    return true;
  }

  @Override
  public List<String> compilations() {
    return List.of();
  }

  @Override
  public void close() {}
}
