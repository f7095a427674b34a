package io.sinter.codegen.jvm;

import static org.objectweb.asm.Opcodes.*;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.kernel.Expr;
import io.sinter.runtime.DType;
import org.objectweb.asm.Label;

/// Values of one lane.
final class ScalarValues {
  private static final String DTYPE = "io/sinter/runtime/DType";
  private static final String VIOLATION = "io/sinter/runtime/Violation";

  private final Code code;
  private final Values values;
  private final ScalarConversions conversions;

  ScalarValues(Code code, Values values) {
    this.code = code;
    this.values = values;
    this.conversions = new ScalarConversions(code);
  }

  void constant(Expr.Const c) {
    Number value = switch (c.type()) {
      case F32 -> Float.intBitsToFloat((int) c.bits());
      case F64 -> Double.longBitsToDouble(c.bits());
      case I64, U64 -> c.bits();
      case I32, U32 -> (int) c.bits();
      case F16, BF16, I16 -> (int) (short) c.bits();
      case I8 -> (int) (byte) c.bits();
      case U8 -> (int) c.bits() & 0xff;
      case U16 -> (int) c.bits() & 0xffff;
      case BOOL -> (int) c.bits() & 1;
      case STRING -> throw new IllegalArgumentException("a string constant");
    };
    code.number(value);
  }

  /// A mask of one lane.
  void active(Expr.Active active, Positions positions) {
    var off = new Label();
    var end = new Label();
    positions.emit(active.count());
    code.jump(IFLE, off);
    oneOrZero(off, end);
  }

  void convert(Expr.Convert convert) {
    values.emit(convert.x());
    conversions.convert(convert.x().type(), convert.type());
  }

  void bitcast(Expr.Bitcast bitcast) {
    values.emit(bitcast.x());
    conversions.bitcast(bitcast.x().type(), bitcast.type());
  }

  void check(Expr.Check check) {
    var kept = new Label();
    var type = check.type();
    values.emit(check.x());
    var x = code.keep(Kind.of(type).descriptor());
    values.emit(check.holds());
    code.jump(IFNE, kept);
    code.load(x);
    var wide = type.isFloat() ? DType.F64 : DType.I64;
    conversions.convert(type, wide);
    code.constant(DTYPE, type.name(), "L" + DTYPE + ";");
    code.text(check.sentence());
    code.text(check.expected());
    code.invokeStatic(VIOLATION, "of", "(" + Kind.of(wide).descriptor() + "L" + DTYPE
        + ";Ljava/lang/String;Ljava/lang/String;)L" + VIOLATION + ";");
    code.op(ATHROW);
    code.place(kept);
    code.load(x);
  }

  void apply(Expr.Apply a) {
    var type = operandType(a);
    var kind = Kind.of(type);
    rejectNarrowFloats(a.fn(), type);
    switch (a.fn()) {
      case ADD -> arithmetic(a, IADD, type);
      case SUB -> arithmetic(a, ISUB, type);
      case MUL -> arithmetic(a, IMUL, type);
      case DIV -> {
        if (Kind.unsigned(type)) {
          operands(a);
          code.invokeStatic(box(kind), "divideUnsigned", binary(kind));
        } else {
          arithmetic(a, IDIV, type);
        }
      }
      case MAX -> extreme(a, "max", type);
      case MIN -> extreme(a, "min", type);
      case FMA -> {
        operands(a);
        var d = kind.descriptor();
        code.math("fma", "(" + d + d + d + ")" + d);
      }
      case NEG -> arithmetic(a, INEG, type);
      case ABS -> {
        operands(a);
        if (type.kind() != DType.Kind.UNSIGNED) {
          code.math("abs", "(" + kind.descriptor() + ")" + kind.descriptor());
          narrow(type);
        }
      }
      case SQRT -> inDouble(a, "sqrt", kind);
      case FLOOR -> inDouble(a, "floor", kind);
      case CEIL -> inDouble(a, "ceil", kind);
      case ROUND -> inDouble(a, "rint", kind);
      case LT, LE, EQ -> {
        var no = new Label();
        jumpUnless(a, no);
        oneOrZero(no, new Label());
      }
      case AND -> arithmetic(a, IAND, type);
      case OR -> arithmetic(a, IOR, type);
      case XOR -> arithmetic(a, IXOR, type);
      case NOT -> {
        operands(a);
        code.number(type == DType.BOOL ? 1 : kind == Kind.LONG ? (Number) (-1L) : (Number) (-1));
        code.op(kind, IXOR);
        narrow(type);
      }
      case SHL -> shift(a, ISHL, type);
      case SHR -> shift(a, type.kind() == DType.Kind.UNSIGNED ? IUSHR : ISHR, type);
      case SELECT -> select(a);
      case RELU, EXP, LOG, TANH, SIGMOID, ERF, EXPM1, LOG1P, POW, SIN, COS, TAN, ASIN, ACOS, ATAN, SINH, COSH, ASINH,
          ACOSH, ATANH -> throw new IllegalArgumentException(a.fn() + " is not a primitive");
    }
  }

