package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static io.sinter.onnx.TestGraph.iota;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class GridOpsTest {
  /// `7 i mod 36` at element i.
  private static final Tensor X = f32(
      new long[] {1, 1, 6, 6}, IntStream.range(0, 36).mapToDouble(i -> i * 7 % 36).toArray());

  private static void check(String mode, String padding, int corners, double... expected) {
    var y = new TestGraph(16).input("x", "f32[N, C, H, W]").input("g", "f32[N, A, B, 2]")
        .node("y = GridSample(x, g)", attribute("mode", mode), attribute("padding_mode", padding),
            attribute("align_corners", corners))
        .run(X, f32(new long[] {1, 1, 2, 2}, -1, 0, 0.5, 1.5));
    assertThat(y.shape()).containsExactly(1, 1, 1, 2);
    assertThat(new double[] {y.doubleAt(0), y.doubleAt(1)}).containsExactly(expected, Offset.offset(1e-5));
  }

  @Test
  void positionsInsideAreInterpolatedAndThoseOutsidePadded() {
    check("bilinear", "zeros", 0, 7.5, 0);
    check("nearest", "zeros", 0, 12, 0);
    check("bicubic", "zeros", 1, 15, -2.101135);
    check("bilinear", "border", 1, 15, 20.25);
    check("bicubic", "border", 0, 14.34375, 22);
    check("bilinear", "reflection", 0, 15, 16);
    check("nearest", "reflection", 1, 12, 16);
    check("bicubic", "reflection", 0, 13.6875, 16);
    check("bicubic", "reflection", 1, 15, 11.522644);
  }

  @Test
  void volumesAreSampledTheLastAxisFirst() {
    var y = new TestGraph(20).input("x", "f32[N, C, D, H, W]").input("g", "f32[N, A, B, E, 3]")
        .node("y = GridSample(x, g)", attribute("align_corners", 1))
        .run(iota(1, 2, 2, 3, 3), f32(new long[] {1, 1, 1, 2, 3}, -1, 0, 1, 0.5, -1, -1));
    assertThat(y).isEqualTo(f32(new long[] {1, 2, 1, 1, 2}, 12, 1.5, 30, 19.5));
  }

  @Test
  void aGridThatDoesNotFitIsAnError() {
    assertThatThrownBy(new TestGraph(16).input("x", "f32[1, 1, 4, 4]").input("g", "f32[1, 2, 2, 3]")
        .node("y = GridSample(x, g)")::read).isInstanceOf(ModelError.class).hasMessage("""
            A grid does not fit its image.
            where: the GridSample node that gives 'y'
            given: axis 3 of f32[1, 2, 2, 3]
            expected: size 2""");
  }

  @Test
  void anAffineMapOfCoordinatesMakesAGrid() {
    var theta = f32(new long[] {1, 2, 3}, 1, 0, 10, 0, 2, 20);
    var graph = new TestGraph(20).input("t", "f32[N, 2, 3]").ints("s", 1, 1, 2, 3);
    assertThat(graph.node("y = AffineGrid(t, s)", attribute("align_corners", 1)).run(theta))
        .isEqualTo(f32(new long[] {1, 2, 3, 2}, 9, 18, 10, 18, 11, 18, 9, 22, 10, 22, 11, 22));
    assertThat(new TestGraph(20).input("t", "f32[N, 2, 3]").input("s", "i64[4]").node("y = AffineGrid(t, s)")
        .run(theta, Tensor.of(new long[] {1, 1, 1, 2}, 4)))
        .isEqualTo(f32(new long[] {1, 1, 2, 2}, 9.5, 20, 10.5, 20));
  }
}
