package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static io.sinter.onnx.TestGraph.iota;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacementOpsTest {
  private static Tensor centred(long size, Tensor x) {
    var data = new TestGraph(18).input("x", "f32[N]").input("s", "i64[1]").node("y = CenterCropPad(x, s)")
        .run(x, Tensor.of(new long[] {size}, 1));
    assertThat(new TestGraph(18).input("x", "f32[N]").ints("s", size).node("y = CenterCropPad(x, s)").run(x))
        .isEqualTo(data);
    return data;
  }

  @Test
  void theSmallerHalfIsCutOrAddedAtTheStart() {
    var x = f32(1, 2, 3, 4);
    assertThat(centred(1, x)).isEqualTo(f32(2));
    assertThat(centred(2, x)).isEqualTo(f32(2, 3));
    assertThat(centred(3, x)).isEqualTo(f32(1, 2, 3));
    assertThat(centred(4, x)).isEqualTo(x);
    assertThat(centred(5, x)).isEqualTo(f32(1, 2, 3, 4, 0));
    assertThat(centred(7, x)).isEqualTo(f32(0, 1, 2, 3, 4, 0, 0));
    assertThat(new TestGraph(18).input("x", "f32[2, 3]").ints("s", 1)
        .node("y = CenterCropPad(x, s)", attribute("axes", List.of(-1L))).run(iota(2, 3)))
        .isEqualTo(f32(new long[] {2, 1}, 1, 4));
  }

  @Test
  void unpoolingPutsMaximaBack() {
    var x = f32(new long[] {1, 1, 2}, 5, 6);
    var indices = Tensor.of(new long[] {1, 2}, 1, 1, 2);
    var graph = new TestGraph(11).input("x", "f32[N, C, L]").input("i", "i64[N, C, L]")
        .node("y = MaxUnpool(x, i)", attribute("kernel_shape", List.of(2L)), attribute("strides", List.of(2L)));
    assertThat(graph.type()).isEqualTo("f32[N, C, 2*L]");
    assertThat(graph.run(x, indices)).isEqualTo(f32(new long[] {1, 1, 4}, 0, 5, 6, 0));
    assertThat(new TestGraph(11).input("x", "f32[N, C, L]").input("i", "i64[N, C, L]").ints("s", 1, 1, 5)
        .node("y = MaxUnpool(x, i, s)", attribute("kernel_shape", List.of(2L)), attribute("strides", List.of(2L)))
        .run(x, indices)).isEqualTo(f32(new long[] {1, 1, 5}, 0, 5, 6, 0, 0));
    assertThatThrownBy(new TestGraph(11).input("x", "f32[N, C, L]").input("i", "i64[N, C, L]")
        .node("y = MaxUnpool(x, i)", attribute("kernel_shape", List.of(2L, 2L)))::read)
        .isInstanceOf(ModelError.class).hasMessage("""
            An attribute has the wrong number of elements.
            where: the MaxUnpool node that gives 'y'
            given: kernel_shape [2, 2]
            expected: 1 elements""");
  }

  @Test
  void blocksThatOverlapAddUpToAnImage() {
    var graph = new TestGraph(18).input("x", "f32[N, 4, L]").ints("image", 3, 3).ints("block", 2, 2)
        .node("y = Col2Im(x, image, block)");
    assertThat(graph.type()).isEqualTo("f32[N, 1, 3, 3]");
    assertThat(graph.run(f32(new long[] {1, 4, 4}, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)))
        .isEqualTo(f32(new long[] {1, 1, 3, 3}, 1, 2, 1, 2, 4, 2, 1, 2, 1));
  }

  @Test
  void theIndicesOfMaximaCountThroughTheWholeTensor() {
    var x = f32(new long[] {1, 2, 2, 3}, 1, 4, 2, 4, 0, 4, -1, -2, -3, -4, -5, Double.NaN);
    var graph = new TestGraph(12).input("x", "f32[N, C, H, W]")
        .node("y, i = MaxPool(x)", attribute("kernel_shape", List.of(2L, 2L)),
            attribute("pads", List.of(0L, 0L, 0L, 1L)))
        .output("y").output("i");
    assertThat(graph.runAll(x)).isEqualTo(List.of(
        f32(new long[] {1, 2, 1, 3}, 4, 4, 4, -1, Double.NaN, Double.NaN),
        Tensor.of(new long[] {1, 1, 5, 6, 11, 11}, 1, 2, 1, 3)));
    var columns = new TestGraph(12).input("x", "f32[N, C, H, W]")
        .node("y, i = MaxPool(x)", attribute("kernel_shape", List.of(2L, 2L)), attribute("storage_order", 1))
        .output("i");
    assertThat(columns.run(x)).isEqualTo(Tensor.of(new long[] {2, 2, 6, 11}, 1, 2, 1, 2));
  }
}
