package io.sinter.ir.random;

import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.Window;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Adds one random op of a kind to a function in the making; empty when nothing there suits it.
final class RandomOps {
  /// The most multiplications in one contraction.
  private static final long PRODUCTS = 1 << 18;

  private final RandomFunctions in;
  private final RandomIndexing indexing;

  RandomOps(RandomFunctions in) {
    this.in = in;
    this.indexing = new RandomIndexing(in);
  }

  Optional<Value> next(RandomFunctions.Kind kind) {
    return switch (kind) {
      case APPLY -> Optional.of(apply());
      case CONVERT -> Optional.of(in.builder.add(new Op.Convert(in.pick(), in.oneOf(in.options.types()))));
      case BROADCAST -> broadcast();
      case TRANSPOSE -> Optional.of(transpose());
      case RESHAPE -> Optional.of(reshape());
      case SLICE -> Optional.of(slice());
      case PAD -> pad();
      case CONCATENATE -> concatenate();
      case REDUCE -> Optional.of(reduce());
      case REDUCE_WINDOW -> reduceWindow();
      case DOT_GENERAL -> dotGeneral();
      case CONVOLUTION -> convolution();
      case RELAYOUT -> relayout();
      case COMPOSITE -> composite();
      case IOTA -> Optional.of(indexing.iota());
      case SIZE -> Optional.of(indexing.size());
      case GATHER -> indexing.gather();
      case SCATTER -> indexing.scatter();
      case CUMULATIVE_REDUCE -> cumulativeReduce();
    };
  }

