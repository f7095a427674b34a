package io.sinter.ir;

import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Tensor;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// What ops mean, element by element and as slowly as their definitions read: views by their index expressions,
/// integers as numbers of any size, f32 arithmetic in float.
final class NaiveMeaning {
  private final Map<String, Long> sizes;

  NaiveMeaning(Map<String, Long> sizes) {
    this.sizes = new HashMap<>(sizes);
  }

  /// An element of the result at an index.
  interface At {
    Object of(long[] index);
  }

  Tensor evaluate(Value v, List<Tensor> args) {
    var shape = v.type().shape().evaluate(sizes);
    return fill(v.type().dtype(), shape, at(v.op(), v.type().dtype(), args, shape));
  }

  /// Elements are Double for floats and BigInteger for integers and bool.
  static Tensor fill(DType type, long[] shape, At at) {
    var elements = new ArrayList<>();
    indices(shape, 0, new long[shape.length], index -> elements.add(at.of(index)));
    return type.isFloat() ? Tensor.fromDoubles(type, shape, elements.stream().mapToDouble(e -> (Double) e).toArray())
        : Tensor.fromLongs(type, shape, elements.stream().mapToLong(e -> ((BigInteger) e).longValue()).toArray());
  }

  static void indices(long[] shape, int axis, long[] index, java.util.function.Consumer<long[]> each) {
    if (axis == shape.length) {
      each.accept(index.clone());
      return;
    }
    for (long i = 0; i < shape[axis]; i++) {
      index[axis] = i;
      indices(shape, axis + 1, index, each);
    }
  }

  static Object element(Tensor t, long[] index) {
    long at = 0;
    for (int i = 0; i < index.length; i++) {
      if (index[i] < 0 || index[i] >= t.dim(i)) {
        throw new AssertionError("index " + Arrays.toString(index) + " of " + t.type());
      }
      at = at * t.dim(i) + index[i];
    }
    if (t.dtype().isFloat()) {
      return t.doubleAt((int) at);
    }
    var value = BigInteger.valueOf(t.longAt((int) at));
    return t.dtype() == DType.U64 && value.signum() < 0 ? value.add(BigInteger.ONE.shiftLeft(64)) : value;
  }

  private static boolean inside(Tensor t, long[] index) {
    return IntStream.range(0, index.length).allMatch(i -> index[i] >= 0 && index[i] < t.dim(i));
  }

  private At at(Op op, DType type, List<Tensor> args, long[] shape) {
    var x = args.isEmpty() ? null : args.getFirst();
    return switch (op) {
      case Op.Parameter _ -> throw new AssertionError();
      case Op.Constant c -> i -> element(c.literal().tensor(), i);
      case Op.Apply a -> i -> apply(a.fn(), args.getLast().dtype(), args.stream().map(t -> element(t, i)).toList());
      case Op.Convert c -> i -> convert(element(x, i), c.to());
      case Assert _ -> i -> element(x, i);
      case Op.Bitcast c -> i -> element(Conversion.bitcast(x, c.to()), i);
      case Op.View v -> view(v, x, shape.length);
      case Op.Pad p -> i -> {
        var j = minus(i, p.low().stream().map(d -> d.evaluate(sizes)).toList());
        boolean between = false;
        for (int k = 0; k < j.length; k++) {
          long step = p.interior().get(k) + 1;
          between |= Math.floorMod(j[k], step) != 0;
          j[k] = Math.floorDiv(j[k], step);
        }
        return !between && inside(x, j) ? element(x, j) : element(args.getLast(), new long[0]);
      };
      case Op.Concatenate c -> i -> concatenated(args, c.axis(), i);
      case Op.Reduce r -> i -> {
        var kept = IntStream.range(0, x.rank()).filter(k -> !r.axes().contains(k)).boxed().toList();
        var all = new ArrayList<>();
        indices(r.axes().stream().mapToLong(x::dim).toArray(), 0, new long[r.axes().size()],
            j -> all.add(element(x, merge(x.rank(), kept, i, r.axes(), j))));
        return fold(r.combiner(), type, all);
      };
      case Op.ReduceWindow r -> i -> {
        var all = new ArrayList<>();
        indices(r.window().sizes().stream().mapToLong(s -> s).toArray(), 0, new long[x.rank()], k -> {
          var j = source(r.window(), i, k);
          if (inside(x, j)) {
            all.add(element(x, j));
          }
        });
        return fold(r.combiner(), type, all);
      };
      case Op.DotGeneral d -> i -> dot(d, x, args.getLast(), i);
      case Op.Convolution c -> i -> convolved(c, x, args.getLast(), i);
      case Op.Relayout _ -> i -> element(x, i);
      case Counting.Iota c -> i -> BigInteger.valueOf(i[c.axis()]);
      case Counting.Size s -> i -> BigInteger.valueOf(s.value().evaluate(sizes));
      case Indexed.Gather g -> i -> element(x, NaiveIndexing.target(g, x, args, i, true));
      case Indexed.Scatter s -> i -> NaiveIndexing.scattered(s, x, args, i);
      case Op.CumulativeReduce c -> i -> {
        var j = i.clone();
        return LongStream.rangeClosed(0, i[c.axis()]).mapToObj(k -> {
          j[c.axis()] = k;
          return element(x, j);
        }).reduce((a, b) -> apply(c.combiner(), type.isFloat() ? DType.F64 : type, List.of(a, b))).orElseThrow();
      };
      case Op.Bind b -> {
        sizes.put(b.symbol(), x.longAt(0));
        yield i -> element(x, i);
      }
      case Control _, Op.Project _ -> throw new AssertionError("several results: " + op);
      case Op.Composite c -> {
        var values = new HashMap<Value, Tensor>();
        for (int k = 0; k < args.size(); k++) {
          values.put(c.body().parameters().get(k), args.get(k));
        }
        c.body().body().forEach(v -> values.put(v, evaluate(v, v.op().operands().stream().map(values::get).toList())));
        var result = values.get(c.body().results().getFirst());
        yield i -> element(result, i);
      }
    };
  }

