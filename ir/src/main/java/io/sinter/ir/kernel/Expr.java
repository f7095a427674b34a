package io.sinter.ir.kernel;

import io.sinter.ir.ScalarFn;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A scalar or vector value inside a kernel. Integer arithmetic on sizes and indices is [Dim], in which axes,
/// parameters and bound names are symbols.
public sealed interface Expr {
  DType type();

  /// 1 for scalars.
  default int lanes() {
    return 1;
  }

  // ---- every level ------------------------------------------------------------------------------------------------

  /// A constant: the bits of a float, or the value of an integer or bool.
  record Const(DType type, long bits) implements Expr {
    public static Const of(DType type, double value) {
      return new Const(type, switch (type) {
        case F32 -> Float.floatToRawIntBits((float) value) & 0xffffffffL;
        case F64 -> Double.doubleToRawLongBits(value);
        case F16, BF16 -> throw new IllegalArgumentException("kernels compute " + type + " in f32");
        case U64 -> value < 0x1p63 ? (long) value : value < 0x1p64 ? (long) (value - 0x1p63) ^ Long.MIN_VALUE : -1;
        default -> (long) value;
      });
    }

    /// The value of a float constant.
    public double real() {
      return switch (type) {
        case F32 -> Float.intBitsToFloat((int) bits);
        case F64 -> Double.longBitsToDouble(bits);
        default -> bits;
      };
    }
  }

  /// An index or size as an `i64` value.
  record Index(Dim value) implements Expr {
    @Override
    public DType type() {
      return DType.I64;
    }
  }

  record Read(Local local) implements Expr {
    @Override
    public DType type() {
      return local.type();
    }

    @Override
    public int lanes() {
      return local.lanes();
    }
  }

  /// A scalar function, lane by lane.
  record Apply(ScalarFn fn, List<Expr> args) implements Expr {
    public Apply {
      args = List.copyOf(args);
    }

    @Override
    public DType type() {
      return switch (fn) {
        case LT, LE, EQ -> DType.BOOL;
        case SELECT -> args.get(1).type();
        default -> args.getFirst().type();
      };
    }

    @Override
    public int lanes() {
      int lanes = 1;
      for (var a : args) {
        lanes = Math.max(lanes, a.lanes());
      }
      return lanes;
    }
  }

  /// The nearest value of another type, as [io.sinter.ir.Op.Convert].
  record Convert(DType type, Expr x) implements Expr {
    @Override
    public int lanes() {
      return x.lanes();
    }
  }

  /// The same bits as another type of the same width.
  record Bitcast(DType type, Expr x) implements Expr {
    @Override
    public int lanes() {
      return x.lanes();
    }
  }

  /// The scalar `x`, where `holds`, a scalar bool. Where it does not hold, the launch ends with a
  /// [io.sinter.runtime.Violation] of the sentence, of `x` and of what was expected of it, and what it has written
  /// until then is of no use. It is computed wherever the statement that it stands in runs, also in an operand that a
  /// select does not take; nothing else happens where it fails but that the launch ends, sooner or later. So a device
  /// that cannot leave a kernel goes on with any value and leaves a mark for the launch to find.
  record Check(Expr x, Expr holds, String sentence, String expected) implements Expr {
    @Override
    public DType type() {
      return x.type();
    }

    @Override
    public int lanes() {
      return x.lanes();
    }
  }

  // ---- computed and scheduled -------------------------------------------------------------------------------------

  /// The element of a buffer at a logical index.
  record Load(String buffer, DType type, List<Dim> at) implements Expr {
    public Load {
      at = List.copyOf(at);
    }
  }

  /// The lanes of a reduction folded by halves: lane i with lane i + n/2, then n/4 and so on.
  record Fold(ScalarFn fn, Local local) implements Expr {
    @Override
    public DType type() {
      return local.type();
    }
  }

