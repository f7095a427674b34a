package io.sinter.passes;

import static io.sinter.ir.ScalarFn.ABS;
import static io.sinter.ir.ScalarFn.ADD;
import static io.sinter.ir.ScalarFn.AND;
import static io.sinter.ir.ScalarFn.DIV;
import static io.sinter.ir.ScalarFn.MAX;
import static io.sinter.ir.ScalarFn.MIN;
import static io.sinter.ir.ScalarFn.MUL;
import static io.sinter.ir.ScalarFn.NEG;
import static io.sinter.ir.ScalarFn.NOT;
import static io.sinter.ir.ScalarFn.OR;
import static io.sinter.ir.ScalarFn.RELU;
import static io.sinter.ir.ScalarFn.SELECT;
import static io.sinter.ir.ScalarFn.SUB;
import static io.sinter.passes.Constants.isKnown;
import static io.sinter.passes.Constants.isSplat;

import io.sinter.ir.Assert;
import io.sinter.ir.Combiners;
import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Laws of scalar functions, applied to whole tensors.
final class AlgebraRules {
  private AlgebraRules() {}

  static final List<Rule> RULES = List.of(
      Rule.exact("constant-on-the-right", "f(c, x) = f(x, c) for commutative f, so that others look at one side", """
          (%x: f32[2])
          %0 = constant f32[2] {1.0, 2.0}
          %1 = mul(%0, %x) : f32[2]
          =>
          %0 = constant f32[2] {1.0, 2.0}
          %1 = mul(%x, %0) : f32[2]
          """, (site, op) -> op instanceof Op.Apply(var fn, var a) && fn.isCommutative() && isKnown(a.getFirst())
              && !isKnown(a.getLast()) ? site.apply(fn, a.getLast(), a.getFirst()) : null),

      Rule.exact("assert-what-holds", "what always holds need not be checked", """
          (%x: i64[2])
          %0 = constant bool[] true
          %1 = broadcast(%0) shape(2) axes() : bool[2]
          %2 = assert(%x, %1) sentence("An index is negative.") expected("0 or more") : i64[2]
          =>
          %x
          """, (site, op) -> op instanceof Assert a && Constants.isAllOnes(a.holds()) ? a.x() : null),

      Rule.exact("add-zero", "x + (-0) = x; for integers x + 0 = x", """
          (%x: f32[2])
          %0 = constant f32[] -0.0
          %1 = broadcast(%0) shape(2) axes() : f32[2]
          %2 = add(%x, %1) : f32[2]
          =>
          %x
          """, (site, op) -> operand(op, ADD, c -> isSplat(c, c.type().dtype().isFloat() ? -0.0 : 0.0))),

      Rule.rounding("add-positive-zero", "x + 0 = x but for x = -0, which becomes 0", """
          (%x: f32[2])
          %0 = constant f32[] 0.0
          %1 = broadcast(%0) shape(2) axes() : f32[2]
          %2 = add(%x, %1) : f32[2]
          =>
          %x
          """, (site, op) -> operand(op, ADD, c -> isSplat(c, 0.0))),

      Rule.exact("subtract-zero", "x - 0 = x", """
          (%x: f32[2])
          %0 = constant f32[] 0.0
          %1 = broadcast(%0) shape(2) axes() : f32[2]
          %2 = sub(%x, %1) : f32[2]
          =>
          %x
          """, (site, op) -> operand(op, SUB, c -> isSplat(c, 0.0))),

      Rule.exact("subtract-constant", "x - c = x + (-c)", """
          (%x: f32[2])
          %0 = constant f32[2] {1.0, 2.0}
          %1 = sub(%x, %0) : f32[2]
          =>
          %0 = constant f32[2] {1.0, 2.0}
          %1 = neg(%0) : f32[2]
          %2 = add(%x, %1) : f32[2]
          """, (site, op) -> op instanceof Op.Apply(var fn, var a) && fn == SUB && isKnown(a.getLast())
              && !isKnown(a.getFirst()) ? site.apply(ADD, a.getFirst(), site.apply(NEG, a.getLast())) : null),

      Rule.exact("multiply-by-one", "x * 1 = x", """
          (%x: f32[2])
          %0 = constant f32[] 1.0
          %1 = broadcast(%0) shape(2) axes() : f32[2]
          %2 = mul(%x, %1) : f32[2]
          =>
          %x
          """, (site, op) -> operand(op, MUL, c -> isSplat(c, 1.0))),

      Rule.exact("multiply-by-minus-one", "x * (-1) = -x", """
          (%x: f32[2])
          %0 = constant f32[] -1.0
          %1 = broadcast(%0) shape(2) axes() : f32[2]
          %2 = mul(%x, %1) : f32[2]
          =>
          %0 = neg(%x) : f32[2]
          """, (site, op) -> op instanceof Op.Apply(var fn, var a) && fn == MUL && isSplat(a.getLast(), -1.0)
              ? site.apply(NEG, a.getFirst()) : null),

      Rule.exact("divide-by-one", "x / 1 = x", """
          (%x: f32[2])
          %0 = constant f32[] 1.0
          %1 = broadcast(%0) shape(2) axes() : f32[2]
          %2 = div(%x, %1) : f32[2]
          =>
          %x
          """, (site, op) -> operand(op, DIV, c -> isSplat(c, 1.0))),

      Rule.exact("divide-by-power-of-two", "x / 2^k = x * 2^-k where 2^-k is a number of the type", """
          (%x: f32[2])
          %0 = constant f32[] 8.0
          %1 = broadcast(%0) shape(2) axes() : f32[2]
          %2 = div(%x, %1) : f32[2]
          =>
          %0 = constant f32[] 0.125
          %1 = broadcast(%0) shape(2) axes() : f32[2]
          %2 = mul(%x, %1) : f32[2]
          """, AlgebraRules::divideByPowerOfTwo),

      Rule.exact("negate-twice", "-(-x) = x", """
          (%x: f32[2])
          %0 = neg(%x) : f32[2]
          %1 = neg(%0) : f32[2]
          =>
          %x
          """, (site, op) -> inner(op, NEG, NEG)),

      Rule.exact("not-twice", "not(not(x)) = x", """
          (%x: bool[2])
          %0 = not(%x) : bool[2]
          %1 = not(%0) : bool[2]
          =>
          %x
          """, (site, op) -> inner(op, NOT, NOT)),

      Rule.exact("absolute-of-negative", "|-x| = |x|", """
          (%x: f32[2])
          %0 = neg(%x) : f32[2]
          %1 = abs(%0) : f32[2]
          =>
          %0 = abs(%x) : f32[2]
          """, (site, op) -> inner(op, ABS, NEG) instanceof Value x && x.type().dtype().kind() != DType.Kind.UNSIGNED
              ? site.apply(ABS, x) : null),

      Rule.exact("relu-twice", "relu(relu(x)) = relu(x)", """
          (%x: f32[2])
          %0 = relu(%x) : f32[2]
          %1 = relu(%0) : f32[2]
          =>
          %0 = relu(%x) : f32[2]
          """, (site, op) -> inner(op, RELU, RELU) == null ? null : op.operands().getFirst()),

      Rule.exact("absolute-twice", "||x|| = |x|", """
          (%x: f32[2])
          %0 = abs(%x) : f32[2]
          %1 = abs(%0) : f32[2]
          =>
          %0 = abs(%x) : f32[2]
          """, (site, op) -> inner(op, ABS, ABS) == null ? null : op.operands().getFirst()),

      Rule.exact("same-operands", "max(x, x) = min(x, x) = x and x = x or x = x", """
          (%x: f32[2])
          %0 = max(%x, %x) : f32[2]
          =>
          %x
          """, (site, op) -> op instanceof Op.Apply(var fn, var a) && (fn == MAX || fn == MIN || fn == AND || fn == OR)
              && a.getFirst() == a.getLast() ? a.getFirst() : null),

      Rule.exact("clip-nothing", "max(x, lowest) = x, min(x, highest) = x; for floats the infinities", """
          (%x: f32[2])
          %0 = constant f32[] -inf
          %1 = broadcast(%0) shape(2) axes() : f32[2]
          %2 = max(%x, %1) : f32[2]
          =>
          %x
          """, (site, op) -> op instanceof Op.Apply(var fn, var a) && (fn == MAX || fn == MIN)
              && (op.type().dtype().isFloat() || op.type().dtype().bytes() < 8)
              && isSplat(a.getLast(), Combiners.identity(fn, op.type().dtype())) ? a.getFirst() : null),

      Rule.exact("add-negative", "x + (-y) = x - y", """
          (%x: f32[2], %y: f32[2])
          %0 = neg(%y) : f32[2]
          %1 = add(%x, %0) : f32[2]
          =>
          %0 = sub(%x, %y) : f32[2]
          """, AlgebraRules::addNegative),

      Rule.exact("subtract-negative", "x - (-y) = x + y", """
          (%x: f32[2], %y: f32[2])
          %0 = neg(%y) : f32[2]
          %1 = sub(%x, %0) : f32[2]
          =>
          %0 = add(%x, %y) : f32[2]
          """, (site, op) -> op instanceof Op.Apply(var fn, var a) && fn == SUB
              && a.getLast().op() instanceof Op.Apply(var neg, var y) && neg == NEG
              ? site.apply(ADD, a.getFirst(), y.getFirst()) : null),

      Rule.exact("and-true", "x and true = x; for integers x and -1 = x", """
          (%x: bool[2])
          %0 = constant bool[] true
          %1 = broadcast(%0) shape(2) axes() : bool[2]
          %2 = and(%x, %1) : bool[2]
          =>
          %x
          """, (site, op) -> operand(op, AND, Constants::isAllOnes)),

      Rule.exact("or-false", "x or false = x; for integers x or 0 = x", """
          (%x: bool[2])
          %0 = constant bool[] false
          %1 = broadcast(%0) shape(2) axes() : bool[2]
          %2 = or(%x, %1) : bool[2]
          =>
          %x
          """, (site, op) -> operand(op, OR, c -> isSplat(c, 0.0))),

      Rule.exact("select-known", "true ? a : b = a, false ? a : b = b", """
          (%a: f32[2], %b: f32[2])
          %0 = constant bool[] false
          %1 = broadcast(%0) shape(2) axes() : bool[2]
          %2 = select(%1, %a, %b) : f32[2]
          =>
          %b
          """, (site, op) -> op instanceof Op.Apply(var fn, var a) && fn == SELECT
              && Constants.splat(a.getFirst()) instanceof Literal l ? a.get(l.tensor().longAt(0) != 0 ? 1 : 2) : null),

      Rule.exact("select-same", "c ? a : a = a", """
          (%c: bool[2], %a: f32[2])
          %0 = select(%c, %a, %a) : f32[2]
          =>
          %a
          """, (site, op) -> op instanceof Op.Apply(var fn, var a) && fn == SELECT && a.get(1) == a.get(2)
              ? a.get(1) : null),

      Rule.exact("select-by-not", "not(c) ? a : b = c ? b : a", """
          (%c: bool[2], %a: f32[2], %b: f32[2])
          %0 = not(%c) : bool[2]
          %1 = select(%0, %a, %b) : f32[2]
          =>
          %0 = select(%c, %b, %a) : f32[2]
          """, (site, op) -> op instanceof Op.Apply(var fn, var a) && fn == SELECT
              && a.getFirst().op() instanceof Op.Apply(var not, var c) && not == NOT
              ? site.apply(SELECT, c.getFirst(), a.get(2), a.get(1)) : null),

      Rule.exact("reassociate-constants", "f(f(x, c), d) = f(x, f(c, d)) for f that is associative to the bit", """
          (%x: f32[2])
          %0 = constant f32[2] {1.0, 2.0}
          %1 = max(%x, %0) : f32[2]
          %2 = constant f32[2] {2.0, 1.0}
          %3 = max(%1, %2) : f32[2]
          =>
          %0 = constant f32[2] {1.0, 2.0}
          %1 = constant f32[2] {2.0, 1.0}
          %2 = max(%0, %1) : f32[2]
          %3 = max(%x, %2) : f32[2]
          """, (site, op) -> reassociate(site, op, false)),

      Rule.rounding("reassociate-rounded-constants", "(x + c) + d = x + (c + d); the same for products", """
          (%x: f32[2])
          %0 = constant f32[2] {1.0, 2.0}
          %1 = add(%x, %0) : f32[2]
          %2 = constant f32[2] {2.0, 1.0}
          %3 = add(%1, %2) : f32[2]
          =>
          %0 = constant f32[2] {1.0, 2.0}
          %1 = constant f32[2] {2.0, 1.0}
          %2 = add(%0, %1) : f32[2]
          %3 = add(%x, %2) : f32[2]
          """, (site, op) -> reassociate(site, op, true)));

