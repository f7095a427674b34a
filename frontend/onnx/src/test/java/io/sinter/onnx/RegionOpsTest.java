package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RegionOpsTest {
  /// `7 i mod 36` at element i.
  private static final Tensor X = f32(
      new long[] {1, 1, 6, 6}, IntStream.range(0, 36).mapToDouble(i -> i * 7 % 36).toArray());

  private static double[] elements(Tensor y) {
    return IntStream.range(0, y.elements()).mapToDouble(y::doubleAt).toArray();
  }

  private static Tensor pooled(float scale, long height, Tensor regions) {
    return new TestGraph(16).input("x", "f32[N, C, H, W]").input("r", "f32[R, 5]")
        .node("y = MaxRoiPool(x, r)", attribute("pooled_shape", List.of(height, 2L)),
            attribute("spatial_scale", scale)).run(X, regions);
  }

  @Test
  void binsOfRegionsAreWholeElements() {
    assertThat(pooled(1, 2, f32(new long[] {3, 5}, 0, 0.6, 1, 4, 5, 0, 2, 2, 2, 2, 0, -3, 4.5, 9, 9)))
        .isEqualTo(f32(new long[] {3, 1, 2, 2}, 32, 34, 32, 22, 26, 26, 26, 26, 30, 29, 0, 0));
    assertThat(pooled(0.5f, 3, f32(new long[] {1, 5}, 0, 2, 2, 9, 11)))
        .isEqualTo(f32(new long[] {1, 1, 3, 2}, 33, 34, 32, 23, 15, 29));
    assertThat(pooled(1, 2, f32(new long[] {0, 5})).shape()).containsExactly(0, 1, 2, 2);
  }

  private static TestGraph aligned(String coordinates, String mode, int ratio) {
    return new TestGraph(16).input("x", "f32[N, C, H, W]").input("r", "f32[R, 4]").input("b", "i64[R]")
        .node("y = RoiAlign(x, r, b)", attribute("coordinate_transformation_mode", coordinates),
            attribute("mode", mode), attribute("output_height", 2), attribute("output_width", 2),
            attribute("sampling_ratio", ratio));
  }

  @Test
  void pointsOfABinAreInterpolatedAndAsManyAsTheRegionAsksFor() {
    var regions = f32(new long[] {2, 4}, 0.5, 0.5, 4.5, 5.5, 1, 1, 2, 2);
    var batch = Tensor.of(new long[2], 2);
    var shifted = aligned("half_pixel", "avg", 0);
    assertThat(shifted.type()).isEqualTo("f32[R, C, 2, 2]");
    assertThat(elements(shifted.run(X, regions, batch)))
        .containsExactly(new double[] {14.5, 24.25, 20.75, 11.75, 9.75, 13.25, 12.75, 16.25}, Offset.offset(1e-5));
    assertThat(elements(aligned("output_half_pixel", "avg", 0).run(X, regions, batch))).containsExactly(
        new double[] {21, 21, 13.833333, 13.833333, 16.25, 19.75, 19.25, 22.75}, Offset.offset(1e-5));
  }

  @Test
  void theLargestTapIsThatOfTheWeightedElements() {
    var y = aligned("output_half_pixel", "max", 1)
        .run(X, f32(new long[] {1, 4}, 0, 0, 2, 2), Tensor.of(new long[1], 1));
    assertThat(y).isEqualTo(f32(new long[] {1, 1, 2, 2}, 3.25, 5, 4.75, 6.5));
  }

  @Test
  void attributesThatDoNotFitAreErrors() {
    assertThatThrownBy(aligned("half_pixel", "sum", 1)::read).isInstanceOf(ModelError.class).hasMessage("""
        An attribute has an unknown value.
        where: the RoiAlign node that gives 'y', attribute 'mode'
        given: 'sum'
        expected: one of avg, max""");
    assertThatThrownBy(new TestGraph(16).input("x", "f32[1, 1, 4, 4]").input("r", "f32[R, 5]")
        .node("y = MaxRoiPool(x, r)", attribute("pooled_shape", List.of(2L)))::read).isInstanceOf(ModelError.class)
        .hasMessageContaining("given: pooled_shape [2]");
  }
}
