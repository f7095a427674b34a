package io.sinter.ir.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.CompilerBug;
import io.sinter.runtime.DType;
import io.sinter.runtime.Floats;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KernelInterpreterTest {
  private static void run(String text, int[] arguments, Object... buffers) {
    var kernel = KernelText.parse(text);
    KernelInterpreter.prepare(kernel).run(buffers, arguments, 0, KernelInterpreter.groups(kernel, arguments));
  }

  private static float[] random(int n, long seed) {
    var random = new Random(seed);
    var x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }

  // ---- levels -----------------------------------------------------------------------------------------------------

  private static final String DENSE = """
      computed kernel dense(m) {
        in x : f32[m, 19] offset 2 size 19*m + 2 parts [d0:19, d1:1]
        in w : f32[19, 32] offset 0 size 608 parts [d0:32, d1:1]
        in b : f32[32] offset 0 size 32 parts [d0:1]
        out y : f32[m, 32] offset 0 size 32*m parts [d0:32, d1:1]
        scratch acc : f32[m, 32] offset 0 size 32*m parts [d0:32, d1:1]
        stage acc[n < m, o < 32] = reduce s:f32 from 0.0 with add chain over (k < 19) fma(x[n, k], w[k, o], s)
        stage y[n < m, o < 32] = relu(add(acc[n, o], b[o]))
      }
      """;
  private static final String FLAT_DENSE = """
      flat kernel dense(m) {
        in x : f32[m, 19] offset 2 size 19*m + 2 parts [d0:19, d1:1]
        in w : f32[19, 32] offset 0 size 608 parts [d0:32, d1:1]
        in b : f32[32] offset 0 size 32 parts [d0:1]
        out y : f32[m, 32] offset 0 size 32*m parts [d0:32, d1:1]
        group g < m {
          index at = 19*g + 2
          loop j < 2 {
            acc:f32x16 = splat(0.0, 16)
            loop k < 19 {
              acc = fma(splat(x[at + k], 16), w[32*k + 16*j : 16], acc)
            }
            acc = add(acc, b[16*j : 16])
            outline last {
              zero:f32x16 = splat(0.0, 16)
              y[32*g + 16*j : 16] = select(lt(acc, zero), zero, acc)
            }
          }
        }
      }
      """;

  private static float[] dense(int m, float[] x, float[] w, float[] b) {
    var y = new float[32 * m];
    for (int n = 0; n < m; n++) {
      for (int o = 0; o < 32; o++) {
        float s = 0;
        for (int k = 0; k < 19; k++) {
          s = Math.fma(x[2 + 19 * n + k], w[32 * k + o], s);
        }
        float v = s + b[o];
        y[32 * n + o] = v < 0 ? 0 : v;
      }
    }
    return y;
  }

  @Test
  void computedAndFlatKernelsGiveTheBitsOfJava() {
    int m = 5;
    float[] x = random(19 * m + 2, 1);
    float[] w = random(608, 2);
    float[] b = random(32, 3);
    float[] expected = dense(m, x, w, b);
    var y = new float[32 * m];
    run(DENSE, new int[] {m}, x, w, b, y, new float[32 * m]);
    assertThat(y).containsExactly(expected);
    var flat = new float[32 * m];
    run(FLAT_DENSE, new int[] {m}, x, w, b, flat);
    assertThat(flat).containsExactly(expected);
  }

  @Test
  void onlyTheGroupsAskedForRun() {
    float[] x = random(19 * 4 + 2, 1);
    float[] w = random(608, 2);
    float[] b = random(32, 3);
    var y = new float[32 * 4];
    KernelInterpreter.prepare(KernelText.parse(FLAT_DENSE)).run(new Object[] {x, w, b, y}, new int[] {4}, 1, 3);
    var expected = dense(4, x, w, b);
    Arrays.fill(expected, 0, 32, 0);
    Arrays.fill(expected, 96, 128, 0);
    assertThat(y).containsExactly(expected);
  }

  @Test
  void severalThreadsRunOnePreparedKernel() {
    int m = 40;
    float[] x = random(19 * m + 2, 1);
    float[] w = random(608, 2);
    float[] b = random(32, 3);
    var y = new float[32 * m];
    var code = KernelInterpreter.prepare(KernelText.parse(FLAT_DENSE));
    var tasks = IntStream.range(0, m).mapToObj(g -> CompletableFuture.runAsync(
        () -> code.run(new Object[] {x, w, b, y}, new int[] {m}, g, g + 1))).toList();
    tasks.forEach(CompletableFuture::join);
    assertThat(y).containsExactly(dense(m, x, w, b));
  }

  @Test
  void lanesAreFoldedByHalves() {
    float[] x = random(60, 4);
    var lanes = new float[16];
    for (int i = 0; i < 60; i++) {
      lanes[i % 16] = lanes[i % 16] + x[i];
    }
    for (int half = 8; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        lanes[i] = lanes[i] + lanes[i + half];
      }
    }
    var y = new float[1];
    run("""
        computed kernel sum() {
          in x : f32[5, 12] offset 0 size 60 parts [d0:12, d1:1]
          out y : f32[] offset 0 size 1 parts []
          stage y[] = reduce s:f32 from 0.0 with add lanes 16 over (i < 5, j < 12) add(s, x[i, j])
        }""", new int[0], x, y);
    assertThat(y[0]).isEqualTo(lanes[0]);
    run("""
        scheduled kernel sum() {
          in x : f32[60] offset 0 size 60 parts [d0:1]
          out y : f32[] offset 0 size 1 parts []
          reduce s:f32 from 0.0 with add lanes 16 over i < 60
            s = add(s, x[i])
          y[] = s
        }""", new int[0], x, y);
    assertThat(y[0]).isEqualTo(lanes[0]);
  }

  @Test
  void scheduledLoopsOfAnyLabelRunInOrder() {
    var y = new int[6];
    run("""
        scheduled kernel count(n) {
          out y : i32[n, 2] offset 0 size 2*n parts [d0:2, d1:1]
          group g < n {
            last:i32 = 100:i32
            unroll j < 2 {
              last = add(last, convert(index(g + j), i32))
              vector v < 1
                y[g, j] = last
            }
          }
        }""", new int[] {3}, y);
    assertThat(y).containsExactly(100, 101, 101, 103, 102, 105);
  }

  @Test
  void masksKeepHandsOffWhatTheySwitchOff() {
    float[] x = {1, 2, 3};
    float[] y = {9, 9, 9, 9, 9, 9, 9, 9};
    run("""
        flat kernel tail(n) {
          in x : f32[n] offset 0 size n parts [d0:1]
          out y : f32[8] offset 0 size 8 parts [d0:1]
          v:f32x4 = x[0 : 4 if active(n, 4)]
          y[0 : 4] = v
          y[4 : 4 if not(active(n - 1, 4))] = rotate(v, 1)
        }""", new int[] {3}, x, y);
    assertThat(y).containsExactly(1, 2, 3, 0, 9, 9, 0, 1);
  }

  @Test
  void ifBindLaneAndNonlinearPositions() {
    var y = new long[4];
    run("""
        flat kernel f(n) {
          out y : i64[4] offset 0 size 4 parts [d0:1]
          index q = floordiv(n, 3)*floordiv(n, 2)
          if 0 < q - 5 {
            y[0] = index(q)
          }
          if 0 < q - 6 {
            y[1] = index(q)
          }
          index top = min(n, 3)
          y[top - 1] = index(max(n, 2*q))
          v:i64x2 = y[2 : 2]
          y[3] = lane(v, 0)
        }""", new int[] {7}, y);
    assertThat(y).containsExactly(6, 0, 12, 12);
  }

  @Test
  void logicalAccessesReachIntoTheHalo() {
    float[] x = {7, 1, 2, 3, 8};
    var y = new float[3];
    run("""
        computed kernel f() {
          in x : f32[3] offset 1 size 5 parts [d0:1] halo [1] [1] fill 0.0
          out y : f32[3] offset 0 size 3 parts [d0:1]
          stage y[i < 3] = reduce s:f32 from 0.0 with add chain over (k < 3) add(s, x[i + k - 1])
        }""", new int[0], x, y);
    assertThat(y).containsExactly(10, 6, 13);
  }

  // ---- errors -----------------------------------------------------------------------------------------------------

  private static void fails(String text, String sentence, Object... buffers) {
    assertThatThrownBy(() -> run(text, new int[0], buffers)).isExactlyInstanceOf(CompilerBug.class)
        .hasMessage(sentence + """

            where: kernel f
            try: this is a bug in Sinter, not in the model: please report it""");
  }

  @Test
  void aPositionOutsideTheArrayIsNamed() {
    fails("""
        flat kernel f() {
          in x : f32[8] offset 0 size 8 parts [d0:1]
          out y : f32[8] offset 0 size 8 parts [d0:1]
          loop i < 2
            y[4*i : 4] = neg(x[4*i + 1 : 4])
        }""", "Reading x[4*i + 1] touches elements 5 to 8 of x, which has 8, in: y[4*i : 4] = neg(x[4*i + 1 : 4])",
        new float[8], new float[8]);
    fails("""
        flat kernel f() {
          out y : f32[8] offset 0 size 8 parts [d0:1]
          y[6 : 4 if active(3, 4)] = splat(1.0, 4)
        }""", "Writing y[6] touches element 8 of y, which has 8, in: y[6 : 4 if active(3, 4)] = splat(1.0, 4)",
        new float[8]);
    fails("""
        flat kernel f() {
          out y : i8[8] offset 0 size 8 parts [d0:1]
          y[-1] = 1:i8
        }""", "Writing y[-1] touches element -1 of y, which has 8, in: y[-1] = 1:i8", new byte[8]);
  }

  @Test
  void aLogicalIndexOutsideTheShapeIsNamed() {
    fails("""
        computed kernel f() {
          in x : f32[2, 3] offset 0 size 6 parts [d0:3, d1:1]
          out y : f32[2] offset 0 size 2 parts [d0:1]
          stage y[i < 2] = x[i, i + 2]
        }""", "Loading x[i, i + 2] is outside x[2, 3]: index 3 on axis 1 of size 3, in: y[i] = x[i, i + 2]",
        new float[6], new float[2]);
  }

  @Test
  void aKernelThatBreaksARuleIsNotPrepared() {
    fails("flat kernel f() {\n  a:f32 = add(b:f32, 1.0)\n}", "A kernel breaks the rule that what is named was defined "
        + "before, on every path: 'b' may not be set, in: a:f32 = add(b:f32, 1.0)");
  }

  // ---- arithmetic -------------------------------------------------------------------------------------------------

  private static Object array(DType type, long... bits) {
    var array = type.newArray(bits.length);
    for (int i = 0; i < bits.length; i++) {
      switch (array) {
        case long[] a -> a[i] = bits[i];
        case int[] a -> a[i] = (int) bits[i];
        case short[] a -> a[i] = (short) bits[i];
        case byte[] a -> a[i] = (byte) bits[i];
        default -> throw new IllegalArgumentException(type.toString());
      }
    }
    return array;
  }

  private static BigInteger element(DType type, Object array, int i) {
    long bits = switch (array) {
      case long[] a -> a[i];
      case int[] a -> a[i];
      case short[] a -> a[i];
      case byte[] a -> a[i];
      default -> throw new IllegalArgumentException(type.toString());
    };
    return wrap(type, BigInteger.valueOf(bits));
  }

  private static BigInteger wrap(DType type, BigInteger x) {
    int width = 8 * type.bytes();
    var low = x.mod(BigInteger.ONE.shiftLeft(width));
    return type.kind() == DType.Kind.SIGNED && low.testBit(width - 1)
        ? low.subtract(BigInteger.ONE.shiftLeft(width)) : low;
  }

  private static BigInteger meaning(String fn, DType type, BigInteger a, BigInteger b) {
    return wrap(type, switch (fn) {
      case "add" -> a.add(b);
      case "sub" -> a.subtract(b);
      case "mul" -> a.multiply(b);
      case "div" -> a.divide(b);
      case "max" -> a.max(b);
      case "min" -> a.min(b);
      case "and" -> a.and(b);
      case "or" -> a.or(b);
      case "xor" -> a.xor(b);
      case "shl" -> a.shiftLeft(b.intValue());
      case "shr" -> a.shiftRight(b.intValue());
      case "neg" -> a.negate();
      case "abs" -> a.abs();
      case "not" -> a.not();
      case "lt" -> a.compareTo(b) < 0 ? BigInteger.ONE : BigInteger.ZERO;
      case "le" -> a.compareTo(b) <= 0 ? BigInteger.ONE : BigInteger.ZERO;
      default -> a.equals(b) ? BigInteger.ONE : BigInteger.ZERO;
    });
  }

  @ParameterizedTest
  @EnumSource(names = {"I8", "I16", "I32", "I64", "U8", "U16", "U32", "U64"})
  void integersWrap(DType type) {
    int width = 8 * type.bytes();
    var bits = new ArrayList<Long>(List.of(0L, 1L, -1L, 2L, 7L, -7L, 1L << width - 1, (1L << width - 1) - 1));
    var random = new Random(width);
    random.longs(40).forEach(bits::add);
    for (var fn : List.of("add", "sub", "mul", "div", "max", "min", "and", "or", "xor", "shl", "shr", "neg", "abs",
        "not", "lt", "le", "eq")) {
      boolean shift = fn.startsWith("sh");
      long[] left = new long[128];
      long[] right = new long[128];
      for (int i = 0; i < 128; i++) {
        left[i] = bits.get(random.nextInt(bits.size()));
        right[i] = shift ? random.nextInt(width) : bits.get(random.nextInt(bits.size()));
      }
      var a = array(type, left);
      var b = array(type, right);
      if (fn.equals("div")) {
        for (int i = 0; i < 128; i++) {
          right[i] = element(type, b, i).signum() == 0 ? 1 : right[i];
        }
        b = array(type, right);
      }
      boolean unary = List.of("neg", "abs", "not").contains(fn);
      boolean test = List.of("lt", "le", "eq").contains(fn);
      var value = fn + (unary ? "(a[16*i : 16])" : "(a[16*i : 16], b[16*i : 16])");
      var y = type.newArray(128);
      run(("""
          flat kernel f() {
            in a : T[128] offset 0 size 128 parts [d0:1]
            in b : T[128] offset 0 size 128 parts [d0:1]
            out y : T[128] offset 0 size 128 parts [d0:1]
            loop i < 8
              y[16*i : 16] = VALUE
          }""").replace("VALUE", test ? "convert(" + value + ", T)" : value).replace("T", type.toString()),
          new int[0], a, b, y);
      for (int i = 0; i < 128; i++) {
        var x = element(type, a, i);
        var z = element(type, b, i);
        assertThat(element(type, y, i)).as("%s %s(%s, %s)", type, fn, x, z).isEqualTo(meaning(fn, type, x, z));
      }
    }
  }

  /// Converts `x` by way of text: `given` and the result are Java arrays of one element.
  private static Object convert(String how, DType from, Object given, DType to) {
    var y = to.newArray(1);
    run("flat kernel f() {\n in x : " + from + "[1] offset 0 size 1 parts [d0:1]\n out y : " + to
        + "[1] offset 0 size 1 parts [d0:1]\n y[0] = " + how + "(x[0], " + to + ")\n}", new int[0], given, y);
    return y;
  }

  private static void converts(DType from, Object given, DType to, Object expected) {
    assertThat(convert("convert", from, given, to)).as("%s to %s", from, to).isEqualTo(expected);
  }

  @Test
  void floatsConvertToIntegersTowardsZeroAndSaturate() {
    converts(DType.F32, new float[] {-1.9f}, DType.I32, new int[] {-1});
    converts(DType.F32, new float[] {Float.NaN}, DType.I32, new int[] {0});
    converts(DType.F32, new float[] {1e10f}, DType.I32, new int[] {Integer.MAX_VALUE});
    converts(DType.F32, new float[] {300}, DType.I8, new byte[] {127});
    converts(DType.F32, new float[] {-300}, DType.I8, new byte[] {-128});
    converts(DType.F32, new float[] {300}, DType.U8, new byte[] {-1});
    converts(DType.F32, new float[] {-1}, DType.U8, new byte[] {0});
    converts(DType.F64, new double[] {3e9}, DType.U32, new int[] {(int) 3_000_000_000L});
    converts(DType.F64, new double[] {1e19}, DType.U64, new long[] {Long.parseUnsignedLong("10000000000000000000")});
    converts(DType.F64, new double[] {1e30}, DType.U64, new long[] {-1});
    converts(DType.F64, new double[] {Double.NaN}, DType.U64, new long[] {0});
    converts(DType.F32, new float[] {Float.NaN}, DType.BOOL, new byte[] {1});
    converts(DType.F32, new float[] {-0f}, DType.BOOL, new byte[] {0});
  }

  @Test
  void numbersConvertToTheNearestFloat() {
    converts(DType.F64, new double[] {0.1}, DType.F32, new float[] {0.1f});
    converts(DType.I64, new long[] {(1L << 24) + 1}, DType.F32, new float[] {1 << 24});
    converts(DType.U64, new long[] {-1}, DType.F32, new float[] {0x1p64f});
    converts(DType.U32, new int[] {-1}, DType.F64, new double[] {4294967295.0});
    converts(DType.U8, new byte[] {-1}, DType.F32, new float[] {255});
    converts(DType.I8, new byte[] {-1}, DType.F32, new float[] {-1});
    converts(DType.F32, new float[] {0.1f}, DType.F16, new short[] {Floats.toF16(0.1f)});
    converts(DType.F64, new double[] {1 + 0x1p-11 + 0x1p-40}, DType.F16, new short[] {0x3c01});
    converts(DType.F16, new short[] {0x3c01}, DType.F32, new float[] {1 + 0x1p-10f});
    converts(DType.BF16, new short[] {(short) 0xbf80}, DType.F64, new double[] {-1});
    converts(DType.I64, new long[] {(1L << 60) + (1L << 52) + 1}, DType.BF16, new short[] {0x5d81});
    converts(DType.I64, new long[] {-(1L << 60) - (1L << 52) - 1}, DType.BF16, new short[] {(short) 0xdd81});
  }

  @Test
  void integersConvertByTheirLowBits() {
    converts(DType.I64, new long[] {0x1_0000_00ffL}, DType.I8, new byte[] {-1});
    converts(DType.I8, new byte[] {-1}, DType.U32, new int[] {-1});
    converts(DType.U8, new byte[] {-1}, DType.I64, new long[] {255});
    converts(DType.I32, new int[] {256}, DType.BOOL, new byte[] {1});
    converts(DType.BOOL, new byte[] {1}, DType.F32, new float[] {1});
  }

  @Test
  void bitcastsKeepBits() {
    assertThat(convert("bitcast", DType.F32, new float[] {-0f}, DType.U32)).isEqualTo(new int[] {1 << 31});
    assertThat(convert("bitcast", DType.I64, new long[] {1}, DType.F64)).isEqualTo(new double[] {Double.MIN_VALUE});
    assertThat(convert("bitcast", DType.F16, new short[] {(short) 0xbc00}, DType.I16))
        .isEqualTo(new short[] {(short) 0xbc00});
    assertThat(convert("bitcast", DType.I8, new byte[] {-1}, DType.U8)).isEqualTo(new byte[] {-1});
  }

  @Test
  void floatsRoundOncePerOperation() {
    float[] x = random(64, 9);
    float[] z = random(64, 10);
    x[0] = -0f;
    z[0] = 0f;
    x[1] = Float.NaN;
    var y = new float[64];
    for (var fn : List.of("add", "sub", "mul", "div", "max", "min")) {
      run("""
          flat kernel f() {
            in x : f32[64] offset 0 size 64 parts [d0:1]
            in z : f32[64] offset 0 size 64 parts [d0:1]
            out y : f32[64] offset 0 size 64 parts [d0:1]
            y[0 : 64] = FN(x[0 : 64], z[0 : 64])
          }""".replace("FN", fn), new int[0], x, z, y);
      for (int i = 0; i < 64; i++) {
        float expected = switch (fn) {
          case "add" -> x[i] + z[i];
          case "sub" -> x[i] - z[i];
          case "mul" -> x[i] * z[i];
          case "div" -> x[i] / z[i];
          case "max" -> Math.max(x[i], z[i]);
          default -> Math.min(x[i], z[i]);
        };
        assertThat(Float.floatToIntBits(y[i])).as(fn).isEqualTo(Float.floatToIntBits(expected));
      }
    }
  }

  @Test
  void roundingFunctionsAndRoots() {
    double[] y = new double[5];
    run("""
        flat kernel f() {
          out y : f64[5] offset 0 size 5 parts [d0:1]
          y[0] = round(2.5:f64)
          y[1] = floor(-0.5:f64)
          y[2] = ceil(-0.5:f64)
          y[3] = sqrt(2.0:f64)
          y[4] = convert(sqrt(2.0), f64)
        }""", new int[0], (Object) y);
    assertThat(y).containsExactly(2, -1, -0.0, Math.sqrt(2), (float) Math.sqrt(2));
  }

  // ---- backend ----------------------------------------------------------------------------------------------------

  @Test
  void theBackendIsFoundAndRunsWhatItEmits() {
    var backend = ServiceLoader.load(Backend.class).stream().map(ServiceLoader.Provider::get)
        .filter(b -> b.name().equals("kernel-interpreter")).findFirst().orElseThrow();
    var kernel = (Kernel.Flat) KernelText.parse(FLAT_DENSE);
    var set = (io.sinter.runtime.HostKernels) backend.load(java.util.Map.of("dense", backend.emit(kernel)));
    var code = set.code("dense");
    float[] x = random(21, 1);
    float[] w = random(608, 2);
    float[] b = random(32, 3);
    var y = new float[32];
    code.run(new Object[] {x, w, b, y}, new int[] {1}, 0, 1);
    assertThat(y).containsExactly(dense(1, x, w, b));
    assertThat(backend.target(0)).isEqualTo(backend.target(512));
    assertThat(backend.target(128).lanes(DType.F32)).isEqualTo(4);
    assertThat(backend.target(512).lanes(DType.I8)).isEqualTo(1);
  }
}
