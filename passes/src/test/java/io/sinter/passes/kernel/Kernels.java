package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.KernelText;
import io.sinter.ir.kernel.Layout;
import io.sinter.ir.kernel.Target;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Computed kernels and schedules that tests share.
final class Kernels {
  static final Target SCALAR = new Target("scalar", 0, 16, Set.of());
  static final List<Target> TARGETS = List.of(jvm(512, 32), jvm(256, 16), jvm(128, 16), SCALAR);

  /// Groups of many work items.
  static final Target ITEMS = new Target("items", 128, 128, Set.of(DType.F32, DType.I32),
      EnumSet.complementOf(EnumSet.of(DType.STRING)), new Target.Group(256, 32 << 10, 0));

  private Kernels() {}

  static Target jvm(int bits, int registers) {
    return new Target("jvm" + bits, bits, registers, Set.of(
        DType.F32, DType.F64, DType.I32, DType.I64, DType.U8, DType.I8, DType.F16, DType.BOOL));
  }

  static Kernel.Computed parse(String text) {
    return (Kernel.Computed) KernelText.parse(text);
  }

  /// Row-major arrays start at element 16, as activations do.
  static String rows(String... dims) {
    var shape = new Shape(List.of(dims).stream().map(Dim::parse).toList());
    return buffer(shape, Layout.ordered(shape, java.util.stream.IntStream.range(0, dims.length).boxed().toList(), 16));
  }

  private static String buffer(Shape shape, Layout layout) {
    return "f32" + shape + " " + layout;
  }

  private static String packed(Shape shape, List<Integer> order, int blocked) {
    return buffer(shape, Layout.packed(shape, order, blocked, 32, 16));
  }

  static Kernel.Computed matmul(String m, String n, String k) {
    var symbols = List.of(m, n, k).stream().filter(d -> Character.isLetter(d.charAt(0))).toList();
    return parse("""
        computed kernel matmul(%s) {
          in a : %s
          in w : %s
          in bias : %s
          out y : %s
          scratch t : %s
          stage t[m < %s, n < %s] = reduce acc:f32 from 0.0 with add chain over (k < %s) fma(a[m, k], w[k, n], acc)
          stage y[m < %s, n < %s] = relu(add(t[m, n], bias[n]))
        }
        """.formatted(String.join(", ", symbols), rows(m, k),
            packed(Shape.of(Dim.parse(k), Dim.parse(n)), List.of(0), 1), rows(n), rows(m, n), rows(m, n),
            m, n, k, m, n));
  }

  /// Groups of `grain` row tiles and one column block; `columns` are two vectors.
  static Schedule tiles(int rows, int columns, int grain, Tail m, Tail n) {
    return Schedule.parse("""
        place t at n
        split m by %d %s
        split mo by %d ragged
        reorder moo n moi mi
        split n by %d %s
        fuse moo no
        mark moono group
        mark mi unroll
        mark ni vector
        outline mi as tile
        """.formatted(rows, m, grain, columns, n));
  }

  /// As [#tiles] for any number of rows: those that fill no tile are guarded one by one.
  static Schedule guardedTiles(int rows, int columns, int grain, Tail n) {
    return guardedTiles(rows, columns, grain, Tail.CHOOSE, n);
  }

  /// @param m how the rows of a block meet those of a tile
  static Schedule guardedTiles(int rows, int columns, int grain, Tail m, Tail n) {
    return Schedule.parse("""
        place t at n
        split m by %d ragged
        reorder mo n mi
        split n by %d %s
        split mi by %d %s
        fuse mo no
        mark mono group
        mark mii unroll
        mark ni vector
        outline mii as tile
        """.formatted(rows * grain, columns, n, rows, m));
  }

