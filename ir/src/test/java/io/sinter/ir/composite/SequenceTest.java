package io.sinter.ir.composite;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Builder;
import io.sinter.ir.Interpreter;
import io.sinter.ir.Value;
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

/// Positions as rotations, and attention with a matrix for its past.
class SequenceTest {
  private static Tensor random(Random random, long... shape) {
    int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    return Tensor.fromDoubles(DType.F64, shape, random.doubles(count, -1, 1).toArray());
  }

  private static Tensor rotated(Tensor x, Tensor cos, Tensor sin, boolean interleaved) {
    var b = new Builder();
    var rows = Dim.symbol("rows");
    var pairs = Dim.of(cos.dim(1));
    var in = b.parameter("x", new TensorType(DType.F64, Shape.of(rows, Dim.of(x.dim(1)))));
    var c = b.parameter("cos", new TensorType(DType.F64, Shape.of(rows, pairs)));
    var s = b.parameter("sin", new TensorType(DType.F64, Shape.of(rows, pairs)));
    return Interpreter.run(b.finish("f", List.of(RotaryEmbedding.of(b, in, c, s, interleaved)), List.of("y")),
        List.of(x, cos, sin)).getFirst();
  }

  @Test
  void pairsAreTurnedByTheirAnglesAndTheRestIsKept() {
    var random = new Random(1);
    for (int rows : new int[] {0, 1, 3}) {
      for (int pairs : new int[] {1, 3}) {
        for (int rest : new int[] {0, 5}) {
          for (boolean interleaved : new boolean[] {false, true}) {
            var x = random(random, rows, 2L * pairs + rest);
            var cos = random(random, rows, pairs);
            var sin = random(random, rows, pairs);
            var y = rotated(x, cos, sin, interleaved);
            assertThat(y.shape()).isEqualTo(x.shape());
            for (int r = 0; r < rows; r++) {
              int start = r * (2 * pairs + rest);
              for (int p = 0; p < pairs; p++) {
                int first = start + (interleaved ? 2 * p : p);
                int second = start + (interleaved ? 2 * p + 1 : pairs + p);
                double c = cos.doubleAt(r * pairs + p);
                double s = sin.doubleAt(r * pairs + p);
                assertThat(y.doubleAt(first)).isEqualTo(c * x.doubleAt(first) - s * x.doubleAt(second));
                assertThat(y.doubleAt(second)).isEqualTo(s * x.doubleAt(first) + c * x.doubleAt(second));
              }
              for (int i = 2 * pairs; i < 2 * pairs + rest; i++) {
                assertThat(y.doubleAt(start + i)).isEqualTo(x.doubleAt(start + i));
              }
            }
          }
        }
      }
    }
  }

  /// One form of linear attention over `steps`, a batch of 2, with heads of queries and of keys, of sizes 3 and 2.
  private record Past(int steps, int heads, int groups, boolean decay, boolean beta) {
    private static final int BATCH = 2;
    private static final int SIZE = 3;
    private static final int VALUES = 2;

    List<Tensor> inputs() {
      var random = new Random(5);
      var inputs = new ArrayList<>(List.of(random(random, steps, BATCH, heads, SIZE),
          random(random, steps, BATCH, groups, SIZE), random(random, steps, BATCH, groups, VALUES),
          random(random, BATCH, groups, SIZE, VALUES)));
      if (decay) {
        inputs.add(random(random, steps, BATCH, groups, SIZE));
      }
      if (beta) {
        inputs.add(random(random, steps, BATCH, groups, 1));
      }
      return inputs;
    }

    List<Tensor> run(List<Tensor> inputs) {
      var b = new Builder();
      var all = new ArrayList<Value>();
      for (int i = 0; i < inputs.size(); i++) {
        var dims = new ArrayList<>(Arrays.stream(inputs.get(i).shape()).mapToObj(Dim::of).toList());
        dims.set(0, i == 3 ? Dim.of(BATCH) : Dim.symbol("steps"));
        all.add(b.parameter("p" + i, new TensorType(DType.F64, new Shape(dims))));
      }
      var results = new LinearAttention(all.get(0), all.get(1), all.get(2), all.get(3),
          decay ? Optional.of(all.get(4)) : Optional.empty(), beta ? Optional.of(all.getLast()) : Optional.empty(),
          0.5, "t").of(b);
      return Interpreter.run(b.finish("f", results, List.of("y", "last")), inputs);
    }

    /// The matrix of a group after a step, in place.
    void step(double[][] s, List<Tensor> in, int step, int batch, int group) {
      int row = (step * BATCH + batch) * groups + group;
      var seen = new double[VALUES];
      for (int d = 0; d < SIZE; d++) {
        for (int e = 0; e < VALUES; e++) {
          s[d][e] *= decay ? Math.exp(in.get(4).doubleAt(row * SIZE + d)) : 1;
          seen[e] += s[d][e] * in.get(1).doubleAt(row * SIZE + d);
        }
      }
      for (int d = 0; d < SIZE; d++) {
        for (int e = 0; e < VALUES; e++) {
          double v = in.get(2).doubleAt(row * VALUES + e);
          v = beta ? in.getLast().doubleAt(row) * (v - seen[e]) : v;
          s[d][e] += in.get(1).doubleAt(row * SIZE + d) * v;
        }
      }
    }
  }

  @Test
  void linearAttentionReadsTheMatrixThatEachStepUpdates() {
    for (int steps : new int[] {0, 1, 5}) {
      for (int bits = 0; bits < 8; bits++) {
        var past = new Past(steps, 6, (bits & 4) != 0 ? 2 : 6, (bits & 1) != 0, (bits & 2) != 0);
        requireSame(past);
      }
    }
  }

  private static void requireSame(Past p) {
    var in = p.inputs();
    var results = p.run(in);
    for (int batch = 0; batch < Past.BATCH; batch++) {
      for (int head = 0; head < p.heads(); head++) {
        int group = head / (p.heads() / p.groups());
        var s = new double[Past.SIZE][Past.VALUES];
        int matrix = (batch * p.groups() + group) * Past.SIZE * Past.VALUES;
        for (int i = 0; i < Past.SIZE * Past.VALUES; i++) {
          s[i / Past.VALUES][i % Past.VALUES] = in.get(3).doubleAt(matrix + i);
        }
        for (int step = 0; step < p.steps(); step++) {
          p.step(s, in, step, batch, group);
          int row = (step * Past.BATCH + batch) * p.heads() + head;
          for (int e = 0; e < Past.VALUES; e++) {
            double sum = 0;
            for (int d = 0; d < Past.SIZE; d++) {
              sum += in.getFirst().doubleAt(row * Past.SIZE + d) * s[d][e];
            }
            assertThat(results.getFirst().doubleAt(row * Past.VALUES + e)).as("%s", p)
                .isCloseTo(0.5 * sum, Offset.offset(1e-12));
          }
        }
        for (int i = 0; i < Past.SIZE * Past.VALUES; i++) {
          assertThat(results.getLast().doubleAt(matrix + i)).as("%s", p)
              .isCloseTo(s[i / Past.VALUES][i % Past.VALUES], Offset.offset(1e-12));
        }
      }
    }
  }
}
