package io.sinter.passes;

import io.sinter.ir.Assert;
import io.sinter.ir.Builder;
import io.sinter.ir.Control;
import io.sinter.ir.Counting;
import io.sinter.ir.Exactness;
import io.sinter.ir.Function;
import io.sinter.ir.Indexed;
import io.sinter.ir.Interpreter;
import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Schema;
import io.sinter.ir.Value;
import io.sinter.ir.Work;
import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Computes what depends on constants only, with the interpreter: the result of each op is rounded to its type, as it
/// is when it runs. A repeated constant stays repeated, and no constant grows beyond the budget. Functions that are not
/// exact, as `exp`, are left to the target: their bits are its own.
public record FoldConstants(PassOptions options) implements Pass {
  /// How many bytes a repeated constant may stand for when it is folded.
  private static final long MOST_READ = 1 << 26;

  /// How much work is done while compiling for a constant that is no larger than its operands.
  private static final double MOST_WORK = 1 << 28;

  /// How many ops in a row weights may be computed by.
  private static final int MOST_OPS = 8;

  @Override
  public Function apply(Function function, Tally tally) {
    return Rewriter.rewrite(function, rules(options), tally);
  }

  static List<Rule> rules(PassOptions options) {
    var exact = Rule.exact("fold-constants", "f(c) is a constant; ops whose result is exact", """
        ()
        %0 = constant f32[2] {1.0, 2.0}
        %1 = constant f32[2] {0.5, 3.0}
        %2 = mul(%0, %1) : f32[2]
        =>
        %0 = constant f32[2] {0.5, 6.0}
        """, (site, op) -> isExact(op) ? fold(site, op, options.foldBytes()) : null);
    var sums = Rule.rounding("fold-constant-sums", "f(c) is a constant; sums, which then are rounded only once", """
        ()
        %0 = constant f32[2] {1.0, 2.0}
        %1 = reduce(%0) combiner(add) axes(0) : f32[]
        =>
        %0 = constant f32[] 3.0
        """, (site, op) -> isSum(op) ? fold(site, op, options.foldBytes()) : null);
    var splat = Rule.exact("repeat-scalar", "a constant of equal elements is a repeated scalar", """
        ()
        %0 = constant f32[3] {2.0, 2.0, 2.0}
        =>
        %0 = constant f32[] 2.0
        %1 = broadcast(%0) shape(3) axes() : f32[3]
        """, FoldConstants::repeated);
    var weights = Rule.exact("fold-weights", "f(c) is a constant, of any size where products read it", """
        (%x: f32[1, 2])
        %0 = constant i8[2, 2] {1, 2, 3, 4}
        %1 = convert(%0) to(f32) : f32[2, 2]
        %2 = dot_general(%x, %1) lhsBatch() rhsBatch() lhsContracting(1) rhsContracting(0) : f32[1, 2]
        =>
        %0 = constant f32[2, 2] {1.0, 2.0, 3.0, 4.0}
        %1 = dot_general(%x, %0) lhsBatch() rhsBatch() lhsContracting(1) rhsContracting(0) : f32[1, 2]
        """, FoldConstants::weights);
    return options.rounding() ? List.of(splat, exact, weights, sums) : List.of(splat, exact, weights);
  }

  /// Schedules of products want weights in an order of their own, which only constants can have.
  private static @Nullable Value weights(Site site, Op op) {
    if (!(op instanceof Op.Contraction)) {
      return null;
    }
    var changed = new HashMap<Value, Value>();
    for (var v : op.operands()) {
      var constant = v.op() instanceof Op.Constant ? null : constant(site, v, MOST_OPS);
      if (constant != null && constant.op() instanceof Op.Constant) {
        changed.put(v, constant);
      }
    }
    return changed.isEmpty() ? null : site.add(op.withOperands(v -> changed.getOrDefault(v, v)));
  }

  /// What a value is that some elementwise ops and views compute from constants.
  ///
  /// @return null where it is computed from anything else
  private static @Nullable Value constant(Site site, Value v, int depth) {
    if (Constants.isKnown(v)) {
      return v;
    }
    if (depth == 0 || !(v.op() instanceof Op.Elementwise || v.op() instanceof Op.View) || !isExact(v.op())) {
      return null;
    }
    var known = new HashMap<Value, Value>();
    for (var x : v.op().operands()) {
      var constant = constant(site, x, depth - 1);
      if (constant == null) {
        return null;
      }
      known.put(x, constant);
    }
    return fold(site, v.op().withOperands(known::get), Long.MAX_VALUE);
  }

  private static @Nullable Value repeated(Site site, Op op) {
    if (!(op instanceof Op.Constant(var literal)) || literal.type().dtype() == DType.STRING
        || literal.elements() < 2 || !literal.isSplat()) {
      return null;
    }
    var array = literal.type().dtype().newArray(1);
    System.arraycopy(literal.tensor().array(), 0, array, 0, 1);
    var scalar = site.add(new Op.Constant(Literal.of(Tensor.of(literal.type().dtype(), new long[0], array))));
    return site.broadcast(scalar, literal.type().shape(), List.of());
  }

