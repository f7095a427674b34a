package io.sinter.onnx;

import io.sinter.ir.Control;
import io.sinter.ir.Function;
import io.sinter.ir.Interpreter;
import io.sinter.ir.Op;
import io.sinter.ir.Schema;
import io.sinter.ir.Value;
import io.sinter.ir.Work;
import io.sinter.runtime.Allowance;
import io.sinter.runtime.Tensor;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Values that do not depend on the model's inputs: those that an operator must know at import are computed then.
final class Constants {
  /// Tensors of more elements are not computed at import.
  static final long LARGEST = 1 << 22;

  /// What takes more work is not computed at import.
  private static final double MOST_WORK = 1 << 29;

  /// What takes more steps is not computed at import, where loops tell only as they run how many they take.
  private static final int MOST_STEPS = 1 << 18;

  /// How much work a loop's body may be to be computed at import.
  private static final double MOST_IN_LOOP = 1 << 12;

  private final Allowance allowance;
  private final Map<Value, Optional<Tensor>> asked = new HashMap<>();

  /// @param allowance what computing may cost
  Constants(Allowance allowance) {
    this.allowance = allowance;
  }

  /// The elements of a value, if they can be known now.
  Optional<Tensor> of(Value value) {
    return value.op() instanceof Op.Constant(var literal) ? Optional.of(literal.tensor())
        : value.type().shape().isConstant() && value.type().shape().elements().isConstant(0)
        ? Optional.of(Tensor.zeros(value.type().dtype(), value.type().shape().toLongs()))
        : asked.computeIfAbsent(value, this::compute);
  }

  private Optional<Tensor> compute(Value value) {
    var seen = new HashSet<Value>();
    var order = new LinkedHashSet<Value>();
    var todo = new ArrayDeque<>(List.of(value));
    double work = 0;
    while (!todo.isEmpty()) {
      var v = todo.peek();
      if (v.op() instanceof Op.Parameter || !Schema.of(v.op()).symbols(v).isEmpty()
          || v.type().shape().elements().asLong() > LARGEST) {
        return Optional.empty();
      }
      var before = todo.size();
      if (seen.add(v)) {
        work += work(v.op());
        v.op().operands().stream().filter(o -> !seen.contains(o)).forEach(todo::push);
      }
      if (todo.size() == before) {
        order.add(todo.pop());
      }
    }
    return work > MOST_WORK ? Optional.empty() : run(List.copyOf(order), value);
  }

  private static double work(Op op) {
    return op instanceof Control.Loop l ? Work.of(l.body()) > MOST_IN_LOOP ? Double.POSITIVE_INFINITY : 0 : Work.of(op);
  }

  /// More steps than are worthwhile.
  private static final class TooLong extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private Optional<Tensor> run(List<Value> body, Value value) {
    var function = new Function("constant", List.of(), body, List.of(value), List.of("value"));
    var steps = new int[1];
    try {
      var tensor = Interpreter.run(function, List.of(), () -> {
        allowance.check(value.origin().toString());
        if (++steps[0] > MOST_STEPS + body.size()) {
          throw new TooLong();
        }
      }).getFirst();
      allowance.take(tensor.byteSize(), value.origin().toString());
      return Optional.of(tensor);
    } catch (TooLong e) {
      return Optional.empty();
    }
  }
}
