package io.sinter.ir.composite;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Builder;
import io.sinter.ir.Interpreter;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class FourierTransformTest {
  private static final int[] LENGTHS =
      {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 20, 25, 26, 30, 49, 60, 64, 100, 256};

  private interface Maker {
    Value of(Builder b, Value x);
  }

  private static Tensor run(Maker maker, Tensor x, Shape shape) {
    var b = new Builder();
    var parameter = b.parameter("x", new TensorType(x.dtype(), shape));
    return Interpreter.run(b.finish("f", List.of(maker.of(b, parameter)), List.of("y")), List.of(x)).getFirst();
  }

  /// Random signals of n elements along the middle axis.
  private static Tensor random(DType type, int parts, int n) {
    var random = new Random(n);
    return Tensor.fromDoubles(type, new long[] {parts, 2, n, 3}, random.doubles(6L * parts * n, -1, 1).toArray());
  }

  private static Shape shape(int parts, int n) {
    return Shape.of(Dim.of(parts), Dim.symbol("m"), Dim.of(n), Dim.of(3));
  }

  /// The transform of `x` of [parts, 2, n, 3], element by element, as its definition says.
  private static double[] naive(Tensor x, boolean inverse) {
    int n = Math.toIntExact(x.shape()[2]);
    var y = new double[12 * n];
    for (int at = 0; at < 6 * n; at++) {
      int k = at / 3 % n;
      int first = at - 3 * k;
      for (int i = 0; i < n; i++) {
        double angle = (inverse ? 2 : -2) * Math.PI * (i * k % n) / n;
        double re = x.doubleAt(first + 3 * i);
        double im = x.shape()[0] == 1 ? 0 : x.doubleAt(6 * n + first + 3 * i);
        y[at] += (re * Math.cos(angle) - im * Math.sin(angle)) / (inverse ? n : 1);
        y[6 * n + at] += (re * Math.sin(angle) + im * Math.cos(angle)) / (inverse ? n : 1);
      }
    }
    return y;
  }

  @Test
  void theTransformIsWhatItsDefinitionSays() {
    for (int n : LENGTHS) {
      for (boolean inverse : new boolean[] {false, true}) {
        for (int parts = 1; parts <= 2; parts++) {
          for (var type : List.of(DType.F64, DType.F32)) {
            var x = random(type, parts, n);
            var y = run((b, v) -> FourierTransform.of(b, v, 2, inverse), x, shape(parts, n));
            assertThat(y.shape()).containsExactly(2, 2, n, 3);
            assertThat(y.toDoubles()).as("%s, inverse %s, parts %s", n, inverse, parts)
                .containsExactly(naive(x, inverse), Offset.offset((type == DType.F64 ? 1e-15 : 4e-7) * (n + 4)));
          }
        }
      }
    }
  }

  @Test
  void halfASpectrumIsTheFirstHalf() {
    for (int n : LENGTHS) {
      var x = random(DType.F64, 1, n);
      var half = run((b, v) -> HalfSpectrum.of(b, v, 2), x, shape(1, n));
      var whole = run((b, v) -> HalfSpectrum.whole(b, HalfSpectrum.of(b, v, 2), 2, n), x, shape(1, n));
      assertThat(half.shape()).containsExactly(2, 2, n / 2 + 1, 3);
      assertThat(whole.toDoubles()).as("%s", n).containsExactly(naive(x, false), Offset.offset(1e-15 * (n + 4)));
      var first = run((b, v) -> HalfSpectrum.first(b, v, 2, n), whole, shape(2, n));
      assertThat(half).isEqualTo(first);
    }
  }

  @Test
  void theEndsOfHalfASpectrumAreReal() {
    for (int n : new int[] {2, 10, 60, 64}) {
      var half = run((b, v) -> HalfSpectrum.of(b, v, 2), random(DType.F32, 1, n), shape(1, n));
      int imaginary = 6 * (n / 2 + 1);
      for (int i = 0; i < 3; i++) {
        assertThat(half.doubleAt(imaginary + i)).isZero();
        assertThat(half.doubleAt(imaginary + 3 * (n / 2) + i)).isZero();
      }
    }
  }

  @Test
  void eachStepRoundsInTheOrderOfThePasses() {
    var x = Tensor.of(new float[] {0, 10, 20, 30, 40, 50, 60, 70, 80, 90}, 1, 10);
    var y = run((b, v) -> FourierTransform.of(b, v, 1, true), x, Shape.of(Dim.of(1), Dim.of(10)));
    assertThat(y).isEqualTo(Tensor.of(new float[] {
        45, -5, -5, -5, -5.0000005f, -5, -5.0000005f, -5, -5, -5,
        0, -15.388419f, -6.8819098f, -3.6327133f, -1.6245981f, 1.9073487e-07f, 1.6245981f, 3.6327126f, 6.8819098f,
        15.388419f}, 2, 10));
  }

  @Test
  void halfFloatsAreRoundedOnce() {
    var x = random(DType.F16, 2, 60);
    var y = run((b, v) -> FourierTransform.of(b, v, 2, false), x, shape(2, 60));
    var wide = run((b, v) -> FourierTransform.of(b, v, 2, false),
        Tensor.fromDoubles(DType.F32, x.shape(), x.toDoubles()), shape(2, 60));
    assertThat(y).isEqualTo(Tensor.fromDoubles(DType.F16, wide.shape(), wide.toDoubles()));
  }

  @Test
  void lengthsWithoutLargePrimesAreTaken() {
    for (int n : LENGTHS) {
      assertThat(FourierTransform.takes(Dim.of(n))).as("%s", n).isTrue();
    }
    assertThat(FourierTransform.takes(Dim.of(1L << 20))).isTrue();
    for (int n : new int[] {-4, 0, 17, 34, 289, 1009}) {
      assertThat(FourierTransform.takes(Dim.of(n))).as("%s", n).isFalse();
    }
    assertThat(FourierTransform.takes(Dim.symbol("n"))).isFalse();
  }

  @Test
  void quarterTurnsAreExact() {
    for (long parts : new long[] {4, 8, 1000}) {
      for (int quarter = -4; quarter < 8; quarter++) {
        assertThat(UnitCircle.cos(quarter * parts / 4, parts)).isEqualTo(new double[] {1, 0, -1, 0}[quarter & 3]);
        assertThat(UnitCircle.sin(quarter * parts / 4, parts)).isEqualTo(new double[] {0, 1, 0, -1}[quarter & 3]);
      }
    }
    for (int i = -30; i < 60; i++) {
      assertThat(UnitCircle.cos(i, 30)).isCloseTo(Math.cos(2 * Math.PI * i / 30), Offset.offset(2e-15));
      assertThat(UnitCircle.sin(i, 30)).isCloseTo(Math.sin(2 * Math.PI * i / 30), Offset.offset(2e-15));
    }
  }
}