  /// Channels lie innermost; the input has a halo of zeros.
  static Kernel.Computed convolution(int size, int channels, int filters, int stride) {
    int in = (size - 1) * stride + 1;
    var x = Shape.of(channels, in, in);
    var w = Shape.of(filters, channels, 3, 3);
    var y = Shape.of(filters, size, size);
    var order = List.of(1, 2, 0);
    var halo = List.of(0L, 1L, 1L);
    return parse("""
        computed kernel convolution() {
          in x : %s
          in w : %s
          in bias : %s
          out y : %s
          scratch t : %s
          stage t[n < %d, h < %d, m < %d] = reduce acc:f32 from 0.0 with add chain over (kh < 3, kw < 3, c < %d)
            fma(x[c, %d*h + kh - 1, %d*m + kw - 1], w[n, c, kh, kw], acc)
          stage y[n < %d, h < %d, m < %d] = relu(add(t[n, h, m], bias[n]))
        }
        """.formatted(buffer(x, Layout.haloed(x, order, 16, halo, halo, 0, 0)), packed(w, List.of(2, 3, 1), 0),
            rows("" + filters), buffer(y, Layout.ordered(y, order, 16)), rows("" + filters, "" + size, "" + size),
            filters, size, size, channels, stride, stride, filters, size, size));
  }

  static Schedule convolutionTiles(int rows, int columns, int grain, Tail m, Tail n) {
    return Schedule.parse("""
        place t at m
        fuse kw c
        reorder h n m
        split h by %d ragged
        reorder ho n hi m
        split m by %d %s
        split n by %d %s
        fuse ho no
        mark hono group
        mark mi unroll
        mark ni vector
        outline mi as tile
        """.formatted(grain, rows, m, columns, n));
  }

  static Kernel.Computed softmax(String r, String c) {
    var symbols = List.of(r, c).stream().filter(d -> Character.isLetter(d.charAt(0))).toList();
    return parse("""
        computed kernel softmax(%1$s) {
          in x : %2$s
          out y : %2$s
          scratch max : %3$s
          scratch e : %2$s
          scratch sum : %3$s
          stage max[r < %4$s] = reduce m:f32 from -inf with max lanes 16 over (k < %5$s) max(m, x[r, k])
          stage e[r < %4$s, f < %5$s] = exp(sub(x[r, f], max[r]))
          stage sum[r < %4$s] = reduce s:f32 from 0.0 with add lanes 16 over (j < %5$s) add(s, e[r, j])
          stage y[r < %4$s, c < %5$s] = div(e[r, c], sum[r])
        }
        """.formatted(String.join(", ", symbols), rows(r, c), rows(r), r, c));
  }

  /// Groups of `grain` rows; elementwise loops in blocks of `by`.
  static Schedule rowBlocks(int grain, int by) {
    return Schedule.parse("""
        place max at r
        place e at r
        place sum at r
        share e with y
        split r by %d ragged
        mark ro group
        split f by %d peel
        mark fi vector
        split c by %d peel
        mark ci vector
        """.formatted(grain, by, by));
  }

  static Kernel.Computed rowSum(String r, String c) {
    return rowFold(r, c, "add", "0.0");
  }

  static Kernel.Computed rowFold(String r, String c, String fn, String init) {
    return parse("""
        computed kernel rowFold(%1$s, %2$s) {
          in x : %3$s
          out y : %4$s
          stage y[r < %1$s] = reduce s:f32 from %6$s with %5$s lanes 16 over (k < %2$s) %5$s(s, x[r, k])
        }
        """.formatted(r, c, rows(r, c), rows(r), fn, init));
  }

  /// The mean over pixels of channels that lie innermost.
  static Kernel.Computed pool(String size, int channels) {
    var shape = new Shape(List.of(Dim.of(channels), Dim.parse(size), Dim.parse(size)));
    return parse("""
        computed kernel pool(%1$s) {
          in x : %2$s
          out y : %3$s
          scratch t : %3$s
          stage t[c < %4$d] = reduce s:f32 from 0.0 with add lanes 16 over (h < %1$s, w < %1$s) add(s, x[c, h, w])
          stage y[c < %4$d] = mul(t[c], 0.25)
        }
        """.formatted(size, buffer(shape, Layout.ordered(shape, List.of(1, 2, 0), 16)), rows("" + channels),
            channels));
  }

