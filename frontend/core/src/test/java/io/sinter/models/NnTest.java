package io.sinter.models;

import static io.sinter.models.Traces.apply;
import static io.sinter.models.Traces.floats;
import static io.sinter.models.Traces.random;
import static io.sinter.models.Traces.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.sinter.Sinter;
import io.sinter.runtime.DType;
import io.sinter.runtime.Tensor;
import io.sinter.trace.Input;
import io.sinter.trace.Nn;
import io.sinter.trace.Sliding;
import io.sinter.trace.Tensors;
import io.sinter.trace.Ternary;
import io.sinter.trace.Traced;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NnTest {
  private static void assertSame(Tensor result, long[] shape, Naive.Element expected) {
    assertThat(result.shape()).isEqualTo(shape);
    Naive.each(shape, (p, i) -> assertThat(result.doubleAt(p)).isCloseTo(expected.at(i), offset(2e-5)));
  }

  private static Tensor images(Tensor x, UnaryOperator<Traced> model) {
    var f = Sinter.trace("f", Input.of("x", DType.F32, "batch", x.dim(1), "height", "width"), model);
    var fixed = Sinter.trace("f", Traces.fixed("x", x), model);
    assertThat(run(f, x)).isEqualTo(run(fixed, x));
    return run(f, x);
  }

  // ---- products -----------------------------------------------------------------------------------------------------

  @Test
  void aDenseLayerIsAProductAndABias() {
    var w = random(2, 5, 3);
    var b = random(3, 3);
    for (long rows : new long[] {0, 1, 7}) {
      var x = random(1, rows, 5);
      var y = apply(x, v -> Nn.dense(v, w, b));
      assertSame(y, new long[] {rows, 3}, i -> {
        double sum = b.doubleAt(i[1]);
        for (int k = 0; k < 5; k++) {
          sum += x.doubleAt(i[0] * 5 + k) * w.doubleAt(k * 3 + i[1]);
        }
        return sum;
      });
      assertThat(apply(x, v -> Nn.dense(v, Tensors.constant(w), Tensors.constant(b)))).isEqualTo(y);
    }
  }

  @Test
  void convolutionsSlideOverImages() {
    var x = random(1, 2, 4, 7, 5);
    var w = random(2, 6, 2, 3, 3);
    var b = random(3, 6);
    var sliding = Sliding.VALID.stride(2, 1).padding(1).dilation(1, 2).groups(2);
    assertSame(images(x, v -> Nn.conv(v, w, b, sliding)), new long[] {2, 6, 4, 3}, i -> {
      double sum = b.doubleAt(i[1]);
      for (int c = 0; c < 2; c++) {
        for (int k = 0; k < 3; k++) {
          for (int l = 0; l < 3; l++) {
            int row = i[2] * 2 + k - 1;
            int column = i[3] + l * 2 - 1;
            if (row >= 0 && row < 7 && column >= 0 && column < 5) {
              int channel = i[1] / 3 * 2 + c;
              sum += x.doubleAt(((i[0] * 4 + channel) * 7 + row) * 5 + column)
                  * w.doubleAt(((i[1] * 2 + c) * 3 + k) * 3 + l);
            }
          }
        }
      }
      return sum;
    });
    assertThat(images(x, v -> Nn.conv(v, w, Sliding.SAME.groups(2))).shape()).containsExactly(2, 6, 7, 5);
  }

  @Test
  void samePaddingPutsAnOddRestAtTheHighEdge() {
    var x = Tensor.of(new float[] {1, 2, 3, 4}, 1, 1, 4);
    var w = Tensor.of(new float[] {1, 10}, 1, 1, 2);
    assertThat(run(Sinter.trace("f", Traces.fixed("x", x), v -> Nn.conv(v, w, Sliding.SAME)), x))
        .isEqualTo(Tensor.of(new float[] {21, 32, 43, 4}, 1, 1, 4));
    var wide = Tensor.of(new float[] {1, 10, 100}, 1, 1, 3);
    assertThat(run(Sinter.trace("f", Traces.fixed("x", x), v -> Nn.conv(v, wide, Sliding.SAME.stride(2))), x))
        .isEqualTo(Tensor.of(new float[] {321, 43}, 1, 1, 2));
    assertThat(run(Sinter.trace("f", Traces.fixed("x", x),
        v -> Nn.conv(v, Tensors.constant(w), Tensors.constant(floats(1)), Sliding.VALID)), x))
        .isEqualTo(Tensor.of(new float[] {22, 33, 44}, 1, 1, 3));
  }

  // ---- pools --------------------------------------------------------------------------------------------------------

  @Test
  void poolsTakeWhatIsUnderTheWindow() {
    var x = random(4, 2, 3, 5, 4);
    assertSame(images(x, v -> Nn.maxPool(v, 2)), new long[] {2, 3, 2, 2}, i -> extreme(x, i, 2, 2, 0));
    assertSame(images(x, v -> Nn.maxPool(v, Sliding.VALID.padding(1), 3)), x.shape(), i -> extreme(x, i, 1, 3, 1));
    assertSame(images(x, v -> Nn.avgPool(v, 2, 2)), new long[] {2, 3, 2, 2}, i -> mean(x, i, 2, 2, 0));
    assertSame(images(x, v -> Nn.avgPool(v, Sliding.SAME, 3)), x.shape(), i -> mean(x, i, 1, 3, 1));
  }

  private static double extreme(Tensor x, int[] at, int stride, int size, int pad) {
    return under(x, at, stride, size, pad).stream().mapToDouble(d -> d).max().orElseThrow();
  }

  private static double mean(Tensor x, int[] at, int stride, int size, int pad) {
    return under(x, at, stride, size, pad).stream().mapToDouble(d -> d).average().orElseThrow();
  }

  private static List<Double> under(Tensor x, int[] at, int stride, int size, int pad) {
    var all = new ArrayList<Double>();
    for (int k = 0; k < size * size; k++) {
      int row = at[2] * stride + k / size - pad;
      int column = at[3] * stride + k % size - pad;
      if (row >= 0 && row < x.dim(2) && column >= 0 && column < x.dim(3)) {
        all.add(Naive.at(x, new int[] {at[0], at[1], row, column}));
      }
    }
    return all;
  }

  // ---- normalisations -----------------------------------------------------------------------------------------------

  @Test
  void layersAreNormalised() {
    var x = random(5, 3, 7);
    var scale = random(6, 7);
    var bias = random(7, 7);
    var rows = new double[3][];
    for (int r = 0; r < 3; r++) {
      int row = r;
      rows[r] = IntStream.range(0, 7).mapToDouble(k -> x.doubleAt(row * 7 + k)).toArray();
    }
    assertSame(apply(x, v -> Nn.layerNorm(v, scale, bias, 1e-5)), x.shape(),
        i -> standard(rows[i[0]], i[1]) * scale.doubleAt(i[1]) + bias.doubleAt(i[1]));
    assertSame(apply(x, v -> Nn.rmsNorm(v, scale, 1e-5)), x.shape(), i -> {
      double square = Arrays.stream(rows[i[0]]).map(v -> v * v).average().orElseThrow();
      return rows[i[0]][i[1]] / Math.sqrt(square + 1e-5) * scale.doubleAt(i[1]);
    });
    var ones = random(1, 3, 7).reshape(3, 7);
    var whole = apply(x, v -> Nn.layerNorm(v, Tensors.constant(ones), Tensors.constant(ones), 1e-5));
    var all = x.toDoubles();
    assertSame(whole, x.shape(), i -> (standard(all, i[0] * 7 + i[1]) + 1) * ones.doubleAt(i[0] * 7 + i[1]));
  }

  private static double standard(double[] values, int at) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double variance = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    return (values[at] - mean) / Math.sqrt(variance + 1e-5);
  }

  @Test
  void channelsAreNormalised() {
    var x = random(8, 2, 4, 3, 1);
    var scale = random(9, 4);
    var bias = random(10, 4);
    var mean = random(11, 4);
    var variance = Tensor.of(new float[] {1, 2, 0.5f, 4}, 4);
    assertSame(images(x, v -> Nn.batchNorm(v, scale, bias, mean, variance, 1e-3)), x.shape(), i ->
        (Naive.at(x, i) - mean.doubleAt(i[1])) / Math.sqrt(variance.doubleAt(i[1]) + 1e-3) * scale.doubleAt(i[1])
            + bias.doubleAt(i[1]));
    assertSame(images(x, v -> Nn.groupNorm(v, 2, scale, bias, 1e-5)), x.shape(), i -> {
      var group = IntStream.range(0, 6)
          .mapToDouble(k -> Naive.at(x, new int[] {i[0], i[1] / 2 * 2 + k / 3, k % 3, 0})).toArray();
      return standard(group, i[1] % 2 * 3 + i[2]) * scale.doubleAt(i[1]) + bias.doubleAt(i[1]);
    });
  }

  // ---- attention ----------------------------------------------------------------------------------------------------

  @Test
  void attentionMixesValuesByHowKeysFitQueries() {
    var q = random(1, 2, 4, 3, 5);
    var k = random(2, 2, 2, 7, 5);
    var v = random(3, 2, 2, 7, 3);
    assertSame(attend(q, k, v, Nn::attention), new long[] {2, 4, 3, 3}, i -> attended(q, k, v, i, 7));
    assertSame(attend(q, k, v, Nn::causalAttention), new long[] {2, 4, 3, 3}, i -> attended(q, k, v, i, i[2] + 5));
    var first = Tensor.of(new boolean[] {true, true, false, false, false, false, false}, 7);
    assertSame(attend(q, k, v, (a, b, c) -> Nn.attention(a, b, c, Tensors.constant(first))),
        new long[] {2, 4, 3, 3}, i -> attended(q, k, v, i, 2));
    assertSame(attend(q, k, v, (a, b, c) -> Nn.attention(a, b, c, Tensors.constant(first)
        .select(Tensors.zeros(DType.F32), Double.NEGATIVE_INFINITY))), new long[] {2, 4, 3, 3},
        i -> attended(q, k, v, i, 2));
    var none = Tensor.of(new boolean[] {false}, 1);
    assertSame(attend(q, k, v, (a, b, c) -> Nn.attention(a, b, c, Tensors.constant(none))),
        new long[] {2, 4, 3, 3}, i -> 0);
  }

  private static Tensor attend(Tensor q, Tensor k, Tensor v, Ternary attention) {
    var f = Sinter.trace("f", Input.of("q", DType.F32, "batch", 4, "queries", 5),
        Input.of("k", DType.F32, "batch", 2, "keys", 5), Input.of("v", DType.F32, "batch", 2, "keys", 3), attention);
    return run(f, q, k, v);
  }

  private static double attended(Tensor q, Tensor k, Tensor v, int[] i, int keys) {
    double sum = 0;
    double total = 0;
    for (int t = 0; t < keys; t++) {
      double score = 0;
      for (int d = 0; d < 5; d++) {
        score += Naive.at(q, new int[] {i[0], i[1], i[2], d}) * Naive.at(k, new int[] {i[0], i[1] / 2, t, d});
      }
      double weight = Math.exp(score / Math.sqrt(5));
      sum += weight * Naive.at(v, new int[] {i[0], i[1] / 2, t, i[3]});
      total += weight;
    }
    return sum / total;
  }

  @Test
  void headsSplitAndMerge() {
    var x = random(1, 2, 3, 8);
    assertThat(run(Sinter.trace("f", Input.of("x", DType.F32, "batch", "time", 8),
        v -> Nn.mergeHeads(Nn.splitHeads(v, 4))), x)).isEqualTo(x);
    var split = run(Sinter.trace("f", Traces.fixed("x", x), v -> Nn.splitHeads(v, 2)), x);
    assertSame(split, new long[] {2, 2, 3, 4}, i -> Naive.at(x, new int[] {i[0], i[2], i[1] * 4 + i[3]}));
  }

  @Test
  void anEmbeddingTakesTheRowsNamed() {
    var table = random(1, 5, 2);
    var ids = Tensor.of(new int[] {4, 0, 2, 2}, 2, 2);
    assertSame(apply(ids, i -> Nn.embedding(table, i)), new long[] {2, 2, 2},
        i -> Naive.at(table, new int[] {ids.ints()[i[0] * 2 + i[1]], i[2]}));
  }
}
