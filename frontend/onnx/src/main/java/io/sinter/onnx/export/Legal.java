package io.sinter.onnx.export;

import io.sinter.ir.Assert;
import io.sinter.ir.Builder;
import io.sinter.ir.Control;
import io.sinter.ir.Counting;
import io.sinter.ir.Function;
import io.sinter.ir.Indexed;
import io.sinter.ir.Interpreter;
import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import io.sinter.runtime.UnsupportedError;
import io.sinter.runtime.UnsupportedError.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Rewrites a function so that each op has an operator of ONNX that means the same: in element types that it takes,
/// with indices inside of their axes, without composites that ONNX does not know. Checks at run time are left out.
final class Legal {
  private final Builder builder = new Builder();
  private final List<Node> problems;

  private Legal(List<Node> problems) {
    this.problems = problems;
  }

  /// @throws UnsupportedError naming all values that ONNX cannot express
  static Function of(Function function) {
    var problems = new ArrayList<Node>();
    var legal = new Legal(problems).rewritten(function);
    if (!problems.isEmpty()) {
      throw new UnsupportedError(problems);
    }
    return legal;
  }

  private Function rewritten(Function f) {
    var args = f.parameters().stream().map(p -> builder.at(p.origin())
        .parameter(((Op.Parameter) p.op()).name(), p.type())).toList();
    return builder.finish(f.name(), inline(f, args), f.outputs());
  }

  /// The results of a function over values of the new one.
  private List<Value> inline(Function f, List<Value> args) {
    var map = new HashMap<Value, List<Value>>();
    for (int i = 0; i < args.size(); i++) {
      map.put(f.parameters().get(i), List.of(args.get(i)));
    }
    for (var v : f.body()) {
      if (!v.origin().places().isEmpty()) {
        builder.at(v.origin());
      }
      map.put(v, values(v, map));
    }
    return f.results().stream().map(r -> map.get(r).getFirst()).toList();
  }

  private List<Value> values(Value v, Map<Value, List<Value>> map) {
    if (v.op() instanceof Op.Project(var tuple, var index)) {
      return List.of(map.get(tuple).get(index));
    }
    return switch (v.op().withOperands(o -> map.get(o).getFirst())) {
      case Control.If i -> projected(new Control.If(
          i.condition(), i.args(), body(i.then()), body(i.otherwise()), i.types(), i.binds()));
      case Control.Loop l -> loop(l);
      case Op.Composite c when !CompositeNodes.has(c) -> inline(c.body(), c.args());
      case Op op -> List.of(add(op));
    };
  }

  private Function body(Function f) {
    return new Legal(problems).rewritten(f);
  }

  private List<Value> projected(Control op) {
    var tuple = keep(op);
    return IntStream.range(0, op.types().size()).mapToObj(i -> keep(new Op.Project(tuple, i))).toList();
  }

  /// The results of a loop.
  List<Value> loop(Control.Loop l) {
    return projected(new Control.Loop(
        l.trips(), l.condition(), l.carried(), l.captured(), body(l.body()), l.types(), l.binds()));
  }

  /// The value of an op, however it must be written.
  Value add(Op op) {
    var type = op.type();
    if (type.shape().dims().contains(Dim.ZERO) && !(op instanceof Control)) {
      return nothing(type);
    }
    var value = op instanceof Op.View view && view.x().op() instanceof Op.Constant && type.shape().isConstant()
        && !(op instanceof Op.Broadcast) ? folded(op) : rewritten(op);
    if (!value.type().equals(type)) {
      throw new IllegalStateException("not the type " + type + ": " + value + " for " + op);
    }
    return value;
  }

