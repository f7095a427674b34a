package io.sinter;

import io.sinter.ir.Assert;
import io.sinter.ir.Control;
import io.sinter.ir.Counting;
import io.sinter.ir.Function;
import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.Tensor;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// Made-up inputs: the same for the same seed, on every machine. Floats are normally distributed around 0; integers
/// that the model uses as indices lie within the axis they choose from, others are 0 to 3.
public final class RandomInputs {
  private static final int SMALL = 4;

  private RandomInputs() {}

  /// One tensor for a parameter, independent of what other parameters get.
  ///
  /// @param sizes a value for each named size
  /// @throws ModelError when the sizes make a tensor that cannot be, or the parameter takes strings
  public static Tensor of(Function function, Value parameter, Map<String, Long> sizes, long seed) {
    var type = parameter.type();
    if (type.dtype() == DType.STRING) {
      throw new ModelError(Problem.of("Strings cannot be made up.").where(place(parameter)).given(type)
          .tryThis("pass a file with the input"));
    }
    var random = new Random(31 * seed + function.parameters().indexOf(parameter));
    var tensor = Tensor.zeros(type.dtype(), type.shape().evaluate(sizes));
    int limit = limit(function, parameter, sizes);
    var values = new double[tensor.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = type.dtype().isFloat() ? random.nextGaussian()
          : random.nextInt(type.dtype() == DType.BOOL ? 2 : limit);
    }
    return Tensor.fromDoubles(type.dtype(), tensor.shape(), values);
  }

  /// All inputs.
  public static List<Tensor> of(Function function, Map<String, Long> sizes, long seed) {
    return function.parameters().stream().map(p -> of(function, p, sizes, seed)).toList();
  }

  private static String place(Value parameter) {
    return "input '" + ((Op.Parameter) parameter.op()).name() + "'";
  }

  /// What integers of a parameter stay below: the smallest axis they choose from.
  private static int limit(Function function, Value parameter, Map<String, Long> sizes) {
    long limit = Long.MAX_VALUE;
    var todo = new ArrayDeque<>(List.of(parameter));
    var seen = new HashSet<Value>();
    while (!todo.isEmpty()) {
      var x = todo.remove();
      for (var user : function.body()) {
        if (user.op().operands().contains(x) && seen.add(user)) {
          var use = use(user.op(), x);
          limit = Math.min(limit, use.chosenFrom().map(axis -> axis.evaluate(sizes)).orElse(limit));
          if (use.handsOn()) {
            todo.add(user);
          }
        }
      }
    }
    return limit == Long.MAX_VALUE ? SMALL : Math.clamp(limit, 1, Integer.MAX_VALUE);
  }

  /// What an op does with integers.
  ///
  /// @param chosenFrom the size of the axis that they are indices of
  /// @param handsOn whether they are among its results
  private record Use(Optional<Dim> chosenFrom, boolean handsOn) {}

  private static Use use(Op op, Value x) {
    return switch (op) {
      case Op.View _, Op.Concatenate _, Op.Convert _, Op.Relayout _, Assert _ -> new Use(Optional.empty(), true);
      case Op.Apply a -> new Use(Optional.empty(), a.type().dtype().isInteger());
      case Indexed i -> new Use(Optional.of(i.indices().indexOf(x)).filter(k -> k >= 0)
          .map(k -> i.x().type().dim(i.axes().get(k))), false);
      case Op.Parameter _, Op.Constant _, Op.Bitcast _, Op.Pad _, Op.Reduce _, Op.ReduceWindow _, Op.Contraction _,
           Op.Composite _, Counting _, Op.CumulativeReduce _, Control _, Op.Project _, Op.Bind _ ->
          new Use(Optional.empty(), false);
    };
  }
}