  private At view(Op.View op, Tensor x, int rank) {
    var index = IntStream.range(0, rank).mapToObj(k -> Dim.symbol("index" + k)).toList();
    var source = op.source(index);
    return i -> {
      var all = new HashMap<>(sizes);
      IntStream.range(0, rank).forEach(k -> all.put("index" + k, i[k]));
      return element(x, source.stream().mapToLong(d -> d.evaluate(all)).toArray());
    };
  }

  private static long[] minus(long[] index, List<Long> low) {
    return IntStream.range(0, index.length).mapToLong(k -> index[k] - low.get(k)).toArray();
  }

  private static Object concatenated(List<Tensor> args, int axis, long[] i) {
    var j = i.clone();
    for (var t : args) {
      if (j[axis] < t.dim(axis)) {
        return element(t, j);
      }
      j[axis] -= t.dim(axis);
    }
    throw new AssertionError();
  }

  private static long[] merge(int rank, List<Integer> a, long[] i, List<Integer> b, long[] j) {
    var all = new long[rank];
    IntStream.range(0, a.size()).forEach(k -> all[a.get(k)] = i[k]);
    IntStream.range(0, b.size()).forEach(k -> all[b.get(k)] = j[k]);
    return all;
  }

  private static long[] source(Window window, long[] p, long[] k) {
    return IntStream.range(0, p.length)
        .mapToLong(a -> window.source(a, Dim.of(p[a]), Dim.of(k[a])).asLong()).toArray();
  }

  /// In double, or exactly; rounded by the caller.
  private static Object fold(ScalarFn fn, DType type, List<Object> all) {
    if (!type.isFloat()) {
      return all.stream().reduce((a, b) -> integer(fn, type, List.of(a, b))).orElseGet(() -> empty(fn, type));
    }
    double sum = Combiners.identity(fn, type);
    for (var e : all) {
      double b = (Double) e;
      sum = switch (fn) {
        case ADD -> sum + b;
        case MUL -> sum * b;
        case MAX -> Math.max(sum, b);
        case MIN -> Math.min(sum, b);
        default -> throw new AssertionError(fn);
      };
    }
    return sum;
  }

  private static BigInteger empty(ScalarFn fn, DType type) {
    boolean signed = type.kind() == DType.Kind.SIGNED;
    int width = type == DType.BOOL ? 1 : type.bytes() * 8;
    var ones = BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
    return switch (fn) {
      case ADD, OR -> BigInteger.ZERO;
      case MUL -> BigInteger.ONE;
      case AND -> ones;
      case MAX -> signed ? BigInteger.ONE.shiftLeft(width - 1).negate() : BigInteger.ZERO;
      case MIN -> signed ? ones.shiftRight(1) : ones;
      default -> throw new AssertionError(fn);
    };
  }

