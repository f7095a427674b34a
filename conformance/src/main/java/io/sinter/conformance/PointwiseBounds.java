package io.sinter.conformance;

import io.sinter.ir.Builder;
import io.sinter.ir.Exactness;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import java.util.List;

/// How far one application of a scalar function may be off: see [ErrorBounds].
final class PointwiseBounds extends Reals {
  private final boolean algebra;
  private final ScalarFn fn;
  private final Value value;
  private final List<Value> x;
  private final List<Value> r;
  private final Value exact;

  /// @param operands their values, `radii` how far they may be off
  PointwiseBounds(Builder b, boolean algebra, ScalarFn fn, Value value, List<Value> operands, List<Value> radii) {
    super(b);
    this.algebra = algebra;
    this.fn = fn;
    this.value = value;
    this.x = operands.stream().map(this::real).toList();
    this.r = radii;
    this.exact = r.stream().map(this::isZero).reduce(this::both).orElseThrow();
  }

  Value radius() {
    var type = value.type().dtype();
    return switch (fn) {
      case LT, LE, EQ -> compared();
      case SELECT -> {
        var chosen = select(isZero(x.get(0)), r.get(2), r.get(1));
        var any = add(max(r.get(1), r.get(2)), abs(sub(x.get(1), x.get(2))));
        yield select(isZero(r.get(0)), chosen, unless(exact, any));
      }
      case MAX, MIN -> max(r.get(0), r.get(1));
      case AND, OR, XOR, NOT, SHL, SHR -> discrete();
      default -> type.isFloat() ? floats(type) : discrete();
    };
  }

  /// A bool or integer that is right or anything.
  private Value discrete() {
    return select(exact, 0, number(exact, value.type().dtype() == DType.BOOL ? 1 : Double.POSITIVE_INFINITY));
  }

  private Value compared() {
    var apart = b.apply(ScalarFn.LT, add(r.get(0), r.get(1)), abs(sub(x.get(0), x.get(1))));
    return select(either(exact, apart), 0, number(exact, 1));
  }

  private Value floats(DType type) {
    return switch (fn) {
      case NEG, ABS, RELU -> r.getFirst();
      case ADD, SUB -> arithmetic(add(r.get(0), r.get(1)), add(abs(x.get(0)), abs(x.get(1))));
      case MUL -> arithmetic(product(), magnitude());
      case FMA -> arithmetic(add(product(), r.get(2)), add(abs(mul(x.get(0), x.get(1))), abs(x.get(2))));
      case DIV -> {
        var least = sub(abs(x.get(1)), r.get(1));
        var moved = b.apply(ScalarFn.DIV, add(r.get(0), mul(magnitude(), r.get(1))), least);
        yield arithmetic(select(atMost(least, 0), Double.POSITIVE_INFINITY, moved), magnitude());
      }
      case SQRT -> arithmetic(monotone(), magnitude());
      case FLOOR, CEIL, ROUND -> unless(exact, monotone());
      case EXP, LOG, TANH, SIGMOID, ERF, EXPM1, LOG1P, ASIN, ACOS, ATAN, SINH, COSH, ASINH, ACOSH, ATANH ->
          approximated(type, monotone());
      case SIN, COS -> approximated(type, r.getFirst());
      case TAN -> approximated(type, unbroken());
      case POW -> approximated(type, corners());
      case MAX, MIN, LT, LE, EQ, AND, OR, XOR, NOT, SHL, SHR, SELECT ->
          throw new IllegalStateException("not by reals: " + fn);
    };
  }

  private Value product() {
    return add(mul(abs(x.get(0)), r.get(1)), add(mul(abs(x.get(1)), r.get(0)), mul(r.get(0), r.get(1))));
  }

  private Value magnitude() {
    return abs(real(value));
  }

  /// What is rounded once from exact operands is exact.
  private Value arithmetic(Value moved, Value magnitude) {
    if (!algebra) {
      return unless(exact, rounded(value, moved, add(magnitude, moved), 1));
    }
    var never = b.apply(ScalarFn.NOT, b.splat(exact, 1));
    return unless(never, rounded(value, moved, magnitude, ErrorBounds.ROUNDINGS));
  }

  /// How far a function moves that grows or falls on either side of 0; NaN where the operand may be NaN.
  private Value monotone() {
    var c = b.apply(fn, x.getFirst());
    var reach = max(abs(sub(b.apply(fn, add(x.getFirst(), r.getFirst())), c)),
        abs(sub(c, b.apply(fn, sub(x.getFirst(), r.getFirst())))));
    return add(reach, sub(r.getFirst(), r.getFirst()));
  }

  /// As [#monotone] for the tangent, but infinite where there may be a pole.
  private Value unbroken() {
    var poles = mul(b.apply(ScalarFn.COS, add(x.getFirst(), r.getFirst())),
        b.apply(ScalarFn.COS, sub(x.getFirst(), r.getFirst())));
    var sure = both(b.apply(ScalarFn.LT, number(poles, 0), poles), atMost(r.getFirst(), 1));
    return select(b.apply(ScalarFn.NOT, sure), Double.POSITIVE_INFINITY, monotone());
  }

  /// How far a power of a positive number moves: most at the corners of its operands' ranges. Of others nothing is
  /// known.
  private Value corners() {
    var c = b.apply(fn, x.get(0), x.get(1));
    var reach = number(c, 0);
    for (var base : List.of(add(x.get(0), r.get(0)), sub(x.get(0), r.get(0)))) {
      for (var exponent : List.of(add(x.get(1), r.get(1)), sub(x.get(1), r.get(1)))) {
        reach = max(reach, abs(sub(b.apply(fn, base, exponent), c)));
      }
    }
    return select(atMost(sub(x.get(0), r.get(0)), 0), Double.POSITIVE_INFINITY, reach);
  }

  /// Special values are exact, but for what may or may not overflow.
  private Value approximated(DType type, Value moved) {
    int ulps = fn.exactness() instanceof Exactness.Ulps(int count) ? count : 0;
    double units = (algebra ? ErrorBounds.ROUNDINGS : 1) + ulps;
    var wide = abs(b.apply(fn, x.toArray(Value[]::new)));
    var finite = atMost(magnitude(), Double.MAX_VALUE);
    var sure = b.apply(ScalarFn.LT, number(wide, largest(type) * 1.001), wide);
    var special = both(b.apply(ScalarFn.NOT, finite),
        either(b.apply(ScalarFn.NOT, atMost(abs(x.getFirst()), Double.MAX_VALUE)), either(sure, isNaN(wide))));
    var radius = rounded(value, select(exact, 0, moved), magnitude(), units);
    return unless(both(exact, special), radius);
  }

  private Value isNaN(Value y) {
    return b.apply(ScalarFn.NOT, b.apply(ScalarFn.EQ, y, y));
  }
}
