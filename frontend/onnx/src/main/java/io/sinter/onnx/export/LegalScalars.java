package io.sinter.onnx.export;

import static io.sinter.ir.ScalarFn.ABS;
import static io.sinter.ir.ScalarFn.ADD;
import static io.sinter.ir.ScalarFn.AND;
import static io.sinter.ir.ScalarFn.DIV;
import static io.sinter.ir.ScalarFn.EQ;
import static io.sinter.ir.ScalarFn.EXP;
import static io.sinter.ir.ScalarFn.EXPM1;
import static io.sinter.ir.ScalarFn.LOG;
import static io.sinter.ir.ScalarFn.LT;
import static io.sinter.ir.ScalarFn.MAX;
import static io.sinter.ir.ScalarFn.MUL;
import static io.sinter.ir.ScalarFn.NOT;
import static io.sinter.ir.ScalarFn.OR;
import static io.sinter.ir.ScalarFn.SELECT;
import static io.sinter.ir.ScalarFn.SHL;
import static io.sinter.ir.ScalarFn.SHR;
import static io.sinter.ir.ScalarFn.SUB;

import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import java.util.List;

/// Scalar functions in types that operators of ONNX take, and those that ONNX lacks, composed of others.
final class LegalScalars {
  private LegalScalars() {}

  static Value of(Legal l, Op.Apply a) {
    var args = a.args();
    var x = args.getFirst();
    var type = args.getLast().type().dtype();
    boolean truths = type == DType.BOOL;
    boolean natural = type.kind() == DType.Kind.UNSIGNED;
    return switch (a.fn()) {
      case LT -> truths ? l.apply(AND, l.apply(NOT, x), args.getLast()) : widened(l, a);
      case LE -> truths ? l.apply(OR, l.apply(NOT, x), args.getLast()) : widened(l, a);
      case SELECT -> truths ? l.apply(OR, l.apply(AND, x, args.get(1)), l.apply(AND, l.apply(NOT, x), args.get(2)))
          : widened(l, a);
      case ABS -> natural ? x : widened(l, a);
      case RELU -> natural ? x : type.isInteger() ? l.apply(MAX, x, l.splat(x.type(), 0)) : widened(l, a);
      case SHL, SHR -> shift(l, a);
      case FMA -> LegalFma.of(l, a);
      case EXPM1, LOG1P -> precise(l, a);
      default -> widened(l, a);
    };
  }

  /// The type in which a function is applied: its low bits, and what it says of numbers, are the same there.
  private static DType wide(Op.Apply a) {
    var type = a.args().getLast().type().dtype();
    return switch (a.fn()) {
      case AND, OR, XOR, NOT -> type;
      case ADD, SUB, MUL, NEG, SELECT, EQ -> type == DType.U64 ? DType.I64 : wide(type);
      default -> wide(type);
    };
  }

  /// The narrowest type that holds all values of `type` and that arithmetic is defined and common in.
  static DType wide(DType type) {
    return switch (type) {
      case BF16 -> DType.F32;
      case I8, I16, U8, U16 -> DType.I32;
      case U32 -> DType.I64;
      case F16, F32, F64, I32, I64, U64, BOOL, STRING -> type;
    };
  }

  private static Value widened(Legal l, Op.Apply a) {
    var wide = wide(a);
    var type = a.args().getLast().type().dtype();
    if (wide == type) {
      return l.keep(a);
    }
    var args = a.args().stream().map(v -> v.type().dtype() == type ? l.convert(v, wide) : v).toList();
    var value = l.keep(new Op.Apply(a.fn(), args));
    return l.convert(value, a.type().dtype());
  }

  /// BitShift takes unsigned integers. A negative number moves right as what its complement leaves.
  private static Value shift(Legal l, Op.Apply a) {
    var x = a.args().getFirst();
    var type = x.type().dtype();
    var wide = type.bytes() == 8 ? DType.U64 : DType.U32;
    var by = l.convert(a.args().getLast(), wide);
    if (a.fn() == SHL || type.kind() == DType.Kind.UNSIGNED) {
      return l.convert(l.keep(new Op.Apply(a.fn(), List.of(l.convert(x, wide), by))), type);
    }
    var negative = l.apply(LT, x, l.splat(x.type(), 0));
    var natural = l.apply(SELECT, negative, l.apply(NOT, x), x);
    var moved = l.convert(l.keep(new Op.Apply(SHR, List.of(l.convert(natural, wide), by))), type);
    return l.apply(SELECT, negative, l.apply(NOT, moved), moved);
  }

  /// In f64, where the rounding of the inner function cancels in a quotient (Kahan).
  private static Value precise(Legal l, Op.Apply a) {
    var type = a.type().dtype();
    if (type != DType.F64) {
      return l.convert(l.apply(a.fn(), l.convert(a.args().getFirst(), DType.F64)), type);
    }
    var x = a.args().getFirst();
    return a.fn() == EXPM1 ? expm1(l, x) : log1p(l, x);
  }

  /// `(u - 1) * x / log(u)` with `u = e^x`; where x is large or very negative, `u - 1`.
  private static Value expm1(Legal l, Value x) {
    var one = l.splat(x.type(), 1);
    var u = l.apply(EXP, x);
    var less = l.apply(SUB, u, one);
    var quotient = l.apply(MUL, less, l.apply(DIV, x, l.apply(LOG, u)));
    var far = l.apply(LT, l.splat(x.type(), 30), l.apply(ABS, x));
    return l.apply(SELECT, l.apply(EQ, u, one), x, l.apply(SELECT, far, less, quotient));
  }

  /// `x * log(w) / (w - 1)` with `w = 1 + x`; where x is large, `log(w)`.
  private static Value log1p(Legal l, Value x) {
    var one = l.splat(x.type(), 1);
    var w = l.apply(ADD, one, x);
    var log = l.apply(LOG, w);
    var quotient = l.apply(MUL, log, l.apply(DIV, x, l.apply(SUB, w, one)));
    var far = l.apply(LT, l.splat(x.type(), 0x1p60), x);
    return l.apply(SELECT, l.apply(EQ, w, one), x, l.apply(SELECT, far, log, quotient));
  }
}