  private static @Nullable Value addNegative(Site site, Op op) {
    if (!(op instanceof Op.Apply(var fn, var a)) || fn != ADD) {
      return null;
    }
    var right = differs(site, a.getFirst(), a.getLast());
    return right != null ? right : differs(site, a.getLast(), a.getFirst());
  }

  /// `x - y` for a `negative` that is `-y`.
  private static @Nullable Value differs(Site site, Value x, Value negative) {
    return negative.op() instanceof Op.Apply(var neg, var y) && neg == NEG && !isKnown(y.getFirst())
        ? site.apply(SUB, x, y.getFirst()) : null;
  }

  private interface Test {
    boolean of(Value value);
  }

  /// The left operand of `fn` where the right one passes.
  private static @Nullable Value operand(Op op, ScalarFn fn, Test right) {
    return op instanceof Op.Apply(var f, var a) && f == fn && right.of(a.getLast()) ? a.getFirst() : null;
  }

  /// The `x` of `outer(inner(x))`.
  private static @Nullable Value inner(Op op, ScalarFn outer, ScalarFn inner) {
    return op instanceof Op.Apply(var f, var a) && f == outer && a.getFirst().op() instanceof Op.Apply(var g, var b)
        && g == inner ? b.getFirst() : null;
  }

  private static @Nullable Value divideByPowerOfTwo(Site site, Op op) {
    if (!(op instanceof Op.Apply(var fn, var a)) || fn != DIV || !op.type().dtype().isFloat()
        || !(Constants.splat(a.getLast()) instanceof Literal c)) {
      return null;
    }
    double by = c.tensor().doubleAt(0);
    var inverse = Literal.scalar(op.type().dtype(), 1 / by);
    double back = inverse.tensor().doubleAt(0);
    boolean isPower = Double.isFinite(by) && by != 0 && Math.abs(by) == Math.scalb(1.0, Math.getExponent(by));
    if (!isPower || back * by != 1) {
      return null;
    }
    var factor = site.add(new Op.Constant(inverse));
    return site.apply(MUL, a.getFirst(), site.broadcast(factor, op.type().shape(), List.of()));
  }

  private static @Nullable Value reassociate(Site site, Op op, boolean rounding) {
    return op instanceof Op.Apply(var fn, var a) && a.size() == 2 && isKnown(a.getLast())
        && isAssociative(fn, op.type().dtype(), rounding)
        && a.getFirst().op() instanceof Op.Apply(var inner, var b) && inner == fn && isKnown(b.getLast())
        && !isKnown(b.getFirst()) && !site.isShared(a.getFirst())
        ? site.apply(fn, b.getFirst(), site.apply(fn, b.getLast(), a.getLast())) : null;
  }

  private static boolean isAssociative(ScalarFn fn, DType type, boolean rounding) {
    return switch (fn) {
      case ADD, MUL -> type.isFloat() == rounding;
      case MAX, MIN, AND, OR, XOR -> !rounding;
      default -> false;
    };
  }
}
