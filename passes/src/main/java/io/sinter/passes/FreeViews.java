package io.sinter.passes;

import io.sinter.ir.Control;
import io.sinter.ir.Counting;
import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.Dim;
import java.util.List;
import java.util.stream.IntStream;

/// Values that cost nothing: constants, parameters, counts, and views whose index map is substituted into the indices
/// of their readers. A reshape that mixes axes is no such view: it is another name for a stored row-major array, except
/// over a constant or a count.
final class FreeViews {
  private FreeViews() {}

  static boolean isFree(Value v) {
    return switch (v.op()) {
      case Op.Constant _, Op.Parameter _, Counting _ -> true;
      case Op.Reshape r -> ChooseLayout.isTrivial(r) || isLeaf(ChooseLayout.unreshaped(r.x()));
      case Op.View _ -> true;
      case Op.Elementwise _, Op.Pad _, Op.Concatenate _, Op.Reduce _, Op.ReduceWindow _, Op.Contraction _,
           Op.Relayout _, Op.Composite _, Indexed _, Op.CumulativeReduce _, Control _, Op.Project _, Op.Bind _ ->
          false;
    };
  }

  /// Whether a value has an element at any index without an array that the function computes.
  private static boolean isLeaf(Value v) {
    return v.op() instanceof Op.Constant || v.op() instanceof Counting;
  }

  /// What a free view shows in the end; other values themselves.
  static Value resolve(Value v) {
    while (isFree(v) && v.op() instanceof Op.View view) {
      v = view.x();
    }
    return v;
  }

  /// Which element of `v` the views from `operand` down to it show at `index`.
  static List<Dim> source(Value operand, Value v, List<Dim> index) {
    var at = index;
    for (var x = operand; x != v; ) {
      var view = (Op.View) x.op();
      at = view.source(at);
      x = view.x();
    }
    return at;
  }

  /// Whether the views that `operand` is repeat no element.
  static boolean repeatsNothing(Value operand) {
    for (var x = operand; isFree(x) && x.op() instanceof Op.View view; x = view.x()) {
      if (view instanceof Op.Broadcast b && repeats(b)) {
        return false;
      }
    }
    return true;
  }

  private static boolean repeats(Op.Broadcast b) {
    return IntStream.range(0, b.shape().rank()).anyMatch(i -> b.axes().contains(i)
        ? !b.x().type().dim(b.axes().indexOf(i)).equals(b.shape().get(i)) : !b.shape().get(i).isConstant(1));
  }
}