  static boolean takes(ScalarFn fn, DType type) {
    var types = new ArrayList<>(Collections.nCopies(fn.arity(), type));
    if (fn == ScalarFn.SELECT) {
      types.set(0, DType.BOOL);
    }
    try {
      fn.resultType(types);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// Some value, converted where `fn` does not take its type.
  private Value operand(ScalarFn fn) {
    var x = in.pick();
    if (takes(fn, x.type().dtype())) {
      return x;
    }
    var types = in.options.types().stream().filter(t -> takes(fn, t)).toList();
    var to = types.isEmpty() ? takes(fn, DType.F32) ? DType.F32 : DType.I32 : in.oneOf(types);
    return in.builder.add(new Op.Convert(x, to));
  }

  private Value apply() {
    var fn = in.oneOf(in.options.functions().stream().sorted().toList());
    var x = operand(fn);
    var type = x.type();
    if (fn == ScalarFn.SELECT) {
      return in.builder.apply(fn, in.like(type.withDType(DType.BOOL)), x, in.like(type));
    }
    var args = new ArrayList<>(List.of(x));
    while (args.size() < fn.arity()) {
      args.add(in.like(type));
    }
    if (type.dtype().isInteger() && fn == ScalarFn.DIV) {
      args.set(1, in.builder.apply(ScalarFn.OR, args.get(1), in.builder.splat(x, 1)));
    } else if (fn == ScalarFn.SHL || fn == ScalarFn.SHR) {
      args.set(1, in.builder.apply(ScalarFn.AND, args.get(1), in.builder.splat(x, type.dtype().bytes() * 8 - 1)));
    }
    return in.builder.apply(fn, args.toArray(Value[]::new));
  }

  // ---- views -------------------------------------------------------------------------------------------------------

  private Optional<Value> broadcast() {
    var x = in.pick();
    int rank = in.random.nextInt(x.type().rank(), Math.max(6, x.type().rank() + 1));
    var axes = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    while (axes.size() > x.type().rank()) {
      axes.remove(in.random.nextInt(axes.size()));
    }
    var dims = new ArrayList<>(IntStream.range(0, rank).mapToObj(i -> in.size()).toList());
    for (int i = 0; i < axes.size(); i++) {
      var d = x.type().dim(i);
      if (!d.isConstant(1) || in.chance(0.3)) {
        dims.set(axes.get(i), d);
      }
    }
    var shape = new Shape(dims);
    return in.fits(shape) ? Optional.of(in.builder.add(new Op.Broadcast(x, shape, axes))) : Optional.empty();
  }

  private List<Integer> permutation(int rank) {
    var order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    Collections.shuffle(order, in.random);
    return order;
  }

  private Value transpose() {
    var x = in.pick();
    return in.builder.add(new Op.Transpose(x, permutation(x.type().rank())));
  }

  private Optional<Value> relayout() {
    var x = in.pick();
    return Optional.of(in.builder.add(new Op.Relayout(x, permutation(x.type().rank()))));
  }

  private Value reshape() {
    var x = in.pick();
    var dims = new ArrayList<>(x.type().shape().dims());
    for (int i = in.random.nextInt(1, 4); i > 0; i--) {
      switch (in.random.nextInt(4)) {
        case 0 -> {
          if (dims.size() < 5) {
            dims.add(in.random.nextInt(dims.size() + 1), Dim.ONE);
          }
        }
        case 1 -> dims.remove(Dim.ONE);
        case 2 -> {
          if (dims.size() > 1) {
            int at = in.random.nextInt(dims.size() - 1);
            dims.set(at, dims.get(at).times(dims.remove(at + 1)));
          }
        }
        default -> split(dims);
      }
    }
    return in.builder.add(new Op.Reshape(x, new Shape(dims)));
  }

  private void split(List<Dim> dims) {
    if (dims.isEmpty() || dims.size() > 4) {
      return;
    }
    int at = in.random.nextInt(dims.size());
    if (dims.get(at).constant().isEmpty()) {
      return;
    }
    long size = dims.get(at).asLong();
    var divisors = size == 0 ? List.of(1L, 3L)
        : LongStream.rangeClosed(1, size).filter(d -> size % d == 0).boxed().toList();
    long divisor = in.oneOf(divisors);
    dims.set(at, Dim.of(size / divisor));
    dims.add(at + in.random.nextInt(2), Dim.of(divisor));
  }

  private Value slice() {
    var x = in.pick();
    var start = new ArrayList<Dim>();
    var sizes = new ArrayList<Dim>();
    var strides = new ArrayList<Long>();
    for (var d : x.type().shape().dims()) {
      long stride = in.oneOf(List.of(1L, 1L, 1L, 2L, 3L, -1L, -2L));
      if (d.constant().isEmpty()) {
        boolean back = stride < 0;
        start.add(back ? d.minus(1) : Dim.ZERO);
        sizes.add(d);
        strides.add(back ? -1L : 1);
        continue;
      }
      long size = d.asLong();
      long first = size == 0 ? 0 : in.random.nextLong(size);
      long most = size == 0 ? 0 : stride > 0 ? (size - 1 - first) / stride + 1 : first / -stride + 1;
      start.add(Dim.of(first));
      sizes.add(Dim.of(in.chance(0.4) ? most : in.random.nextLong(most + 1)));
      strides.add(stride);
    }
    return in.builder.add(new Op.Slice(x, start, new Shape(sizes), strides));
  }

  // ---- others ------------------------------------------------------------------------------------------------------

  private Optional<Value> pad() {
    var x = in.pick();
    if (x.type().dtype() == DType.STRING) {
      return Optional.empty();
    }
    var low = new ArrayList<Dim>();
    var high = new ArrayList<Dim>();
    var interior = new ArrayList<Long>();
    for (var d : x.type().shape().dims()) {
      low.add(amount(List.of(0L, 0L, 1L, 2L, 3L, -1L)));
      high.add(amount(List.of(0L, 0L, 1L, 2L, 5L, -2L)));
      interior.add(in.oneOf(List.of(0L, 0L, 0L, 0L, 1L, 2L)));
      if (Dim.ZERO.atMost(d.plus(low.getLast()).plus(high.getLast())) != Truth.YES) {
        low.set(low.size() - 1, Dim.ONE);
        high.set(high.size() - 1, Dim.ZERO);
      }
    }
    var pad = new Op.Pad(x, in.like(x.type().withShape(Shape.SCALAR)), low, high, interior);
    return in.fits(pad.type().shape()) ? Optional.of(in.builder.add(pad)) : Optional.empty();
  }

  /// How much to pad: one of some numbers, or a size of the function.
  private Dim amount(List<Long> numbers) {
    var symbols = in.declared();
    return symbols.isEmpty() || in.chance(0.8) ? Dim.of(in.oneOf(numbers))
        : Dim.symbol(in.oneOf(symbols)).minus(in.random.nextInt(2));
  }

  private Optional<Value> concatenate() {
    var x = in.pick();
    if (x.type().rank() == 0) {
      return Optional.empty();
    }
    int axis = in.random.nextInt(x.type().rank());
    var args = new ArrayList<>(List.of(x));
    var total = x.type().dim(axis);
    for (int i = in.random.nextInt(3); i > 0; i--) {
      var dims = new ArrayList<>(x.type().shape().dims());
      if (in.chance(0.7)) {
        dims.set(axis, in.size());
      }
      total = total.plus(dims.get(axis));
      var all = new ArrayList<>(dims);
      all.set(axis, total);
      if (!in.fits(new Shape(all))) {
        return Optional.empty();
      }
      args.add(in.random.nextInt(args.size() + 1), in.like(x.type().withShape(new Shape(dims))));
    }
    return Optional.of(in.builder.add(new Op.Concatenate(args, axis)));
  }

  private ScalarFn combiner(DType type) {
    return in.oneOf(List.of(ScalarFn.ADD, ScalarFn.MUL, ScalarFn.MAX, ScalarFn.MIN, ScalarFn.AND, ScalarFn.OR).stream()
        .filter(fn -> takes(fn, type)).toList());
  }

  private Value reduce() {
    var x = in.pick();
    var axes = IntStream.range(0, x.type().rank()).filter(i -> in.chance(0.5)).boxed().toList();
    return in.builder.add(new Op.Reduce(x, combiner(x.type().dtype()), axes));
  }

  private Optional<Value> cumulativeReduce() {
    var x = in.pick();
    return x.type().rank() == 0 ? Optional.empty() : Optional.of(in.builder.add(
        new Op.CumulativeReduce(x, combiner(x.type().dtype()), in.random.nextInt(x.type().rank()))));
  }

  /// A window over `shape`; where sizes are symbols it moves by one and keeps the size.
  private Window window(List<Dim> shape) {
    var sizes = new ArrayList<Long>();
    var strides = new ArrayList<Long>();
    var low = new ArrayList<Long>();
    var high = new ArrayList<Long>();
    var dilations = new ArrayList<Long>();
    for (var d : shape) {
      long size = in.oneOf(List.of(1L, 1L, 2L, 3L, 3L, 5L));
      long dilation = in.oneOf(List.of(1L, 1L, 1L, 2L));
      if (d.constant().isEmpty()) {
        long reach = (size - 1) * dilation;
        Collections.addAll(sizes, size);
        Collections.addAll(strides, 1L);
        Collections.addAll(low, reach / 2);
        Collections.addAll(high, reach - reach / 2);
        Collections.addAll(dilations, dilation);
        continue;
      }
      long before = in.random.nextLong(3);
      long after = in.random.nextLong(3);
      long room = d.asLong() + before + after;
      while (size > 1 && (size - 1) * dilation + 1 > room) {
        size--;
      }
      sizes.add(size);
      strides.add(in.oneOf(List.of(1L, 1L, 2L, 3L)));
      low.add(before);
      high.add(after);
      dilations.add(dilation);
    }
    return new Window(sizes, strides, low, high, dilations);
  }

  private Optional<Value> reduceWindow() {
    var x = in.pick();
    var window = window(x.type().shape().dims());
    long reach = window.sizes().stream().reduce(1L, Math::multiplyExact);
    if (!in.fits(window.over(x.type().shape())) || in.count(x.type().shape()) * reach > PRODUCTS) {
      return Optional.empty();
    }
    return Optional.of(in.builder.add(new Op.ReduceWindow(x, combiner(x.type().dtype()), window)));
  }

  private Optional<Value> dotGeneral() {
    var x = in.pick();
    if (!takes(ScalarFn.ADD, x.type().dtype())) {
      return Optional.empty();
    }
    var batch = new ArrayList<Integer>();
    var contracting = new ArrayList<Integer>();
    for (int axis : permutation(x.type().rank())) {
      int use = in.random.nextInt(3);
      if (use == 0 && batch.size() < 2) {
        batch.add(axis);
      } else if (use == 1 || contracting.isEmpty()) {
        contracting.add(axis);
      }
    }
    int free = Math.min(in.random.nextInt(3), 5 - batch.size() - contracting.size());
    var order = permutation(batch.size() + contracting.size() + Math.max(0, free));
    var rhsBatch = order.subList(0, batch.size());
    var rhsContracting = order.subList(batch.size(), batch.size() + contracting.size());
    var dims = new ArrayList<>(order.stream().map(i -> in.size()).toList());
    IntStream.range(0, batch.size()).forEach(i -> dims.set(rhsBatch.get(i), x.type().dim(batch.get(i))));
    IntStream.range(0, contracting.size())
        .forEach(i -> dims.set(rhsContracting.get(i), x.type().dim(contracting.get(i))));
    var rhs = x.type().withShape(new Shape(dims));
    long columns = order.stream().skip(batch.size() + contracting.size()).mapToLong(i -> dims.get(i).evaluate(in.sizes))
        .reduce(1, Math::multiplyExact);
    if (!in.fits(rhs.shape()) || in.count(x.type().shape()) * columns > PRODUCTS) {
      return Optional.empty();
    }
    var op = new Op.DotGeneral(x, in.like(rhs), batch, rhsBatch, contracting, rhsContracting);
    return in.fits(op.type().shape()) ? Optional.of(in.builder.add(op)) : Optional.empty();
  }

  private Optional<Value> convolution() {
    var found = in.pick(RandomOps::convolvable);
    var x = found.isPresent() ? found.get() : in.fresh(new TensorType(
        takes(ScalarFn.ADD, in.options.types().getFirst()) ? in.options.types().getFirst() : DType.F32,
        in.shape(in.random.nextInt(3, 6))));
    if (!convolvable(x.type())) {
      return Optional.empty();
    }
    long channels = x.type().dim(1).asLong();
    long groups = in.oneOf(channels == 0 ? List.of(1L)
        : LongStream.rangeClosed(1, channels).filter(g -> channels % g == 0).boxed().toList());
    var window = window(x.type().shape().dims().subList(2, x.type().rank()));
    long outputs = groups * in.oneOf(List.of(1L, 1L, 2L, 3L, 17L));
    var weights = new ArrayList<>(List.of(Dim.of(outputs), Dim.of(channels / groups)));
    window.sizes().forEach(s -> weights.add(Dim.of(s)));
    var type = x.type().withShape(new Shape(weights));
    var result = new ArrayList<>(List.of(x.type().dim(0), Dim.of(outputs)));
    result.addAll(window.over(new Shape(x.type().shape().dims().subList(2, x.type().rank()))).dims());
    long depth = window.sizes().stream().reduce(channels / groups, Math::multiplyExact);
    if (!in.fits(type.shape()) || !in.fits(new Shape(result)) || in.count(new Shape(result)) * depth > PRODUCTS) {
      return Optional.empty();
    }
    return Optional.of(in.builder.add(new Op.Convolution(x, in.like(type), window, groups)));
  }

  private static boolean convolvable(TensorType type) {
    return type.rank() >= 3 && takes(ScalarFn.ADD, type.dtype()) && type.dim(1).constant().isPresent();
  }

  private Optional<Value> composite() {
    var args = new ArrayList<Value>();
    for (int i = in.random.nextInt(1, 3); i > 0; i--) {
      args.add(in.pick());
    }
    var body = RandomFunctions.body(in, args.stream().map(Value::type).toList());
    return Optional.of(in.builder.add(new Op.Composite("random", args, body)));
  }
}
