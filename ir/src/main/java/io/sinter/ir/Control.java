package io.sinter.ir;

import io.sinter.runtime.DType;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Ops that run functions as data says. A body is isolated: what it takes from outside are operands, in the order of
/// its parameters; symbols of the surrounding function keep their values in it, and symbols that only its parameters
/// have are bound anew each time it runs.
///
/// An op has `types.size()` results, read by [Op.Project]; its own value is a token without elements. `binds` are the
/// symbols in `types` that are known only when the op has run: each is the whole of some dimension of a result.
public sealed interface Control extends Op permits Control.If, Control.Loop {
  /// The type of what only [Op.Project] reads.
  TensorType TOKEN = new TensorType(DType.BOOL, Shape.of(0));

  List<TensorType> types();

  @Override
  List<String> binds();

  @Override
  default List<TensorType> results() {
    return types();
  }

  private static boolean fits(TensorType actual, TensorType declared) {
    return actual.dtype() == declared.dtype() && actual.shape().equalTo(declared.shape()) != Truth.NO;
  }

  private static boolean takes(Function body, List<Value> args) {
    return body.parameters().size() == args.size() && IntStream.range(0, args.size())
        .allMatch(i -> fits(args.get(i).type(), body.parameters().get(i).type()));
  }

  private static String signature(Function f) {
    return f.parameters().stream().map(Value::type).toList() + " -> " + f.results().stream().map(Value::type).toList();
  }

  /// The results of `then` where `condition` holds, else those of `otherwise`. C1: the condition is a bool scalar.
  /// C2: both functions take the arguments. C3: both give results of the types.
  record If(Value condition, List<Value> args, Function then, Function otherwise, List<TensorType> types,
      List<String> binds) implements Control {
    public If {
      args = List.copyOf(args);
      types = List.copyOf(types);
      binds = List.copyOf(binds);
    }

    @Override
    public TensorType type() {
      Constraint.check("if", 1, condition.type().equals(new TensorType(DType.BOOL, Shape.SCALAR)),
          () -> "the condition is " + condition.type());
      for (var branch : List.of(then, otherwise)) {
        Constraint.check("if", 2, takes(branch, args),
            () -> args.stream().map(Value::type).toList() + " for a branch " + signature(branch));
        Constraint.check("if", 3, branch.results().size() == types.size() && IntStream.range(0, types.size())
            .allMatch(i -> fits(branch.results().get(i).type(), types.get(i))),
            () -> types + " from a branch " + signature(branch));
      }
      return TOKEN;
    }
  }

  /// `for (i = 0; i < trips && condition; i++) condition, carried…, scanned… = body(i, carried…, captured…)`. The
  /// results are the last `carried`, then each `scanned` of all iterations stacked along a new first axis. `i` is an
  /// i64 scalar. C1: `trips` is an i64 scalar, `condition` a bool scalar. C2: the body takes i, `carried` and
  /// `captured`, of which the first `carried` also have the types of the results it gives. C3: it gives a bool scalar,
  /// then one value for each of `carried`, then what is scanned. C4: `types` are those of the results.
  record Loop(Value trips, Value condition, List<Value> carried, List<Value> captured, Function body,
      List<TensorType> types, List<String> binds) implements Control {
    public Loop {
      carried = List.copyOf(carried);
      captured = List.copyOf(captured);
      types = List.copyOf(types);
      binds = List.copyOf(binds);
    }

    /// How many results are stacked.
    public int scanned() {
      return types.size() - carried.size();
    }

    @Override
    public TensorType type() {
      Constraint.check("loop", 1,
          trips.type().equals(new TensorType(DType.I64, Shape.SCALAR))
              && condition.type().equals(new TensorType(DType.BOOL, Shape.SCALAR)),
          () -> trips.type() + " trips while " + condition.type());
      var args = new ArrayList<Value>();
      args.add(trips);
      args.addAll(carried);
      args.addAll(captured);
      Constraint.check("loop", 2, takes(body, args),
          () -> args.stream().map(Value::type).toList() + " for a body " + signature(body));
      Constraint.check("loop", 3,
          body.results().size() == 1 + types.size() && scanned() >= 0
              && body.results().getFirst().type().equals(new TensorType(DType.BOOL, Shape.SCALAR))
              && IntStream.range(0, carried.size()).allMatch(i ->
                  isHandedOn(body.results().get(1 + i).type(), body.parameters().get(1 + i).type())),
          () -> carried.size() + " carried by a body " + signature(body));
      Constraint.check("loop", 4, IntStream.range(0, types.size()).allMatch(this::fitsResult),
          () -> types + " from a body " + signature(body));
      return TOKEN;
    }

    /// Whether what one iteration gives the next may take, in which the sizes of the body's own are others.
    private static boolean isHandedOn(TensorType given, TensorType taken) {
      return given.dtype() == taken.dtype() && given.rank() == taken.rank() && IntStream.range(0, given.rank())
          .allMatch(i -> given.dim(i).constant().isEmpty() || taken.dim(i).constant().isEmpty()
              || given.dim(i).equals(taken.dim(i)));
    }

    private boolean fitsResult(int i) {
      var given = body.results().get(1 + i).type();
      var declared = types.get(i);
      if (i < carried.size()) {
        return fits(given, declared);
      }
      var dims = declared.shape().dims();
      return declared.rank() == given.rank() + 1
          && fits(given, declared.withShape(new Shape(dims.subList(1, dims.size()))));
    }
  }
}
