package io.sinter.codegen.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.KernelInterpreter;
import io.sinter.ir.kernel.KernelText;
import io.sinter.runtime.DType;
import io.sinter.runtime.device.KernelFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Groups, lanes that are off, checks and names, on a device.
class KernelsOnDeviceTest {
  private static Kernel.Flat parse(String text) {
    return (Kernel.Flat) KernelText.parse(text);
  }

  // ---- lanes -------------------------------------------------------------------------------------------------------

  static Stream<Arguments> typesAndLanes() {
    return Stream.of(DType.BOOL, DType.I8, DType.F16, DType.F32, DType.U64)
        .flatMap(t -> Stream.of(2, 4, 8, 16).map(l -> Arguments.of(t, l)));
  }

  /// Group g has the first `g - 1` lanes on in one half of each row, and those from lane 1 on of these in the other.
  @ParameterizedTest
  @MethodSource("typesAndLanes")
  void lanesThatAreOffAreZeroAndNotTouched(DType type, int lanes) {
    int groups = lanes + 3;
    int row = 2 * lanes;
    int size = groups * row;
    var kernel = parse("""
        flat kernel lanes(n) {
          in x : %1$s[%2$d] offset 0 size %2$d parts [d0:1]
          out y : %1$s[%2$d] offset 0 size %2$d parts [d0:1]
          out z : %1$s[%2$d] offset 0 size %2$d parts [d0:1]
          group g < n {
            index at = %3$d*g
            m:boolx%4$d = active(g - 1, %4$d)
            y[at : %4$d if m] = x[at : %4$d if active(g - 1, %4$d)]
            z[at : %4$d] = x[at : %4$d if m]
            some:boolx%4$d = and(m, not(active(1, %4$d)))
            y[at + %4$d : %4$d if some] = x[at : %4$d if some]
            z[at + %4$d : %4$d] = x[at : %4$d if some]
          }
        }
        """.formatted(type, size, row, lanes));
    var here = new Object[] {Awkward.array(type, size, 0), type.newArray(size), type.newArray(size)};
    var there = new Object[] {Awkward.array(type, size, 0), type.newArray(size), type.newArray(size)};
    for (int i = 0; i < size; i++) {
      Awkward.set(here[1], i, 1);
      Awkward.set(there[1], i, 1);
    }
    KernelInterpreter.prepare(kernel).run(here, new int[] {groups}, 0, groups);
    assertThat(ExactDevice.run(kernel, new int[] {groups}, 2, there)).containsOnly(0);
    assertThat(there[1]).isEqualTo(here[1]);
    assertThat(there[2]).isEqualTo(here[2]);
  }

  // ---- groups ------------------------------------------------------------------------------------------------------

  @Test
  void workGroupsTakeTurnsAndHaveScratchOfTheirOwn() {
    var kernel = parse("""
        flat kernel turns(n, k) {
          in x : f32[n] offset 0 size n parts [d0:1]
          out y : f32[n] offset 0 size n parts [d0:1]
          scratch s : f32[k] offset 1 size k + 1 parts [d0:1]
          group g < n {
            loop i < k {
              s[i + 1] = mul(x[g], convert(index(i), f32))
            }
            sum:f32 = 0.0
            loop j < k {
              sum = add(sum, s[j + 1])
            }
            y[g] = sum
          }
        }
        """);
    var x = new float[11];
    for (int i = 0; i < x.length; i++) {
      x[i] = i + 0.5f;
    }
    for (int workGroups : new int[] {1, 3, 11, 12}) {
      var y = new float[11];
      ExactDevice.run(kernel, new int[] {11, 5}, workGroups, x, y);
      for (int i = 0; i < y.length; i++) {
        assertThat(y[i]).isEqualTo(10 * x[i]);
      }
    }
  }

  @Test
  void workItemsOfAGroupShareWhatTheyWriteBeforeABarrier() {
    var kernel = parse("""
        flat kernel turned(n) {
          in x : i32[n] offset 0 size n parts [d0:1]
          out y : i32[n] offset 0 size n parts [d0:1]
          shared s : i32[16] offset 0 size 16 parts [d0:1]
          group g < floordiv(n + 15, 16) {
            local i < 16 {
              if 0 < n - 16*g - i
                s[i] = x[16*g + i]
            }
            barrier
            local j < 16 {
              if 0 < n - 16*g - 15 + j
                y[16*g + 15 - j] = s[15 - j]
            }
          }
        }
        """);
    var x = new int[50];
    for (int i = 0; i < x.length; i++) {
      x[i] = i * i;
    }
    var y = new int[50];
    ExactDevice.run(kernel, new int[] {50}, 2, x, y);
    assertThat(y).isEqualTo(x);
  }

  // ---- checks ------------------------------------------------------------------------------------------------------