  private Value rewritten(Op op) {
    return switch (op) {
      case Op.Apply a -> LegalScalars.of(this, a);
      case Op.Convert c -> LegalConversions.of(this, c);
      case Op.Bitcast c -> LegalConversions.of(this, c);
      case Assert a -> a.x();
      case Op.Relayout r -> r.x();
      case Op.Broadcast b -> b.type().equals(b.x().type()) ? b.x() : repeated(b);
      case Op.Transpose t -> isIdentity(t.permutation()) ? t.x() : keep(t);
      case Op.Reshape r -> r.type().equals(r.x().type()) ? r.x() : keep(r);
      case Op.Pad p -> LegalPads.of(this, p);
      case Op.Reduce r -> LegalReductions.of(this, r);
      case Op.CumulativeReduce c -> LegalReductions.of(this, c);
      case Op.ReduceWindow r -> LegalWindows.of(this, r);
      case Op.DotGeneral d -> LegalProducts.of(this, d);
      case Op.Convolution c -> LegalConvolutions.of(this, c);
      case Indexed.Gather g -> LegalIndices.of(this, g);
      case Indexed.Scatter s -> LegalScatters.of(this, s);
      case Op.Concatenate c -> c.args().size() == 1 ? c.args().getFirst() : keep(c);
      case Op.Slice _, Op.Constant _, Counting _, Op.Bind _, Op.Composite _ -> keep(op);
      case Op.Parameter _, Control _, Op.Project _ -> throw new IllegalStateException("not an op of a body: " + op);
    };
  }

  /// Expand is common for all types but bf16.
  private Value repeated(Op.Broadcast b) {
    return b.type().dtype() != DType.BF16 ? keep(b)
        : convert(keep(new Op.Broadcast(convert(b.x(), DType.F32), b.shape(), b.axes())), DType.BF16);
  }

  static boolean isIdentity(List<Integer> permutation) {
    return IntStream.range(0, permutation.size()).allMatch(i -> permutation.get(i) == i);
  }

  private Value folded(Op op) {
    var b = new Builder();
    var value = b.add(op.withOperands(o -> b.add(o.op())));
    var tensor = Interpreter.run(b.finish("constant", List.of(value), List.of("value")), List.of()).getFirst();
    return builder.constant(Literal.of(tensor));
  }

  /// A tensor without elements.
  private Value nothing(TensorType type) {
    return type.shape().isConstant() ? builder.constant(Literal.of(Tensor.zeros(type.dtype(), type.shape().toLongs())))
        : builder.broadcast(builder.constant(Literal.of(Tensor.zeros(type.dtype()))), type.shape());
  }

  // ---- what the rules build with -----------------------------------------------------------------------------------

  /// The value of an op that is as it must be.
  Value keep(Op op) {
    return builder.add(op);
  }

  /// Says that ONNX has nothing for an op. What it returns stands in no model.
  Value problem(Op op, String what, String alternative) {
    var origin = builder.origin().toString();
    problems.add(new Node(origin.isEmpty() ? "a value of type " + op.type() : origin, what, alternative));
    return splat(op.type(), 0);
  }

  Value apply(ScalarFn fn, Value... args) {
    return add(new Op.Apply(fn, List.of(args)));
  }

  Value convert(Value x, DType to) {
    return add(new Op.Convert(x, to));
  }

  Value reshape(Value x, Shape shape) {
    return add(new Op.Reshape(x, shape));
  }

  Value transpose(Value x, List<Integer> permutation) {
    return add(new Op.Transpose(x, permutation));
  }

  Value slice(Value x, List<Dim> start, Shape sizes, List<Long> strides) {
    return add(new Op.Slice(x, start, sizes, strides));
  }

  /// A number everywhere; it is converted to the type.
  Value splat(TensorType type, double number) {
    return builder.broadcast(builder.scalar(type.dtype(), number), type.shape());
  }

  Value scalar(DType type, double number) {
    return builder.scalar(type, number);
  }

  Value constant(Tensor tensor) {
    return builder.constant(Literal.of(tensor));
  }

  /// A size everywhere in a shape, in an integer type.
  Value size(Dim size, DType type, Shape shape) {
    return size.constant().isPresent() ? splat(new TensorType(type, shape), size.asLong())
        : broadcast(convert(keep(new Counting.Size(size)), type), shape);
  }

  Value broadcast(Value x, Shape shape) {
    return builder.broadcast(x, shape);
  }

  /// `x` with the shape of the first axes of `shape`, repeated along the others.
  Value spread(Value x, Shape shape) {
    return builder.spread(x, shape, IntStream.range(x.type().rank(), shape.rank()).boxed().toList());
  }
}