  static Kernel.Computed chain(String n) {
    return parse("""
        computed kernel chain(%1$s) {
          in x : %2$s
          in b : %2$s
          out y : %2$s
          scratch t : %2$s
          stage t[j < %1$s] = tanh(add(x[j], b[j]))
          stage y[i < %1$s] = mul(t[i], add(t[i], sigmoid(b[i])))
        }
        """.formatted(n, rows(n)));
  }

  /// The sum over rows of an expression too long to be copied for every lane.
  static Kernel.Computed expSum(String r, String c) {
    return parse("""
        computed kernel expSum(%1$s, %2$s) {
          in x : %3$s
          out y : %4$s
          stage y[r < %1$s] = reduce s:f32 from 0.0 with add lanes 16 over (k < %2$s) add(s, exp(tanh(x[r, k])))
        }
        """.formatted(r, c, rows(r, c), rows(r)));
  }

  /// Elements of several widths in one loop: 8-bit numbers, bools, half floats, 32- and 64-bit integers.
  static Kernel.Computed mixed(String n) {
    return parse("""
        computed kernel mixed(%1$s) {
          in q : u8[%1$s] offset 16 size %1$s + 16 parts [d0:1]
          in f : f16[%1$s] offset 16 size %1$s + 16 parts [d0:1]
          in b : bool[%1$s] offset 16 size %1$s + 16 parts [d0:1]
          in i : i32[%1$s] offset 16 size %1$s + 16 parts [d0:1]
          out less : bool[%1$s] offset 16 size %1$s + 16 parts [d0:1]
          out half : f16[%1$s] offset 16 size %1$s + 16 parts [d0:1]
          out wide : i64[%1$s] offset 16 size %1$s + 16 parts [d0:1]
          out y : f32[%1$s] offset 16 size %1$s + 16 parts [d0:1]
          stage less[j < %1$s] = lt(convert(f[j], f32), convert(q[j], f32))
          stage half[k < %1$s] = convert(select(less[k], convert(f[k], f32), 0.5), f16)
          stage wide[l < %1$s] = add(convert(i[l], i64), convert(q[l], i64))
          stage y[n < %1$s] = select(b[n], convert(half[n], f32), convert(add(convert(q[n], i32), i[n]), f32))
        }
        """.formatted(n));
  }

  /// The index of an element is data: lanes cannot be vectors here.
  static Kernel.Computed positions(String n) {
    return parse("""
        computed kernel positions(%1$s) {
          in x : %2$s
          out y : %2$s
          stage y[i < %1$s] = select(lt(index(2*i), 9:i64), x[i], convert(index(i), f32))
        }
        """.formatted(n, rows(n)));
  }

  /// Numbers and what they are bounded by: `max(x[i], bound)`, or with another function of two, either way round.
  static Kernel.Computed bounded(String fn, String bound, boolean first) {
    return parse("""
        computed kernel bounded(N) {
          in x : %1$s
          out y : %1$s
          stage y[i < N] = %2$s(%3$s, %4$s)
        }
        """.formatted(rows("N"), fn, first ? bound : "neg(x[i])", first ? "neg(x[i])" : bound));
  }

  /// Numbers that are rounded and then read as `result` says, where `t` is the rounded one.
  static Kernel.Computed rounded(String number, String result) {
    return parse("""
        computed kernel rounded(N) {
          in x : %1$s
          out y : %1$s
          scratch t : %1$s
          stage t[j < N] = %2$s
          stage y[i < N] = %3$s
        }
        """.formatted(rows("N"), number, result.replace("t,", "t[i],").replace("t)", "t[i])")));
  }
}
