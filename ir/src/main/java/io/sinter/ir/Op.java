package io.sinter.ir;

import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// A tensor operation: a record whose header is its schema. Components of type [Value], `List<Value>` are operands;
/// all others are attributes compared by value. Traversal, copying, printing and parsing follow from the header (see
/// [Schema]); what an op *means* is said per family. Semantics follow the StableHLO specification where it has the op.
public sealed interface Op
    permits Op.Parameter, Op.Constant, Counting, Op.Elementwise, Op.View, Op.Pad, Op.Concatenate, Indexed, Op.Reduce,
        Op.CumulativeReduce, Op.ReduceWindow, Op.Contraction, Op.Relayout, Op.Composite, Control, Op.Project, Op.Bind {
  /// The type rule.
  ///
  /// @throws io.sinter.runtime.ModelError naming the violated constraint
  TensorType type();

  /// What [Project] reads of the op's value: for most ops the one result that the value itself is.
  default List<TensorType> results() {
    return List.of(type());
  }

  /// The symbols that have a value only once the op has run. Later ops may name them.
  default List<String> binds() {
    return List.of();
  }

  default List<Value> operands() {
    return Schema.of(this).operands(this);
  }

  /// The same op over other operands.
  default Op withOperands(UnaryOperator<Value> map) {
    return Schema.of(this).withOperands(this, map);
  }

  /// An input of the function.
  record Parameter(String name, TensorType type) implements Op {}

  /// A tensor known at compile time.
  record Constant(Literal literal) implements Op {
    @Override
    public TensorType type() {
      return literal.type();
    }
  }

  // ---- elementwise ------------------------------------------------------------------------------------------------

  /// Applies a scalar function at each index. All operands have the shape of the result.
  sealed interface Elementwise extends Op permits Apply, Convert, Bitcast, Assert {}

  /// C1: the operand types fit the function. C2: the operands have one shape.
  record Apply(ScalarFn fn, List<Value> args) implements Elementwise {
    public Apply {
      args = List.copyOf(args);
    }

    @Override
    public TensorType type() {
      DType result;
      try {
        result = fn.resultType(args.stream().map(a -> a.type().dtype()).toList());
      } catch (IllegalArgumentException e) {
        Constraint.check(fn.toString(), 1, false, e::getMessage);
        throw e;
      }
      var shape = args.getFirst().type().shape();
      for (var a : args) {
        Constraint.check(fn.toString(), 2, a.type().shape().equals(shape),
            () -> "operands have the shapes " + shape + " and " + a.type().shape());
      }
      return new TensorType(result, shape);
    }
  }

  /// The nearest value of another type. Float to integer: towards zero, saturating, NaN to 0. Integer to
  /// integer: the low bits. To bool: `x != 0`. C1: neither type is string.
  record Convert(Value x, DType to) implements Elementwise {
    @Override
    public TensorType type() {
      Constraint.check("convert", 1, to != DType.STRING && x.type().dtype() != DType.STRING,
          () -> x.type().dtype() + " does not convert to " + to);
      return x.type().withDType(to);
    }
  }

  /// The same bits as another type. C1: two types of one width, neither bool nor string.
  record Bitcast(Value x, DType to) implements Elementwise {
    @Override
    public TensorType type() {
      var from = x.type().dtype();
      Constraint.check("bitcast", 1,
          from.bytes() == to.bytes() && (from.isFloat() || from.isInteger()) && (to.isFloat() || to.isInteger()),
          () -> "the bits of " + from + " are not those of " + to);
      return x.type().withDType(to);
    }
  }

  // ---- views ------------------------------------------------------------------------------------------------------

  /// The elements of the operand under other indices: moves nothing by itself.
  sealed interface View extends Op permits Broadcast, Transpose, Reshape, Slice {
    Value x();

    /// Which element of the operand stands at `index` of the result.
    List<Dim> source(List<Dim> index);
  }

  /// `result[i] = x[i[axes[0]], i[axes[1]], …]`, where an operand dim of 1 is read at 0. C1: one axis per operand dim,
  /// ascending, within the rank. C2: each operand dim is 1 or the result's.
  record Broadcast(Value x, Shape shape, List<Integer> axes) implements View {
    public Broadcast {
      axes = List.copyOf(axes);
    }

    @Override
    public TensorType type() {
      var from = x.type().shape();
      Constraint.check("broadcast", 1, axes.size() == from.rank() && Constraint.ascend(axes, shape.rank()),
          () -> "axes " + axes + " do not place " + from + " in " + shape);
      for (int i = 0; i < axes.size(); i++) {
        var d = from.get(i);
        var to = shape.get(axes.get(i));
        Constraint.check("broadcast", 2,
            d.isConstant(1) || d.equalTo(to) != Truth.NO || to.equalTo(Dim.ZERO) == Truth.YES,
            () -> "size " + d + " does not broadcast to " + to);
      }
      return x.type().withShape(shape);
    }

    @Override
    public List<Dim> source(List<Dim> index) {
      return IntStream.range(0, axes.size()).mapToObj(i -> {
        var d = x.type().dim(i);
        var at = index.get(axes.get(i));
        return d.isConstant(1) ? Dim.ZERO : d.equals(shape.get(axes.get(i))) ? at : at.min(d.minus(1));
      }).toList();
    }
  }

  /// `result[i] = x[j]` with `j[permutation[k]] = i[k]`. C1: a permutation of the operand's axes.
  record Transpose(Value x, List<Integer> permutation) implements View {
    public Transpose {
      permutation = List.copyOf(permutation);
    }

    @Override
    public TensorType type() {
      Constraint.check("transpose", 1, Constraint.areAll(permutation, x.type().rank()),
          () -> permutation + " is not a permutation of the axes of " + x.type());
      return x.type().withShape(new Shape(permutation.stream().map(x.type()::dim).toList()));
    }

    @Override
    public List<Dim> source(List<Dim> index) {
      var at = new Dim[index.size()];
      for (int k = 0; k < at.length; k++) {
        at[permutation.get(k)] = index.get(k);
      }
      return List.of(at);
    }
  }

  /// The same elements in row-major order under another shape. C1: the number of elements does not change.
  record Reshape(Value x, Shape shape) implements View {
    @Override
    public TensorType type() {
      Constraint.check("reshape", 1, x.type().shape().elements().equalTo(shape.elements()) != Truth.NO,
          () -> x.type().shape() + " has " + x.type().shape().elements() + " elements, " + shape + " has "
              + shape.elements());
      return x.type().withShape(shape);
    }

    @Override
    public List<Dim> source(List<Dim> index) {
      return IndexMaps.reshape(index, shape, x.type().shape());
    }
  }

  /// `result[i] = x[start + stride * i]`. C1: one start, size and stride per axis. C2: strides are not 0.
  /// C3: where sizes are known, no element lies outside of the operand.
  record Slice(Value x, List<Dim> start, Shape sizes, List<Long> strides) implements View {
    public Slice {
      start = List.copyOf(start);
      strides = List.copyOf(strides);
    }

    @Override
    public TensorType type() {
      int rank = x.type().rank();
      Constraint.check("slice", 1, start.size() == rank && sizes.rank() == rank && strides.size() == rank,
          () -> start + " " + sizes + " " + strides + " do not slice " + x.type());
      Constraint.check("slice", 2, strides.stream().allMatch(s -> s != 0), () -> "a stride is 0 in " + strides);
      for (int i = 0; i < rank; i++) {
        Constraint.check("slice", 3, inside(start.get(i), i) && inside(last(i), i),
            () -> "from " + start + ", " + sizes + " elements in steps of " + strides + " leave " + x.type());
      }
      return x.type().withShape(sizes);
    }

    private Dim last(int axis) {
      return start.get(axis).plus(sizes.get(axis).minus(1).times(strides.get(axis)));
    }

    private boolean inside(Dim at, int axis) {
      return Dim.ONE.atMost(sizes.get(axis)) != Truth.YES
          || Dim.ZERO.atMost(at) != Truth.NO
              && at.plus(1).atMost(x.type().dim(axis)) != Truth.NO;
    }

    @Override
    public List<Dim> source(List<Dim> index) {
      return IntStream.range(0, index.size())
          .mapToObj(k -> start.get(k).plus(index.get(k).times(strides.get(k)))).toList();
    }
  }

  // ---- others -----------------------------------------------------------------------------------------------------

  /// `x` with `interior` copies of `value` between neighbours, then `low` and `high` around it. C1: `value` is a scalar
  /// of the same type. C2: one amount per axis and side. Negative amounts cut away, interior ones are at least 0. C3:
  /// no size becomes negative.
  record Pad(Value x, Value value, List<Dim> low, List<Dim> high, List<Long> interior) implements Op {
    public Pad {
      low = List.copyOf(low);
      high = List.copyOf(high);
      interior = List.copyOf(interior);
    }

    /// Nothing between neighbours.
    public static Pad around(Value x, Value value, List<Long> low, List<Long> high) {
      return new Pad(x, value, low.stream().map(Dim::of).toList(), high.stream().map(Dim::of).toList(),
          low.stream().map(l -> 0L).toList());
    }

    /// The size of an axis of `x` with what stands between its elements: `x + max(x - 1, 0) * interior`.
    public Dim spread(int axis) {
      var size = x.type().dim(axis);
      return interior.get(axis) == 0 ? size : size.plus(size.minus(1).max(Dim.ZERO).times(interior.get(axis)));
    }

    @Override
    public TensorType type() {
      Constraint.check("pad", 1, value.type().equals(new TensorType(x.type().dtype(), Shape.SCALAR)),
          () -> "the value is " + value.type() + ", the operand " + x.type());
      int rank = x.type().rank();
      Constraint.check("pad", 2, low.size() == rank && high.size() == rank
          && interior.size() == rank && interior.stream().allMatch(i -> i >= 0),
          () -> low + ", " + high + " and " + interior + " do not pad " + x.type());
      var shape = new Shape(IntStream.range(0, rank)
          .mapToObj(i -> spread(i).plus(low.get(i)).plus(high.get(i))).toList());
      Constraint.check("pad", 3, Constraint.canExist(shape), () -> x.type() + " padded to " + shape);
      return x.type().withShape(shape);
    }
  }

  /// The operands one after the other along `axis`. C1: at least one operand. C2: the axis exists. C3: equal types and
  /// equal sizes on all other axes.
  record Concatenate(List<Value> args, int axis) implements Op {
    public Concatenate {
      args = List.copyOf(args);
    }

    @Override
    public TensorType type() {
      Constraint.check("concatenate", 1, !args.isEmpty(), () -> "there is no operand");
      var first = args.getFirst().type();
      Constraint.check("concatenate", 2, axis >= 0 && axis < first.rank(), () -> "axis " + axis + " of " + first);
      var dims = new ArrayList<>(first.shape().dims());
      dims.set(axis, Dim.ZERO);
      for (var a : args) {
        var t = a.type();
        Constraint.check("concatenate", 3,
            t.dtype() == first.dtype() && t.rank() == first.rank() && IntStream.range(0, t.rank())
                .allMatch(i -> i == axis || t.dim(i).equalTo(first.dim(i)) != Truth.NO),
            () -> first + " and " + t + " along axis " + axis);
        dims.set(axis, dims.get(axis).plus(t.dim(axis)));
      }
      return first.withShape(new Shape(dims));
    }
  }

  /// Combines all elements along `axes`, which leave the shape. The order is fixed by the op and the shape: when the
  /// last axis that is not 1 is reduced, element i of the flattened reduced axes goes to lane `i % 16` and the lanes
  /// are folded by halves; otherwise in ascending order. C1: the combiner is add, mul, max, min, and, or, and takes the
  /// element type. C2: axes ascend within the rank.
  record Reduce(Value x, ScalarFn combiner, List<Integer> axes) implements Op {
    public Reduce {
      axes = List.copyOf(axes);
    }

    @Override
    public TensorType type() {
      Constraint.check("reduce", 1, Combiners.fits(combiner, x.type().dtype()),
          () -> combiner + " does not combine " + x.type().dtype());
      Constraint.check("reduce", 2, Constraint.ascend(axes, x.type().rank()),
          () -> "axes " + axes + " of " + x.type());
      return x.type().withShape(new Shape(IntStream.range(0, x.type().rank()).filter(i -> !axes.contains(i))
          .mapToObj(x.type()::dim).toList()));
    }
  }

  /// `result[…, i, …] = x[…, 0, …] ∘ … ∘ x[…, i, …]` along `axis`, in ascending order. C1: as for reduce. C2: the axis
  /// exists.
  record CumulativeReduce(Value x, ScalarFn combiner, int axis) implements Op {
    @Override
    public TensorType type() {
      Constraint.check("cumulative_reduce", 1, Combiners.fits(combiner, x.type().dtype()),
          () -> combiner + " does not combine " + x.type().dtype());
      Constraint.check("cumulative_reduce", 2, axis >= 0 && axis < x.type().rank(),
          () -> "axis " + axis + " of " + x.type());
      return x.type();
    }
  }

  /// Combines the elements under a window at each position, in ascending order of the window; elements outside the
  /// operand do not take part. C1: as for reduce. C2: one window entry per axis, sizes, strides, dilations at least 1.
  /// C3: no size becomes negative.
  record ReduceWindow(Value x, ScalarFn combiner, Window window) implements Op {
    @Override
    public TensorType type() {
      Constraint.check("reduce_window", 1, Combiners.fits(combiner, x.type().dtype()),
          () -> combiner + " does not combine " + x.type().dtype());
      Constraint.check("reduce_window", 2, window.rank() == x.type().rank() && window.isValid(),
          () -> window + " over " + x.type());
      var shape = window.over(x.type().shape());
      Constraint.check("reduce_window", 3, Constraint.canExist(shape), () -> window + " over " + x.type());
      return x.type().withShape(shape);
    }
  }

  /// Sums of products: `operands` paired along some axes.
  sealed interface Contraction extends Op permits DotGeneral, Convolution {}

  /// `result[b…, m…, n…] = sum over k… of lhs[b, m, k] * rhs[b, n, k]`, one chain of fused multiply-adds over ascending
  /// k from 0. C1: batch and contracting axes are distinct and exist. C2: paired sizes agree. C3: equal numeric types.
  record DotGeneral(Value lhs, Value rhs, List<Integer> lhsBatch, List<Integer> rhsBatch, List<Integer> lhsContracting,
      List<Integer> rhsContracting) implements Contraction {
    public DotGeneral {
      lhsBatch = List.copyOf(lhsBatch);
      rhsBatch = List.copyOf(rhsBatch);
      lhsContracting = List.copyOf(lhsContracting);
      rhsContracting = List.copyOf(rhsContracting);
    }

    /// The axes of an operand that are neither batch nor contracting.
    static List<Integer> free(Value operand, List<Integer> batch, List<Integer> contracting) {
      return IntStream.range(0, operand.type().rank()).filter(i -> !batch.contains(i) && !contracting.contains(i))
          .boxed().toList();
    }

    public List<Integer> lhsFree() {
      return free(lhs, lhsBatch, lhsContracting);
    }

    public List<Integer> rhsFree() {
      return free(rhs, rhsBatch, rhsContracting);
    }

    @Override
    public TensorType type() {
      return Contractions.type(this);
    }
  }

  /// `result[n, o, p…] = sum over k…, c of x[n, g(o)*C/G + c, p*stride + k*dilation - low] * w[o, c, k…]`, one chain of
  /// fused multiply-adds over ascending (k…, c) from 0; outside `x` is 0. `x` is [N, C, spatial…], `w` is
  /// [O, C/groups, window…]. C1: ranks agree and are at least 3. C2: the window has the sizes of `w` and one entry per
  /// spatial axis. C3: groups divide C and O and `w` has C/groups channels. C4: equal numeric types.
  /// C5: no size becomes negative.
  record Convolution(Value x, Value w, Window window, long groups) implements Contraction {
    @Override
    public TensorType type() {
      return Contractions.type(this);
    }
  }

  /// The same tensor in memory of another order: the identity, made a kernel of its own. `order` lists the axes
  /// outermost first. C1: a permutation of the axes.
  record Relayout(Value x, List<Integer> order) implements Op {
    public Relayout {
      order = List.copyOf(order);
    }

    @Override
    public TensorType type() {
      Constraint.check("relayout", 1, Constraint.areAll(order, x.type().rank()),
          () -> order + " is not an order of the axes of " + x.type());
      return x.type();
    }
  }

  /// A named piece of a model with its meaning: `body` applied to `args`. With more than one result its own value is a
  /// token as that of [Control]. C1: the arguments fit the body's parameters and the body has a result.
  record Composite(String name, List<Value> args, Function body) implements Op {
    public Composite {
      args = List.copyOf(args);
    }

    @Override
    public List<TensorType> results() {
      return body.results().stream().map(Value::type).toList();
    }

    @Override
    public TensorType type() {
      Constraint.check("composite", 1,
          !body.results().isEmpty() && body.parameters().size() == args.size() && IntStream.range(0, args.size())
              .allMatch(i -> body.parameters().get(i).type().equals(args.get(i).type())),
          () -> name + " of " + args.stream().map(Value::type).toList() + " with a body over "
              + body.parameters().stream().map(Value::type).toList());
      return body.results().size() == 1 ? body.results().getFirst().type() : Control.TOKEN;
    }
  }

  /// One result of an op that has several. C1: the op has several results, and this one.
  record Project(Value tuple, int index) implements Op {
    @Override
    public TensorType type() {
      var results = tuple.op().results();
      Constraint.check("project", 1, tuple.type().equals(Control.TOKEN) && index >= 0 && index < results.size(),
          () -> "result " + index + " of " + tuple);
      return results.get(index);
    }
  }

  /// The number `x`; from here on `symbol` is a size of that value, which is known only when the program runs. Bodies
  /// of composites have none. C1: an i64 scalar. C2: a name. A negative number is an error of the run.
  record Bind(Value x, String symbol) implements Op {
    @Override
    public List<String> binds() {
      return List.of(symbol);
    }

    @Override
    public TensorType type() {
      Constraint.check("bind", 1, x.type().equals(new TensorType(DType.I64, Shape.SCALAR)),
          () -> "the size '" + symbol + "' is " + x.type());
      Constraint.check("bind", 2, !symbol.isEmpty(), () -> "a size without a name");
      return x.type();
    }
  }
}