  private static Object dot(Op.DotGeneral d, Tensor lhs, Tensor rhs, long[] i) {
    int batch = d.lhsBatch().size();
    int rows = d.lhsFree().size();
    Object[] sum = {lhs.dtype().isFloat() ? (Object) 0.0 : BigInteger.ZERO};
    indices(d.lhsContracting().stream().mapToLong(lhs::dim).toArray(), 0, new long[d.lhsContracting().size()], k -> {
      var l = new long[lhs.rank()];
      var r = new long[rhs.rank()];
      IntStream.range(0, batch).forEach(b -> {
        l[d.lhsBatch().get(b)] = i[b];
        r[d.rhsBatch().get(b)] = i[b];
      });
      IntStream.range(0, rows).forEach(a -> l[d.lhsFree().get(a)] = i[batch + a]);
      IntStream.range(0, d.rhsFree().size()).forEach(a -> r[d.rhsFree().get(a)] = i[batch + rows + a]);
      IntStream.range(0, k.length).forEach(a -> {
        l[d.lhsContracting().get(a)] = k[a];
        r[d.rhsContracting().get(a)] = k[a];
      });
      sum[0] = multiplyAdd(element(lhs, l), element(rhs, r), sum[0]);
    });
    return sum[0];
  }

  private static Object multiplyAdd(Object a, Object b, Object c) {
    return a instanceof Double x ? (Object) Math.fma(x, (Double) b, (Double) c)
        : ((BigInteger) a).multiply((BigInteger) b).add((BigInteger) c);
  }

  private static Object convolved(Op.Convolution op, Tensor x, Tensor w, long[] i) {
    Object[] sum = {x.dtype().isFloat() ? (Object) 0.0 : BigInteger.ZERO};
    Object zero = sum[0];
    long group = i[1] / (w.dim(0) / op.groups());
    var p = Arrays.copyOfRange(i, 2, i.length);
    var kernel = w.shape();
    kernel[0] = 1;
    indices(kernel, 0, new long[kernel.length], k -> {
      var at = source(op.window(), p, Arrays.copyOfRange(k, 2, k.length));
      var j = new long[x.rank()];
      j[0] = i[0];
      j[1] = group * w.dim(1) + k[1];
      System.arraycopy(at, 0, j, 2, at.length);
      k[0] = i[1];
      sum[0] = multiplyAdd(element(w, k), inside(x, j) ? element(x, j) : zero, sum[0]);
    });
    return sum[0];
  }

  private static Object convert(Object x, DType to) {
    if (to.isFloat()) {
      return x instanceof Double d ? d : to == DType.F64 ? ((BigInteger) x).doubleValue() : rounded((BigInteger) x);
    }
    if (to == DType.BOOL) {
      return x instanceof Double d ? bool(d != 0) : bool(((BigInteger) x).signum() != 0);
    }
    if (x instanceof BigInteger) {
      return x;
    }
    double d = (Double) x;
    var low = empty(ScalarFn.MAX, to);
    var high = empty(ScalarFn.MIN, to);
    return Double.isNaN(d) ? BigInteger.ZERO : Double.isInfinite(d) ? d < 0 ? low : high
        : new BigDecimal(d).toBigInteger().max(low).min(high);
  }

  /// A double that rounds to every narrower float as `x` does: where bits are lost, the last one kept is set.
  private static double rounded(BigInteger x) {
    int lost = Math.max(0, x.abs().bitLength() - 53);
    var kept = x.abs().shiftRight(lost).shiftLeft(lost);
    boolean exact = kept.equals(x.abs());
    return (exact ? kept : kept.setBit(lost)).doubleValue() * x.signum();
  }

  private static BigInteger bool(boolean b) {
    return b ? BigInteger.ONE : BigInteger.ZERO;
  }

  static Object apply(ScalarFn fn, DType type, List<Object> args) {
    if (fn == ScalarFn.SELECT) {
      return args.get(((BigInteger) args.getFirst()).signum() != 0 ? 1 : 2);
    }
    if (!type.isFloat()) {
      return integer(fn, type, args);
    }
    double a = (Double) args.getFirst();
    double b = args.size() > 1 ? (Double) args.get(1) : 0;
    double c = args.size() > 2 ? (Double) args.get(2) : 0;
    return type == DType.F32 || fn == ScalarFn.FMA && type != DType.F64 ? single(fn, (float) a, (float) b, (float) c)
        : real(fn, a, b, c);
  }

