package io.sinter;

import io.sinter.ir.Function;
import io.sinter.ir.Interpreter;
import io.sinter.passes.Lowering;
import io.sinter.runtime.Cancelled;
import io.sinter.runtime.DeadlineExceeded;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Signature;
import io.sinter.runtime.Tensor;
import java.time.Duration;
import java.util.List;

/// The imported function, interpreted op by op before any pass, on the calling thread. Deadline and cancellation are
/// looked at between ops; a memory budget is not.
public record InterpretedModel(Function imported) implements CompiledModel {
  @Override
  public Signature signature() {
    return Lowering.signature(imported);
  }

  @Override
  public List<Tensor> run(List<Tensor> inputs, RunOptions options) {
    long start = System.nanoTime();
    return Interpreter.run(imported, inputs, () -> {
      if (options.cancellation().isCancelled()) {
        throw new Cancelled("the next op");
      }
      options.deadline().filter(d -> System.nanoTime() - start >= d.toNanos()).ifPresent(d -> {
        throw new DeadlineExceeded(d, "the next op");
      });
    });
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
