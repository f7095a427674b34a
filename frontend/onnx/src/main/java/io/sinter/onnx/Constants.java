package io.sinter.onnx;

import io.sinter.ir.Function;
import io.sinter.ir.Interpreter;
import io.sinter.ir.Op;
import io.sinter.ir.Schema;
import io.sinter.ir.Value;
import io.sinter.runtime.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Values that do not depend on the model's inputs: those that an operator must know at import are computed then.
final class Constants {
  /// Tensors of more elements are not computed at import.
  static final long LARGEST = 1 << 22;

  private final Map<Value, Optional<Tensor>> asked = new HashMap<>();

  /// The elements of a value, if they can be known now.
  Optional<Tensor> of(Value value) {
    return value.op() instanceof Op.Constant(var literal) ? Optional.of(literal.tensor())
        : value.type().shape().isConstant() && value.type().shape().elements().isConstant(0)
        ? Optional.of(Tensor.zeros(value.type().dtype(), value.type().shape().toLongs()))
        : asked.computeIfAbsent(value, Constants::compute);
  }

  private static Optional<Tensor> compute(Value value) {
    var seen = new HashSet<Value>();
    var order = new ArrayList<Value>();
    var todo = new ArrayDeque<>(List.of(value));
    while (!todo.isEmpty()) {
      var v = todo.peek();
      var shape = v.type().shape();
      if (v.op() instanceof Op.Parameter || !Schema.of(v.op()).symbols(v).isEmpty()
          || shape.elements().asLong() > LARGEST) {
        return Optional.empty();
      }
      var before = todo.size();
      if (seen.add(v)) {
        v.op().operands().stream().filter(o -> !seen.contains(o)).forEach(todo::push);
      }
      if (todo.size() == before) {
        order.add(todo.pop());
      }
    }
    var body = order.stream().distinct().toList();
    var function = new Function("constant", List.of(), body, List.of(value), List.of("value"));
    return Optional.of(Interpreter.run(function, List.of()).getFirst());
  }
}
