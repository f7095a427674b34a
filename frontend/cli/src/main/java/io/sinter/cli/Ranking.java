package io.sinter.cli;

import io.sinter.runtime.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// The classes of one row of scores, the best first. Scores that are no probabilities (at least 0, sum 1) become some
/// by softmax.
record Ranking(List<Choice> choices) {
  private static final double ROUNDING = 1e-2;

  /// A class and how likely it is.
  record Choice(int label, double probability) {
    String text(Labels labels) {
      return "%s %.1f%%".formatted(labels.of(label), 100 * probability);
    }
  }

  /// Of the `row`-th of the rows along the last axis.
  static Ranking of(Tensor scores, int row) {
    int classes = (int) scores.dim(scores.rank() - 1);
    var values = IntStream.range(0, classes).mapToDouble(i -> scores.doubleAt(row * classes + i)).toArray();
    var sum = Arrays.stream(values).sum();
    boolean probable = Arrays.stream(values).allMatch(v -> v >= 0) && Math.abs(sum - 1) < ROUNDING;
    double high = Arrays.stream(values).max().orElse(0);
    double scale = Arrays.stream(values).map(v -> Math.exp(v - high)).sum();
    return new Ranking(IntStream.range(0, classes)
        .mapToObj(i -> new Choice(i, probable ? values[i] : Math.exp(values[i] - high) / scale))
        .sorted(Comparator.comparingDouble(Choice::probability).reversed()).toList());
  }

  Choice best() {
    return choices.getFirst();
  }

  List<Choice> top(int count) {
    return choices.subList(0, Math.min(count, choices.size()));
  }
}