  private static Object single(ScalarFn fn, float a, float b, float c) {
    return switch (fn) {
      case ADD -> (double) (a + b);
      case SUB -> (double) (a - b);
      case MUL -> (double) (a * b);
      case DIV -> (double) (a / b);
      case FMA -> (double) Math.fma(a, b, c);
      case SQRT -> (double) (float) new BigDecimalRoot(a).value();
      case MAX, MIN, NEG, ABS, FLOOR, CEIL, ROUND, LT, LE, EQ, RELU, EXP, LOG, TANH, SIGMOID, ERF, EXPM1, LOG1P, POW,
          SIN, COS, TAN, ASIN, ACOS, ATAN, SINH, COSH, ASINH, ACOSH, ATANH, AND, OR, XOR, NOT, SHL, SHR, SELECT ->
          real(fn, a, b, c);
    };
  }

  /// The square root of a float, by way of more digits than a float has.
  private record BigDecimalRoot(float x) {
    double value() {
      return x > 0 && x < Float.POSITIVE_INFINITY
          ? new BigDecimal(x).sqrt(new java.math.MathContext(40)).floatValue() : Math.sqrt(x);
    }
  }

  private static Object real(ScalarFn fn, double a, double b, double c) {
    return switch (fn) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case MAX -> Double.isNaN(a) || Double.isNaN(b) ? Double.NaN : a == b ? Double.compare(a, b) > 0 ? a : b
          : a > b ? a : b;
      case MIN -> Double.isNaN(a) || Double.isNaN(b) ? Double.NaN : a == b ? Double.compare(a, b) < 0 ? a : b
          : a < b ? a : b;
      case FMA -> Math.fma(a, b, c);
      case NEG -> -a;
      case ABS -> Math.abs(a);
      case SQRT -> Math.sqrt(a);
      case FLOOR -> Math.floor(a);
      case CEIL -> Math.ceil(a);
      case ROUND -> Math.rint(a);
      case LT -> bool(a < b);
      case LE -> bool(a <= b);
      case EQ -> bool(a == b);
      case RELU -> a < 0 ? 0 : a;
      case EXP -> StrictMath.exp(a);
      case LOG -> StrictMath.log(a);
      case TANH -> StrictMath.tanh(a);
      case SIGMOID -> a < 0 ? StrictMath.exp(a) / (1 + StrictMath.exp(a)) : 1 / (1 + StrictMath.exp(-a));
      case ERF -> Erf.erf(a);
      case EXPM1 -> StrictMath.expm1(a);
      case LOG1P -> StrictMath.log1p(a);
      case POW -> a == 1 || Math.abs(a) == 1 && Double.isInfinite(b) ? 1 : StrictMath.pow(a, b);
      case SIN -> StrictMath.sin(a);
      case COS -> StrictMath.cos(a);
      case TAN -> StrictMath.tan(a);
      case ASIN -> StrictMath.asin(a);
      case ACOS -> StrictMath.acos(a);
      case ATAN -> StrictMath.atan(a);
      case SINH -> StrictMath.sinh(a);
      case COSH -> StrictMath.cosh(a);
      case ASINH -> Reals.asinh(a);
      case ACOSH -> Reals.acosh(a);
      case ATANH -> Reals.atanh(a);
      case AND, OR, XOR, NOT, SHL, SHR, SELECT -> throw new AssertionError(fn);
    };
  }

  /// Cut to the width by the caller.
  private static BigInteger integer(ScalarFn fn, DType type, List<Object> args) {
    var a = (BigInteger) args.getFirst();
    var b = args.size() > 1 ? (BigInteger) args.get(1) : BigInteger.ZERO;
    return switch (fn) {
      case ADD -> a.add(b);
      case SUB -> a.subtract(b);
      case MUL -> a.multiply(b);
      case DIV -> a.divide(b);
      case MAX -> a.max(b);
      case MIN -> a.min(b);
      case NEG -> a.negate();
      case ABS -> a.abs();
      case RELU -> a.max(BigInteger.ZERO);
      case LT -> bool(a.compareTo(b) < 0);
      case LE -> bool(a.compareTo(b) <= 0);
      case EQ -> bool(a.equals(b));
      case AND -> a.and(b);
      case OR -> a.or(b);
      case XOR -> a.xor(b);
      case NOT -> type == DType.BOOL ? BigInteger.ONE.subtract(a) : a.not();
      case SHL -> a.shiftLeft(b.intValue());
      case SHR -> a.shiftRight(b.intValue());
      case FMA, SQRT, FLOOR, CEIL, ROUND, EXP, LOG, TANH, SIGMOID, ERF, EXPM1, LOG1P, POW, SIN, COS, TAN, ASIN, ACOS,
          ATAN, SINH, COSH, ASINH, ACOSH, ATANH, SELECT -> throw new AssertionError(fn);
    };
  }
}
