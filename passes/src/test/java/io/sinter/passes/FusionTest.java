package io.sinter.passes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Text;
import io.sinter.passes.RandomLines.Step;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Random graphs around one contraction take as many kernels as a rule predicts that knows nothing of how [Fusion]
/// decides.
///
/// The graph is three lines of steps: one to each operand of the contraction, one from it to the result. A line is cut
/// where a value is a result too. Then
/// - a piece before or between is as many kernels as it has *parts*: a part ends behind a reduction that drops its axis
///   and the points computed from that; steps that reduce a row and spread the result again end none; a piece of points
///   and views alone is one part, an empty one none;
/// - before the contraction, one cheap op over inputs is none;
/// - the piece that starts at the contraction is one kernel if points and views follow, one more if a view reads the
///   contraction itself; else one for the contraction and one for each part.
class FusionTest {
  private static final int SEEDS = 600;

  private static int predicted(List<Step> left, List<Step> right, List<Step> after) {
    var pieces = pieces(after);
    var first = pieces.getFirst();
    int rest = pieces.stream().skip(1).mapToInt(FusionTest::parts).sum();
    boolean rows = first.contains(Step.ROW) || first.contains(Step.DROP);
    int own = rows ? 1 + parts(first) : !first.isEmpty() && first.getFirst() == Step.VIEW ? 2 : 1;
    return operand(left) + operand(right) + own + rest;
  }

  private static int operand(List<Step> steps) {
    return steps.equals(List.of(Step.POINT)) ? 0 : parts(steps);
  }

  private static List<List<Step>> pieces(List<Step> steps) {
    var pieces = new ArrayList<List<Step>>(List.of(new ArrayList<>()));
    for (var s : steps) {
      if (s == Step.CUT) {
        pieces.add(new ArrayList<>());
      } else {
        pieces.getLast().add(s);
      }
    }
    return pieces;
  }

  private static int parts(List<Step> piece) {
    int parts = 0;
    boolean rows = false;
    boolean points = false;
    for (var s : piece) {
      switch (s) {
        case DROP -> {
          parts++;
          rows = false;
          points = false;
        }
        case ROW -> rows = true;
        case POINT, FUNCTION, VIEW -> points |= parts == 0;
        case CUT -> throw new IllegalArgumentException("a piece is not cut");
      }
    }
    return parts + (rows || points ? 1 : 0);
  }

  @Test
  void graphsAroundAContractionTakeThePredictedKernels() {
    for (long seed = 0; seed < SEEDS; seed++) {
      var lines = new RandomLines(seed);
      var left = lines.before();
      var right = lines.before();
      var after = lines.after();
      var laidOut = new ChooseLayout(List.of()).apply(lines.graph(left, right, after), new Tally());
      var kernels = Fusion.of(laidOut).groups().stream().map(group -> group.root().op().getClass()).toList();
      assertThat(kernels).as("seed %d: %s, %s and %s in\n%s", seed, left, right, after, Text.print(laidOut))
          .hasSize(predicted(left, right, after));
    }
  }
}
