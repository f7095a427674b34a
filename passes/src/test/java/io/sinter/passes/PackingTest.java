package io.sinter.passes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Literal;
import io.sinter.ir.kernel.Layout;
import io.sinter.ir.random.RandomTensors;
import io.sinter.ir.random.RandomTensors.Mode;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Packed constants stand where their layout says, and everything else is zero.
class PackingTest {
  private static final long[] SHAPE = {5, 3, 4};

  @ParameterizedTest
  @EnumSource(value = DType.class, names = {"F32", "F64", "F16", "I8", "I64", "BOOL"})
  void elementsStandWhereTheLayoutSays(DType type) {
    var tensor = new RandomTensors(7, Mode.WILD).next(type, SHAPE);
    var shape = Shape.of(SHAPE);
    for (var layout : List.of(Layout.dense(shape), Layout.ordered(shape, List.of(2, 0, 1), 16),
        Layout.packed(shape, List.of(2, 1), 0, 4, 16), Layout.packed(shape, List.of(0, 2, 1), 1, 32, 16))) {
      check(tensor, layout);
    }
  }

  @Test
  void axesOfOneElementAreSkippedAndEmptyOnesGiveNothing() {
    for (var sizes : List.of(new long[] {6, 5, 1, 1}, new long[] {1, 5, 1}, new long[] {1, 1}, new long[0],
        new long[] {3, 0, 2})) {
      var shape = Shape.of(sizes);
      check(new RandomTensors(7, Mode.WILD).next(DType.F32, sizes), Layout.dense(shape));
    }
    var window = Shape.of(6, 5, 1, 1);
    check(new RandomTensors(7, Mode.WILD).next(DType.F32, 6, 5, 1, 1),
        Layout.packed(window, List.of(2, 3, 1), 0, 4, 16));
  }

  @Test
  void aLargeConstantIsKeptOnlyWhereItIsPacked() {
    var tensor = new RandomTensors(7, Mode.WILD).next(DType.F32, 37, 41);
    var literal = Literal.of(tensor);
    var weights = new Weights(new Panels(false));
    var layout = Layout.packed(Shape.of(37, 41), List.of(1), 0, 16, 12);
    weights.index(literal, layout);
    weights.index(literal, Layout.dense(Shape.of(37, 41)));
    var packed = weights.pack();
    assertThat(literal.tensor()).isNotSameAs(tensor).isEqualTo(tensor);
    assertThat(literal).isEqualTo(Literal.of(tensor)).hasSameHashCodeAs(Literal.of(tensor));
    assertThat(packed.get(0)).isEqualTo(Packing.pack(Literal.of(tensor), layout));
    assertThat(packed.get(1)).isEqualTo(tensor.array());
  }

  private static void check(Tensor tensor, Layout layout) {
    var packed = Packing.pack(Literal.of(tensor), layout);
    assertThat(Array.getLength(packed)).isEqualTo((int) layout.size().asLong());
    var back = Packing.unpacked(tensor.type(), layout, packed);
    assertThat(back).isEqualTo(tensor);
    assertThat(back.first(7)).isEqualTo(tensor.first(7));
    for (int i = 0; i < tensor.elements(); i++) {
      var index = index(i, tensor.shape());
      int at = (int) layout.at(index).evaluate(Map.of());
      assertThat(Array.get(packed, at)).as("%s in %s", index, layout).isEqualTo(Array.get(tensor.array(), i));
      Array.set(packed, at, Array.get(tensor.dtype().newArray(1), 0));
    }
    assertThat(packed).isEqualTo(tensor.dtype().newArray(Array.getLength(packed)));
  }

  private static List<Dim> index(int element, long[] shape) {
    var index = new ArrayList<Dim>();
    long rest = element;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      index.addFirst(Dim.of(rest % shape[axis]));
      rest /= shape[axis];
    }
    return index;
  }
}
