package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.onnx.proto.AttributeProto;
import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ResizeOpsTest {
  private static TestGraph scaled(String type, float scale, String mode, String coordinates, AttributeProto... others) {
    var attributes = new ArrayList<>(List.of(others));
    attributes.add(attribute("mode", mode));
    attributes.add(attribute("coordinate_transformation_mode", coordinates));
    return new TestGraph(19).input("x", type).floats("s", scale)
        .node("y = Resize(x, , s)", withAxes(attributes, 0));
  }

  private static AttributeProto[] withAxes(List<AttributeProto> attributes, long... axes) {
    var all = new ArrayList<>(attributes);
    all.add(attribute("axes", java.util.Arrays.stream(axes).boxed().toList()));
    return all.toArray(AttributeProto[]::new);
  }

  private static final Tensor X = f32(1, 2, 3, 4, 5);

  private static void check(TestGraph graph, double... expected) {
    var result = graph.run(X);
    assertThat(IntStream.range(0, result.elements()).mapToDouble(result::doubleAt).toArray())
        .containsExactly(expected, Offset.offset(1e-6));
  }

  private static void nearest(String rounding, String coordinates, float scale, double... expected) {
    check(scaled("f32[N]", scale, "nearest", coordinates, attribute("nearest_mode", rounding)), expected);
  }

  @Test
  void theNearestElementFollowsRoundingAndCoordinates() {
    nearest("floor", "asymmetric", 1.4f, 1, 1, 2, 3, 3, 4, 5);
    nearest("ceil", "half_pixel", 2, 1, 2, 2, 3, 3, 4, 4, 5, 5, 5);
    nearest("ceil", "half_pixel", 1.4f, 1, 2, 3, 3, 4, 5, 5);
    nearest("round_prefer_ceil", "half_pixel", 0.5f, 2, 4);
    nearest("round_prefer_floor", "half_pixel", 0.5f, 1, 3);
    nearest("round_prefer_ceil", "half_pixel", 1.4f, 1, 2, 2, 3, 4, 4, 5);
    nearest("floor", "align_corners", 2, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5);
  }

  @Test
  void linearInterpolationFollowsTheCoordinates() {
    check(scaled("f32[N]", 2, "linear", "half_pixel"), 1, 1.25, 1.75, 2.25, 2.75, 3.25, 3.75, 4.25, 4.75, 5);
    check(scaled("f32[N]", 0.5f, "linear", "half_pixel"), 1.5, 3.5);
    check(scaled("f32[N]", 1.4f, "linear", "align_corners"), 1, 5 / 3.0, 7 / 3.0, 3, 11 / 3.0, 13 / 3.0, 5);
    check(scaled("f32[N]", 2, "linear", "asymmetric"), 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5);
    check(scaled("f32[N]", 0.2f, "linear", "pytorch_half_pixel"), 1);
    check(scaled("f32[N]", 0.3f, "linear", "half_pixel_symmetric"), 3);
  }

  @Test
  void cubicInterpolationMayLeaveOutWhatLiesOutside() {
    check(scaled("f32[N]", 0.5f, "cubic", "half_pixel"), 1.40625, 3.5);
    check(scaled("f32[N]", 0.5f, "cubic", "half_pixel", attribute("exclude_outside", 1)), 1.3714286, 3.5);
    check(scaled("f32[N]", 0.5f, "linear", "half_pixel", attribute("antialias", 1)), 1.625, 3.5);
  }

  @Test
  void wholeScalesOfTheNearestElementAreViews() {
    for (var rounding : List.of("floor", "round_prefer_floor", "round_prefer_ceil")) {
      var coordinates = rounding.equals("floor") ? "asymmetric" : "half_pixel";
      for (float scale : new float[] {3, 2, 0.5f}) {
        var graph = scaled("f32[N]", scale, "nearest", coordinates, attribute("nearest_mode", rounding));
        assertThat(graph.function().body()).allMatch(v -> v.op() instanceof Op.View);
      }
      nearest(rounding, coordinates, 3, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5);
    }
    nearest("floor", "asymmetric", 0.5f, 1, 3);
    var moved = scaled("f32[N]", 2, "nearest", "half_pixel", attribute("nearest_mode", "floor"));
    assertThat(moved.function().body()).anyMatch(v -> v.op() instanceof Indexed.Gather);
  }

  @Test
  void sizesAreFractionsOfTheInputsWhereTheScaleIsOne() {
    assertThat(scaled("f32[N]", 2, "linear", "half_pixel").type()).isEqualTo("f32[2*N]");
    assertThat(scaled("f32[N]", 1.5f, "linear", "half_pixel").type()).isEqualTo("f32[floordiv(3*N, 2)]");
    assertThat(scaled("f32[N]", 0.6f, "linear", "half_pixel").type()).isEqualTo("f32[floordiv(3*N, 5)]");
    assertThat(scaled("f32[N]", 0.123456f, "nearest", "half_pixel").run(X).shape()).containsExactly(0);
  }

  @Test
  void sizesAndScalesMayBeData() {
    var scales = new TestGraph(13).input("x", "f32[N]").input("s", "f32[1]")
        .node("y = Resize(x, , s)", attribute("mode", "linear"));
    assertThat(scales.run(X, f32(2))).isEqualTo(f32(1, 1.25, 1.75, 2.25, 2.75, 3.25, 3.75, 4.25, 4.75, 5));
    var sizes = new TestGraph(13).input("x", "f32[N]").input("n", "i64[1]").node("y = Resize(x, , , n)");
    assertThat(sizes.run(X, Tensor.of(new long[] {3}, 1))).isEqualTo(f32(1, 3, 5));
    assertThat(sizes.run(X, Tensor.of(new long[] {10}, 1))).isEqualTo(f32(1, 1, 2, 2, 3, 3, 4, 4, 5, 5));
  }

  @Test
  void theAspectRatioMayBeKept() {
    for (var policy : List.of("not_larger", "not_smaller")) {
      var graph = new TestGraph(18).input("x", "f32[1, 2, 4]").ints("n", 3, 8)
          .node("y = Resize(x, , , n)", attribute("axes", List.of(1L, 2L)),
              attribute("keep_aspect_ratio_policy", policy));
      assertThat(graph.type()).isEqualTo(policy.equals("not_larger") ? "f32[1, 3, 6]" : "f32[1, 4, 8]");
    }
  }

  @Test
  void aCroppedImageHasAConstantOutside() {
    var graph = new TestGraph(13).input("x", "f32[N]").input("roi", "f32[2]").ints("n", 3)
        .node("y = Resize(x, roi, , n)", attribute("mode", "linear"), attribute("extrapolation_value", 9f),
            attribute("coordinate_transformation_mode", "tf_crop_and_resize"));
    assertThat(graph.run(X, f32(0.25, 0.75))).isEqualTo(f32(2, 3, 4));
    assertThat(graph.run(X, f32(0.5, 1.5))).isEqualTo(f32(3, 5, 9));
  }

  @Test
  void integersAreRoundedTowardsZero() {
    var graph = new TestGraph(13).input("x", "u8[N]").floats("s", 2).node("y = Resize(x, , s)",
        attribute("mode", "linear"));
    assertThat(graph.run(Tensor.fromLongs(DType.U8, new long[] {2}, 0, 255)))
        .isEqualTo(Tensor.fromLongs(DType.U8, new long[] {4}, 0, 63, 191, 255));
  }

  @Test
  void oldVersionsReadAtTheIndexOverTheScale() {
    assertThat(new TestGraph(9).input("x", "f32[N]").floats("s", 2)
        .node("y = Upsample(x, s)", attribute("mode", "linear")).run(X))
        .isEqualTo(f32(1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5));
    var resize = new TestGraph(10).input("x", "f32[N]").input("s", "f32[1]").node("y = Resize(x, s)");
    assertThat(resize.run(X, f32(1.5))).isEqualTo(f32(1, 1, 2, 3, 3, 4, 5));
    assertThat(new TestGraph(10).input("x", "f32[N]").floats("s", 0.6f).node("y = Resize(x, s)").run(X))
        .isEqualTo(f32(1, 3, 5));
  }

  @Test
  void inputsThatDoNotFitAreErrors() {
    assertThatThrownBy(new TestGraph(13).input("x", "f32[N]").node("y = Resize(x)")::read)
        .isInstanceOf(ModelError.class).hasMessage("""
            A Resize needs either scales or sizes.
            where: the Resize node that gives 'y'
            given: neither
            expected: one of them""");
    assertThatThrownBy(new TestGraph(13).input("x", "f32[N, 2]").floats("s", 2).node("y = Resize(x, , s)")::read)
        .isInstanceOf(ModelError.class).hasMessage("""
            A Resize has the wrong number of scales.
            where: the Resize node that gives 'y'
            given: scales [1]
            expected: one for each of 2 axes""");
    assertThatThrownBy(scaled("f32[N]", 0, "linear", "half_pixel")::read).isInstanceOf(ModelError.class)
        .hasMessageStartingWith("A scale is not positive.");
    assertThatThrownBy(scaled("f32[N]", 1.4f, "linear", "centre")::read).isInstanceOf(ModelError.class)
        .hasMessageContaining("attribute 'coordinate_transformation_mode'");
    assertThatThrownBy(scaled("f32[N]", 2, "quintic", "half_pixel")::read).isInstanceOf(ModelError.class)
        .hasMessageContaining("expected: one of nearest, linear, cubic");
  }
}
