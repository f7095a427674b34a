package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;

import io.sinter.ir.Counting;
import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Sums of products named by their indices: the operands are paired from the left, and each index is summed as soon as
/// no later operand has it.
final class EinsumOps {
  static final List<Operator> TABLE = List.of(of("Einsum", 12, EinsumOps::einsum));

  /// A tensor and the names of its axes, which are distinct.
  private record Named(Value x, List<String> axes) {}

  private final OnnxNode n;
  private final Equation equation;

  private EinsumOps(OnnxNode n, Equation equation) {
    this.n = n;
    this.equation = equation;
  }

  private static Value einsum(OnnxNode n) {
    var operands = n.values();
    var ranks = operands.stream().map(v -> v.type().rank()).toList();
    var equation = Equation.parse(n, n.attributes().string("equation"), ranks);
    return new EinsumOps(n, equation).contract(operands);
  }

  private Value contract(List<Value> operands) {
    var sizes = sizes(operands);
    var left = new ArrayList<Named>();
    for (int i = 0; i < operands.size(); i++) {
      left.add(full(distinct(new Named(operands.get(i), equation.operands().get(i))), sizes));
    }
    var result = summed(left.removeFirst(), left);
    while (!left.isEmpty()) {
      var next = left.removeFirst();
      var others = new ArrayList<>(left);
      others.add(result);
      result = product(result, summed(next, others), left);
    }
    return ordered(result, equation.result());
  }

  /// The size of each index: that which is not 1, where there is one.
  private Map<String, Dim> sizes(List<Value> operands) {
    var sizes = new HashMap<String, Dim>();
    for (int i = 0; i < operands.size(); i++) {
      var names = equation.operands().get(i);
      for (int axis = 0; axis < names.size(); axis++) {
        sizes.merge(names.get(axis), operands.get(i).type().dim(axis), (a, b) -> a.isConstant(1) ? b : a);
      }
    }
    return sizes;
  }

  /// The operand without axes of size 1 of an index that has another size.
  private Named full(Named operand, Map<String, Dim> sizes) {
    var x = operand.x();
    var axes = operand.axes();
    var kept = IntStream.range(0, axes.size())
        .filter(i -> !x.type().dim(i).isConstant(1) || sizes.get(axes.get(i)).isConstant(1)).boxed().toList();
    return kept.size() == axes.size() ? new Named(x, axes) : new Named(
        ShapeOps.reshape(n, x, new Shape(kept.stream().map(x.type()::dim).toList())),
        kept.stream().map(axes::get).toList());
  }

  /// The diagonal of axes of one name.
  private Named distinct(Named operand) {
    var axes = operand.axes();
    for (int second = 1; second < axes.size(); second++) {
      int first = axes.indexOf(axes.get(second));
      if (first < second) {
        int other = second;
        var square = square(operand.x(), first, second);
        var along = n.builder().add(new Counting.Iota(new Shape(List.of(square.type().dim(first))), 0));
        var diagonal = n.builder().add(new Indexed.Gather(square, List.of(along, along), List.of(first, second)));
        var names = new ArrayList<>(List.of(axes.get(first)));
        IntStream.range(0, axes.size()).filter(i -> i != first && i != other).forEach(i -> names.add(axes.get(i)));
        return distinct(new Named(diagonal, names));
      }
    }
    return operand;
  }

  /// `x` whose two axes are of one size, which the run checks where it is not known.
  private Value square(Value x, int first, int second) {
    var dims = new ArrayList<>(x.type().shape().dims());
    n.require(dims.get(first).equalTo(dims.get(second)) != Truth.NO, "The axes of a diagonal differ in size.",
        x.type() + " along " + first + " and " + second, "equal sizes");
    dims.set(second, dims.get(first));
    return ShapeOps.reshape(n, x, new Shape(dims));
  }

  /// Without the indices that neither the result nor another operand has.
  private Named summed(Named operand, List<Named> others) {
    var axes = IntStream.range(0, operand.axes().size())
        .filter(i -> !isNeeded(operand.axes().get(i), others)).boxed().toList();
    return axes.isEmpty() ? operand : new Named(n.builder().add(new Op.Reduce(operand.x(), ScalarFn.ADD, axes)),
        operand.axes().stream().filter(a -> isNeeded(a, others)).toList());
  }

  private boolean isNeeded(String axis, List<Named> others) {
    return equation.result().contains(axis) || others.stream().anyMatch(o -> o.axes().contains(axis));
  }

  private Named product(Named a, Named b, List<Named> later) {
    var shared = a.axes().stream().filter(b.axes()::contains).toList();
    var batch = shared.stream().filter(axis -> isNeeded(axis, later)).toList();
    var contracted = shared.stream().filter(axis -> !batch.contains(axis)).toList();
    var names = new ArrayList<>(batch);
    a.axes().stream().filter(axis -> !shared.contains(axis)).forEach(names::add);
    b.axes().stream().filter(axis -> !shared.contains(axis)).forEach(names::add);
    if (contracted.isEmpty()) {
      return new Named(Broadcasting.apply(n, ScalarFn.MUL, placed(a, names), placed(b, names)), names);
    }
    return new Named(n.builder().add(new Op.DotGeneral(a.x(), b.x(), at(a, batch), at(b, batch), at(a, contracted),
        at(b, contracted))), names);
  }

  private static List<Integer> at(Named operand, List<String> axes) {
    return axes.stream().map(operand.axes()::indexOf).toList();
  }

  /// With the axes `names`, of size 1 where the operand has none.
  private Value placed(Named operand, List<String> names) {
    var present = names.stream().filter(operand.axes()::contains).toList();
    var x = ordered(operand, present);
    return ShapeOps.reshape(n, x, new Shape(names.stream()
        .map(name -> present.contains(name) ? x.type().dim(present.indexOf(name)) : Dim.ONE).toList()));
  }

  private Value ordered(Named operand, List<String> axes) {
    return axes.equals(operand.axes()) ? operand.x()
        : n.builder().add(new Op.Transpose(operand.x(), at(operand, axes)));
  }
}
