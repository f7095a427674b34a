package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static io.sinter.onnx.TestGraph.iota;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.UnsupportedError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SliceOpsTest {
  /// ONNX's own words: clamp to [0, n] going up, start to [0, n - 1] and end to [-1, n - 1] going down.
  private static List<Double> expected(int n, long start, long end, long step) {
    long from = start < 0 ? start + n : start;
    long to = end < 0 ? end + n : end;
    var taken = new ArrayList<Double>();
    if (step > 0) {
      for (long i = Math.clamp(from, 0, n); i < Math.clamp(to, 0, n); i += step) {
        taken.add((double) i);
      }
    } else if (n > 0) {
      for (long i = Math.clamp(from, 0, n - 1); i > Math.clamp(to, -1, n - 1); i += step) {
        taken.add((double) i);
      }
    }
    return taken;
  }

  private static List<Double> elements(Tensor t) {
    return java.util.Arrays.stream(t.toDoubles()).boxed().toList();
  }

  @Test
  void slicesTakeWhatTheSpecificationSays() {
    for (int n : new int[] {0, 1, 5}) {
      for (long start = -6; start <= 6; start++) {
        for (long end = -6; end <= 6; end++) {
          for (long step : new long[] {-3, -1, 1, 2}) {
            var fixed = slice("f32[" + n + "]", start, end, step).run(iota(n));
            var open = slice("f32[N]", start, end, step).run(iota(n));
            assertThat(elements(fixed)).as("%s[%s:%s:%s]", n, start, end, step)
                .isEqualTo(expected(n, start, end, step));
            assertThat(elements(open)).as("symbolic %s[%s:%s:%s]", n, start, end, step)
                .isEqualTo(expected(n, start, end, step));
          }
        }
      }
    }
  }

  private static TestGraph slice(String type, long start, long end, long step) {
    return new TestGraph(13).input("x", type).ints("from", start).ints("to", end).ints("axes", 0).ints("by", step)
        .node("y = Slice(x, from, to, axes, by)");
  }

  @Test
  void extremePositionsReachTheEndsOfAnyAxis() {
    for (var type : List.of("f32[N]", "f32[4]")) {
      for (long big : new long[] {Integer.MAX_VALUE, Long.MAX_VALUE}) {
        assertThat(slice(type, 1, big, 1).run(iota(4))).isEqualTo(f32(1, 2, 3));
        assertThat(slice(type, big, -big, -1).run(iota(4))).isEqualTo(f32(3, 2, 1, 0));
        assertThat(slice(type, big, -big - 1, -2).run(iota(4))).isEqualTo(f32(3, 1));
        assertThat(slice(type, -big - 1, big, 3).run(iota(4))).isEqualTo(f32(0, 3));
      }
    }
    assertThat(slice("f32[N]", 0, Long.MAX_VALUE, 1).function().body()).as("all of it").isEmpty();
    assertThat(slice("f32[N]", 1, Long.MAX_VALUE, 1).type()).isEqualTo("f32[max(0, N - 1)]");
  }

  @Test
  void slicesByAttributesOrWithoutAxesAreAsGood() {
    var x = iota(2, 3);
    assertThat(new TestGraph(9).input("x", "f32[N, 3]")
        .node("y = Slice(x)", attribute("starts", List.of(1L)), attribute("ends", List.of(3L)),
            attribute("axes", List.of(1L))).run(x)).isEqualTo(f32(new long[] {2, 2}, 1, 2, 4, 5));
    assertThat(new TestGraph(9).input("x", "f32[N, 3]")
        .node("y = Slice(x)", attribute("starts", List.of(1L, 0L)), attribute("ends", List.of(9L, -1L))).run(x))
        .isEqualTo(f32(new long[] {1, 2}, 3, 4));
    assertThat(new TestGraph(13).input("x", "f32[N, 3]").ints("from", 0, -1).ints("to", 1, 3)
        .node("y = Slice(x, from, to)").run(x)).isEqualTo(f32(new long[] {1, 1}, 2));
  }

  @Test
  void slicesThatMakeNoSenseAreErrors() {
    assertThatThrownBy(slice("f32[4]", 0, 1, 0)::read).isInstanceOf(ModelError.class)
        .hasMessageStartingWith("A Slice has a step of 0.");
    assertThatThrownBy(new TestGraph(13).input("x", "f32[4]").ints("from", 0).ints("to", 1, 2)
        .node("y = Slice(x, from, to)")::read).isInstanceOf(ModelError.class)
        .hasMessageStartingWith("The inputs of a Slice differ in length.");
    assertThatThrownBy(new TestGraph(13).input("x", "f32[4]").ints("from", 0, 0)
        .node("y = Slice(x, from, from)")::read).isInstanceOf(ModelError.class)
        .hasMessageStartingWith("An axis does not exist.");
  }

  @Test
  void aPositionOfUnknownSignIsDecidedAtRunTime() {
    var graph = new TestGraph(15).input("x", "f32[N]").ints("one", 1).ints("two", 2)
        .node("shape = Shape(x)").node("end = Sub(shape, two)").node("y = Slice(x, one, end)");
    assertThat(graph.run(iota(5))).isEqualTo(f32(1, 2));
    assertThat(graph.run(iota(1))).as("one from the end").isEqualTo(f32());
  }

  private static Tensor position(long position) {
    return Tensor.of(new long[] {position}, 1);
  }

  @Test
  void aConstantEndBeyondAllSizesIsTheEndWhateverTheStart() {
    for (long big : new long[] {Integer.MAX_VALUE, Long.MAX_VALUE}) {
      var up = new TestGraph(13).input("x", "f32[N]").input("from", "i64[1]").ints("to", big)
          .node("y = Slice(x, from, to)");
      var down = new TestGraph(13).input("x", "f32[N]").input("from", "i64[1]").ints("to", -big).ints("axes", 0)
          .ints("by", -1).node("y = Slice(x, from, to, axes, by)");
      for (var graph : List.of(up, down)) {
        assertThat(graph.type()).doesNotContain(Long.toString(big));
      }
      assertThat(up.run(iota(4), position(-1))).isEqualTo(f32(3));
      assertThat(up.run(iota(4), position(1))).isEqualTo(f32(1, 2, 3));
      assertThat(down.run(iota(4), position(-2))).isEqualTo(f32(2, 1, 0));
    }
  }

  @Test
  void concatenationJoinsAlongItsAxis() {
    var graph = new TestGraph(13).input("a", "f32[N, 1]").input("b", "f32[N, 2]")
        .node("y = Concat(a, b)", attribute("axis", -1));
    assertThat(graph.type()).isEqualTo("f32[N, 3]");
    assertThat(graph.run(iota(2, 1), iota(2, 2))).isEqualTo(f32(new long[] {2, 3}, 0, 0, 1, 1, 2, 3));
    assertThat(new TestGraph(13).input("a", "f32[0]").input("b", "f32[2]")
        .node("y = Concat(a, b)", attribute("axis", 0)).run(iota(0), iota(2))).isEqualTo(f32(0, 1));
    assertThatThrownBy(new TestGraph(13).input("a", "f32[1, 1]").input("b", "f32[2, 2]")
        .node("y = Concat(a, b)", attribute("axis", 0))::read).isInstanceOf(ModelError.class)
        .hasMessageStartingWith("Tensors do not fit side by side.");
    assertThatThrownBy(new TestGraph(13).input("a", "f32[1]").node("y = Concat(a)")::read)
        .isInstanceOf(ModelError.class).hasMessageContaining("expected: 'axis' of type INT");
  }

  @Test
  void splitsAreEqualOrAsGiven() {
    var x = iota(2, 6);
    var equal = new TestGraph(13).input("x", "f32[N, 6]").node("a, b, c = Split(x)", attribute("axis", 1))
        .output("a").output("b").output("c");
    assertThat(equal.runAll(x)).containsExactly(f32(new long[] {2, 2}, 0, 1, 6, 7),
        f32(new long[] {2, 2}, 2, 3, 8, 9), f32(new long[] {2, 2}, 4, 5, 10, 11));
    for (int opset : new int[] {11, 13}) {
      var graph = new TestGraph(opset).input("x", "f32[6]");
      var given = opset < 13 ? graph.node("a, b, c = Split(x)", attribute("split", List.of(1L, 0L, 5L)))
          : graph.ints("s", 1, 0, 5).node("a, b, c = Split(x, s)");
      assertThat(given.output("a").output("b").output("c").runAll(iota(6)))
          .containsExactly(f32(0), iota(0), f32(1, 2, 3, 4, 5));
    }
    var uneven = new TestGraph(18).input("x", "f32[5]").node("a, b = Split(x)", attribute("num_outputs", 2))
        .output("a").output("b");
    assertThat(uneven.runAll(iota(5))).containsExactly(f32(0, 1, 2), f32(3, 4));
  }

  @Test
  void splitsThatDoNotAddUpAreErrors() {
    assertThatThrownBy(new TestGraph(13).input("x", "f32[5]").node("a, b = Split(x)")::read)
        .isInstanceOf(ModelError.class).hasMessageStartingWith("An axis does not split into equal parts.");
    assertThatThrownBy(new TestGraph(13).input("x", "f32[5]").ints("s", 2, 2).node("a, b = Split(x, s)")::read)
        .isInstanceOf(ModelError.class).hasMessageStartingWith("The parts of a Split do not add up.");
    assertThatThrownBy(new TestGraph(13).input("x", "f32[N]").node("a, b = Split(x)")::read)
        .isInstanceOf(UnsupportedError.class);
    assertThatThrownBy(
        new TestGraph(18).input("x", "f32[4]").node("a, b = Split(x)", attribute("num_outputs", 3))::read)
        .isInstanceOf(ModelError.class);
  }
}
