package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static io.sinter.onnx.TestGraph.iota;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.CompileOptions;
import io.sinter.Sinter;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Sizes and positions that are inputs of the model: one compilation serves all their values.
class RunTimeSizesTest {
  /// @param runs inputs and what they give
  private static void check(TestGraph graph, Map<List<Tensor>, Tensor> runs) {
    var model = graph.read();
    assertThat(model.needs()).isEmpty();
    for (var target : List.of("interpreter", "jvm")) {
      var options = CompileOptions.DEFAULTS.withTarget(target).withTiered(false);
      try (var compiled = Sinter.compile(model, options)) {
        runs.forEach((inputs, expected) ->
            assertThat(compiled.run(inputs)).as("%s of %s", target, inputs).containsExactly(expected));
        assertThat(compiled.compileCount()).isEqualTo(target.equals("jvm") ? 1 : 0);
      }
    }
  }

  private static Tensor longs(long... values) {
    return Tensor.of(values, values.length);
  }

  @Test
  void aReshapeCopiesAndFillsWhatItsDataSays() {
    var graph = new TestGraph(14).input("x", "f32[N, 2]").input("s", "i64[2]").named("r", "y = Reshape(x, s)");
    assertThat(graph.type()).isEqualTo("f32[shape0_r, shape1_r]");
    var x = iota(3, 2);
    check(graph, Map.of(
        List.of(x, longs(2, 3)), iota(2, 3), List.of(x, longs(-1, 3)), iota(2, 3), List.of(x, longs(1, -1)), iota(1, 6),
        List.of(x, longs(0, 2)), x, List.of(x, longs(0, -1)), x, List.of(iota(6, 2), longs(6, 0)), iota(6, 2)));
    assertThatThrownBy(() -> graph.run(x, longs(4, 2))).isInstanceOf(ModelError.class)
        .hasMessageStartingWith("A reshape changes the number of elements.");
  }

  @Test
  void whatIsKnownOfAReshapeStaysKnown() {
    var graph = new TestGraph(14).input("x", "f32[N, 6]").input("n", "i64[1]").ints("zero", 0).ints("open", -1)
        .node("target = Concat(zero, n, open)", attribute("axis", 0)).named("r", "y = Reshape(x, target)");
    assertThat(graph.type()).isEqualTo("f32[N, shape1_r, floordiv(6, shape1_r)]");
    check(graph, Map.of(List.of(iota(1, 6), longs(2)), iota(1, 2, 3), List.of(iota(2, 6), longs(6)), iota(2, 6, 1)));
  }

  @Test
  void aSliceClampsAndCountsFromTheEnd() {
    var graph = new TestGraph(13).input("x", "f32[N]").input("s", "i64[1]").input("e", "i64[1]").ints("axes", 0)
        .ints("by", 2).node("y = Slice(x, s, e, axes, by)");
    var x = iota(5);
    check(graph, Map.of(
        List.of(x, longs(0), longs(5)), f32(0, 2, 4), List.of(x, longs(-2), longs(Long.MAX_VALUE)), f32(3),
        List.of(x, longs(1), longs(-1)), f32(1, 3), List.of(x, longs(4), longs(2)), f32(),
        List.of(x, longs(-9), longs(2)), f32(0), List.of(iota(0), longs(0), longs(3)), f32()));
    var back = new TestGraph(13).input("x", "f32[N]").input("s", "i64[1]").input("e", "i64[1]").ints("axes", 0)
        .ints("by", -2).node("y = Slice(x, s, e, axes, by)");
    check(back, Map.of(
        List.of(x, longs(9), longs(0)), f32(4, 2), List.of(x, longs(-1), longs(-9)), f32(4, 2, 0),
        List.of(x, longs(0), longs(3)), f32(), List.of(iota(0), longs(0), longs(-3)), f32()));
  }

  @Test
  void expansionFillAndRepetitionTakeSizesFromData() {
    check(new TestGraph(13).input("x", "f32[2, 1]").input("s", "i64[2]").node("y = Expand(x, s)"), Map.of(
        List.of(f32(new long[] {2, 1}, 1, 2), longs(1, 3)), f32(new long[] {2, 3}, 1, 1, 1, 2, 2, 2),
        List.of(f32(new long[] {2, 1}, 1, 2), longs(2, 1)), f32(new long[] {2, 1}, 1, 2)));
    check(new TestGraph(13).input("s", "i64[2]").node("y = ConstantOfShape(s)"), Map.of(
        List.of(longs(1, 3)), f32(new long[] {1, 3}, 0, 0, 0), List.of(longs(2, 0)), f32(new long[] {2, 0})));
    check(new TestGraph(13).input("x", "f32[N]").input("r", "i64[1]").node("y = Tile(x, r)"), Map.of(
        List.of(f32(1, 2), longs(2)), f32(1, 2, 1, 2), List.of(f32(1), longs(3)), f32(1, 1, 1),
        List.of(f32(1), longs(0)), f32()));
  }

  @Test
  void paddingAddsAndCutsAway() {
    for (var mode : List.of("constant", "reflect", "edge", "wrap")) {
      var graph = new TestGraph(19).input("x", "f32[N]").input("p", "i64[2]")
          .node("y = Pad(x, p)", attribute("mode", mode));
      var x = f32(1, 2, 3);
      check(graph, Map.of(List.of(x, longs(2, 1)), switch (mode) {
        case "constant" -> f32(0, 0, 1, 2, 3, 0);
        case "reflect" -> f32(3, 2, 1, 2, 3, 2);
        case "edge" -> f32(1, 1, 1, 2, 3, 3);
        default -> f32(2, 3, 1, 2, 3, 1);
      }, List.of(x, longs(-1, -1)), f32(2), List.of(x, longs(0, 0)), x));
    }
  }

  @Test
  void oneElementIsOneSize() {
    var graph = new TestGraph(13).input("x", "f32[1]").input("n", "i64[1]")
        .named("one", "a = Expand(x, n)").node("b = ConstantOfShape(n)").node("y = Add(a, b)");
    assertThat(graph.type()).isEqualTo("f32[shape_one]");
    check(graph, Map.of(List.of(f32(7), longs(3)), f32(7, 7, 7)));
  }

  @Test
  void aNegativeSizeIsAnErrorOfTheRun() {
    var graph = new TestGraph(13).input("s", "i64[1]").named("fill", "y = ConstantOfShape(s)");
    assertThatThrownBy(() -> graph.run(longs(-2))).isInstanceOf(ModelError.class).hasMessage("""
        A size that the model computes is negative.
        where: fill (bind : i64[])
        given: input_fill = -2
        expected: 0 or more
        try: pass inputs from which it comes out as a size""");
  }
}
