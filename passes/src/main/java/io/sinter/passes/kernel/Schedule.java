package io.sinter.passes.kernel;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How a computed kernel runs: steps, applied in order, except that `place` and `share` come before all others because
/// they say how the stages nest. A schedule changes speed, never a bit of the result.
public record Schedule(List<Step> steps) {
  public static final Schedule NONE = new Schedule(List.of());

  public Schedule {
    steps = List.copyOf(steps);
  }

  public static Schedule of(Step... steps) {
    return new Schedule(List.of(steps));
  }

  /// This schedule, then more steps.
  public Schedule and(Step... more) {
    return new Schedule(Stream.concat(steps.stream(), Stream.of(more)).toList());
  }

  <S extends Step> List<S> steps(Class<S> kind) {
    return steps.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /// Reads the text form: one step per line or between semicolons.
  public static Schedule parse(String text) {
    return new Schedule(text.lines().flatMap(l -> Stream.of(l.split(";"))).filter(s -> !s.isBlank())
        .map(Step::parse).toList());
  }

  @Override
  public String toString() {
    return steps.stream().map(Step::toString).collect(Collectors.joining("\n"));
  }
}
