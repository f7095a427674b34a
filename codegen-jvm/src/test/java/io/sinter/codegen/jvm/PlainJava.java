package io.sinter.codegen.jvm;

import io.sinter.ir.ScalarFn;
import io.sinter.runtime.DType;
import io.sinter.runtime.Floats;
import java.math.BigDecimal;
import java.math.BigInteger;

/// The primitives once more, as plainly as Java can say them, on values as in [Bits].
final class PlainJava {
  private PlainJava() {}

  static long apply(ScalarFn fn, DType type, long a, long b, long c) {
    if (fn == ScalarFn.SELECT) {
      return a != 0 ? b : c;
    }
    return switch (type) {
      case F32 ->
          floats(fn, Float.intBitsToFloat((int) a), Float.intBitsToFloat((int) b), Float.intBitsToFloat((int) c));
      case F64 -> doubles(fn, Double.longBitsToDouble(a), Double.longBitsToDouble(b), Double.longBitsToDouble(c));
      default -> integers(fn, type, a, b);
    };
  }

  private static long floats(ScalarFn fn, float a, float b, float c) {
    return switch (fn) {
      case ADD -> bits(a + b);
      case SUB -> bits(a - b);
      case MUL -> bits(a * b);
      case DIV -> bits(a / b);
      case MAX -> bits(Math.max(a, b));
      case MIN -> bits(Math.min(a, b));
      case FMA -> bits(Math.fma(a, b, c));
      case NEG -> bits(-a);
      case ABS -> bits(Math.abs(a));
      case SQRT -> bits((float) Math.sqrt(a));
      case FLOOR -> bits((float) Math.floor(a));
      case CEIL -> bits((float) Math.ceil(a));
      case ROUND -> bits((float) Math.rint(a));
      case LT -> a < b ? 1 : 0;
      case LE -> a <= b ? 1 : 0;
      case EQ -> a == b ? 1 : 0;
      default -> throw new IllegalArgumentException();
    };
  }

  private static long bits(float x) {
    return Float.floatToIntBits(x) & 0xffffffffL;
  }

  private static long doubles(ScalarFn fn, double a, double b, double c) {
    return switch (fn) {
      case LT -> a < b ? 1 : 0;
      case LE -> a <= b ? 1 : 0;
      case EQ -> a == b ? 1 : 0;
      default -> Double.doubleToLongBits(switch (fn) {
        case ADD -> a + b;
        case SUB -> a - b;
        case MUL -> a * b;
        case DIV -> a / b;
        case MAX -> Math.max(a, b);
        case MIN -> Math.min(a, b);
        case FMA -> Math.fma(a, b, c);
        case NEG -> -a;
        case ABS -> Math.abs(a);
        case SQRT -> Math.sqrt(a);
        case FLOOR -> Math.floor(a);
        case CEIL -> Math.ceil(a);
        case ROUND -> Math.rint(a);
        default -> throw new IllegalArgumentException();
      });
    };
  }

  private static long integers(ScalarFn fn, DType type, long a, long b) {
    var x = big(a, type);
    var y = big(b, type);
    return switch (fn) {
      case LT -> x.compareTo(y) < 0 ? 1 : 0;
      case LE -> x.compareTo(y) <= 0 ? 1 : 0;
      case EQ -> x.equals(y) ? 1 : 0;
      case NOT -> type == DType.BOOL ? 1 - a : Bits.wrap(~a, type);
      default -> Bits.wrap((switch (fn) {
        case ADD -> x.add(y);
        case SUB -> x.subtract(y);
        case MUL -> x.multiply(y);
        case DIV -> x.divide(y);
        case MAX -> x.max(y);
        case MIN -> x.min(y);
        case NEG -> x.negate();
        case ABS -> x.abs();
        case AND -> x.and(y);
        case OR -> x.or(y);
        case XOR -> x.xor(y);
        case SHL -> x.shiftLeft((int) b);
        case SHR -> x.shiftRight((int) b);
        default -> throw new IllegalArgumentException();
      }).longValue(), type);
    };
  }

  static BigInteger big(long value, DType type) {
    var big = BigInteger.valueOf(value);
    return type == DType.U64 && value < 0 ? big.add(BigInteger.ONE.shiftLeft(64)) : big;
  }

  static long convert(DType from, DType to, long x) {
    if (!from.isFloat()) {
      var value = big(x, from);
      return switch (to) {
        case BOOL -> x != 0 ? 1 : 0;
        case F32 -> bits(value.floatValue());
        case F64 -> Double.doubleToLongBits(value.doubleValue());
        case F16, BF16 -> Bits.wrap(narrow(to, new BigDecimal(value)), to);
        default -> Bits.wrap(value.longValue(), to);
      };
    }
    double value = switch (from) {
      case F32 -> Float.intBitsToFloat((int) x);
      case F64 -> Double.longBitsToDouble(x);
      case F16 -> Floats.f16((short) x);
      default -> Floats.bf16((short) x);
    };
    return switch (to) {
      case BOOL -> value != 0 ? 1 : 0;
      case F32 -> bits((float) value);
      case F64 -> Double.doubleToLongBits(value);
      case F16, BF16 -> {
        if (Double.isNaN(value) || Double.isInfinite(value) || value == 0) {
          yield to == DType.F16 ? Floats.toF16(value) : Floats.toBf16(value);
        }
        yield Bits.wrap(narrow(to, new BigDecimal(value)), to);
      }
      default -> {
        if (Double.isNaN(value)) {
          yield 0;
        }
        int width = to.bytes() * 8;
        boolean signed = to.kind() == DType.Kind.SIGNED;
        var low = signed ? BigInteger.ONE.shiftLeft(width - 1).negate() : BigInteger.ZERO;
        var high = BigInteger.ONE.shiftLeft(signed ? width - 1 : width).subtract(BigInteger.ONE);
        var whole = Double.isInfinite(value) ? (value > 0 ? high : low) : new BigDecimal(value).toBigInteger();
        yield Bits.wrap(whole.max(low).min(high).longValue(), to);
      }
    };
  }

  /// The nearest of all finite numbers of a 16-bit type, ties to even; beyond half of the next step infinity.
  private static long narrow(DType to, BigDecimal value) {
    long sign = value.signum() < 0 ? 0x8000 : 0;
    var magnitude = value.abs();
    int low = 0;
    int infinity = to == DType.F16 ? 0x7c00 : 0x7f80;
    int high = infinity;
    while (high - low > 1) {
      int middle = (low + high) / 2;
      if (number(to, middle).compareTo(magnitude) <= 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    var next = high == infinity
        ? number(to, low).add(number(to, low).subtract(number(to, low - 1)))
        : number(to, high);
    int side = magnitude.subtract(number(to, low)).compareTo(next.subtract(magnitude));
    return sign | (side < 0 || side == 0 && low % 2 == 0 ? low : high);
  }

  private static BigDecimal number(DType type, int bits) {
    return new BigDecimal(type == DType.F16 ? Floats.f16((short) bits) : Floats.bf16((short) bits));
  }
}
