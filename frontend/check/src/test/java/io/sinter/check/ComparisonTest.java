package io.sinter.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.runtime.DType;
import io.sinter.runtime.Tensor;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final Tolerance EXACT = new Tolerance(0, 0, true);

  private static Comparison official(Tensor actual, Tensor expected) {
    return Comparison.of(actual, expected, Tolerance.OFFICIAL);
  }

  private static Tensor f32(double... values) {
    return Tensor.fromDoubles(DType.F32, new long[] {values.length}, values);
  }

  private static Tensor i64(long... values) {
    return Tensor.of(values, values.length);
  }

  @Test
  void equalTensorsHaveNoErrors() {
    assertThat(official(f32(1, 2), f32(1, 2))).isEqualTo(Comparison.EQUAL);
  }

  @Test
  void anotherTypeIsADifference() {
    assertThat(official(i64(1), f32(1)).difference()).hasValue("is i64[1], not f32[1]");
  }

  @Test
  void anotherShapeIsADifferenceEvenWithAsManyElements() {
    assertThat(official(f32(1, 2).reshape(2, 1), f32(1, 2)).difference()).hasValue("is f32[2, 1], not f32[2]");
  }

  @Test
  void numbersMayDifferByTheTolerance() {
    assertThat(official(f32(1000.9), f32(1000)).difference()).isEmpty();
    var wrong = official(f32(1, 1002, 3).reshape(1, 3), f32(1, 1000, 3.1).reshape(1, 3));
    assertThat(wrong.difference()).hasValue("is 1002.0 at [0, 1], not 1000.0 (2 of 3 differ)");
    assertThat(wrong.absolute()).isEqualTo(2);
    assertThat(wrong.relative()).isBetween(0.03, 0.033);
  }

  @Test
  void nearZeroTheAbsoluteToleranceCounts() {
    assertThat(official(f32(9e-8), f32(0)).difference()).isEmpty();
    assertThat(official(f32(2e-7), f32(0)).difference()).isPresent();
    assertThat(official(f32(9e-8), f32(0)).relative()).isZero();
  }

  @Test
  void nanEqualsNanAndNothingElse() {
    assertThat(official(f32(Double.NaN), f32(Double.NaN)).difference()).isEmpty();
    assertThat(official(f32(Double.NaN), f32(1)).difference()).hasValue("is NaN at [0], not 1.0 (1 of 1 differs)");
    assertThat(official(f32(1), f32(Double.NaN)).difference()).isPresent();
  }

  @Test
  void infinitiesMustBeInPlace() {
    double inf = Double.POSITIVE_INFINITY;
    assertThat(official(f32(inf, -inf), f32(inf, -inf)).difference()).isEmpty();
    assertThat(official(f32(-inf), f32(inf)).difference()).isPresent();
    assertThat(official(f32(1), f32(inf)).difference()).isPresent();
    assertThat(official(f32(inf), f32(1)).absolute()).isInfinite();
  }

  @Test
  void bf16HasAWiderTolerance() {
    var one = Tensor.fromDoubles(DType.BF16, new long[] {1}, 1);
    assertThat(official(Tensor.fromDoubles(DType.BF16, new long[] {1}, 1 + 0x1p-7), one).difference()).isEmpty();
    assertThat(official(Tensor.fromDoubles(DType.BF16, new long[] {1}, 1 + 0x1p-5), one).difference()).isPresent();
    assertThat(official(f32(1 + 0x1p-7), f32(1)).difference()).isPresent();
  }

  @Test
  void theOfficialRuleTreatsIntegersLikeFloatsAndACasesOwnDoesNot() {
    assertThat(official(i64(10_001), i64(10_000)).difference()).isEmpty();
    assertThat(Comparison.of(i64(10_001), i64(10_000), new Tolerance(1e-3, 1e-7, true)).difference())
        .hasValue("is 10001 at [0], not 10000 (1 of 1 differs)");
  }

  @Test
  void integersThatDoublesCannotTellApartDiffer() {
    assertThat(Comparison.of(i64((1L << 60) + 1), i64(1L << 60), EXACT).difference()).isPresent();
    var large = Tensor.of(DType.U64, new long[] {1}, new long[] {-1});
    assertThat(Comparison.of(large, large, EXACT).difference()).isEmpty();
  }

  @Test
  void boolsMustBeEqual() {
    assertThat(official(Tensor.scalar(true), Tensor.scalar(false)).difference())
        .hasValue("is true at [], not false (1 of 1 differs)");
  }

  @Test
  void stringsMustBeEqual() {
    var a = Tensor.of(new String[] {"a", "b"}, 2);
    assertThat(official(a, a).difference()).isEmpty();
    assertThat(official(a, Tensor.of(new String[] {"a", "c"}, 2)).difference())
        .hasValue("is \"b\" at [1], not \"c\"");
  }

  @Test
  void emptyTensorsAreEqual() {
    assertThat(official(f32(), f32()).difference()).isEmpty();
  }

  @Test
  void theWorseOfTwoKeepsTheFirstDifference() {
    var both = official(f32(2), f32(1)).of("a").and(official(f32(5), f32(1)).of("b"));
    assertThat(both.difference()).hasValue("a is 2.0 at [0], not 1.0 (1 of 1 differs)");
    assertThat(both.absolute()).isEqualTo(4);
  }
}
