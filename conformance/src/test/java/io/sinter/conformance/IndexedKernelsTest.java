package io.sinter.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.kernel.Backend;
import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.KernelInterpreter;
import io.sinter.ir.kernel.KernelText;
import io.sinter.ir.kernel.Target;
import io.sinter.passes.kernel.Flatten;
import io.sinter.passes.kernel.Schedule;
import io.sinter.passes.kernel.Scheduling;
import io.sinter.runtime.DType;
import io.sinter.runtime.Floats;
import io.sinter.runtime.HostKernels;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Kernels that read and write where data says, and those that pass on what they compute from element to element, have
/// the bits of their computed form on every target.
class IndexedKernelsTest {
  private static final List<Backend> BACKENDS =
      ServiceLoader.load(Backend.class).stream().map(ServiceLoader.Provider::get)
          .filter(b -> !b.name().equals(OpenCl.TARGET)).toList();
  private static final int[] SIZES = {0, 1, 17};

  /// @param parallel steps up to the vectors
  /// @param vector the axis whose iterations are lanes, if any
  /// @param type what the lanes hold
  private record Case(String text, String parallel, String vector, DType type) {
    Kernel.Computed kernel() {
      return (Kernel.Computed) KernelText.parse(text);
    }

    Schedule schedule(Target target) {
      int lanes = target.lanes(type);
      return Schedule.parse(parallel + (vector.isEmpty() || lanes == 1 ? ""
          : ";split %1$s by %2$d peel;mark %1$si vector".formatted(vector, 2 * lanes)));
    }

    @Override
    public String toString() {
      return kernel().name();
    }
  }

  static Stream<Case> cases() {
    return Stream.of(gathers(), scatters(), runs()).flatMap(cases -> cases);
  }

  private static Stream<Case> gathers() {
    var rows = Stream.of("f32 i64", "f32 i32", "f16 i64", "bf16 i32", "u8 i64", "bool i32", "f64 i64", "i64 i32")
        .map(types -> types.split(" ")).map(t -> new Case("""
            computed kernel rows_of_%1$s_by_%2$s(N) {
              in ids : %2$s[N] offset 16 size N + 16 parts [d0:1]
              in x : %1$s[7, 45] offset 16 size 331 parts [d0:45, d1:1]
              out y : %1$s[N, 45] offset 16 size 45*N + 16 parts [d0:45, d1:1]
              stage y[n < N, d < 45] = pick(x[min(max(convert(ids[n], i64), 0:i64), 6:i64), index(d)])
            }
            """.formatted(t[0], t[1]), "split n by 4 ragged; mark no group", "d", DType.parse(t[0])));
    var others = Stream.of(new Case("""
        computed kernel middle_axis(N) {
          in ids : i64[N] offset 16 size N + 16 parts [d0:1]
          in x : f32[2, 5, 40] offset 16 size 416 parts [d0:200, d1:40, d2:1]
          out y : f32[2, N, 40] offset 16 size 80*N + 16 parts [d0:40*N, d1:40, d2:1]
          stage y[i < 2, n < N, d < 40] = mul(pick(x[index(i), min(max(ids[n], 0:i64), 4:i64), index(d)]), 0.5)
        }
        """, "fuse i n; split in by 3 ragged; mark ino group", "d", DType.F32), new Case("""
        computed kernel all_axes(N) {
          in ids0 : i32[3, N] offset 16 size 3*N + 16 parts [d0:N, d1:1]
          in ids1 : i64[3, N] offset 16 size 3*N + 16 parts [d0:N, d1:1]
          in x : f32[5, 4] offset 16 size 36 parts [d0:4, d1:1]
          out y : f32[3, N] offset 16 size 3*N + 16 parts [d0:N, d1:1]
          stage y[i < 3, n < N] =
            exp(pick(x[min(max(convert(ids0[i, n], i64), 0:i64), 4:i64), min(max(ids1[i, n], 0:i64), 3:i64)]))
        }
        """, "mark i group", "n", DType.F32), new Case("""
        computed kernel sum_of_rows(N) {
          in ids : i64[3, N] offset 16 size 3*N + 16 parts [d0:N, d1:1]
          in x : f32[9, 32] offset 16 size 304 parts [d0:32, d1:1]
          out y : f32[3, 32] offset 16 size 112 parts [d0:32, d1:1]
          stage y[b < 3, d < 32] = reduce s:f32 from 0.0 with add lanes 16 over (n < N)
            add(s, pick(x[min(max(ids[b, n], 0:i64), 8:i64), index(d)]))
        }
        """, "mark b group", "d", DType.F32));
    return Stream.concat(rows, others);
  }

