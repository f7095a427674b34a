package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.CompileOptions;
import io.sinter.Sinter;
import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Data that operators cannot take is refused by the run, on every target alike.
class DemandTest {
  private static final List<String> TARGETS = List.of("interpreter", "kernel-interpreter", "jvm-scalar", "jvm");

  /// @param given what the error says was given
  private record Case(TestGraph graph, String sentence, String given, Tensor... inputs) {
    @Override
    public String toString() {
      return graph.graph().getNode(0).getOpType() + " given " + given;
    }
  }

  private static TestGraph graph(String... inputs) {
    var graph = new TestGraph(18);
    for (var i : inputs) {
      var parts = i.split(" ", 2);
      graph.input(parts[0], parts[1]);
    }
    return graph;
  }

  private static Tensor f32(float... values) {
    return Tensor.of(values, values.length);
  }

  private static Tensor longs(long... values) {
    return Tensor.of(values, values.length);
  }

  private static final String OUTSIDE = "An index lies outside its axis.";

  static Stream<Case> cases() {
    var matrix = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
    return Stream.of(
        new Case(graph("x f32[N]", "i i64[A]").node("y = Gather(x, i)"), OUTSIDE, "3", f32(1, 2, 3), longs(0, 3)),
        new Case(graph("x f32[N]", "i i64[A]").node("y = Gather(x, i)"), OUTSIDE, "-4", f32(1, 2, 3), longs(-4)),
        new Case(graph("x f32[N]", "i i64[A]").node("y = Gather(x, i)"), OUTSIDE, "-9223372036854775808",
            f32(1, 2, 3), longs(Long.MIN_VALUE)),
        new Case(graph("x f32[N]", "i i64[A]").node("y = Gather(x, i)"), OUTSIDE, "9223372036854775807",
            f32(1, 2, 3), longs(Long.MAX_VALUE)),
        new Case(graph("x f32[N]", "i i64[A]").node("y = Gather(x, i)"), OUTSIDE, "0", f32(), longs(0)),
        new Case(graph("x f32[0]", "i i64[A]").node("y = Gather(x, i)"), OUTSIDE, "0", f32(), longs(0)),
        new Case(graph("x f32[N, M]", "i i32[A]").node("y = Gather(x, i)", attribute("axis", 1)), OUTSIDE, "2",
            matrix, Tensor.of(new int[] {1, 2}, 2)),
        new Case(graph("x f32[N]", "i i64[A, 1]").node("y = GatherND(x, i)"), OUTSIDE, "3", f32(1, 2, 3),
            Tensor.of(new long[] {3}, 1, 1)),
        new Case(graph("x f32[N]", "i i64[A]").node("y = GatherElements(x, i)"), OUTSIDE, "-4", f32(1, 2, 3),
            longs(-4)),
        new Case(graph("x f32[N]", "i i64[A]", "u f32[A]").node("y = ScatterElements(x, i, u)"), OUTSIDE, "3",
            f32(1, 2, 3), longs(3), f32(7)),
        new Case(graph("x f32[N]", "i i64[A, 1]", "u f32[A]").node("y = ScatterND(x, i, u)"), OUTSIDE, "-4",
            f32(1, 2, 3), Tensor.of(new long[] {-4}, 1, 1), f32(7)),
        new Case(graph("x f32[N]", "c bool[A]").node("y = Compress(x, c)", attribute("axis", 0)), OUTSIDE, "3",
            f32(1, 2, 3), Tensor.fromDoubles(DType.BOOL, new long[] {4}, 1, 0, 0, 1)),
        new Case(graph("x i64[N]").node("y = ArgMax(x)"), "An element is chosen from none.", "9223372036854775807",
            longs()),
        new Case(graph("x f32[N]", "k i64[2]").node("y, z = Split(x, k)"),
            "A reshape changes the number of elements.", "", f32(1, 2, 3), longs(1, 1)),
        new Case(graph("x f32[N]", "s f32[1]").node("y = Resize(x, , s)"), "A scale is not positive.", "NaN",
            f32(1, 2), f32(Float.NaN)),
        new Case(graph("x f32[1, 1, H, W]", "i i64[1, 1, H, W]").node("y = MaxUnpool(x, i)",
            attribute("kernel_shape", List.of(2L, 2L)), attribute("strides", List.of(2L, 2L))), OUTSIDE, "4",
            Tensor.of(new float[] {1}, 1, 1, 1, 1), Tensor.of(new long[] {4}, 1, 1, 1, 1)),
        new Case(graph("x f32[N, 1, H, W]", "r f32[R, 4]", "b i64[R]").node("y = RoiAlign(x, r, b)"), OUTSIDE, "1",
            Tensor.of(new float[] {1, 2, 3, 4}, 1, 1, 2, 2), Tensor.of(new float[4], 1, 4), longs(1)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatCannotBeTakenEndsTheRun(Case c) {
    var function = c.graph().function();
    for (var target : TARGETS) {
      try (var model = Sinter.compile(function, CompileOptions.DEFAULTS.withTarget(target))) {
        assertThatThrownBy(() -> model.run(List.of(c.inputs()))).as(target).isInstanceOf(ModelError.class)
            .hasMessageStartingWith(c.sentence()).hasMessageContaining("\ngiven: " + c.given());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(value = DType.class, names = {"I8", "I16", "I32", "I64", "U8", "U16", "U32", "U64"})
  void integersAreNotDividedByZero(DType type) {
    var x = Tensor.fromLongs(type, new long[] {3}, 7, 5, 3);
    for (var operator : List.of("Div", "Mod")) {
      var function = graph("x " + type + "[N]", "d " + type + "[N]").node("y = " + operator + "(x, d)").function();
      for (var target : TARGETS) {
        try (var model = Sinter.compile(function, CompileOptions.DEFAULTS.withTarget(target))) {
          var zero = Tensor.fromLongs(type, new long[] {3}, 2, 0, 2);
          assertThatThrownBy(() -> model.run(List.of(x, zero))).as(operator + " on " + target)
              .isInstanceOf(ModelError.class).hasMessageStartingWith("An integer is divided by zero.")
              .hasMessageContaining("\ngiven: 0\n");
          var two = Tensor.fromLongs(type, new long[] {3}, 2, 2, 2);
          assertThat(model.run(List.of(x, two)).getFirst()).isEqualTo(operator.equals("Div")
              ? Tensor.fromLongs(type, new long[] {3}, 3, 2, 1) : Tensor.fromLongs(type, new long[] {3}, 1, 1, 1));
        }
      }
    }
  }

  @Test
  void theSmallestIntegerDividedByMinusOneIsItself() {
    var function = graph("x i64[N]", "d i64[N]").node("y = Div(x, d)").function();
    for (var target : TARGETS) {
      try (var model = Sinter.compile(function, CompileOptions.DEFAULTS.withTarget(target))) {
        assertThat(model.run(List.of(longs(Long.MIN_VALUE), longs(-1)))).containsExactly(longs(Long.MIN_VALUE));
      }
    }
  }

  @Test
  void whatIsKnownIsRefusedAtImport() {
    assertThatThrownBy(graph("x i32[N]").constant("d", Tensor.of(new int[] {2, 0}, 2)).node("y = Div(x, d)")::read)
        .isInstanceOf(ModelError.class).hasMessage("""
            An integer is divided by zero.
            where: the Div node that gives 'y'
            given: 0
            expected: another divisor""");
  }
}
