package io.sinter.trace;

import io.sinter.ir.Value;
import io.sinter.runtime.Tensor;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Conditions and loops that run as data says. Java's own `if` and `for` run while tracing: they choose and repeat
/// layers. A body may use all tensors around it; what it makes leaves it only as its result.
public final class Flow {
  private Flow() {}

  // ---- conditions -------------------------------------------------------------------------------------------------

  /// What `then` gives where the condition holds, else what `otherwise` gives; only that one runs.
  ///
  /// @param condition a bool scalar
  public static Traced cond(Traced condition, Supplier<Traced> then, Supplier<Traced> otherwise) {
    return Branches.of(Call.of("cond"), condition, () -> List.of(then.get()), () -> List.of(otherwise.get()))
        .getFirst();
  }

  /// As above with several results, of which both bodies give as many of the same types.
  public static List<Traced> condAll(
      Traced condition, Supplier<List<Traced>> then, Supplier<List<Traced>> otherwise) {
    return Branches.of(Call.of("condAll"), condition, then, otherwise);
  }

  // ---- loops ------------------------------------------------------------------------------------------------------

  /// The state after `step` has been applied as long as `condition` holds of it.
  ///
  /// @param condition gives a bool scalar
  /// @param step gives the next state, of the type of the first
  public static Traced whileLoop(Traced first, UnaryOperator<Traced> condition, UnaryOperator<Traced> step) {
    return whileLoop(List.of(first), s -> condition.apply(s.getFirst()), s -> List.of(step.apply(s.getFirst())))
        .getFirst();
  }

  /// As above with a state of several tensors.
  public static List<Traced> whileLoop(
      List<Traced> first, Function<List<Traced>, Traced> condition, UnaryOperator<List<Traced>> step) {
    var c = Call.of("whileLoop");
    var go = Repetition.scalar(c, condition.apply(List.copyOf(first)));
    var forever = c.resumed().constant(Tensor.scalar(Long.MAX_VALUE));
    return new Repetition(c, forever, go, first).of((body, i, state) -> {
      var next = step.apply(state);
      return new Repetition.Next(condition.apply(next), next, List.of());
    }).state();
  }

  /// The state after `step` has been applied so many times.
  ///
  /// @param times a number from 0 on
  public static Traced repeat(long times, Traced first, UnaryOperator<Traced> step) {
    var c = Call.of("repeat");
    return repeat(c, c.constant(Tensor.scalar(c.size(times).asLong())), first, (i, s) -> step.apply(s));
  }

  /// The state after `step` has been applied so many times.
  ///
  /// @param times an i64 scalar; below 0 as 0
  /// @param step takes the number of the step, an i64 scalar from 0 on, and the state
  public static Traced repeat(Traced times, Traced first, BinaryOperator<Traced> step) {
    var c = Call.of("repeat");
    return repeat(c, Repetition.count(c, times), first, step);
  }

  private static Traced repeat(Call c, Value times, Traced first, BinaryOperator<Traced> step) {
    return new Repetition(c, times, c.constant(Tensor.scalar(true)), List.of(first)).of((body, i, state) ->
        new Repetition.Next(Repetition.yes(c), List.of(step.apply(i, state.getFirst())), List.of())).state().getFirst();
  }

  // ---- sequences --------------------------------------------------------------------------------------------------

  /// Steps through the slices of `sequence` along its first axis, each of which makes a new state: a recurrent layer.
  ///
  /// ```java
  /// scan(x, h0, (slice, h) -> slice.matmul(w).plus(h.matmul(u)).tanh())
  /// ```
  ///
  /// @param step takes a slice and the state
  /// @return the state after each step, stacked along a new first axis
  public static Traced scan(Traced sequence, Traced first, BinaryOperator<Traced> step) {
    return scan(List.of(sequence), List.of(first), (slices, state) -> {
      var next = step.apply(slices.getFirst(), state.getFirst());
      return new Scanned(List.of(next), List.of(next));
    }).outputs().getFirst();
  }

  /// As above with several sequences of one length, a state of several tensors, and outputs beside it.
  ///
  /// @return the last state, and the outputs of all steps, stacked along a new first axis
  public static Scanned scan(List<Traced> sequences, List<Traced> first, Step step) {
    return Sequence.of(Call.of("scan"), sequences, first, step);
  }

  /// One step through sequences.
  @FunctionalInterface
  public interface Step {
    Scanned of(List<Traced> slices, List<Traced> state);
  }

  /// A state and outputs.
  public record Scanned(List<Traced> state, List<Traced> outputs) {
    public Scanned {
      state = List.copyOf(state);
      outputs = List.copyOf(outputs);
    }
  }
}
