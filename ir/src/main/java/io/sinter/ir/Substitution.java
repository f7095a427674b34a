package io.sinter.ir;

import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Writes other sizes for those in a function: in its types, the attributes of its ops and the functions they hold.
public final class Substitution {
  private final UnaryOperator<Dim> sizes;

  private Substitution(UnaryOperator<Dim> sizes) {
    this.sizes = sizes;
  }

  /// The op with `by` for symbols.
  public static Op of(Op op, Map<String, Dim> by) {
    return new Substitution(d -> d.substitute(by::get)).op(op);
  }

  /// The function with `by` for symbols.
  public static Function of(Function function, Map<String, Dim> by) {
    return new Substitution(d -> d.substitute(by::get)).function(function);
  }

  private Function function(Function f) {
    var b = new Builder();
    var map = new HashMap<Value, Value>();
    for (var v : f.values()) {
      b.at(v.origin());
      var op = op(v.op().withOperands(map::get));
      map.put(v, op instanceof Op.Parameter p ? b.parameter(p.name(), p.type()) : b.add(op));
    }
    return b.finish(f.name(), f.results().stream().map(map::get).toList(), f.outputs());
  }

  private Op op(Op op) {
    var schema = Schema.of(op);
    boolean changed = false;
    var values = new Object[schema.components().size()];
    for (int i = 0; i < values.length; i++) {
      var c = schema.components().get(i);
      var old = schema.get(op, c);
      values[i] = Schema.isOperand(c) ? old : attribute(old);
      changed |= values[i] != old && !values[i].equals(old);
    }
    return changed ? schema.make(Arrays.asList(values)) : op;
  }

  private Object attribute(Object attribute) {
    return switch (attribute) {
      case Dim d -> sizes.apply(d);
      case Shape s -> shape(s);
      case TensorType t -> t.withShape(shape(t.shape()));
      case List<?> l -> l.stream().map(this::attribute).toList();
      case Function f -> function(f);
      default -> attribute;
    };
  }

  private Shape shape(Shape s) {
    return new Shape(s.dims().stream().map(sizes).toList());
  }
}
