package io.sinter.codegen.jvm;

import io.sinter.ir.kernel.Expr;
import io.sinter.runtime.DType;

/// Values of many lanes, all but masks.
final class VectorValues {
  private final Code code;
  private final VectorOps ops;
  private final Values values;
  private final VectorConversions conversions;

  VectorValues(Code code, VectorOps ops, Values values) {
    this.code = code;
    this.ops = ops;
    this.values = values;
    this.conversions = new VectorConversions(code, ops);
  }

  void spread(Expr scalar, int lanes) {
    var kind = Kind.of(scalar.type());
    ops.species(Species.of(kind, lanes));
    values.emit(scalar);
    ops.broadcast(kind);
  }

  void lane(Expr.Lane lane) {
    values.emit(lane.x());
    ops.lane(Kind.of(lane.type()), lane.lane());
  }

  void rotate(Expr.Rotate rotate, KernelClass kernel) {
    var kind = Kind.of(rotate.type());
    values.emit(rotate.x());
    kernel.rotation(kind, rotate.lanes(), rotate.by(), code);
    ops.rearrange(kind);
  }

  void convert(Expr.Convert convert) {
    int lanes = convert.lanes();
    if (convert.x().type() == DType.BOOL) {
      conversions.fromMask(convert.type(), lanes, () -> values.mask(convert.x(), Kind.of(convert.type()), lanes));
    } else {
      values.emit(convert.x());
      conversions.convert(convert.x().type(), convert.type(), lanes);
    }
  }

  void bitcast(Expr.Bitcast bitcast) {
    if (bitcast.x().type() == DType.BOOL) {
      throw new IllegalArgumentException("masks have no bits to see as " + bitcast.type());
    }
    values.emit(bitcast.x());
    conversions.bitcast(bitcast.x().type(), bitcast.type());
  }

  void apply(Expr.Apply a) {
    var type = ScalarValues.operandType(a);
    var kind = Kind.of(type);
    ScalarValues.rejectNarrowFloats(a.fn(), type);
    switch (a.fn()) {
      case ADD -> binary(a, "ADD", type);
      case SUB -> binary(a, "SUB", type);
      case MUL -> binary(a, "MUL", type);
      case DIV -> {
        if (!kind.isFloat()) {
          throw new IllegalArgumentException("vectors of " + type + " have no div: lanes that are off divide by 0");
        }
        binary(a, "DIV", type);
      }
      case MAX -> extreme(a, "MAX", type);
      case MIN -> extreme(a, "MIN", type);
      case FMA -> {
        operands(a);
        ops.fma(kind);
      }
      case NEG -> unary(a, "neg", type);
      case ABS -> {
        if (type.kind() == DType.Kind.UNSIGNED) {
          operands(a);
        } else {
          unary(a, "abs", type);
        }
      }
      case SQRT -> unary(a, "sqrt", type);
      case FLOOR, CEIL, ROUND -> round(a, kind);
      case AND -> binary(a, "AND", type);
      case OR -> binary(a, "OR", type);
      case XOR -> lanewise(a, "XOR", kind);
      case NOT -> unary(a, "not", type);
      case SHL -> shift(a, "LSHL", type);
      case SHR -> shift(a, type.kind() == DType.Kind.UNSIGNED ? "LSHR" : "ASHR", type);
      case SELECT -> {
        values.emit(a.args().get(2), a.lanes());
        values.emit(a.args().get(1), a.lanes());
        values.mask(a.args().get(0), kind, a.lanes());
        ops.blend(kind);
      }
      case LT, LE, EQ -> throw new IllegalStateException("a comparison makes a mask");
      case RELU, EXP, LOG, TANH, SIGMOID, ERF, EXPM1, LOG1P, POW, SIN, COS, TAN, ASIN, ACOS, ATAN, SINH, COSH, ASINH,
          ACOSH, ATANH -> throw new IllegalArgumentException(a.fn() + " is not a primitive");
    }
  }

