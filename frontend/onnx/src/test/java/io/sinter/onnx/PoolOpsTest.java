package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static io.sinter.onnx.TestGraph.iota;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PoolOpsTest {
  private static Tensor random(Random random, int[] spatial) {
    int count = Arrays.stream(spatial).reduce(2, (a, b) -> a * b);
    var values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextInt(33) - 16;
    }
    return Tensor.of(values, IntStream.concat(IntStream.of(1, 2), Arrays.stream(spatial)).asLongStream().toArray());
  }

  private enum Kind { MAX, AVERAGE, AVERAGE_WITH_PADDING }

  private static Tensor expected(WindowReference w, Kind kind, Tensor x) {
    var shape = IntStream.concat(IntStream.of(1, 2), Arrays.stream(w.positions())).toArray();
    var result = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    int size = Arrays.stream(w.size()).reduce(1, (a, b) -> a * b);
    WindowReference.forEach(shape, (index, number) -> {
      double[] sum = {0};
      double[] max = {Double.NEGATIVE_INFINITY};
      int[] count = {0};
      WindowReference.forEach(w.kernel(), (element, k) -> {
        var place = w.place(Arrays.copyOfRange(index, 2, index.length), element);
        if (w.inside(place)) {
          double value = x.doubleAt(index[1] * size + WindowReference.number(place, w.size()));
          sum[0] += value;
          max[0] = Math.max(max[0], value);
        }
        count[0] += (kind == Kind.AVERAGE_WITH_PADDING ? w.padded(place) : w.inside(place)) ? 1 : 0;
      });
      result[number] = kind == Kind.MAX ? (float) max[0] : (float) sum[0] / count[0];
    });
    return Tensor.of(result, Arrays.stream(shape).asLongStream().toArray());
  }

  private static WindowReference window(Random random, int rank, boolean ceil) {
    var kernel = random.ints(rank, 2, 4).toArray();
    var dilation = random.ints(rank, 1, 3).toArray();
    var low = new int[rank];
    var high = new int[rank];
    for (int i = 0; i < rank; i++) {
      low[i] = random.nextInt(kernel[i]);
      high[i] = random.nextInt(kernel[i]);
    }
    return new WindowReference(random.ints(rank, 5, 10).toArray(), kernel, random.ints(rank, 1, 4).toArray(), dilation,
        low, high, ceil);
  }

  private static TestGraph graph(WindowReference w, Kind kind, boolean symbolic) {
    var dims = Arrays.stream(w.size()).mapToObj(s -> symbolic ? "?" : "" + s).collect(Collectors.joining(", "));
    var graph = new TestGraph(22).input("x", "f32[N, 2, " + dims + "]");
    return kind == Kind.MAX
        ? graph.node("y = MaxPool(x)", attribute("kernel_shape", WindowReference.longs(w.kernel())),
            attribute("strides", WindowReference.longs(w.stride())), attribute("pads", w.pads()),
            attribute("dilations", WindowReference.longs(w.dilation())), attribute("ceil_mode", w.ceil() ? 1 : 0),
            attribute("storage_order", 0))
        : graph.node("y = AveragePool(x)", attribute("kernel_shape", WindowReference.longs(w.kernel())),
            attribute("strides", WindowReference.longs(w.stride())), attribute("pads", w.pads()),
            attribute("dilations", WindowReference.longs(w.dilation())), attribute("ceil_mode", w.ceil() ? 1 : 0),
            attribute("count_include_pad", kind == Kind.AVERAGE ? 0 : 1));
  }

  @Test
  void poolingAgreesWithItsDefinition() {
    var random = new Random(3);
    for (int i = 0; i < 120; i++) {
      var w = window(random, 1 + i % 3, i % 2 == 0);
      var x = random(random, w.size());
      for (var kind : Kind.values()) {
        assertThat(graph(w, kind, false).run(x)).as("%s of %s", kind, w).isEqualTo(expected(w, kind, x));
      }
    }
  }

  @Test
  void poolingOverUnknownSizesAgreesToo() {
    var random = new Random(4);
    for (int i = 0; i < 60; i++) {
      var w = window(random, 1 + i % 2, i % 2 == 0);
      var x = random(random, w.size());
      for (var kind : Kind.values()) {
        assertThat(graph(w, kind, true).run(x)).as("%s of %s", kind, w).isEqualTo(expected(w, kind, x));
      }
    }
  }

  @Test
  void normsArePooledRoots() {
    var x = f32(new long[] {1, 1, 4}, 3, -4, 1, 2);
    for (long p = 1; p <= 3; p++) {
      double e = p;
      var graph = new TestGraph(22).input("x", "f32[1, 1, W]")
          .node("y = LpPool(x)", attribute("kernel_shape", List.of(2L)), attribute("strides", List.of(2L)),
              attribute("p", p))
          .node("g = GlobalLpPool(x)", attribute("p", p)).output("y").output("g");
      var all = graph.runAll(x);
      assertThat(all.getFirst().doubleAt(0)).isCloseTo(Math.pow(Math.pow(3, e) + Math.pow(4, e), 1 / e), within(1e-5));
      assertThat(all.getFirst().doubleAt(1)).isCloseTo(Math.pow(1 + Math.pow(2, e), 1 / e), within(1e-5));
      assertThat(all.getLast().doubleAt(0))
          .isCloseTo(Math.pow(Math.pow(3, e) + Math.pow(4, e) + 1 + Math.pow(2, e), 1 / e), within(1e-5));
    }
  }

  @Test
  void anAverageWithoutPaddingDividesByOneNumber() {
    var graph = new TestGraph(17).input("x", "f32[N, 3, H, W]")
        .node("y = AveragePool(x)", attribute("kernel_shape", List.of(2L, 2L)), attribute("strides", List.of(2L, 2L)));
    assertThat(graph.function().toString()).contains("constant f32[] 4.0").doesNotContain("pad");
  }

  @Test
  void theMaximumIsTakenOfIntegersToo() {
    var graph = new TestGraph(12).input("x", "u8[1, 1, 4]").node("y = MaxPool(x)",
        attribute("kernel_shape", List.of(2L)), attribute("pads", List.of(1L, 1L)));
    var x = Tensor.of(DType.U8, new long[] {1, 1, 4}, new byte[] {1, -1, 3, 2});
    assertThat(graph.run(x)).isEqualTo(Tensor.of(DType.U8, new long[] {1, 1, 5}, new byte[] {1, -1, -1, 3, 2}));
  }

  @Test
  void globalPoolsKeepTheirRank() {
    var x = iota(1, 2, 2, 2);
    var graph = new TestGraph(17).input("x", "f32[N, 2, H, W]")
        .node("a = GlobalAveragePool(x)").node("m = GlobalMaxPool(x)").output("a").output("m");
    assertThat(graph.runAll(x)).containsExactly(
        f32(new long[] {1, 2, 1, 1}, 1.5, 5.5), f32(new long[] {1, 2, 1, 1}, 3, 7));
  }

  @Test
  void theKernelIsRequiredAndHasOneSizePerAxis() {
    assertThatThrownBy(new TestGraph(17).input("x", "f32[1, 1, 4]").node("y = MaxPool(x)")::read)
        .isInstanceOf(ModelError.class).hasMessageContaining("expected: 'kernel_shape' of type INTS");
    assertThatThrownBy(new TestGraph(17).input("x", "f32[1, 1, 4]")
        .node("y = MaxPool(x)", attribute("kernel_shape", List.of(2L, 2L)))::read)
        .isInstanceOf(ModelError.class).hasMessageContaining("given: kernel [2, 2]");
    assertThatThrownBy(new TestGraph(17).input("x", "f32[1, 1]").node("y = GlobalMaxPool(x)")::read)
        .isInstanceOf(ModelError.class).hasMessageStartingWith("There is nothing to pool over.");
  }
}