  /// Indices from -3 to 8 for 6 rows: many meet, some lie outside.
  private static Stream<Case> scatters() {
    var rows = Stream.of("f32", "f32 with add", "f32 with mul", "i32 with max", "f64 with min", "f16 with add",
        "bool with and", "u8").map(t -> new Case("""
            computed kernel scatter_%1$s%3$s(N) {
              in ids : i64[2, N] offset 16 size 2*N + 16 parts [d0:N, d1:1]
              in x : %1$s[2, N, 40] offset 16 size 80*N + 16 parts [d0:40*N, d1:40, d2:1]
              out y : %1$s[6, 40] offset 16 size 256 parts [d0:40, d1:1]
              stage y[b < 2, n < N, d < 40] update [ids[b, n], index(d)]%2$s = x[b, n, d]
            }
            """.formatted(t.split(" ")[0], t.substring(t.split(" ")[0].length()),
                t.substring(t.split(" ")[0].length()).replace(' ', '_')),
            "split d by 24 ragged; reorder do b n di; fuse b n; mark do group", "di",
            DType.parse(t.split(" ")[0])));
    return Stream.concat(rows, Stream.of(new Case("""
        computed kernel scatter_of_elements(N) {
          in ids0 : i64[N] offset 16 size N + 16 parts [d0:1]
          in ids1 : i32[N] offset 16 size N + 16 parts [d0:1]
          in x : f32[N] offset 16 size N + 16 parts [d0:1]
          out y : f32[4, 4] offset 16 size 32 parts [d0:4, d1:1]
          stage y[n < N] update [ids0[n], convert(ids1[n], i64)] with add = exp(x[n])
        }
        """, "", "", DType.F32)));
  }

  private static Stream<Case> runs() {
    return Stream.of("f32", "f16", "i32", "i64").flatMap(type -> Stream.of(
        run(type, "first", "i < N, j < 3, k < 40", "i", "N, 3, 40", "mark j group", "k"),
        run(type, "middle", "i < 3, j < N, k < 40", "j", "3, N, 40", "mark i group", "k"),
        run(type, "last", "i < 3, j < 5, k < N", "k", "3, 5, N", "fuse i j; mark ij group", "")));
  }

  private static Case run(String type, String where, String axes, String axis, String dims, String steps,
      String vector) {
    boolean half = type.equals("f16");
    var sizes = dims.split(", ");
    return new Case("""
        computed kernel running_%1$s_%2$s(N) {
          in x : %1$s[%3$s] offset 16 size %4$s*%5$s*%6$s + 16 parts [d0:%5$s*%6$s, d1:%6$s, d2:1]
          out y : %1$s[%3$s] offset 16 size %4$s*%5$s*%6$s + 16 parts [d0:%5$s*%6$s, d1:%6$s, d2:1]
          stage y[%7$s] = reduce s:%8$s from %9$s with add running over (%10$s) add(s, %11$s)
        }
        """.formatted(type, where, dims, sizes[0], sizes[1], sizes[2], axes, half ? "f32" : type,
            half || type.equals("f32") ? "0.0" : "0:" + type,
            Arrays.stream(axes.split(", ")).filter(a -> a.startsWith(axis)).findFirst().orElseThrow(),
            half ? "convert(x[i, j, k], f32)" : "x[i, j, k]"), steps, vector, DType.parse(type));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void allTargetsHaveTheBitsOfTheComputedKernel(Case c) {
    for (int n : SIZES) {
      var expected = arrays(c.kernel(), n);
      KernelInterpreter.prepare(c.kernel()).run(expected, new int[] {n}, 0, 1);
      for (var backend : BACKENDS) {
        for (int bits : backend.name().equals("jvm") ? List.of(128, 256, 512) : List.of(0)) {
          var actual = arrays(c.kernel(), n);
          run(c, backend, backend.target(bits), n, actual);
          assertThat(actual[actual.length - 1]).as("%s of %d bits, N = %d", backend.name(), bits, n)
              .isEqualTo(expected[expected.length - 1]);
        }
      }
    }
  }

  private static void run(Case c, Backend backend, Target target, int n, Object[] arrays) {
    var flat = Flatten.flatten(Scheduling.apply(c.kernel(), c.schedule(target)), target);
    var code = ((HostKernels) backend.load(Map.of(flat.name(), backend.emit(flat)))).code(flat.name());
    code.run(arrays, new int[] {n}, 0, KernelInterpreter.groups(flat, new int[] {n}));
  }

  /// Numbers from -3 to 8 where they are indices; results hold something before they are written.
  private static Object[] arrays(Kernel kernel, int n) {
    return kernel.buffers().stream().map(b -> array(b, n)).toArray();
  }

  private static Object array(Buffer b, int n) {
    int size = (int) b.layout().size().evaluate(new HashMap<>(Map.of("N", (long) n)));
    var array = b.type().newArray(size);
    var random = new Random(b.name().hashCode());
    for (int i = 0; i < size; i++) {
      float x = (float) random.nextGaussian();
      int small = random.nextInt(12) - 3;
      switch (array) {
        case float[] a -> a[i] = x;
        case double[] a -> a[i] = x;
        case long[] a -> a[i] = small;
        case int[] a -> a[i] = small;
        case short[] a -> a[i] = b.type() == DType.F16 ? Floats.toF16(x) : Floats.toBf16(x);
        case byte[] a -> a[i] = (byte) (b.type() == DType.BOOL ? small & 1 : small);
        default -> throw new IllegalArgumentException("no values of type " + b.type());
      }
    }
    return array;
  }
}
