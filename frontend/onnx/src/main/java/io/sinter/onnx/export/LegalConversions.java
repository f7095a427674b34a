package io.sinter.onnx.export;

import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Tensor;
import java.util.stream.IntStream;

/// Conversions that Cast defines. It leaves open what floats become that the integer type does not hold.
final class LegalConversions {
  private LegalConversions() {}

  static Value of(Legal l, Op.Convert c) {
    var from = c.x().type().dtype();
    if (from == c.to()) {
      return c.x();
    }
    if (c.x().op() instanceof Op.Convert(var y, _) && isKept(y.type().dtype(), from, c.to())) {
      return l.convert(y, c.to());
    }
    if (!from.isFloat() || !c.to().isInteger() || isWithin(c.x(), c.to())) {
      return l.keep(c);
    }
    return from == DType.F16 || from == DType.BF16 ? saturated(l, l.convert(c.x(), DType.F32), c.to())
        : saturated(l, c.x(), c.to());
  }

  /// Bits of integers are those of their low bits; BitCast is younger than the operator set.
  static Value of(Legal l, Op.Bitcast c) {
    var from = c.x().type().dtype();
    if (from.isInteger() && c.to().isInteger() || from == c.to()) {
      return l.convert(c.x(), c.to());
    }
    return l.problem(c, "the bits of " + from + " as " + c.to(), "convert, which keeps the number");
  }

  /// Whether a number of `first` that goes through `second` to `third` is what it is without the step between. A float
  /// that leaves an integer type is moved to its edge, an integer is cut.
  private static boolean isKept(DType first, DType second, DType third) {
    boolean edges = first.isInteger() && second.isFloat() && third.isInteger();
    return isHeld(first, second) && (!edges || isHeld(first, third));
  }

  /// Whether `to` holds all values of `from`.
  private static boolean isHeld(DType from, DType to) {
    if (from == to || from == DType.BOOL) {
      return true;
    }
    if (from.isFloat()) {
      return to == DType.F64 || to == DType.F32 && from != DType.F64;
    }
    return switch (to) {
      case F64 -> bits(from) <= 53;
      case F32 -> bits(from) <= 24;
      case F16 -> bits(from) <= 11;
      case BF16 -> bits(from) <= 8;
      default -> to.isInteger() && bits(from) <= bits(to)
          && (from.kind() == DType.Kind.UNSIGNED || to.kind() == DType.Kind.SIGNED);
    };
  }

  private static int bits(DType type) {
    return type.bytes() * 8 - (type.kind() == DType.Kind.SIGNED ? 1 : 0);
  }

  private static Value saturated(Legal l, Value x, DType to) {
    var type = x.type();
    var number = l.apply(ScalarFn.SELECT, l.apply(ScalarFn.EQ, x, x), x, l.splat(type, 0));
    double least = to.kind() == DType.Kind.SIGNED ? -Math.pow(2, bits(to)) : 0;
    var above = l.apply(ScalarFn.MAX, number, l.splat(type, least));
    double end = Math.pow(2, bits(to));
    if (bits(to) <= (type.dtype() == DType.F32 ? 24 : 53)) {
      return l.keep(new Op.Convert(l.apply(ScalarFn.MIN, above, l.splat(type, end - 1)), to));
    }
    var over = l.apply(ScalarFn.LE, l.splat(type, end), above);
    var inside = l.keep(new Op.Convert(l.apply(ScalarFn.SELECT, over, l.splat(type, 0), above), to));
    var most = l.constant(Tensor.fromLongs(to, new long[0], -1L >>> (64 - bits(to))));
    return l.apply(ScalarFn.SELECT, over, l.broadcast(most, inside.type().shape()), inside);
  }

  /// Whether all elements surely are numbers that `to` holds.
  private static boolean isWithin(Value x, DType to) {
    return switch (x.op()) {
      case Op.Constant(var literal) -> isWithin(literal.tensor(), to);
      case Op.Convert(var y, _) -> y.type().dtype() == DType.BOOL || y.type().dtype().isInteger()
          && bits(y.type().dtype()) < bits(to) && isHeld(y.type().dtype(), to);
      case Op.View v -> isWithin(v.x(), to);
      case Op.Apply a -> switch (a.fn()) {
        case FLOOR, CEIL, ROUND -> isWithin(a.args().getFirst(), to);
        default -> false;
      };
      default -> false;
    };
  }

  private static boolean isWithin(Tensor tensor, DType to) {
    double least = to.kind() == DType.Kind.SIGNED ? -Math.pow(2, bits(to)) : 0;
    double end = Math.pow(2, bits(to));
    return IntStream.range(0, tensor.elements()).allMatch(i -> tensor.doubleAt(i) >= least && tensor.doubleAt(i) < end);
  }
}
