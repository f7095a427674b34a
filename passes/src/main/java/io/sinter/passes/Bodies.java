package io.sinter.passes;

import io.sinter.ir.Builder;
import io.sinter.ir.Control;
import io.sinter.ir.Counting;
import io.sinter.ir.Function;
import io.sinter.ir.Indexed;
import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// The functions that ops hold.
final class Bodies {
  private Bodies() {}

  /// Whether some op of the function runs a function of its own.
  static boolean hasControl(Function function) {
    return function.body().stream().anyMatch(v -> v.op() instanceof Control);
  }

  /// How many values a function has, those of the bodies of its control ops included.
  static int size(Function function) {
    return (int) values(function).count();
  }

  /// The values of a function but for its parameters, each control op followed by those of its bodies.
  static Stream<Value> values(Function function) {
    return function.body().stream().flatMap(v -> v.op() instanceof Control c
        ? Stream.concat(Stream.of(v), of(c).stream().flatMap(Bodies::values)) : Stream.of(v));
  }

  /// The bytes of all constants, equal ones once.
  static long constantBytes(Function function) {
    return values(function).map(Value::op)
        .flatMap(op -> op instanceof Op.Constant(var literal) ? Stream.of(literal) : Stream.of()).distinct()
        .mapToLong(Literal::byteSize).sum();
  }

  static List<Function> of(Control op) {
    return switch (op) {
      case Control.If i -> List.of(i.then(), i.otherwise());
      case Control.Loop l -> List.of(l.body());
    };
  }

  /// The function with each body of its control ops replaced, those inside of bodies not.
  static Function mapControl(Function function, UnaryOperator<Function> map) {
    return hasControl(function)
        ? Builder.rebuild(function, (b, op, old) -> b.add(op instanceof Control ? map(op, map) : op))
        : function;
  }

  /// The op over other bodies.
  static Op map(Op op, UnaryOperator<Function> map) {
    return switch (op) {
      case Control.If i -> {
        var then = map.apply(i.then());
        var otherwise = map.apply(i.otherwise());
        yield then == i.then() && otherwise == i.otherwise() ? i
            : new Control.If(i.condition(), i.args(), then, otherwise, i.types(), i.binds());
      }
      case Control.Loop l -> {
        var body = map.apply(l.body());
        yield body == l.body() ? l
            : new Control.Loop(l.trips(), l.condition(), l.carried(), l.captured(), body, l.types(), l.binds());
      }
      case Op.Composite c -> {
        var body = map.apply(c.body());
        yield body == c.body() ? c : new Op.Composite(c.name(), c.args(), body);
      }
      case Op.Parameter _, Op.Constant _, Counting _, Op.Elementwise _, Op.View _, Op.Pad _, Op.Concatenate _,
           Indexed _, Op.Reduce _, Op.CumulativeReduce _, Op.ReduceWindow _, Op.Contraction _, Op.Relayout _,
           Op.Project _, Op.Bind _ -> op;
    };
  }
}
