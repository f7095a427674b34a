package io.sinter.ir.composite;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Builder;
import io.sinter.ir.Function;
import io.sinter.ir.Interpreter;
import io.sinter.ir.Text;
import io.sinter.ir.Value;
import io.sinter.ir.Verifier;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AttentionTest {
  /// @param heads of queries; `groups` of keys
  private record Sizes(int batch, int heads, int groups, int queries, int keys, int size, int values) {}

  private static final List<Sizes> SIZES = List.of(new Sizes(2, 6, 2, 5, 7, 3, 4), new Sizes(1, 1, 1, 1, 1, 1, 1),
      new Sizes(1, 3, 1, 2, 3, 2, 1), new Sizes(2, 2, 2, 0, 3, 2, 2), new Sizes(0, 2, 1, 3, 2, 1, 1),
      new Sizes(1, 2, 2, 2, 0, 3, 5));

  private record Case(Sizes sizes, double cap, boolean allowed, boolean added, Optional<Attention.Stage> stage) {
    boolean masked() {
      return allowed || added;
    }

    Function function(DType type) {
      var b = new Builder();
      var n = Dim.symbol("n");
      var s = Dim.symbol("s");
      var t = Dim.symbol("t");
      var q = b.parameter("q", new TensorType(type, Shape.of(n, Dim.of(sizes.heads), s, Dim.of(sizes.size))));
      var k = b.parameter("k", new TensorType(type, Shape.of(n, Dim.of(sizes.groups), t, Dim.of(sizes.size))));
      var v = b.parameter("v", new TensorType(type, Shape.of(n, Dim.of(sizes.groups), t, Dim.of(sizes.values))));
      var scores = Shape.of(n, Dim.of(sizes.heads), s, t);
      Optional<Value> first = !allowed ? Optional.empty()
          : Optional.of(b.parameter("allowed", new TensorType(DType.BOOL, scores)));
      Optional<Value> second = !added ? Optional.empty()
          : Optional.of(b.parameter("added", new TensorType(type, scores)));
      var attention = new Attention(0.25, cap, type, masked());
      var operands = new Attention.Operands(q, k, v, first, second);
      var results = stage.map(at -> attention.of(b, operands, at)).orElseGet(() -> List.of(attention.of(b, operands)));
      return b.finish("test", results, List.of("y", "scores").subList(0, results.size()));
    }

    List<Tensor> inputs() {
      var random = new Random(3);
      var inputs = new ArrayList<Tensor>();
      inputs.add(random(random, sizes.batch, sizes.heads, sizes.queries, sizes.size));
      inputs.add(random(random, sizes.batch, sizes.groups, sizes.keys, sizes.size));
      inputs.add(random(random, sizes.batch, sizes.groups, sizes.keys, sizes.values));
      long[] scores = {sizes.batch, sizes.heads, sizes.queries, sizes.keys};
      int count = sizes.batch * sizes.heads * sizes.queries * sizes.keys;
      if (allowed) {
        var bits = new long[count];
        Arrays.setAll(bits, i -> sizes.keys > 0 && i / sizes.keys % 3 == 1 ? 0 : random.nextInt(2));
        inputs.add(Tensor.fromLongs(DType.BOOL, scores, bits));
      }
      if (added) {
        var bias = new double[count];
        Arrays.setAll(bias, i -> random.nextInt(3) == 0 ? Double.NEGATIVE_INFINITY : random.nextDouble());
        inputs.add(Tensor.fromDoubles(DType.F64, scores, bias));
      }
      return inputs;
    }
  }

  private static Tensor random(Random random, long... shape) {
    int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    return Tensor.fromDoubles(DType.F64, shape, random.doubles(count, -2, 2).toArray());
  }

  private static List<Case> all() {
    var cases = new ArrayList<Case>();
    var stages = new ArrayList<Optional<Attention.Stage>>(List.of(Optional.empty()));
    Arrays.stream(Attention.Stage.values()).map(Optional::of).forEach(stages::add);
    for (var sizes : SIZES) {
      for (int bits = 0; bits < 8; bits++) {
        for (var stage : stages) {
          cases.add(new Case(sizes, (bits & 1) != 0 ? 1.5 : 0, (bits & 2) != 0, (bits & 4) != 0, stage));
        }
      }
    }
    return cases;
  }

  /// The scores of one query at all stages, by key.
  private static double[][] scores(Case c, List<Tensor> in, int batch, int head, int query) {
    var s = c.sizes();
    int group = head / (s.heads / s.groups);
    int row = (batch * s.heads + head) * s.queries + query;
    var at = new double[4][s.keys];
    double top = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < s.keys; j++) {
      double dot = 0;
      for (int d = 0; d < s.size; d++) {
        dot += in.get(0).doubleAt(row * s.size + d)
            * in.get(1).doubleAt(((batch * s.groups + group) * s.keys + j) * s.size + d);
      }
      at[0][j] = dot * 0.25;
      at[1][j] = c.cap() > 0 ? c.cap() * Math.tanh(at[0][j] / c.cap()) : at[0][j];
      at[2][j] = at[1][j] + (c.added() ? in.getLast().doubleAt(row * s.keys + j) : 0);
      if (c.allowed() && in.get(3).longAt(row * s.keys + j) == 0) {
        at[2][j] = Double.NEGATIVE_INFINITY;
      }
      top = Math.max(top, at[2][j]);
    }
    double sum = 0;
    for (int j = 0; j < s.keys; j++) {
      at[3][j] = top == Double.NEGATIVE_INFINITY ? 0 : Math.exp(at[2][j] - top);
      sum += at[3][j];
    }
    for (int j = 0; j < s.keys && sum > 0; j++) {
      at[3][j] /= sum;
    }
    return at;
  }

  @Test
  void everyQueryGetsTheMeanOfValuesWeighedByItsScores() {
    for (var c : all()) {
      var in = c.inputs();
      var results = Interpreter.run(c.function(DType.F64), in);
      var s = c.sizes();
      for (int row = 0; row < s.batch * s.heads * s.queries; row++) {
        int head = row / s.queries % s.heads;
        int batch = row / s.queries / s.heads;
        var scores = scores(c, in, batch, head, row % s.queries);
        int group = head / (s.heads / s.groups);
        for (int e = 0; e < s.values; e++) {
          double sum = 0;
          for (int j = 0; j < s.keys; j++) {
            sum += scores[3][j] * in.get(2).doubleAt(((batch * s.groups + group) * s.keys + j) * s.values + e);
          }
          assertThat(results.getFirst().doubleAt(row * s.values + e)).as("%s, row %s", c, row)
              .isCloseTo(sum, Offset.offset(1e-12));
        }
        for (int j = 0; j < s.keys && c.stage().isPresent(); j++) {
          double expected = scores[c.stage().get().ordinal()][j];
          double actual = results.get(1).doubleAt(row * s.keys + j);
          assertThat(actual == expected || Math.abs(actual - expected) < 1e-12)
              .as("%s, row %s: %s for %s", c, row, actual, expected).isTrue();
        }
      }
    }
  }

  @Test
  void everyFormHasAText() {
    for (var c : all()) {
      var function = c.function(DType.F32);
      Verifier.verify("test", function);
      assertThat(Text.print(Text.parse(Text.print(function)))).isEqualTo(Text.print(function));
    }
  }

  @Test
  void aForbiddenKeyIsNeverSeenEvenWhereItsScoreIsNoNumber() {
    var c = new Case(new Sizes(1, 1, 1, 1, 2, 1, 1), 0, true, false, Optional.of(Attention.Stage.PROBABILITIES));
    var in = List.of(Tensor.of(new double[] {1}, 1, 1, 1, 1), Tensor.of(new double[] {2, Double.NaN}, 1, 1, 2, 1),
        Tensor.of(new double[] {5, 6}, 1, 1, 2, 1), Tensor.of(new boolean[] {true, false}, 1, 1, 1, 2));
    var results = Interpreter.run(c.function(DType.F64), in);
    assertThat(results.get(0).doubleAt(0)).isEqualTo(5);
    assertThat(results.get(1).doubleAt(1)).isZero();
  }
}