  /// The element of a buffer at an index that is data: i64 scalars, each inside the buffer's shape. Along an axis that
  /// is no data an index is an [Index].
  record Pick(String buffer, DType type, List<Expr> at) implements Expr {
    public Pick {
      at = List.copyOf(at);
    }
  }

  // ---- flat -------------------------------------------------------------------------------------------------------

  /// `lanes` elements from array position `at`; lanes that the mask switches off are 0 and are not touched.
  record Fetch(String buffer, DType type, Dim at, int lanes, Optional<Expr> mask) implements Expr {}

  /// A scalar in every lane.
  record Splat(Expr x, int lanes) implements Expr {
    @Override
    public DType type() {
      return x.type();
    }
  }

  /// One lane of a vector.
  record Lane(Expr x, int lane) implements Expr {
    @Override
    public DType type() {
      return x.type();
    }
  }

  /// Lane i takes the value of lane `(i + by) mod lanes`.
  record Rotate(Expr x, int by) implements Expr {
    @Override
    public DType type() {
      return x.type();
    }

    @Override
    public int lanes() {
      return x.lanes();
    }
  }

  /// A mask whose first `count` lanes are on (none when count is below 1, all when it is at least `lanes`).
  record Active(Dim count, int lanes) implements Expr {
    @Override
    public DType type() {
      return DType.BOOL;
    }
  }

  // ---- making ------------------------------------------------------------------------------------------------------

  static Expr apply(ScalarFn fn, Expr... args) {
    return new Apply(fn, List.of(args));
  }

  static Expr f32(double value) {
    return Const.of(DType.F32, value);
  }

  // ---- walking -----------------------------------------------------------------------------------------------------

  default List<Expr> children() {
    return switch (this) {
      case Const _, Index _, Read _, Load _, Fold _, Active _ -> List.of();
      case Apply a -> a.args();
      case Convert c -> List.of(c.x());
      case Bitcast b -> List.of(b.x());
      case Fetch f -> f.mask().map(List::of).orElseGet(List::of);
      case Splat s -> List.of(s.x());
      case Lane l -> List.of(l.x());
      case Rotate r -> List.of(r.x());
      case Check c -> List.of(c.x(), c.holds());
      case Pick p -> p.at();
    };
  }

  default Expr withChildren(UnaryOperator<Expr> map) {
    return switch (this) {
      case Const _, Index _, Read _, Load _, Fold _, Active _ -> this;
      case Apply a -> {
        var args = Children.map(a.args(), map);
        yield args == a.args() ? a : new Apply(a.fn(), args);
      }
      case Convert c -> new Convert(c.type(), map.apply(c.x()));
      case Bitcast b -> new Bitcast(b.type(), map.apply(b.x()));
      case Fetch f -> new Fetch(f.buffer(), f.type(), f.at(), f.lanes(), f.mask().map(map));
      case Splat s -> new Splat(map.apply(s.x()), s.lanes());
      case Lane l -> new Lane(map.apply(l.x()), l.lane());
      case Rotate r -> new Rotate(map.apply(r.x()), r.by());
      case Check c -> new Check(map.apply(c.x()), map.apply(c.holds()), c.sentence(), c.expected());
      case Pick p -> {
        var at = Children.map(p.at(), map);
        yield at == p.at() ? p : new Pick(p.buffer(), p.type(), at);
      }
    };
  }

  /// Rewrites bottom up.
  default Expr map(UnaryOperator<Expr> rewrite) {
    return rewrite.apply(withChildren(c -> c.map(rewrite)));
  }

  /// Replaces every index and size expression.
  default Expr mapDims(UnaryOperator<Dim> rewrite) {
    return map(e -> switch (e) {
      case Index i -> new Index(rewrite.apply(i.value()));
      case Load l -> new Load(l.buffer(), l.type(), l.at().stream().map(rewrite).toList());
      case Fetch f -> new Fetch(f.buffer(), f.type(), rewrite.apply(f.at()), f.lanes(), f.mask());
      case Active a -> new Active(rewrite.apply(a.count()), a.lanes());
      default -> e;
    });
  }
}
