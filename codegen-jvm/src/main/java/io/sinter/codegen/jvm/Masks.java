package io.sinter.codegen.jvm;

import static org.objectweb.asm.Opcodes.*;

import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.KernelText;
import io.sinter.runtime.DType;

/// Vectors of bools. A mask belongs to the species of what was compared; it is cast where it meets another.
final class Masks {
  /// Of masks that no comparison made.
  static final Kind DEFAULT = Kind.FLOAT;

  private final KernelClass kernel;
  private final Code code;
  private final VectorOps ops;
  private final Values values;
  private final Positions positions;

  Masks(KernelClass kernel, Code code, VectorOps ops, Values values, Positions positions) {
    this.kernel = kernel;
    this.code = code;
    this.ops = ops;
    this.values = values;
    this.positions = positions;
  }

  /// Whose species the mask that [#emit(Expr)] leaves belongs to.
  Kind kind(Expr mask) {
    return switch (mask) {
      case Expr.Read r -> kernel.maskKind(r.local());
      case Expr.Fetch _ -> Kind.INT;
      case Expr.Apply a -> switch (a.fn()) {
        case LT, LE, EQ -> kindOf(a.args().getFirst());
        default -> kindOf(widest(a));
      };
      case Expr.Convert c -> kindOf(computable(c.x()));
      case Expr.Const _, Expr.Index _, Expr.Bitcast _, Expr.Splat _, Expr.Lane _, Expr.Rotate _, Expr.Active _ ->
          DEFAULT;
      case Expr.Check _ -> throw new IllegalArgumentException("only scalars are checked");
      case Expr.Load _, Expr.Pick _, Expr.Fold _ -> throw KernelClass.notFlat(mask);
    };
  }

  private Kind kindOf(Expr operand) {
    return operand.type() != DType.BOOL ? Kind.of(operand.type()) : operand.lanes() == 1 ? DEFAULT : kind(operand);
  }

  private static Expr computable(Expr x) {
    return x.type() == DType.F16 || x.type() == DType.BF16 ? new Expr.Convert(DType.F32, x) : x;
  }

  private static Expr widest(Expr.Apply apply) {
    return apply.args().stream().filter(a -> a.lanes() > 1).findFirst().orElseThrow();
  }

  void emit(Expr mask) {
    switch (mask) {
      case Expr.Read r -> code.load(new Variable.Value(r.local()));
      case Expr.Fetch f -> values.fetch(f);
      case Expr.Apply a -> apply(a);
      case Expr.Convert c when c.x().type() == DType.BOOL -> emit(c.x());
      case Expr.Convert c -> {
        var x = computable(c.x());
        var kind = Kind.of(x.type());
        values.emit(x);
        ops.compare(kind, "NE", kind.number(0));
      }
      case Expr.Splat s -> emit(s.x(), DEFAULT, s.lanes());
      case Expr.Active a -> {
        ops.species(Species.of(DEFAULT, a.lanes()));
        code.op(LCONST_0);
        positions.emit(a.count());
        code.op(I2L);
        ops.indexInRange();
      }
      case Expr.Const _, Expr.Index _, Expr.Bitcast _, Expr.Lane _, Expr.Rotate _ ->
          throw new IllegalArgumentException("masks have no " + KernelText.print(mask));
      case Expr.Check _ -> throw new IllegalArgumentException("only scalars are checked");
      case Expr.Load _, Expr.Pick _, Expr.Fold _ -> throw KernelClass.notFlat(mask);
    }
  }

  void emit(Expr mask, Kind kind, int lanes) {
    if (mask.lanes() == 1) {
      spread(mask, kind, lanes);
      return;
    }
    values.emit(mask);
    if (kind(mask) != kind) {
      ops.castMask(Species.of(kind, lanes));
    }
  }

  void spread(Expr scalar, Kind kind, int lanes) {
    ops.species(Species.of(kind, lanes));
    values.emit(scalar);
    ops.maskAll();
  }

  void lane(Expr.Lane lane) {
    values.emit(lane.x());
    ops.laneIsSet(lane.lane());
  }

  private void apply(Expr.Apply a) {
    var operand = a.args().getFirst().type();
    boolean logic = operand == DType.BOOL;
    switch (a.fn()) {
      case LT -> {
        if (logic) {
          both(a, "and", true);
        } else {
          compare(a, "LT");
        }
      }
      case LE -> {
        if (logic) {
          both(a, "or", true);
        } else {
          compare(a, "LE");
        }
      }
      case EQ -> {
        if (logic) {
          both(a, "eq", false);
        } else {
          compare(a, "EQ");
        }
      }
      case AND -> both(a, "and", false);
      case OR -> both(a, "or", false);
      case XOR -> both(a, "xor", false);
      case NOT -> {
        values.emit(a.args().getFirst());
        ops.not();
      }
      case SELECT -> {
        var kind = kind(a);
        mask(a, 1, kind);
        mask(a, 0, kind);
        ops.mask("and");
        mask(a, 2, kind);
        mask(a, 0, kind);
        ops.not();
        ops.mask("and");
        ops.mask("or");
      }
      case ADD, SUB, MUL, DIV, MAX, MIN, FMA, NEG, ABS, SQRT, FLOOR, CEIL, ROUND, SHL, SHR ->
          throw new IllegalArgumentException("masks have no " + a.fn());
      case RELU, EXP, LOG, TANH, SIGMOID, ERF, EXPM1, LOG1P, POW, SIN, COS, TAN, ASIN, ACOS, ATAN, SINH, COSH, ASINH,
          ACOSH, ATANH -> throw new IllegalArgumentException(a.fn() + " is not a primitive");
    }
  }

  private void both(Expr.Apply a, String name, boolean invertFirst) {
    var kind = kind(a);
    mask(a, 0, kind);
    if (invertFirst) {
      ops.not();
    }
    mask(a, 1, kind);
    ops.mask(name);
  }

  private void mask(Expr.Apply a, int argument, Kind kind) {
    emit(a.args().get(argument), kind, a.lanes());
  }

  private void compare(Expr.Apply a, String comparison) {
    var type = a.args().getFirst().type();
    if (type == DType.F16 || type == DType.BF16) {
      throw new IllegalArgumentException("kernels compare " + type + " in f32");
    }
    var kind = Kind.of(type);
    boolean unsigned = Kind.unsigned(type) && !comparison.equals("EQ");
    values.emit(a.args().get(0), a.lanes());
    if (unsigned) {
      ops.xor(kind, kind.signBit());
    }
    ops.comparison(comparison);
    values.emit(a.args().get(1), a.lanes());
    if (unsigned) {
      ops.xor(kind, kind.signBit());
    }
    ops.compare(kind);
  }
}
