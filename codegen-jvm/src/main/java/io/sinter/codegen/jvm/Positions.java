package io.sinter.codegen.jvm;

import static org.objectweb.asm.Opcodes.*;

import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import java.util.function.Function;

/// Sizes, indices and array positions. They are ints: sums may leave that range on the way, where they wrap around, but
/// not in the end. The constant is added last, so that C2 makes it the displacement of the address. Only where an index
/// becomes a value is it computed in longs.
final class Positions {
  private final Code code;
  private final Function<String, Variable> named;

  /// @param named the variable that a symbol stands for
  Positions(Code code, Function<String, Variable> named) {
    this.code = code;
    this.named = named;
  }

  /// Leaves an int.
  void emit(Dim dim) {
    emit(dim, Kind.INT);
  }

  /// Leaves a long.
  void emitLong(Dim dim) {
    emit(dim, Kind.LONG);
  }

  private void emit(Dim dim, Kind kind) {
    var terms = dim.terms();
    if (terms.isEmpty()) {
      number(0, kind);
      return;
    }
    for (int i = 0; i < terms.size(); i++) {
      var term = terms.get(i);
      boolean subtract = i > 0 && term.coefficient() < 0 && term.coefficient() != Long.MIN_VALUE;
      product(term, subtract ? -term.coefficient() : term.coefficient(), kind);
      if (i > 0) {
        code.op(kind, subtract ? ISUB : IADD);
      }
    }
  }

  private void product(Dim.Term term, long coefficient, Kind kind) {
    if (term.factors().isEmpty()) {
      number(coefficient, kind);
      return;
    }
    for (int i = 0; i < term.factors().size(); i++) {
      factor(term.factors().get(i), kind);
      if (i > 0) {
        code.op(kind, IMUL);
      }
    }
    if (coefficient == -1) {
      code.op(kind, INEG);
    } else if (coefficient != 1) {
      number(coefficient, kind);
      code.op(kind, IMUL);
    }
  }

  private void factor(Dim.Atom atom, Kind kind) {
    switch (atom) {
      case Dim.Symbol(var name) -> symbol(named.apply(name), kind);
      case Dim.FloorDiv(var dividend, var divisor) -> {
        emit(dividend, kind);
        long by = divisor.constant().orElse(0);
        if (by > 0 && Long.bitCount(by) == 1 && by <= 1 << 30) {
          code.number(Long.numberOfTrailingZeros(by));
          code.op(kind, ISHR);
        } else {
          emit(divisor, kind);
          binary("floorDiv", kind);
        }
      }
      case Dim.Min(var left, var right) -> extreme("min", left, right, kind);
      case Dim.Max(var left, var right) -> extreme("max", left, right, kind);
    }
  }

  private void extreme(String name, Dim left, Dim right, Kind kind) {
    emit(left, kind);
    emit(right, kind);
    binary(name, kind);
  }

  private void binary(String name, Kind kind) {
    var d = kind.descriptor();
    code.math(name, "(" + d + d + ")" + d);
  }

  private void symbol(Variable variable, Kind kind) {
    code.load(variable);
    var from = Kind.INT;
    if (variable instanceof Variable.Value(var local)) {
      if (!local.type().isInteger() || local.lanes() != 1) {
        throw new IllegalArgumentException("local " + local + " stands in an index");
      }
      from = Kind.of(local.type());
      if (local.type() == DType.U32 && kind == Kind.LONG) {
        code.invokeStatic("java/lang/Integer", "toUnsignedLong", "(I)J");
        return;
      }
    }
    if (from == Kind.LONG && kind == Kind.INT) {
      code.math("toIntExact", "(J)I");
    } else if (from == Kind.INT && kind == Kind.LONG) {
      code.op(I2L);
    }
  }

  private void number(long value, Kind kind) {
    if (kind == Kind.LONG) {
      code.number((Number) value);
    } else {
      code.number((int) value);
    }
  }
}