  /// Whether targets answer the same bits as the interpreter.
  private static boolean isExact(Op op) {
    return switch (op) {
      case Op.Apply a -> a.fn().exactness().equals(Exactness.EXACT);
      case Op.Reduce _, Op.ReduceWindow _, Op.Contraction _ -> !isSum(op);
      case Op.Composite c -> c.body().body().stream().allMatch(v -> isExact(v.op()));
      case Op.Parameter _, Op.Constant _, Op.Convert _, Op.Bitcast _, Assert _, Op.View _, Op.Pad _,
           Op.Concatenate _, Op.Relayout _, Counting _, Indexed _ -> true;
      case Op.CumulativeReduce c -> !isSum(op);
      case Control _, Op.Project _, Op.Bind _ -> false;
    };
  }

  /// Whether the result depends on the order of additions or multiplications.
  private static boolean isSum(Op op) {
    return switch (op) {
      case Op.Reduce r -> isRounded(r.combiner(), r.x());
      case Op.ReduceWindow r -> isRounded(r.combiner(), r.x());
      case Op.CumulativeReduce c -> isRounded(c.combiner(), c.x());
      case Op.Contraction c -> c.operands().getFirst().type().dtype().isFloat();
      case Op.Parameter _, Op.Constant _, Op.Elementwise _, Op.View _, Op.Pad _, Op.Concatenate _, Op.Relayout _,
          Op.Composite _, Counting _, Indexed _, Control _, Op.Project _, Op.Bind _ -> false;
    };
  }

  /// Whether folding with `combiner` rounds, so that the order of the elements shows in the result.
  static boolean isRounded(ScalarFn combiner, Value x) {
    return x.type().dtype().isFloat() && (combiner == ScalarFn.ADD || combiner == ScalarFn.MUL);
  }

  private static @Nullable Value fold(Site site, Op op, long budget) {
    if (!isFoldable(op) || !Schema.of(op).symbols(op).isEmpty()) {
      return null;
    }
    var type = op.type();
    if (!isConstant(type) || !op.operands().stream().allMatch(v -> isConstant(v.type()) && isShort(v))) {
      return null;
    }
    long from = op.operands().stream().mapToLong(v -> bytes(literalType(v))).sum();
    if (bytes(type) > Math.max(from, budget) || Work.of(op) > Math.max(4.0 * from, MOST_WORK)) {
      return null;
    }
    try {
      return site.add(new Op.Constant(evaluate(op)));
    } catch (ModelError e) {
      return null; // it fails when it runs, and says where
    }
  }

  /// Whether the size is known and not negative.
  private static boolean isConstant(TensorType type) {
    return type.shape().isConstant() && type.shape().dims().stream().allMatch(d -> d.asLong() >= 0);
  }

  /// Whether a constant that is repeated is small enough to be computed with while compiling.
  private static boolean isShort(Value v) {
    return bytes(v.type()) <= Math.max(bytes(literalType(v)), MOST_READ);
  }

  private static boolean isFoldable(Op op) {
    return switch (op) {
      case Op.Parameter _, Op.Constant _, Op.Broadcast _, Op.Relayout _, Control _, Op.Project _, Op.Bind _ -> false;
      case Counting c -> false;
      case Op.Elementwise e -> isKnown(e) && !e.operands().stream().allMatch(v -> v.op() instanceof Op.Broadcast);
      case Op.View v -> isKnown(v) && v.x().op() instanceof Op.Constant;
      case Op.Pad _, Op.Concatenate _, Op.Reduce _, Op.ReduceWindow _, Op.Contraction _,
          Op.Composite _, Indexed _, Op.CumulativeReduce _ -> isKnown(op);
    };
  }

  private static boolean isKnown(Op op) {
    return !op.operands().isEmpty() && op.operands().stream().allMatch(Constants::isKnown)
        && op.type().dtype() != DType.STRING;
  }

  private static TensorType literalType(Value v) {
    return Objects.requireNonNull(Constants.literal(v)).type();
  }

  private static long bytes(TensorType type) {
    try {
      return Math.multiplyExact(type.shape().elements().asLong(), type.dtype().bytes());
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  private static Literal evaluate(Op op) {
    var b = new Builder();
    var map = new HashMap<Value, Value>();
    for (var v : op.operands()) {
      v.op().operands().forEach(x -> map.put(x, b.add(x.op())));
      map.put(v, b.add(v.op().withOperands(map::get)));
    }
    var result = b.add(op.withOperands(map::get));
    return Literal.of(Interpreter.run(b.finish("constant", List.of(result), List.of("value")), List.of()).getFirst());
  }
}
