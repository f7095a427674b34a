package io.sinter.onnx;

import io.sinter.ir.ScalarFn;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Truth;
import java.util.List;
import java.util.Optional;

/// Scalar functions of numbers that are known as expressions of the sizes, truth values as 0 and 1. Floats take part as
/// long as they are whole: sizes are so small that floats hold them exactly.
final class SizeFunctions {
  private SizeFunctions() {}

  /// The result, unless it is none or depends on what only the run tells.
  ///
  /// @param args empty where an operand is not known
  /// @param truths whether the operands are truth values
  static Optional<Dim> apply(ScalarFn fn, List<Optional<Dim>> args, boolean truths, boolean floats) {
    return switch (fn) {
      case AND -> truths ? decided(args, Dim.ZERO, Dim.ONE) : Optional.empty();
      case OR -> truths ? decided(args, Dim.ONE, Dim.ZERO) : Optional.empty();
      case SELECT -> select(args.get(0), args.get(1), args.get(2));
      default -> args.stream().allMatch(Optional::isPresent)
          ? of(fn, args.getFirst().orElseThrow(), args.getLast().orElseThrow(), truths, floats).filter(Dim::isShort)
          : Optional.empty();
    };
  }

  /// `one` where an operand is that, `other` where all are.
  private static Optional<Dim> decided(List<Optional<Dim>> args, Dim one, Dim other) {
    return args.contains(Optional.of(one)) ? Optional.of(one)
        : args.stream().allMatch(Optional.of(other)::equals) ? Optional.of(other) : Optional.empty();
  }

  private static Optional<Dim> select(Optional<Dim> condition, Optional<Dim> yes, Optional<Dim> no) {
    return condition.isPresent() ? condition.get().isConstant(0) ? no : yes : yes.equals(no) ? yes : Optional.empty();
  }

  private static Optional<Dim> of(ScalarFn fn, Dim a, Dim b, boolean truths, boolean floats) {
    return switch (fn) {
      case ADD -> Optional.of(a.plus(b));
      case SUB -> Optional.of(a.minus(b));
      case MUL -> product(a, b);
      case DIV -> floats ? quotient(a, b) : divide(a, b);
      case MAX -> Optional.of(a.max(b));
      case MIN -> Optional.of(a.min(b));
      case NEG -> Optional.of(a.times(-1));
      case ABS -> Optional.of(isNegative(a) == Truth.NO ? a : isNegative(a) == Truth.YES ? a.times(-1)
          : a.max(a.times(-1)));
      case RELU -> Optional.of(a.max(Dim.ZERO));
      case FLOOR, CEIL, ROUND -> Optional.of(a);
      case LT -> truth(isNegative(a.minus(b)));
      case LE -> truth(not(isNegative(b.minus(a))));
      case EQ -> truth(a.equalTo(b));
      case XOR -> truths ? truth(not(a.equalTo(b))) : Optional.empty();
      case NOT -> truths ? Optional.of(Dim.ONE.minus(a)) : Optional.empty();
      default -> Optional.empty();
    };
  }

  /// Products of many factors are no sizes.
  private static Optional<Dim> product(Dim a, Dim b) {
    return a.isSmallWith(b) ? Optional.of(a.times(b)) : Optional.empty();
  }

  /// Towards zero: only where rounding down is that.
  private static Optional<Dim> divide(Dim a, Dim b) {
    if (b.isConstant(0)) {
      return Optional.empty();
    }
    if (a.constant().isPresent() && b.constant().isPresent()) {
      return Optional.of(Dim.of(a.asLong() / b.asLong()));
    }
    return isNegative(a) == Truth.NO && isNegative(b) == Truth.NO ? Optional.of(a.floorDiv(b)) : Optional.empty();
  }

  /// Of floats, where it is whole.
  private static Optional<Dim> quotient(Dim a, Dim b) {
    boolean whole = b.constant().isPresent() && !b.isConstant(0)
        && a.terms().stream().allMatch(t -> t.coefficient() % b.asLong() == 0);
    return whole ? Optional.of(a.floorDiv(b)) : Optional.empty();
  }

  private static Truth not(Truth truth) {
    return switch (truth) {
      case YES -> Truth.NO;
      case NO -> Truth.YES;
      case UNKNOWN -> Truth.UNKNOWN;
    };
  }

  private static Optional<Dim> truth(Truth truth) {
    return truth == Truth.UNKNOWN ? Optional.empty() : Optional.of(truth == Truth.YES ? Dim.ONE : Dim.ZERO);
  }

  /// Also knows that `x - d * floordiv(x, d)`, a remainder, is not.
  private static Truth isNegative(Dim d) {
    var range = d.range(Dim.Ranges.NONE);
    boolean remainder = d.terms().stream().flatMap(t -> t.factors().stream())
        .anyMatch(f -> f instanceof Dim.FloorDiv(var x, var by) && by.range(Dim.Ranges.NONE).low() > 0
            && d.minus(x.mod(by)).range(Dim.Ranges.NONE).low() >= 0);
    return range.high() < 0 ? Truth.YES : range.low() >= 0 || remainder ? Truth.NO : Truth.UNKNOWN;
  }
}
