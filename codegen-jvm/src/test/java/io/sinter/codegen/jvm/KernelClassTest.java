package io.sinter.codegen.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.KernelText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelClassTest {
  static final Kernel.Flat OUTLINED = Kernels.flat("n", "x:f32[64] -> y:f32[64]", """
      group g < floordiv(n + 15, 16) {
        index at = 16*g
        scale:f32x16 = splat(3.0, 16)
        rest:f32 = 0.5
        on:boolx16 = active(n - 16*g, 16)
        outline tile {
          v:f32x16 = x[at : 16 if on]
          outline inner y[at : 16 if on] = add(mul(v, scale), splat(rest, 16))
        }
      }
      """);

  @Test
  void outlinedMethodsTakeArraysSizesScalarsVectorsAndMasks() {
    var x = new float[64];
    var y = new float[64];
    for (int i = 0; i < 64; i++) {
      x[i] = i;
    }
    Kernels.load(OUTLINED).run(new Object[] {x, y}, new int[] {50}, 0, 4);
    for (int i = 0; i < 64; i++) {
      assertThat(y[i]).isEqualTo(i < 50 ? i * 3f + 0.5f : 0);
    }
  }

  @Test
  void onlyTheGroupsAskedForRun() {
    var kernel = Kernels.flat("", "-> y:i32[8]", "group g < 8 y[g] = add(convert(index(10*g), i32), 1:i32)");
    var y = new int[8];
    Kernels.load(kernel).run(new Object[] {y}, new int[0], 3, 6);
    assertThat(y).containsExactly(0, 0, 0, 31, 41, 51, 0, 0);
  }

  @Test
  void aKernelWithoutGroupsRunsOnceForGroupZero() {
    var kernel = Kernels.flat("", "-> y:i32[1]", "y[0] = add(y[0], 1:i32)");
    var y = new int[1];
    Kernels.run(kernel, new int[0], (Object) y);
    assertThat(y).containsExactly(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 16})
  void aMatrixProductWithAccumulatorsInLocalsIsOneFmaChain(int lanes) {
    int rows = 3;
    int depth = 37;
    var body = new StringBuilder("group g < 1 {\n");
    for (int r = 0; r < rows; r++) {
      body.append("acc").append(r).append(":f32x").append(lanes).append(" = splat(0.0, ").append(lanes).append(")\n");
    }
    body.append("loop k < depth {\n").append("b:f32x%d = w[%d*k : %d]\n".formatted(lanes, lanes, lanes));
    for (int r = 0; r < rows; r++) {
      body.append("acc%d = fma(splat(x[depth*%d + k], %d), b, acc%d)\n".formatted(r, r, lanes, r));
    }
    body.append("}\n");
    for (int r = 0; r < rows; r++) {
      body.append("y[%d : %d] = acc%d\n".formatted(r * lanes, lanes, r));
    }
    var kernel = Kernels.flat("depth", "x:f32[111] w:f32[592] -> y:f32[48]", body.append("}").toString());
    var random = new Random(1);
    var x = floats(random, rows * depth);
    var w = floats(random, lanes * depth);
    var y = new float[rows * lanes];
    Kernels.run(kernel, new int[] {depth}, x, w, y);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < lanes; c++) {
        float acc = 0;
        for (int k = 0; k < depth; k++) {
          acc = Math.fma(x[r * depth + k], w[k * lanes + c], acc);
        }
        assertThat(y[r * lanes + c]).isEqualTo(acc);
      }
    }
  }

  @Test
  void lanesFoldByHalvesThroughRotations() {
    for (int lanes : new int[] {4, 8, 16}) {
      var body = new StringBuilder("v%d:f32x%d = x[0 : %d]\n".formatted(lanes, lanes, lanes));
      for (int by = lanes / 2; by > 0; by /= 2) {
        body.append("v%d:f32x%d = add(v%d, rotate(v%d, %d))\n".formatted(by, lanes, 2 * by, 2 * by, by));
      }
      var kernel = Kernels.flat("", "x:f32[16] -> y:f32[1]", body + "y[0] = lane(v1, 0)");
      var x = floats(new Random(2), 16);
      var expected = Arrays.copyOf(x, lanes);
      for (int by = lanes / 2; by > 0; by /= 2) {
        for (int i = 0; i < by; i++) {
          expected[i] += expected[i + by];
        }
      }
      var y = new float[1];
      Kernels.run(kernel, new int[0], x, y);
      assertThat(y[0]).isEqualTo(expected[0]);
    }
  }

  @Test
  void rotationsMoveLanesDownAndAroundInEveryKind() {
    for (var type : new String[] {"f32x16", "i32x8", "i64x4", "f64x8", "u8x8"}) {
      var element = type.substring(0, type.indexOf('x'));
      int lanes = Integer.parseInt(type.substring(type.indexOf('x') + 1));
      var kernel = Kernels.flat("", "x:" + element + "[16] -> y:i32[16]", """
          v:%s = x[0 : %d]
          w:%s = rotate(v, 3)
          y[0 : %d] = convert(w, i32)
          """.formatted(type, lanes, type, lanes));
      var x = kernel.buffers().getFirst().type().newArray(16);
      for (int i = 0; i < 16; i++) {
        switch (x) {
          case float[] a -> a[i] = i;
          case double[] a -> a[i] = i;
          case int[] a -> a[i] = i;
          case long[] a -> a[i] = i;
          case byte[] a -> a[i] = (byte) i;
          default -> throw new AssertionError();
        }
      }
      var y = new int[16];
      Kernels.run(kernel, new int[0], x, y);
      for (int i = 0; i < lanes; i++) {
        assertThat(y[i]).as(type + " lane " + i).isEqualTo((i + 3) % lanes);
      }
    }
  }

  @Test
  void maskedLanesAreZeroWhenFetchedAndUntouchedWhenPut() {
    for (var type : new String[] {"f32", "f64", "i32", "i64", "u8", "i16", "bool"}) {
      for (int lanes : new int[] {2, 4, 8}) {
        var kernel = Kernels.flat("n", "x:" + type + "[8] -> y:" + type + "[8] z:" + type + "[8]", """
            v:%1$sx%2$d = x[0 : %2$d if active(n, %2$d)]
            y[0 : %2$d if active(n - 1, %2$d)] = v
            z[0 : %2$d] = v
            """.formatted(type, lanes));
        for (int n = 0; n <= lanes; n++) {
          var ones = filled(kernel, 0, 1);
          var y = filled(kernel, 1, 1);
          var z = filled(kernel, 2, 1);
          Kernels.run(kernel, new int[] {n}, slice(ones, n), y, z);
          for (int i = 0; i < 8; i++) {
            assertThat(at(y, i)).as("%s y[%d], n = %d", type, i, n).isEqualTo(1);
            assertThat(at(z, i)).as("%s z[%d], n = %d", type, i, n).isEqualTo(i < n || i >= lanes ? 1 : 0);
          }
        }
      }
    }
  }

  @Test
  void countsBeyondTheLanesSwitchOnAllOfThem() {
    var kernel = Kernels.flat("n", "-> y:i32[4]", "y[0 : 4 if active(n, 4)] = splat(7:i32, 4)");
    for (int n : new int[] {-5, 0, 3, 4, 5, 1000}) {
      var y = new int[4];
      Kernels.run(kernel, new int[] {n}, (Object) y);
      assertThat(Arrays.stream(y).filter(v -> v == 7).count()).isEqualTo(Math.clamp(n, 0, 4));
    }
  }

  @Test
  void guardsLoopsAndNamesFollowTheirSizes() {
    var kernel = Kernels.flat("n, m", "x:i32[100] -> y:i32[100]", """
        loop i < n {
          index row = m*i
          if 0 < n - 1 - i loop j < m y[row + j + 1] = add(x[row + j], convert(index(floordiv(i - 1, 2)), i32))
        }
        loop t < max(n, m) - min(n, m) y[50 + t] = convert(index(floordiv(m*t, 3) - floordiv(t, n)), i32)
        """);
    int n = 4;
    int m = 7;
    var x = IntStream.range(0, 100).toArray();
    var y = new int[100];
    var expected = new int[100];
    for (int i = 0; i < n - 1; i++) {
      for (int j = 0; j < m; j++) {
        expected[m * i + j + 1] = x[m * i + j] + Math.floorDiv(i - 1, 2);
      }
    }
    for (int t = 0; t < m - n; t++) {
      expected[50 + t] = m * t / 3 - t / n;
    }
    Kernels.run(kernel, new int[] {n, m}, x, y);
    assertThat(y).containsExactly(expected);
  }

  @Test
  void integerLocalsStandInPositions() {
    var kernel = Kernels.flat("", "x:i64[4] t:f32[9] -> y:f32[4]", """
        loop i < 4 {
          at:i64 = x[i]
          y[i] = t[2*at + 1]
        }
        """);
    var t = new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8};
    var y = new float[4];
    Kernels.run(kernel, new int[0], new long[] {3, 0, 2, 1}, t, y);
    assertThat(y).containsExactly(7, 1, 5, 3);
    assertThatThrownBy(() -> Kernels.run(kernel, new int[0], new long[] {1L << 33, 0, 0, 0}, t, y))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void scratchBuffersComeLast() {
    var kernel = Kernels.flat("", "x:f32[4] -> y:f32[4] | s:f32[4]", """
        loop i < 4 s[i] = mul(x[i], 2.0)
        loop i2 < 4 y[i2] = s[3 - i2]
        """);
    var y = new float[4];
    Kernels.run(kernel, new int[0], new float[] {1, 2, 3, 4}, y, new float[4]);
    assertThat(y).containsExactly(8, 6, 4, 2);
  }

  @Test
  void anArrayThatIsTooShortIsCaughtByTheJvm() {
    var vector = Kernels.flat("", "x:f32[32] -> y:f32[32]", "loop i < 2 y[16*i : 16] = x[16*i : 16]");
    var scalar = Kernels.flat("", "x:f32[32] -> y:f32[32]", "loop i < 32 y[i] = x[i]");
    for (var kernel : new Kernel.Flat[] {vector, scalar}) {
      assertThatThrownBy(() -> Kernels.run(kernel, new int[0], new float[31], new float[32]))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> Kernels.run(kernel, new int[0], new float[32], new float[31]))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void stackTracesShowTheLineOfTheKernelsText() {
    var kernel = Kernels.flat("", "x:f32[4] -> y:f32[4]", """
        group g < 1 {
          a:f32 = 1.0
          outline ok loop i < 4 {
            b:f32 = x[i]
            y[i] = b
          }
          if 0 < g + 1 {
            c:f32 = 2.0
            y[g + 9] = c
          }
        }
        """);
    var lines = KernelText.print(kernel).lines().toList();
    try {
      Kernels.run(kernel, new int[0], new float[4], new float[4]);
      assertThat(false).isTrue();
    } catch (ArrayIndexOutOfBoundsException e) {
      var top = e.getStackTrace()[0];
      assertThat(top.getFileName()).isEqualTo("k.sir");
      assertThat(top.getMethodName()).isEqualTo("group");
      assertThat(lines.get(top.getLineNumber() - 1)).contains("y[g + 9] = c");
    }
    try {
      Kernels.run(kernel, new int[0], new float[4], new float[3]);
      assertThat(false).isTrue();
    } catch (ArrayIndexOutOfBoundsException e) {
      var top = e.getStackTrace()[0];
      assertThat(top.getMethodName()).isEqualTo("ok_0");
      assertThat(lines.get(top.getLineNumber() - 1)).contains("y[i] = b");
    }
  }

  @Test
  void theBytesDependOnTheKernelAlone() {
    var copy = (Kernel.Flat) KernelText.parse(KernelText.print(OUTLINED));
    assertThat(new JvmBackend().emit(OUTLINED)).isEqualTo(new JvmBackend().emit(copy));
    assertThat(new ScalarBackend().emit(OUTLINED)).isEqualTo(new ScalarBackend().emit(copy));
  }

  @Test
  void theClassNamesTheSpeciesOfTheKernel() {
    for (int lanes : new int[] {4, 8, 16}) {
      var kernel = Kernels.flat("", "x:f32[16] -> y:f32[16]", "y[0 : %d] = x[0 : %d]".formatted(lanes, lanes));
      var text = new String(new JvmBackend().emit(kernel), StandardCharsets.ISO_8859_1);
      assertThat(text).contains("SPECIES_" + 32 * lanes).contains("FloatVector").contains("io/sinter/kernels/vector/k");
    }
  }

  @Test
  void scalarKernelsDoNotMentionVectors() {
    var kernel = Kernels.flat("", "x:f32[16] -> y:f32[16]", "loop i < 16 y[i] = max(x[i], 0.0)");
    assertThat(new String(new ScalarBackend().emit(kernel), StandardCharsets.ISO_8859_1)).doesNotContain("vector");
  }

  @Test
  void whatIsNotFlatIsRefusedByItsText() {
    var kernel = Kernels.flat("", "x:f32[16] -> y:f32[16]", "unroll i < 16 y[i] = x[i]");
    assertThatThrownBy(() -> Kernels.load(kernel)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("kernel k, line 4: a flat kernel has no unroll i < 16");
  }

  @Test
  void functionsThatAreNoPrimitivesAreRefused() {
    var kernel = Kernels.flat("", "x:f32[16] -> y:f32[16]", "y[0] = exp(x[0])");
    assertThatThrownBy(() -> Kernels.load(kernel)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("kernel k, line 4: exp is not a primitive");
  }

  @Test
  void vectorsThatNoSpeciesHoldsAreRefused() {
    var kernel = Kernels.flat("", "x:f64[16] -> y:f64[16]", "y[0 : 16] = x[0 : 16]");
    assertThatThrownBy(() -> Kernels.load(kernel)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("kernel k, line 4: no vector has 16 lanes of 64 bits");
  }

  @Test
  void namesThatNoClassCanHaveAreRefused() {
    assertThatThrownBy(() -> Package.VECTOR.className("a.b")).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a class cannot have the name of kernel 'a.b'");
  }

  private static float[] floats(Random random, int n) {
    var x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = random.nextFloat() - 0.5f;
    }
    return x;
  }

  private static Object filled(Kernel.Flat kernel, int buffer, int value) {
    var array = kernel.buffers().get(buffer).type().newArray(8);
    for (int i = 0; i < 8; i++) {
      switch (array) {
        case float[] a -> a[i] = value;
        case double[] a -> a[i] = value;
        case int[] a -> a[i] = value;
        case long[] a -> a[i] = value;
        case byte[] a -> a[i] = (byte) value;
        case short[] a -> a[i] = (short) value;
        default -> throw new AssertionError();
      }
    }
    return array;
  }

  /// The first n elements alone: touching more would throw.
  private static Object slice(Object array, int n) {
    return switch (array) {
      case float[] a -> Arrays.copyOf(a, n);
      case double[] a -> Arrays.copyOf(a, n);
      case int[] a -> Arrays.copyOf(a, n);
      case long[] a -> Arrays.copyOf(a, n);
      case byte[] a -> Arrays.copyOf(a, n);
      case short[] a -> Arrays.copyOf(a, n);
      default -> throw new AssertionError();
    };
  }

  private static long at(Object array, int i) {
    return switch (array) {
      case float[] a -> (long) a[i];
      case double[] a -> (long) a[i];
      case int[] a -> a[i];
      case long[] a -> a[i];
      case byte[] a -> a[i];
      case short[] a -> a[i];
      default -> throw new AssertionError();
    };
  }
}
