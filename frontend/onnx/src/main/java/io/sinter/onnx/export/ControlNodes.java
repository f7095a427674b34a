package io.sinter.onnx.export;

import io.sinter.ir.Control;
import io.sinter.ir.Function;
import io.sinter.ir.Value;
import io.sinter.onnx.proto.GraphProto;
import io.sinter.onnx.proto.ValueInfoProto;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import java.util.ArrayList;
import java.util.List;

/// Nodes that hold bodies. A body names what it takes from the graphs around it.
final class ControlNodes {
  private final FunctionNodes function;

  ControlNodes(FunctionNodes function) {
    this.function = function;
  }

  /// The names of the results, whose sizes are known from then on.
  List<String> of(Control c) {
    var results = switch (c) {
      case Control.If i -> branch(i);
      case Control.Loop l -> loop(l);
    };
    for (int i = 0; i < results.size(); i++) {
      var type = c.types().get(i);
      for (int axis = 0; axis < type.rank(); axis++) {
        for (var symbol : c.binds()) {
          if (type.dim(axis).equals(Dim.symbol(symbol))) {
            function.sizes().bind(symbol, results.get(i), axis);
          }
        }
      }
    }
    return results;
  }

  private List<String> branch(Control.If i) {
    var args = function.names(i.args());
    return function.graph().nodes("If", List.of(function.name(i.condition())), i.types().size(),
        Attributes.of("then_branch", body(i.then(), args, List.of(), i.types())),
        Attributes.of("else_branch", body(i.otherwise(), args, List.of(), i.types())));
  }

  private List<String> loop(Control.Loop l) {
    var graph = function.graph();
    var inputs = new ArrayList<>(List.of(function.name(l.trips()), function.name(l.condition())));
    inputs.addAll(function.names(l.carried()));
    var index = graph.unique("iteration");
    var own = new ArrayList<>(List.of(Types.inner(index, new TensorType(DType.I64, Shape.SCALAR)),
        Types.inner(graph.unique("going"), new TensorType(DType.BOOL, Shape.SCALAR))));
    var names = new ArrayList<>(List.of(index));
    for (int i = 0; i < l.carried().size(); i++) {
      names.add(graph.unique("carried"));
      own.add(Types.inner(names.getLast(), l.body().parameters().get(1 + i).type()));
    }
    names.addAll(function.names(l.captured()));
    var types = l.body().results().stream().map(Value::type).toList();
    return graph.nodes("Loop", inputs, l.types().size(), Attributes.of("body", body(l.body(), names, own, types)));
  }


  private GraphProto body(Function body, List<String> args, List<ValueInfoProto> inputs,
      List<TensorType> types) {
    var inner = function.inner();
    var results = inner.write(body, args);
    var names = body.outputs().stream().map(function.graph()::unique).toList();
    inner.graph().outputs(results, names);
    var proto = GraphProto.newBuilder().setName(body.name().isEmpty() ? "body" : body.name()).addAllInput(inputs)
        .addAllNode(inner.graph().nodes());
    for (int i = 0; i < names.size(); i++) {
      proto.addOutput(Types.inner(names.get(i), types.get(i)));
    }
    return proto.build();
  }
}
