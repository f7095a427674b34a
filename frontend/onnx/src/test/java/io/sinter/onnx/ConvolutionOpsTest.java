package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.iota;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.onnx.proto.AttributeProto;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.UnsupportedError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ConvolutionOpsTest {
  /// Small integers, so that every order of summation gives the same bits.
  private static Tensor random(Random random, int... shape) {
    int count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    var values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextInt(9) - 4;
    }
    return Tensor.of(values, Arrays.stream(shape).asLongStream().toArray());
  }

  private static int[] lead(int a, int b, int[] rest) {
    return IntStream.concat(IntStream.of(a, b), Arrays.stream(rest)).toArray();
  }

  private static Tensor expected(WindowReference w, int groups, Tensor x, Tensor weights, Tensor bias) {
    int batch = (int) x.dim(0);
    int channels = (int) x.dim(1);
    int out = (int) weights.dim(0);
    var shape = lead(batch, out, w.positions());
    var result = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    WindowReference.forEach(shape, (index, number) -> {
      var position = Arrays.copyOfRange(index, 2, index.length);
      double[] sum = {bias.doubleAt(index[1])};
      for (int c = 0; c < channels / groups; c++) {
        int from = index[1] / (out / groups) * (channels / groups) + c;
        int to = c;
        WindowReference.forEach(w.kernel(), (element, k) -> {
          var place = w.place(position, element);
          if (w.inside(place)) {
            sum[0] += x.doubleAt(WindowReference.number(lead(index[0], from, place), lead(batch, channels, w.size())))
                * weights.doubleAt(WindowReference.number(
                    lead(index[1], to, element), lead(out, channels / groups, w.kernel())));
          }
        });
      }
      result[number] = (float) sum[0];
    });
    return Tensor.of(result, Arrays.stream(shape).asLongStream().toArray());
  }

  private static TestGraph graph(Tensor weights, Tensor bias, int rank, AttributeProto... attributes) {
    var dims = IntStream.range(0, rank).mapToObj(i -> "?").collect(Collectors.joining(", "));
    return new TestGraph(17)
        .input("x", "f32[N, " + weights.dim(1) * groups(attributes) + ", " + dims + "]")
        .constant("w", weights).constant("b", bias).node("y = Conv(x, w, b)", attributes);
  }

  private static long groups(AttributeProto[] attributes) {
    return Arrays.stream(attributes).filter(a -> a.getName().equals("group")).mapToLong(AttributeProto::getI)
        .findFirst().orElse(1);
  }

  @Test
  void convolutionsAgreeWithTheirDefinition() {
    var random = new Random(7);
    for (int i = 0; i < 60; i++) {
      int rank = 1 + i % 3;
      int groups = 1 + random.nextInt(3);
      var w = new WindowReference(
          random.ints(rank, 5, 8).toArray(), random.ints(rank, 1, 4).toArray(), random.ints(rank, 1, 4).toArray(),
          random.ints(rank, 1, 3).toArray(), random.ints(rank, 0, 3).toArray(), random.ints(rank, 0, 3).toArray(),
          false);
      var x = random(random, lead(random.nextInt(3), 2 * groups, w.size()));
      var weights = random(random, lead(groups * (1 + random.nextInt(2)), 2, w.kernel()));
      var bias = random(random, (int) weights.dim(0));
      var graph = graph(weights, bias, rank, attribute("group", groups),
          attribute("strides", WindowReference.longs(w.stride())), attribute("pads", w.pads()),
          attribute("dilations", WindowReference.longs(w.dilation())),
          attribute("kernel_shape", WindowReference.longs(w.kernel())));
      assertThat(graph.run(x)).as("%s, %d groups", w, groups).isEqualTo(expected(w, groups, x, weights, bias));
    }
  }

  @Test
  void automaticPaddingGivesAsManyPositionsAsStridesFit() {
    var random = new Random(8);
    for (var mode : List.of("SAME_UPPER", "SAME_LOWER", "VALID")) {
      for (int i = 0; i < 20; i++) {
        int n = 5 + random.nextInt(4);
        int k = 1 + random.nextInt(4);
        int s = 1 + random.nextInt(3);
        int total = mode.equals("VALID") ? 0 : Math.max(0, ((n + s - 1) / s - 1) * s + k - n);
        int low = mode.equals("SAME_UPPER") ? total / 2 : total - total / 2;
        var w = new WindowReference(
            new int[] {n}, new int[] {k}, new int[] {s}, new int[] {1}, new int[] {low}, new int[] {total - low},
            false);
        var x = random(random, 1, 1, n);
        var weights = random(random, 1, 1, k);
        var graph = new TestGraph(11).input("x", "f32[1, 1, " + n + "]").constant("w", weights)
            .node("y = Conv(x, w)", attribute("auto_pad", mode), attribute("strides", List.of((long) s)));
        assertThat(graph.run(x)).as("%s %s", mode, w).isEqualTo(expected(w, 1, x, weights, Tensor.of(new float[1], 1)));
      }
    }
  }

  @Test
  void automaticPaddingMayDependOnTheRun() {
    var weights = iota(1, 1, 3);
    var graph = new TestGraph(11).input("x", "f32[1, 1, L]").constant("w", weights)
        .node("y = Conv(x, w)", attribute("auto_pad", "SAME_UPPER"));
    assertThat(graph.type()).isEqualTo("f32[1, 1, L]");
    for (var mode : List.of("SAME_UPPER", "SAME_LOWER")) {
      for (long stride = 1; stride <= 4; stride++) {
        for (int size = 1; size <= 6; size++) {
          var x = random(new Random(size), 1, 1, size);
          var node = "y = Conv(x, w)";
          var fixed = new TestGraph(11).input("x", "f32[1, 1, " + size + "]").constant("w", weights)
              .node(node, attribute("auto_pad", mode), attribute("strides", List.of(stride)));
          var open = new TestGraph(11).input("x", "f32[1, 1, L]").constant("w", weights)
              .node(node, attribute("auto_pad", mode), attribute("strides", List.of(stride)));
          assertThat(open.run(x)).as("%s %d of %d", mode, stride, size).isEqualTo(fixed.run(x));
        }
      }
    }
    assertThat(new TestGraph(11).input("x", "f32[1, 1, L]").constant("w", weights).node("y = Conv(x, w)",
        attribute("auto_pad", "SAME_UPPER"), attribute("strides", List.of(2L))).type())
        .isEqualTo("f32[1, 1, floordiv(L + 1, 2)]");
  }

  @Test
  void theBatchAndTheImageMayBeOfAnySize() {
    var graph = new TestGraph(17).input("x", "f32[N, 1, H, W]").constant("w", iota(4, 1, 3, 3))
        .node("y = Conv(x, w)", attribute("strides", List.of(2L, 2L)), attribute("pads", List.of(1L, 1L, 1L, 1L)));
    assertThat(graph.type()).isEqualTo("f32[N, 4, floordiv(H + 1, 2), floordiv(W + 1, 2)]");
    assertThat(graph.run(iota(0, 1, 5, 5)).shape()).containsExactly(0, 4, 3, 3);
  }

  @Test
  void weightsMayBeAnInput() {
    var graph = new TestGraph(17).input("x", "f32[1, 1, 3]").input("w", "f32[1, 1, 2]").node("y = Conv(x, w)");
    assertThat(graph.run(iota(1, 1, 3), iota(1, 1, 2))).isEqualTo(TestGraph.f32(new long[] {1, 1, 2}, 1, 2));
    assertThatThrownBy(
        new TestGraph(17).input("x", "f32[1, 1, 3]").input("w", "f32[1, 1, K]").node("y = Conv(x, w)")::read)
        .isInstanceOf(UnsupportedError.class);
  }

  @Test
  void aKernelShapeThatIsNotThatOfTheWeightsIsAnError() {
    var graph = new TestGraph(17).input("x", "f32[1, 1, 3]").constant("w", iota(1, 1, 2))
        .node("y = Conv(x, w)", attribute("kernel_shape", List.of(3L)));
    assertThatThrownBy(graph::read).isInstanceOf(ModelError.class).hasMessage("""
        The kernel's shape is not that of the weights.
        where: the Conv node that gives 'y'
        given: kernel_shape [3] for weights f32[1, 1, 2]
        expected: [2]""");
  }

  @Test
  void attributesOfTheWrongLengthOrRangeAreErrors() {
    var wrong = new ArrayList<AttributeProto>();
    wrong.add(attribute("pads", List.of(1L)));
    wrong.add(attribute("pads", List.of(1L, -1L)));
    wrong.add(attribute("strides", List.of(0L)));
    wrong.add(attribute("dilations", List.of(1L, 1L)));
    wrong.add(attribute("auto_pad", "SAME"));
    wrong.add(attribute("group", 2));
    for (var a : wrong) {
      var graph = new TestGraph(17).input("x", "f32[1, 1, 3]").constant("w", iota(1, 1, 2)).node("y = Conv(x, w)", a);
      assertThatThrownBy(graph::read).as("%s", a).isInstanceOf(ModelError.class)
          .hasMessageContaining("where: the Conv node that gives 'y'");
    }
  }

  @Test
  void ranksThatDoNotFitAreErrors() {
    for (var type : List.of("f32[1, 1]", "f32[1, 1, 3, 3]")) {
      var graph = new TestGraph(17).input("x", type).constant("w", iota(1, 1, 2)).node("y = Conv(x, w)");
      assertThatThrownBy(graph::read).isInstanceOf(ModelError.class)
          .hasMessageStartingWith("A convolution's input and weights have the wrong ranks.");
    }
  }

  /// Each element of the input, times the kernel, added where it lands.
  private static Tensor spread(Tensor x, Tensor w, WindowReference at, int[] sizes, int groups) {
    int inner = (int) w.dim(0) / groups;
    int outer = (int) w.dim(1);
    int count = Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
    int points = Arrays.stream(at.size()).reduce(1, (a, b) -> a * b);
    int taps = Arrays.stream(at.kernel()).reduce(1, (a, b) -> a * b);
    var y = new float[outer * groups * count];
    WindowReference.forEach(at.size(), (position, from) -> WindowReference.forEach(at.kernel(), (element, tap) -> {
      var place = IntStream.range(0, sizes.length)
          .map(i -> position[i] * at.stride()[i] + element[i] * at.dilation()[i] - at.low()[i]).toArray();
      if (IntStream.range(0, sizes.length).anyMatch(i -> place[i] < 0 || place[i] >= sizes[i])) {
        return;
      }
      for (int c = 0; c < inner * groups; c++) {
        for (int m = 0; m < outer; m++) {
          y[(c / inner * outer + m) * count + WindowReference.number(place, sizes)] +=
              (float) (x.doubleAt(c * points + from) * w.doubleAt((c * outer + m) * taps + tap));
        }
      }
    }));
    long[] shape = LongStream.concat(LongStream.of(1, outer * groups), Arrays.stream(sizes).asLongStream()).toArray();
    return Tensor.of(y, shape);
  }

  @Test
  void transposedConvolutionsAgreeWithTheirDefinition() {
    var random = new Random(9);
    for (int i = 0; i < 80; i++) {
      int rank = 1 + i % 3;
      int groups = 1 + random.nextInt(2);
      var at = new WindowReference(random.ints(rank, 1, 4).toArray(), random.ints(rank, 1, 4).toArray(),
          random.ints(rank, 1, 4).toArray(), random.ints(rank, 1, 3).toArray(), random.ints(rank, 0, 2).toArray(),
          random.ints(rank, 0, 2).toArray(), false);
      var more = IntStream.range(0, rank).map(a -> random.nextInt(at.stride()[a])).toArray();
      var sizes = IntStream.range(0, rank).map(a -> at.stride()[a] * (at.size()[a] - 1) + more[a] + at.reach(a)
          - at.low()[a] - at.high()[a]).toArray();
      if (Arrays.stream(sizes).anyMatch(s -> s < 1)) {
        continue;
      }
      var x = random(random, IntStream.concat(IntStream.of(1, 2 * groups), Arrays.stream(at.size())).toArray());
      var w = random(random, IntStream.concat(IntStream.of(2 * groups, 3), Arrays.stream(at.kernel())).toArray());
      for (boolean symbolic : new boolean[] {false, true}) {
        var dims = Arrays.stream(at.size()).mapToObj(s -> symbolic ? "?" : "" + s).collect(Collectors.joining(", "));
        var graph = new TestGraph(11).input("x", "f32[N, " + 2 * groups + ", " + dims + "]").constant("w", w)
            .node("y = ConvTranspose(x, w)", attribute("group", groups), attribute("pads", at.pads()),
                attribute("strides", WindowReference.longs(at.stride())),
                attribute("dilations", WindowReference.longs(at.dilation())),
                attribute("output_padding", WindowReference.longs(more)));
        assertThat(graph.run(x)).as("%s, %d groups", at, groups).isEqualTo(spread(x, w, at, sizes, groups));
      }
    }
  }

  @Test
  void aTransposedConvolutionMayBeToldTheSizeOfItsResult() {
    var graph = new TestGraph(11).input("x", "f32[1, 1, 3]").constant("w", iota(1, 1, 2))
        .node("y = ConvTranspose(x, w)", attribute("strides", List.of(2L)), attribute("output_shape", List.of(7L)));
    assertThat(graph.run(iota(1, 1, 3)).toDoubles()).containsExactly(0, 0, 0, 1, 0, 2, 0);
    var same = new TestGraph(11).input("x", "f32[1, 1, L]").constant("w", iota(1, 1, 3))
        .node("y = ConvTranspose(x, w)", attribute("strides", List.of(2L)), attribute("auto_pad", "SAME_UPPER"));
    assertThat(same.type()).isEqualTo("f32[1, 1, 2*L]");
    assertThat(same.run(iota(1, 1, 3)).toDoubles()).containsExactly(0, 0, 0, 1, 2, 2);
  }

  @Test
  void theChannelsOfATransposedConvolutionMustFit() {
    assertThatThrownBy(new TestGraph(11).input("x", "f32[1, 3, 4]").constant("w", iota(2, 1, 2))
        .node("y = ConvTranspose(x, w)")::read).isInstanceOf(ModelError.class).hasMessage("""
            The channels of a transposed convolution do not fit.
            where: the ConvTranspose node that gives 'y'
            given: 1 groups of f32[1, 3, 4] and f32[2, 1, 2]
            expected: [N, C, spatial…] and [C, M / group, kernel…] with groups that divide C""");
  }
}
