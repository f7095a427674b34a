package io.sinter.runtime;

import io.sinter.runtime.Program.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a step with programs within it leaves: arrays for later steps, and the sizes that those bind.
///
/// @param made which of the frame's made arrays each result is
record Results(List<Integer> made, List<TensorType> types, List<String> binds, String origin) {
  static Results of(
      Program program, List<Integer> buffers, List<TensorType> types, List<String> binds, String origin) {
    var made = buffers.stream().map(b -> ((Source.Made) program.buffers().get(b).source()).index()).toList();
    return new Results(made, types, binds, origin);
  }

  /// Leaves the i-th result. A symbol that is the whole of one of its dimensions is bound, unless an earlier result has
  /// done so.
  void leave(Frame frame, int i, Tensor tensor) {
    var type = types.get(i);
    if (tensor.dtype() != type.dtype() || tensor.rank() != type.rank()) {
      throw new CompilerBug(origin, "A result that is declared as " + type + " is " + tensor.type() + ".");
    }
    for (var symbol : binds) {
      int axis = type.shape().dims().indexOf(Dim.symbol(symbol));
      if (axis >= 0 && !frame.sizes().know(Dim.symbol(symbol))) {
        frame.sizes().bind(symbol, tensor.dim(axis));
      }
    }
    frame.leave(made.get(i), tensor);
  }

  /// Begins what waits for the results, of which `all` have been left.
  ///
  /// @throws ModelError when one is not of the declared sizes
  void finish(Frame frame, @Nullable Tensor[] all, Run run) {
    for (int i = 0; i < types.size(); i++) {
      var dims = types.get(i).shape().dims();
      for (int d = 0; d < dims.size(); d++) {
        long wanted = frame.sizes().value(dims.get(d), origin);
        if (all[i].dim(d) != wanted) {
          var at = frame.sizes().toString();
          throw new ModelError(Problem.of("A result has another size than the model says.").where(origin)
              .given(all[i].type()).expected(types.get(i) + (at.isEmpty() ? "" : " with " + at)));
        }
      }
    }
    if (!binds.isEmpty()) {
      frame.enter(run);
    }
  }
}