  /// Jumps where a bool is false.
  void jumpUnless(Expr condition, Label to) {
    if (!(condition instanceof Expr.Apply a)) {
      values.emit(condition);
      code.jump(IFEQ, to);
      return;
    }
    var type = operandType(a);
    switch (a.fn()) {
      case LT -> compare(a, type, FCMPG, IFGE, to);
      case LE -> compare(a, type, FCMPG, IFGT, to);
      case EQ -> compare(a, type, FCMPL, IFNE, to);
      case NOT -> {
        operands(a);
        code.jump(IFNE, to);
      }
      case ADD, SUB, MUL, DIV, MAX, MIN, FMA, NEG, ABS, SQRT, FLOOR, CEIL, ROUND, AND, OR, XOR, SHL, SHR, SELECT,
          RELU, EXP, LOG, TANH, SIGMOID, ERF, EXPM1, LOG1P, POW, SIN, COS, TAN, ASIN, ACOS, ATAN, SINH, COSH, ASINH,
          ACOSH, ATANH -> {
        values.emit(condition);
        code.jump(IFEQ, to);
      }
    }
  }

  /// @param floatCompare the comparison that gives false for NaN
  /// @param unless the jump on what the comparison leaves
  private void compare(Expr.Apply a, DType type, int floatCompare, int unless, Label to) {
    rejectNarrowFloats(a.fn(), type);
    operands(a);
    switch (Kind.of(type)) {
      case FLOAT -> code.op(floatCompare);
      case DOUBLE -> code.op(floatCompare == FCMPG ? DCMPG : DCMPL);
      case LONG -> {
        if (type == DType.U64) {
          code.invokeStatic("java/lang/Long", "compareUnsigned", "(JJ)I");
        } else {
          code.op(LCMP);
        }
      }
      case INT -> {
        if (type == DType.U32) {
          code.invokeStatic("java/lang/Integer", "compareUnsigned", "(II)I");
        } else {
          code.jump(unless + IF_ICMPEQ - IFEQ, to);
          return;
        }
      }
    }
    code.jump(unless, to);
  }

  private void oneOrZero(Label zero, Label end) {
    code.number(1);
    code.jump(GOTO, end);
    code.place(zero);
    code.number(0);
    code.place(end);
  }

  private void select(Expr.Apply a) {
    var clamp = Clamp.of(a).filter(Clamp::isBranchless);
    if (clamp.isPresent()) {
      clamp.get().emit(code, values);
      return;
    }
    var no = new Label();
    var end = new Label();
    jumpUnless(a.args().get(0), no);
    values.emit(a.args().get(1));
    code.jump(GOTO, end);
    code.place(no);
    values.emit(a.args().get(2));
    code.place(end);
  }

  private void arithmetic(Expr.Apply a, int opcode, DType type) {
    operands(a);
    code.op(Kind.of(type), opcode);
    narrow(type);
  }

  private void shift(Expr.Apply a, int opcode, DType type) {
    operands(a);
    if (Kind.of(type) == Kind.LONG) {
      code.op(L2I);
    }
    code.op(Kind.of(type), opcode);
    narrow(type);
  }

  /// Unsigned numbers keep their order when both lose half the range.
  private void extreme(Expr.Apply a, String name, DType type) {
    var kind = Kind.of(type);
    boolean flip = Kind.unsigned(type);
    for (var x : a.args()) {
      values.emit(x);
      flip(kind, flip);
    }
    code.math(name, binary(kind));
    flip(kind, flip);
  }

  private void flip(Kind kind, boolean flip) {
    if (flip) {
      code.number(kind.signBit());
      code.op(kind, IXOR);
    }
  }

  private void inDouble(Expr.Apply a, String name, Kind kind) {
    operands(a);
    if (kind == Kind.FLOAT) {
      code.op(F2D);
    }
    code.math(name, "(D)D");
    if (kind == Kind.FLOAT) {
      code.op(D2F);
    }
  }

  private void operands(Expr.Apply a) {
    a.args().forEach(values::emit);
  }

  private void narrow(DType type) {
    conversions.narrow(type);
  }

  private static String binary(Kind kind) {
    return "(" + kind.descriptor() + kind.descriptor() + ")" + kind.descriptor();
  }

  private static String box(Kind kind) {
    return kind == Kind.LONG ? "java/lang/Long" : "java/lang/Integer";
  }

  static DType operandType(Expr.Apply a) {
    return a.args().get(a.fn() == ScalarFn.SELECT ? 1 : 0).type();
  }

  /// Half floats are stored, moved and converted, but computed with in f32.
  static void rejectNarrowFloats(ScalarFn fn, DType type) {
    if ((type == DType.F16 || type == DType.BF16) && fn != ScalarFn.SELECT) {
      throw new IllegalArgumentException("kernels compute " + type + " in f32, also " + fn);
    }
  }
}
