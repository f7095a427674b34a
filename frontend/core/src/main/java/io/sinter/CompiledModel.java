package io.sinter;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Signature;
import io.sinter.runtime.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A model that can run, whatever its target. Safe for many threads at once.
///
/// Every way of running it throws the same: [ModelError] when the inputs do not fit or their elements are not what the
/// model can take, or a budget of the options is too small; [io.sinter.runtime.DeadlineExceeded] and
/// [io.sinter.runtime.Cancelled] as the options say; [IllegalStateException] after [#close]. A run that fails leaves
/// nothing behind: the next one is as good as any.
public sealed interface CompiledModel extends AutoCloseable permits KernelModel, InterpretedModel, LateModel {
  Signature signature();

  /// @param inputs in the order of the signature
  /// @return the outputs in the order of the signature
  List<Tensor> run(List<Tensor> inputs, RunOptions options);

  default List<Tensor> run(List<Tensor> inputs) {
    return run(inputs, RunOptions.DEFAULTS);
  }

  /// Runs a model that has one output.
  ///
  /// @param inputs in the order of the signature
  /// @throws ModelError when the model has not exactly one output
  default Tensor run(Tensor... inputs) {
    if (signature().outputs().size() != 1) {
      throw new ModelError(Problem.of("The model does not have one output.").given(signature().outputs())
          .tryThis("run it with a list or a map of its inputs, which gives all of its outputs"));
    }
    return run(List.of(inputs)).getFirst();
  }

  /// By name; the outputs come in the order of the signature.
  ///
  /// @throws ModelError also when an input is missing, or a name is not that of an input
  default Map<String, Tensor> run(Map<String, Tensor> inputs, RunOptions options) {
    return signature().byName(run(signature().inOrder(inputs), options));
  }

  default Map<String, Tensor> run(Map<String, Tensor> inputs) {
    return run(inputs, RunOptions.DEFAULTS);
  }

  /// Whether no further run will be faster because code is still being compiled by the JVM. Before the first run, and
  /// after one with sizes that are new to a kernel, that is not known: see [#warmUp].
  default boolean isReady() {
    return awaitReady(Duration.ZERO);
  }

  /// Waits until [#isReady].
  ///
  /// @return whether that was so within the time
  boolean awaitReady(Duration longest);

  /// Runs the model on sample inputs and waits until it is as fast as it gets: what a service does before it says that
  /// it is ready. The model may be used meanwhile, and afterwards whatever the answer: its results never differ.
  ///
  /// @param inputs of the sizes that will be usual
  /// @return whether it was ready within the time
  default boolean warmUp(List<Tensor> inputs, Duration longest) {
    long end = System.nanoTime() + longest.toNanos();
    run(inputs);
    return awaitReady(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
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
