package io.sinter.ir;

import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// Makes functions. Building the same op twice gives the same value, so common subexpressions merge by construction.
public final class Builder {
  private final Map<Op, Value> interned = new LinkedHashMap<>();
  private final Set<Value> parameters = new LinkedHashSet<>();
  private Origin origin = Origin.NONE;

  /// Nothing built yet.
  public Builder() {}

  /// The origin that the following values get.
  public Builder at(Origin place) {
    origin = place;
    return this;
  }

  public Origin origin() {
    return origin;
  }

  public Value parameter(String name, TensorType type) {
    var value = add(new Op.Parameter(name, type));
    parameters.add(value);
    return value;
  }

  /// The value of an op; checks its type rule.
  public Value add(Op op) {
    var known = interned.get(op);
    if (known != null) {
      return known;
    }
    TensorType type;
    try {
      type = op.type();
    } catch (ModelError e) {
      throw origin.places().isEmpty() ? e : e.at(origin.toString());
    }
    var value = new Value(op, type, origin);
    interned.put(op, value);
    return value;
  }

  public Value constant(Literal literal) {
    return add(new Op.Constant(literal));
  }

  public Value scalar(DType type, double value) {
    return constant(Literal.scalar(type, value));
  }

  public Value apply(ScalarFn fn, Value... args) {
    return add(new Op.Apply(fn, List.of(args)));
  }

  /// `x` repeated to `shape`, its axes aligned at the right as in ONNX and NumPy.
  public Value broadcast(Value x, Shape shape) {
    if (x.type().shape().equals(shape)) {
      return x;
    }
    int shift = shape.rank() - x.type().rank();
    return add(new Op.Broadcast(x, shape, IntStream.range(0, x.type().rank()).map(i -> i + shift).boxed().toList()));
  }

  /// A scalar constant repeated to the shape of `like`.
  public Value splat(Value like, double value) {
    return broadcast(scalar(like.type().dtype(), value), like.type().shape());
  }

  /// `x`, which lacks `axes` of `shape`, repeated along them.
  public Value spread(Value x, Shape shape, List<Integer> axes) {
    return add(new Op.Broadcast(x, shape,
        IntStream.range(0, shape.rank()).filter(i -> !axes.contains(i)).boxed().toList()));
  }

  /// The live values in definition order as a function.
  public Function finish(String name, List<Value> results, List<String> outputs) {
    var all = new ArrayList<>(interned.values());
    var live = new HashSet<>(results);
    var sizes = new HashSet<String>();
    for (var v : all.reversed()) {
      if (live.contains(v) || v.op().binds().stream().anyMatch(sizes::contains)) {
        live.add(v);
        live.addAll(v.op().operands());
        sizes.addAll(Schema.of(v.op()).symbols(v));
      }
    }
    var body = all.stream().filter(v -> live.contains(v) && !(v.op() instanceof Op.Parameter)).toList();
    return new Function(name, List.copyOf(parameters), body, results, outputs);
  }

  /// Rebuilds `function` op by op: `rewrite` gets each op over the new operands and may return another value.
  public static Function rebuild(Function function, Rewrite rewrite) {
    var b = new Builder();
    var map = new java.util.HashMap<Value, Value>();
    for (var v : function.values()) {
      b.at(v.origin());
      var op = v.op().withOperands(map::get);
      if (op instanceof Op.Parameter p) {
        map.put(v, b.parameter(p.name(), p.type()));
      } else {
        map.put(v, rewrite.of(b, op, v));
      }
    }
    return b.finish(function.name(), function.results().stream().map(map::get).toList(), function.outputs());
  }

  /// What becomes of an op when a function is rebuilt.
  @FunctionalInterface
  public interface Rewrite {
    /// @param op the op over operands of the new function
    /// @param old its value in the old function
    Value of(Builder b, Op op, Value old);
  }

  /// The values of `function`'s results with `args` for its parameters.
  public List<Value> inline(Function function, List<Value> args) {
    var map = new java.util.HashMap<Value, Value>();
    for (int i = 0; i < args.size(); i++) {
      map.put(function.parameters().get(i), args.get(i));
    }
    for (var v : function.body()) {
      map.put(v, add(v.op().withOperands(map::get)));
    }
    return function.results().stream().map(map::get).toList();
  }
}
