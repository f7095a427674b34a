package io.sinter;

import io.sinter.ir.Builder;
import io.sinter.ir.Function;
import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.passes.Lowering;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.Signature;
import io.sinter.runtime.Tensor;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;

/// A model that is one function, whatever its inputs are.
record FunctionSource(Function function) implements ModelSource {
  @Override
  public Signature signature() {
    return Lowering.signature(function);
  }

  @Override
  public SortedSet<String> needs() {
    return Collections.emptySortedSet();
  }

  @Override
  public Specialized specialize(Map<String, Tensor> values) {
    return new Specialized(function, Map.of(), Map.of());
  }

  @Override
  public ModelSource with(Map<String, Tensor> values) {
    for (var name : values.keySet()) {
      if (function.parameters().stream().noneMatch(p -> name(p).equals(name))) {
        throw new ModelError(Problem.of("The model has no input '" + name + "'.").given("a value for it")
            .expected("one of " + function.parameters().stream().map(FunctionSource::name).toList()));
      }
    }
    return values.isEmpty() ? this : new FunctionSource(rebuilt(values));
  }

  private static String name(Value parameter) {
    return ((Op.Parameter) parameter.op()).name();
  }

  private Function rebuilt(Map<String, Tensor> values) {
    var b = new Builder();
    var map = new HashMap<Value, Value>();
    for (var p : function.parameters()) {
      var value = values.get(name(p));
      if (value != null && !value.type().equals(p.type())) {
        throw new ModelError(Problem.of("The value of an input does not fit.").where("input '" + name(p) + "'")
            .given(value.type()).expected(p.type() + (p.type().shape().isConstant() ? "" : ", with constant sizes")));
      }
      map.put(p, value == null ? b.parameter(name(p), p.type()) : b.constant(Literal.of(value)));
    }
    for (var v : function.body()) {
      map.put(v, b.at(v.origin()).add(v.op().withOperands(map::get)));
    }
    return b.finish(function.name(), function.results().stream().map(map::get).toList(), function.outputs());
  }
}
