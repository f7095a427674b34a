package io.sinter.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.conformance.ErrorBounds.Freedom;
import io.sinter.ir.Text;
import io.sinter.runtime.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorBoundsTest {
  private static final float ULP = Math.ulp(1f);

  private static Expected expected(String text, Freedom freedom, Tensor... inputs) {
    return Expected.of(Text.parse(text), List.of(inputs), freedom);
  }

  private static double[] radii(String text, Tensor... inputs) {
    return expected(text, Freedom.ORDER, inputs).radii().getFirst().doubles();
  }

  @Test
  void exactOpsOfExactOperandsAllowNoDifference() {
    var radii = radii("""
        function f(%x: f32[4]) -> (y: f32[4]) {
          %0 = mul(%x, %x) : f32[4]
          %1 = div(%0, %x) : f32[4]
          %2 = sqrt(%1) : f32[4]
          return %2
        }
        """, Tensor.of(new float[] {2, Float.NaN, 1e30f, 0}, 4));
    assertThat(radii).containsOnly(0);
  }

  @Test
  void approximatedFunctionsAllowTheirUnits() {
    var radii = radii("""
        function f(%x: f32[3]) -> (y: f32[3]) {
          %0 = exp(%x) : f32[3]
          return %0
        }
        """, Tensor.of(new float[] {0, Float.POSITIVE_INFINITY, Float.NaN}, 3));
    assertThat(radii[0]).isBetween(2.0 * ULP, 4.0 * ULP);
    assertThat(radii[1]).isZero();
    assertThat(radii[2]).isZero();
  }

  @Test
  void sumsAllowOneRoundingPerTermAndSumsOfOneNone() {
    var text = """
        function f(%x: f32[n]) -> (y: f32[]) {
          %0 = reduce(%x) combiner(add) axes(0) : f32[]
          return %0
        }
        """;
    assertThat(radii(text, Tensor.of(new float[] {3}, 1))).containsExactly(0);
    assertThat(radii(text, Tensor.of(new float[] {1, -1, 1, -1}, 4))[0]).isBetween(15.9 * ULP, 16.1 * ULP);
    assertThat(radii(text, Tensor.of(new float[] {1, Float.NaN}, 2))).containsExactly(0);
    assertThat(radii(text, Tensor.of(new float[] {3e38f, 3e38f, -3e38f}, 3))).containsExactly(Double.POSITIVE_INFINITY);
  }

  @Test
  void whatRoundingMayTurnIsFree() {
    var radii = radii("""
        function f(%x: f32[2, 3], %y: f32[2]) -> (y: bool[2]) {
          %0 = reduce(%x) combiner(add) axes(1) : f32[2]
          %1 = lt(%0, %y) : bool[2]
          return %1
        }
        """, Tensor.of(new float[] {1, 2, 3, 1, 2, 3}, 2, 3), Tensor.of(new float[] {6, 7}, 2));
    assertThat(radii).containsExactly(1, 0);
  }

  @Test
  void underAlgebraEachOpMayRoundElsewhere() {
    var expected = expected("""
        function f(%x: f32[1]) -> (y: f32[1]) {
          %0 = mul(%x, %x) : f32[1]
          return %0
        }
        """, Freedom.ALGEBRA, Tensor.of(new float[] {1}, 1));
    assertThat(expected.radii().getFirst().doubles()[0]).isPositive().isLessThan(64 * ULP);
  }

  @Test
  void differencesBeyondTheRadiusAreNamed() {
    var text = """
        function f(%x: f32[2]) -> (y: f32[2]) {
          %0 = neg(%x) : f32[2]
          return %0
        }
        """;
    var expected = expected(text, Freedom.ORDER, Tensor.of(new float[] {0, 1}, 2));
    assertThat(expected.difference(List.of(Tensor.of(new float[] {-0f, -1}, 2)))).isEmpty();
    assertThat(expected.difference(List.of(Tensor.of(new float[] {0, -1}, 2))))
        .contains("element 0 of result 0 (f32[2]) is 0.0, not -0.0");
    assertThat(expected.difference(List.of(Tensor.of(new float[] {-0f}, 1))))
        .contains("result 0 is f32[1], not f32[2]");
  }

  private static final String LOOP = """
      function f(%x: f32[2], %trips: i64[], %limit: f32[]) -> (y: f32[2], steps: f32[t, 2]) {
        %0 = constant bool[] true
        %1 = loop(%trips, %0, [%x], %limit) body(function step(%i: i64[], %a: f32[2], %l: f32[]) -> (go: bool[], \
      a: f32[2], step: f32[2]) {
          %0 = exp(%a) : f32[2]
          %1 = reduce(%0) combiner(add) axes(0) : f32[]
          %2 = lt(%1, %l) : bool[]
          return %2, %0, %0
        }) types(f32[2], f32[t, 2]) binds("t") : bool[0]
        %2 = project(%1) index(0) : f32[2]
        %3 = project(%1) index(1) : f32[t, 2]
        return %2, %3
      }
      """;

  private static List<double[]> afterLoop(long trips, float limit) {
    return expected(LOOP, Freedom.ORDER, Tensor.of(new float[] {0, -1}, 2), Tensor.scalar(trips),
        Tensor.scalar(limit)).radii().stream().map(Tensor::doubles).toList();
  }

  @Test
  void radiiGoThroughTheIterationsOfALoop() {
    assertThat(afterLoop(0, 100).getFirst()).containsOnly(0);
    var once = afterLoop(1, 100);
    var twice = afterLoop(2, 100);
    assertThat(once.getFirst()[0]).isBetween(2.0 * ULP, 4.0 * ULP);
    assertThat(twice.getFirst()[0]).isBetween(2 * once.getFirst()[0], 20 * once.getFirst()[0]);
    assertThat(twice.get(1)).startsWith(once.get(1)).endsWith(twice.getFirst());
  }

  @Test
  void aConditionThatRoundingMayTurnLeavesTheResultsFree() {
    assertThat(afterLoop(2, (float) (1 + Math.exp(-1))).getFirst()).containsOnly(Double.POSITIVE_INFINITY);
    var branch = """
        function f(%x: f32[2]) -> (y: f32[2]) {
          %0 = reduce(%x) combiner(add) axes(0) : f32[]
          %1 = constant f32[] LIMIT
          %2 = lt(%0, %1) : bool[]
          %3 = if(%2, %x) then(function a(%x: f32[2]) -> (y: f32[2]) {
            %0 = exp(%x) : f32[2]
            return %0
          }) otherwise(function b(%x: f32[2]) -> (y: f32[2]) {
            return %x
          }) types(f32[2]) binds() : bool[0]
          %4 = project(%3) index(0) : f32[2]
          return %4
        }
        """;
    var x = Tensor.of(new float[] {1, 2}, 2);
    assertThat(radii(branch.replace("LIMIT", "3.0"), x)).containsOnly(Double.POSITIVE_INFINITY);
    assertThat(radii(branch.replace("LIMIT", "2.0"), x)).containsOnly(0);
    assertThat(radii(branch.replace("LIMIT", "4.0"), x)[0]).isBetween(2.0 * ULP, 4.0 * Math.E * ULP);
  }
}
