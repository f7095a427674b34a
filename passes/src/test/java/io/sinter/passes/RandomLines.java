package io.sinter.passes;

import io.sinter.ir.Builder;
import io.sinter.ir.Counting;
import io.sinter.ir.Function;
import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// A random graph around one contraction of matrices: lines of steps to its operands, and one from it to the result.
final class RandomLines {
  /// What is done to the value on a line.
  enum Step {
    /// An op that is cheap, of the value and perhaps others: inputs, earlier points, rows or scalars repeated, counts,
    /// lookups.
    POINT,
    /// A function that is not cheap.
    FUNCTION,
    /// A transposition or a part.
    VIEW,
    /// The last axis reduced, repeated, and combined with the value.
    ROW,
    /// The last axis reduced.
    DROP,
    /// The value is a result too.
    CUT
  }

  private final Random random;
  private final Builder b = new Builder();
  private final List<Value> results = new ArrayList<>();
  private final boolean symbols;
  private int inputs;
  private boolean counted;

  /// With sizes that are symbols for every other seed.
  RandomLines(long seed) {
    random = new Random(seed * 0x9e3779b97f4a7c15L);
    symbols = seed % 2 == 0;
  }

  private <T> T oneOf(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private Dim size(String name, long size) {
    return symbols && random.nextInt(3) > 0 ? Dim.symbol(name) : Dim.of(size);
  }

  private Value input(Shape shape) {
    return b.parameter("p" + inputs++, new TensorType(DType.F32, shape));
  }

  /// Points, with either views or reductions among them, now and then cut.
  private List<Step> steps(int most, boolean cuts, int rank) {
    var steps = new ArrayList<Step>();
    boolean rows = random.nextBoolean();
    int axes = rank;
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      var next = oneOf(List.of(Step.POINT, Step.POINT, Step.FUNCTION, rows ? Step.ROW : Step.VIEW,
          rows && axes > 1 && rank > 1 ? Step.DROP : Step.POINT, cuts ? Step.CUT : Step.POINT));
      boolean twice = next == Step.CUT && !steps.isEmpty() && !isComputed(steps.getLast());
      if (!twice) {
        steps.add(next);
        axes -= next == Step.DROP ? 1 : 0;
        rows = next == Step.CUT ? random.nextBoolean() : rows;
      }
    }
    if (!steps.isEmpty() && !isComputed(steps.getLast())) {
      steps.add(Step.POINT);
    }
    return steps;
  }

  private static boolean isComputed(Step s) {
    return s != Step.CUT && s != Step.VIEW;
  }

  private Value line(Value start, List<Step> steps, boolean plain) {
    var v = start;
    var earlier = new ArrayList<Value>(List.of(v));
    for (var s : steps) {
      switch (s) {
        case POINT -> v = point(v, earlier, plain && steps.size() == 1);
        case FUNCTION -> v = b.apply(oneOf(List.of(ScalarFn.EXP, ScalarFn.TANH, ScalarFn.SQRT)), v);
        case VIEW -> v = view(v);
        case ROW -> v = b.apply(ScalarFn.SUB, v, b.spread(reduced(v), v.type().shape(), List.of(v.type().rank() - 1)));
        case DROP -> v = reduced(v);
        case CUT -> results.add(v);
      }
      if (s != Step.POINT && s != Step.FUNCTION) {
        earlier.clear();
      }
      earlier.add(v);
    }
    return v;
  }

  private Value reduced(Value v) {
    return b.add(new Op.Reduce(v, oneOf(List.of(ScalarFn.ADD, ScalarFn.MAX)), List.of(v.type().rank() - 1)));
  }

  private Value view(Value v) {
    var shape = v.type().shape();
    if (shape.rank() == 2 && random.nextBoolean()) {
      return b.add(new Op.Transpose(v, List.of(1, 0)));
    }
    return b.add(new Op.Slice(v, shape.dims().stream().map(d -> Dim.ONE).toList(),
        new Shape(shape.dims().stream().map(d -> d.minus(1)).toList()), shape.dims().stream().map(d -> 1L).toList()));
  }

  /// @param plain whether other operands are inputs in place
  private Value point(Value v, List<Value> earlier, boolean plain) {
    var other = plain ? input(v.type().shape()) : switch (random.nextInt(7)) {
      case 0 -> input(v.type().shape());
      case 1 -> b.splat(v, 0.5);
      case 2 -> v.type().rank() == 0 ? v : b.broadcast(input(new Shape(List.of(last(v)))), v.type().shape());
      case 3 -> count(v);
      case 4 -> v.type().rank() == 0 ? v : lookup(v);
      default -> oneOf(earlier);
    };
    return random.nextInt(4) == 0 ? b.apply(ScalarFn.RELU, v)
        : b.apply(oneOf(List.of(ScalarFn.ADD, ScalarFn.MUL, ScalarFn.MAX)), v, other);
  }

  /// The index along the last axis, once: what two kernels share would be an array.
  private Value count(Value v) {
    if (v.type().rank() == 0 || counted) {
      return v;
    }
    counted = true;
    return b.add(new Op.Convert(b.add(new Counting.Iota(v.type().shape(), v.type().rank() - 1)), DType.F32));
  }

  private static Dim last(Value v) {
    return v.type().dim(v.type().rank() - 1);
  }

  /// Rows of a table at indices that are data.
  private Value lookup(Value v) {
    var dims = new ArrayList<>(v.type().shape().dims());
    var batch = new Shape(List.of(dims.getFirst()));
    dims.set(0, Dim.of(100));
    var indices = b.parameter("p" + inputs++, new TensorType(DType.I64, batch));
    return b.add(new Indexed.Gather(input(new Shape(dims)), List.of(indices), List.of(0)));
  }

  /// Steps that keep the shape.
  List<Step> before() {
    return steps(3, false, 1).stream().map(s -> s == Step.VIEW ? Step.FUNCTION : s).toList();
  }

  /// Steps between the contraction and the result.
  List<Step> after() {
    return steps(7, true, 2);
  }

  Function graph(List<Step> left, List<Step> right, List<Step> after) {
    var n = size("n", 7);
    var k = size("k", 24);
    var m = size("m", 40);
    var x = line(input(new Shape(List.of(n, k))), left, true);
    var w = line(input(new Shape(List.of(k, m))), right, true);
    var y = b.add(new Op.DotGeneral(x, w, List.of(), List.of(), List.of(1), List.of(0)));
    results.add(line(y, after, false));
    return b.finish("graph", results, IntStream.range(0, results.size()).mapToObj(i -> "y" + i).toList());
  }
}