  private void operands(Expr.Apply a) {
    a.args().forEach(x -> values.emit(x, a.lanes()));
  }

  private void unary(Expr.Apply a, String name, DType type) {
    operands(a);
    ops.unary(Kind.of(type), name);
    conversions.narrow(type);
  }

  private void binary(Expr.Apply a, String operator, DType type) {
    lanewise(a, operator, Kind.of(type));
    conversions.narrow(type);
  }

  /// Not `add` and its like, which only call this and whose one call site all kernels would share: of a value that a
  /// loop carries, C2 knows the class from what it saw at the call, and where it saw vectors of several widths the call
  /// stays one.
  private void lanewise(Expr.Apply a, String operator, Kind kind) {
    values.emit(a.args().get(0), a.lanes());
    ops.operator(operator);
    values.emit(a.args().get(1), a.lanes());
    ops.lanewise(kind);
  }

  /// C2 wants to see the count of a shift as a constant, not as a vector of it.
  private void shift(Expr.Apply a, String operator, DType type) {
    var kind = Kind.of(type);
    values.emit(a.args().get(0), a.lanes());
    var count = a.args().get(1);
    while (count instanceof Expr.Splat s) {
      count = s.x();
    }
    if (count instanceof Expr.Const c) {
      ops.shift(kind, operator, (int) c.bits());
    } else {
      ops.operator(operator);
      values.emit(a.args().get(1), a.lanes());
      ops.lanewise(kind);
    }
    conversions.narrow(type);
  }

  /// Unsigned numbers keep their order when both lose half the range.
  private void extreme(Expr.Apply a, String operator, DType type) {
    var kind = Kind.of(type);
    if (!Kind.unsigned(type)) {
      lanewise(a, operator, kind);
      return;
    }
    values.emit(a.args().get(0), a.lanes());
    ops.xor(kind, kind.signBit());
    ops.operator(operator);
    values.emit(a.args().get(1), a.lanes());
    ops.xor(kind, kind.signBit());
    ops.lanewise(kind);
    ops.xor(kind, kind.signBit());
  }

  /// The Vector API cannot round. Adding and subtracting the smallest number that has no fraction leaves the nearest
  /// integer; the sign of zeros comes from the operand, and what has no fraction or is NaN stays.
  private void round(Expr.Apply a, Kind kind) {
    var whole = kind.number(kind == Kind.FLOAT ? 0x1p23 : 0x1p52);
    values.emit(a.args().getFirst(), a.lanes());
    var x = code.keep(kind.vectorDescriptor());
    code.load(x);
    code.load(x);
    ops.unary(kind, "abs");
    ops.binary(kind, "add", whole);
    ops.binary(kind, "sub", whole);
    signOf(x, kind);
    switch (a.fn()) {
      case FLOOR -> step(x, kind, "GT", -1);
      case CEIL -> step(x, kind, "LT", 1);
      default -> { }
    }
    code.load(x);
    ops.unary(kind, "abs");
    ops.compare(kind, "LT", whole);
    ops.blend(kind);
  }

  /// Moves the rounded value by `by` where it compares to `x` as `comparison` says.
  private void step(Variable x, Kind kind, String comparison, int by) {
    var rounded = code.keep(kind.vectorDescriptor());
    code.load(rounded);
    code.load(rounded);
    ops.binary(kind, "add", kind.number(by));
    code.load(rounded);
    ops.comparison(comparison);
    code.load(x);
    ops.compare(kind);
    ops.blend(kind);
    signOf(x, kind);
  }

  /// Gives a number, which is of the sign of `x` or a zero, that sign.
  private void signOf(Variable x, Kind kind) {
    ops.reinterpret(kind, kind.integer());
    code.load(x);
    ops.reinterpret(kind, kind.integer());
    ops.binary(kind.integer(), "and", kind.signBit());
    ops.binary(kind.integer(), "or");
    ops.reinterpret(kind.integer(), kind);
  }
}
