package io.sinter.onnx;

import io.sinter.ir.Builder;
import io.sinter.ir.Op;
import io.sinter.ir.Schema;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Measure;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// One function under construction: what nodes are imported into, and what is known of its values.
final class FunctionScope {
  private final ModelScope model;
  private final Optional<FunctionScope> around;
  private final Map<Value, Value> captured = new LinkedHashMap<>();
  private final Map<String, Value> bound = new HashMap<>();
  private final Set<String> parameters = new HashSet<>();
  private final Builder builder = new Builder();
  private final Constants constants;
  private final SizeArithmetic arithmetic = new SizeArithmetic();

  private FunctionScope(ModelScope model, Optional<FunctionScope> around) {
    this.model = model;
    this.around = around;
    this.constants = new Constants(model.allowance());
  }

  FunctionScope(ModelScope model) {
    this(model, Optional.empty());
  }

  /// A body that stands in an op of this function.
  FunctionScope body() {
    return new FunctionScope(model, Optional.of(this));
  }

  /// Whether it is a body that stands in an op of another function.
  boolean isBody() {
    return around.isPresent();
  }

  /// What a body takes from the function around it, each with the parameter that stands for it.
  Map<Value, Value> captured() {
    return captured;
  }

  /// The parameter of a body that stands for a value of the function around it.
  Value capture(Value outer, String name) {
    return captured.computeIfAbsent(outer, o -> parameter(name, o.type()));
  }

  /// A parameter of that name, or of a similar one where it is taken.
  Value parameter(String name, TensorType type) {
    return builder.parameter(Symbols.free(name, parameters), type);
  }

  ModelScope model() {
    return model;
  }

  Builder builder() {
    return builder;
  }

  Constants constants() {
    return constants;
  }

  SizeArithmetic arithmetic() {
    return arithmetic;
  }

  /// The elements of a small tensor of integers or truth values, if all are known as expressions of the sizes.
  Optional<Sizes> sizes(Value value) {
    return Sizes.holds(value.type())
        ? arithmetic.sizes(value).or(() -> constants.of(value).map(Sizes::of)) : Optional.empty();
  }

  /// The number that stands at `index` in row-major order, as a scalar of i64.
  Value element(Value x, int index) {
    var known = arithmetic.number(x, index);
    if (known.isPresent()) {
      return Measure.of(builder, known.get());
    }
    var scalar = x;
    if (x.type().rank() > 0) {
      var flat = reshape(x, Shape.of(x.type().shape().elements()));
      scalar = reshape(flat.type().dim(0).isConstant(1) ? flat
          : builder.add(new Op.Slice(flat, List.of(Dim.of(index)), Shape.of(1), List.of(1L))), Shape.SCALAR);
    }
    return scalar.type().dtype() == DType.I64 ? scalar : builder.add(new Op.Convert(scalar, DType.I64));
  }

  private Value reshape(Value x, Shape shape) {
    return x.type().shape().equals(shape) ? x : builder.add(new Op.Reshape(x, shape));
  }

  /// A number as a size: the expression where it is known, or else a symbol that gets the value at run time. One value
  /// gets one symbol. Only numbers that are never negative can be sizes; a negative one is an error of the run.
  ///
  /// @param number an i64 scalar
  /// @param hint what to call the symbol
  Dim size(Value number, String hint) {
    var known = arithmetic.number(number, 0);
    if (known.isPresent()) {
      return known.get();
    }
    var symbol = model.symbols().fresh(hint);
    var name = symbol.symbols().iterator().next();
    builder.add(new Op.Bind(number, name));
    arithmetic.name(number, symbol);
    bound.put(name, number);
    return symbol;
  }

  /// The inputs of the model that a value is computed from, if there are some and it is reasonable to compile anew for
  /// each value that they have: they are integers, truth values, or one number.
  Optional<SortedSet<String>> inputsBehind(Value value) {
    var inputs = new TreeSet<String>();
    var seen = new HashSet<Value>();
    var todo = new ArrayDeque<>(List.of(value));
    while (!todo.isEmpty()) {
      var v = todo.pop();
      if (!seen.add(v)) {
        continue;
      }
      if (v.op() instanceof Op.Parameter p) {
        var behind = around.isPresent() ? outside(v) : isReasonable(v.type()) ? Optional.of(Set.of(p.name()))
            : Optional.<Set<String>>empty();
        if (behind.isEmpty()) {
          return Optional.empty();
        }
        inputs.addAll(behind.get());
      }
      todo.addAll(v.op().operands());
      Schema.of(v.op()).symbols(v).stream().filter(bound::containsKey).map(bound::get).forEach(todo::add);
    }
    return inputs.isEmpty() ? Optional.empty() : Optional.of(inputs);
  }

  private static boolean isReasonable(TensorType type) {
    return type.dtype().isInteger() || type.dtype() == DType.BOOL || type.shape().elements().isConstant(1);
  }

  private Optional<? extends Set<String>> outside(Value parameter) {
    return captured.entrySet().stream().filter(e -> e.getValue() == parameter).map(Map.Entry::getKey).findFirst()
        .flatMap(outer -> around.flatMap(a -> a.inputsBehind(outer)));
  }
}