  @Test
  void aFailedCheckLeavesTheFirstMarkAndAnIndexThatIsInside() {
    var kernel = parse("""
        flat kernel pick(n) {
          in ids : i64[n] offset 0 size n parts [d0:1]
          in x : f32[4] offset 0 size 4 parts [d0:1]
          out y : f32[n] offset 0 size n parts [d0:1]
          group g < n {
            take at = check(ids[g], and(le(0:i64, ids[g]), lt(ids[g], 4:i64)), "An index is outside.", "0 … 3")
            y[g] = check(x[at], lt(x[at], 30.0), "A number is too large.", "less than 30")
          }
        }
        """);
    var x = new float[] {10, 20, 30, 40};
    var y = new float[3];
    assertThat(ExactDevice.run(kernel, new int[] {3}, 1, new long[] {1, 0, 1}, x, y)).containsOnly(0);
    assertThat(y).containsExactly(20, 10, 20);
    assertThat(ExactDevice.run(kernel, new int[] {3}, 1, new long[] {1, -1L << 40, 1000}, x, y))
        .containsExactly(77, 0, 0, -1 << 8);
    assertThat(y).containsExactly(20, 10, 10);
    long bits = Double.doubleToLongBits(40);
    assertThat(ExactDevice.run(kernel, new int[] {3}, 1, new long[] {1, 3, 1000}, x, y))
        .containsExactly(77, 1, (int) bits, (int) (bits >> 32));
    assertThat(KernelSource.of(kernel).checks()).containsExactly(
        new KernelFile.Check(DType.I64, "An index is outside.", "0 … 3"),
        new KernelFile.Check(DType.F32, "A number is too large.", "less than 30"));
  }

  @Test
  void marksHoldTheBitsOfAnyFloat() {
    var kernel = parse("""
        flat kernel bits() {
          in x : f32[1] offset 0 size 1 parts [d0:1]
          out y : f32[1] offset 0 size 1 parts [d0:1]
          y[0] = check(x[0], false, "A number is there.", "none")
        }
        """);
    for (float x : new float[] {1.5f, -0f, 0, Float.MIN_VALUE, -3e-39f, Float.MIN_NORMAL, Float.MAX_VALUE,
        Float.NEGATIVE_INFINITY, Float.NaN}) {
      var marks = ExactDevice.run(kernel, new int[0], 1, new float[] {x}, new float[1]);
      assertThat(Double.longBitsToDouble(marks[2] & 0xffffffffL | (long) marks[3] << 32)).isEqualTo(Double.valueOf(x));
    }
  }

  @Test
  void divisionByZeroLeavesAMarkAndTheLeastQuotientWraps() {
    for (var type : new DType[] {DType.I8, DType.I32, DType.I64, DType.U32, DType.U64}) {
      var kernel = parse("""
          flat kernel divide(n) {
            in x : %1$s[n] offset 0 size n parts [d0:1]
            in by : %1$s[n] offset 0 size n parts [d0:1]
            out y : %1$s[n] offset 0 size n parts [d0:1]
            group g < n
              y[g] = div(x[g], by[g])
          }
          """.formatted(type));
      var x = type.newArray(2);
      var by = type.newArray(2);
      var y = type.newArray(2);
      Awkward.set(x, 0, 1L << 8 * type.bytes() - 1);
      Awkward.set(by, 0, -1);
      Awkward.set(by, 1, 1);
      assertThat(ExactDevice.run(kernel, new int[] {2}, 1, x, by, y)).containsOnly(0);
      long least = Awkward.get(x, 0, type);
      assertThat(Awkward.get(y, 0, type)).isEqualTo(type.kind() == DType.Kind.UNSIGNED ? 0 : least);
      Awkward.set(by, 1, 0);
      assertThat(ExactDevice.run(kernel, new int[] {2}, 1, x, by, y)).containsExactly(77, 0, 0, 0);
    }
  }

  // ---- names -------------------------------------------------------------------------------------------------------

  @Test
  void namesMayBeWordsOfTheLanguageOrNoWordsAtAll() {
    var kernel = parse("""
        flat kernel `kernel: fma/größe`(linux, `a b`, `a.b`) {
          in float16 : f32[8] offset 0 size 8 parts [d0:1]
          in `4 x` : f32[8] offset 0 size 8 parts [d0:1]
          out fma : f32[8] offset 0 size 8 parts [d0:1]
          group get_group_id < linux {
            index end = `a b` + `a.b` - 7
            marks:f32 = fma(float16[get_group_id], `4 x`[end], 1.0)
            first:f32 = marks
            fma[get_group_id] = first
          }
        }
        """);
    var y = new float[8];
    ExactDevice.run(kernel, new int[] {2, 4, 5}, 1, new float[] {1, 2, 3, 4, 5, 6, 7, 8},
        new float[] {10, 20, 30, 40, 50, 60, 70, 80}, y);
    assertThat(y).startsWith(31, 61, 0);
  }
}
