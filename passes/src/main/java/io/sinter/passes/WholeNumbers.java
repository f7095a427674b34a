package io.sinter.passes;

import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.LongBinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// An inclusive range of whole numbers, in which all elements of a value are; as floats none of them is -0.
record WholeNumbers(long least, long most) {
  /// The first whole number whose successor is no `f32`. Sums and products of whole numbers that stay below it are
  /// exact in `f32`, in any order.
  static final long F32 = 1L << 24;

  private static final int MOST_OPS = 100;

  /// What is known of a value, from how it is computed.
  ///
  /// @return null where it may have other elements than whole numbers of 32 bits, or too much would have to be looked
  /// at
  static @Nullable WholeNumbers of(Value v) {
    return new Search().of(v);
  }

  /// What is known of the sums of a contraction, were they computed without overflow; each partial sum is in that range
  /// too.
  static @Nullable WholeNumbers ofSums(Op.Contraction op) {
    return new Search().ofSums(op);
  }

  boolean isExactInF32() {
    return -F32 <= least && most <= F32;
  }

  /// The largest magnitude.
  private long magnitude() {
    return Math.max(Math.abs(least), Math.abs(most));
  }

  private WholeNumbers with(WholeNumbers other) {
    return new WholeNumbers(Math.min(least, other.least), Math.max(most, other.most));
  }

  /// The range of a function that takes its least and greatest values at ends of ranges.
  private WholeNumbers with(WholeNumbers other, LongBinaryOperator fn) {
    var ends = LongStream.of(fn.applyAsLong(least, other.least), fn.applyAsLong(least, other.most),
        fn.applyAsLong(most, other.least), fn.applyAsLong(most, other.most)).summaryStatistics();
    return new WholeNumbers(ends.getMin(), ends.getMax());
  }

  /// Whether all are of the type, exactly.
  boolean fits(DType type) {
    var all = type == DType.F32 ? new WholeNumbers(-F32, F32) : ofType(type);
    return all != null && all.least <= least && most <= all.most;
  }

  /// All that a type has.
  static @Nullable WholeNumbers ofType(DType type) {
    return switch (type) {
      case BOOL -> new WholeNumbers(0, 1);
      case U8 -> new WholeNumbers(0, 255);
      case I8 -> new WholeNumbers(Byte.MIN_VALUE, Byte.MAX_VALUE);
      case U16 -> new WholeNumbers(0, 65535);
      case I16 -> new WholeNumbers(Short.MIN_VALUE, Short.MAX_VALUE);
      case I32 -> new WholeNumbers(Integer.MIN_VALUE, Integer.MAX_VALUE);
      case I64, U32, U64, F16, BF16, F32, F64, STRING -> null;
    };
  }

  private static final class Search {
    private int ops;

    @Nullable WholeNumbers of(Value v) {
      var type = v.type().dtype();
      if (++ops > MOST_OPS || type.bytes() < Integer.BYTES && !(v.op() instanceof Op.Constant)) {
        return ofType(type);
      }
      var found = computed(v.op());
      return found != null && found.fits(type) ? found : ofType(type);
    }

    private @Nullable WholeNumbers computed(Op op) {
      return switch (op) {
        case Op.Constant(var literal) -> ofElements(literal.tensor());
        case Op.Convert(var x, var _) -> of(x);
        case Op.Apply(var fn, var args) -> applied(fn, args);
        case Op.View view -> of(view.operands().getFirst());
        case Op.Relayout(var x, var _) -> of(x);
        case Op.Pad pad -> ofAll(List.of(pad.x(), pad.value()));
        case Op.Concatenate(var args, var _) -> ofAll(args);
        case Op.Contraction contraction -> ofSums(contraction);
        default -> null;
      };
    }

    private static @Nullable WholeNumbers ofElements(Tensor t) {
      if (t.dtype() != DType.F32 && ofType(t.dtype()) == null || t.elements() == 0) {
        return null;
      }
      double least = Double.POSITIVE_INFINITY;
      double most = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < t.elements(); i++) {
        double x = t.doubleAt(i);
        if (x != Math.rint(x) || Math.abs(x) > Integer.MAX_VALUE + 1.0 || x == 0 && 1 / x < 0) {
          return null;
        }
        least = Math.min(least, x);
        most = Math.max(most, x);
      }
      return new WholeNumbers((long) least, (long) most);
    }

    private @Nullable WholeNumbers ofAll(List<Value> values) {
      WholeNumbers all = null;
      for (var v : values) {
        var one = of(v);
        if (one == null) {
          return null;
        }
        all = all == null ? one : all.with(one);
      }
      return all;
    }

    /// Functions of floats among them give -0 of whole numbers that are not -0 only where they are left out.
    private @Nullable WholeNumbers applied(ScalarFn fn, List<Value> args) {
      var a = of(args.getFirst());
      var b = of(args.getLast());
      if (a == null || b == null) {
        return null;
      }
      return switch (fn) {
        case ADD -> new WholeNumbers(a.least + b.least, a.most + b.most);
        case SUB -> new WholeNumbers(a.least - b.most, a.most - b.least);
        case MUL -> args.getFirst().type().dtype().isFloat() ? null : a.with(b, (x, y) -> x * y);
        case MAX -> a.with(b, Math::max);
        case MIN -> a.with(b, Math::min);
        case RELU -> new WholeNumbers(Math.max(a.least, 0), Math.max(a.most, 0));
        default -> null;
      };
    }

    @Nullable WholeNumbers ofSums(Op.Contraction op) {
      return switch (op) {
        case Op.DotGeneral d -> ofSums(d.lhs(), d.lhsContracting(), d.rhs(), d.rhsContracting());
        case Op.Convolution c -> ofSums(c.x(), List.of(),
            c.w(), IntStream.range(1, c.w().type().rank()).boxed().toList());
      };
    }

    /// One of the operands is known, so that its rows bound the sums.
    private @Nullable WholeNumbers ofSums(Value a, List<Integer> axesOfA, Value b, List<Integer> axesOfB) {
      var literal = Constants.literal(b);
      if (literal == null || b.op() instanceof Op.Broadcast) {
        return Constants.literal(a) == null || a.op() instanceof Op.Broadcast || axesOfA.isEmpty() ? null
            : ofSums(b, axesOfB, a, axesOfA);
      }
      var factor = of(a);
      if (factor == null || ofElements(literal.tensor()) == null) {
        return null;
      }
      double bound = factor.magnitude() * greatestSum(literal.tensor(), Set.copyOf(axesOfB));
      return bound <= Integer.MAX_VALUE ? new WholeNumbers((long) -bound, (long) bound) : null;
    }

    /// The greatest sum of magnitudes along axes.
    private static double greatestSum(Tensor t, Set<Integer> axes) {
      var sizes = t.shape();
      var kept = IntStream.range(0, sizes.length).filter(i -> !axes.contains(i)).boxed().collect(Collectors.toSet());
      var strides = new long[sizes.length];
      long sums = 1;
      for (int i = sizes.length - 1; i >= 0; i--) {
        strides[i] = kept.contains(i) ? sums : 0;
        sums *= kept.contains(i) ? sizes[i] : 1;
      }
      var sum = new double[(int) sums];
      var at = new long[sizes.length];
      int to = 0;
      for (int i = 0; i < t.elements(); i++) {
        sum[to] += Math.abs(t.doubleAt(i));
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
          to += (int) strides[axis];
          if (++at[axis] < sizes[axis]) {
            break;
          }
          to -= (int) (strides[axis] * sizes[axis]);
          at[axis] = 0;
        }
      }
      return Arrays.stream(sum).max().orElse(0);
    }
  }
}
