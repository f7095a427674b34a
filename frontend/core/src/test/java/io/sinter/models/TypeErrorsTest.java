package io.sinter.models;

import static io.sinter.models.Traces.floats;
import static io.sinter.models.Traces.longs;
import static io.sinter.models.Traces.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.Sinter;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.ModelError;
import io.sinter.trace.Axes;
import io.sinter.trace.Input;
import io.sinter.trace.Nn;
import io.sinter.trace.Sliding;
import io.sinter.trace.Tensors;
import io.sinter.trace.Traced;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Whole messages of models that are not well typed.
class TypeErrorsTest {
  private static void assertRefused(UnaryOperator<Traced> model, String message) {
    assertRefused(Input.of("x", DType.F32, "batch", 3), model, message);
  }

  private static void assertRefused(Input input, UnaryOperator<Traced> model, String message) {
    assertThatThrownBy(() -> Sinter.trace("model", input, model)).isInstanceOf(ModelError.class)
        .satisfies(e -> assertThat(e.getMessage().replaceAll("TypeErrorsTest\\.java:\\d+", "HERE") + "\n")
            .isEqualTo(message));
  }

  @Test
  void elementTypesAreNeverChangedSilently() {
    assertRefused(x -> x.plus(longs(1, 2, 3)), """
        Two tensors have different element types.
        where: plus (HERE)
        given: f32[batch, 3] and i64[3]
        expected: one element type: nothing is converted silently
        try: cast one of them, as in x.cast(DType.F32)
        """);
    assertRefused(x -> x.equalTo(1).plus(x.lessThan(2)).cast(DType.F32), """
        An operation does not take this element type.
        where: plus (HERE)
        given: bool[batch, 3]
        expected: one of f32, f64, f16, bf16, i8, i16, i32, i64, u8, u16, u32, u64
        try: cast the tensor first: x.cast(DType.F32)
        """);
    assertRefused(x -> x.cast(DType.I32).exp(), """
        An operation does not take this element type.
        where: exp (HERE)
        given: i32[batch, 3]
        expected: one of f32, f64, f16, bf16
        try: cast the tensor first: x.cast(DType.F32)
        """);
    assertRefused(x -> x.not(), """
        An operation does not take this element type.
        where: not (HERE)
        given: f32[batch, 3]
        expected: one of i8, i16, i32, i64, u8, u16, u32, u64, bool
        try: cast the tensor first: x.cast(DType.BOOL)
        """);
    assertRefused(x -> x.all(), """
        An operation does not take this element type.
        where: all (HERE)
        given: f32[batch, 3]
        expected: bool
        try: compare first, as in x.notEqualTo(0)
        """);
    assertRefused(x -> x.select(x, x), """
        What selects is not a condition.
        where: select (HERE)
        given: f32[batch, 3]
        expected: bools
        try: compare first: x.greaterThan(0).select(…, …)
        """);
    assertRefused(x -> x.cast(DType.STRING), """
        Strings do not convert.
        where: cast (HERE)
        given: f32[batch, 3] to string
        expected: numbers or bools
        """);
  }

  @Test
  void numbersMustBeElements() {
    for (var number : new Number[] {0.5, 300, -1, 1L << 40, Double.NaN}) {
      assertRefused(x -> x.cast(DType.U8).plus(number), """
          A number is not an element of the tensor's type.
          where: plus (HERE)
          given: %s with a tensor of u8
          expected: a number that u8 has
          try: cast the tensor first: x.cast(DType.F32)
          """.formatted(number));
    }
    assertRefused(x -> x.times(1e300), """
        A number is not an element of the tensor's type.
        where: times (HERE)
        given: 1.0E300 with a tensor of f32
        expected: a number that f32 has
        try: cast the tensor first: x.cast(DType.F32)
        """);
    assertRefused(x -> x.greaterThan(0).equalTo(1), """
        A number is not an element of the tensor's type.
        where: equalTo (HERE)
        given: 1 with a tensor of bool
        expected: a tensor of numbers
        try: cast the tensor first: x.cast(DType.F32)
        """);
  }

  @Test
  void integersAreNotDividedByZero() {
    assertRefused(Input.of("x", DType.I64, "n"), x -> x.dividedBy(2).remainder(0), """
        An integer is divided by zero.
        where: remainder (HERE)
        given: i64[n] by 0
        expected: divisors that are not 0
        """);
  }

  @Test
  void shapesMustBroadcast() {
    assertRefused(x -> x.plus(floats(1, 2)), """
        Shapes do not broadcast.
        where: plus (HERE)
        given: [batch, 3] and [2]
        expected: sizes that are equal or 1, counted from the last axis
        """);
    assertRefused(x -> x.broadcastTo(3), """
        A shape does not broadcast to another.
        where: broadcastTo (HERE)
        given: [batch, 3] to [3]
        expected: sizes that are equal or 1, counted from the last axis
        """);
    assertRefused(x -> x.matmul(random(1, 4, 3, 2)).matmul(random(2, 5, 2, 3)), """
        Shapes do not broadcast.
        where: matmul (HERE)
        given: [4, batch, 2] and [5, 2, 3]
        expected: sizes before the last two that are equal or 1, counted from the end
        """);
    assertRefused(x -> x.matmul(Tensors.ones(DType.F32)), """
        A factor of a matrix product is a scalar.
        where: matmul (HERE)
        given: f32[batch, 3] and f32[]
        expected: rank 1 or more
        try: multiply by a scalar with times
        """);
  }

  @Test
  void axesMustExist() {
    assertRefused(x -> x.sum(2), """
        There is no such axis.
        where: sum (HERE)
        given: axis 2 of a tensor of rank 2
        expected: -2 to 1
        """);
    assertRefused(x -> x.reshape(x.dim(2), -1), """
        There is no such axis.
        where: dim (HERE)
        given: axis 2 of a tensor of rank 2
        expected: -2 to 1
        """);
    assertRefused(x -> x.sum().softmax(), """
        There is no such axis.
        where: softmax (HERE)
        given: axis -1 of a tensor of rank 0
        expected: no axis: the tensor is a scalar
        """);
    assertRefused(x -> x.mean(Axes.keep(1, -1)), """
        An axis is given twice.
        where: mean (HERE)
        given: axes [1, -1] of a tensor of rank 2
        expected: each axis once
        """);
    assertRefused(x -> x.transpose(0), """
        An order of axes does not name them all.
        where: transpose (HERE)
        given: [0] for f32[batch, 3]
        expected: 2 axes
        """);
    assertRefused(x -> x.squeeze(0), """
        An axis to squeeze is not of size 1.
        where: squeeze (HERE)
        given: axis 0 of f32[batch, 3]
        expected: size 1
        """);
    assertRefused(x -> x.slice(1, 0, 0).argMax(1), """
        There is no largest or smallest of nothing.
        where: argMax (HERE)
        given: axis 1 of f32[batch, 0]
        expected: an axis with elements
        """);
  }

  @Test
  void reshapesKeepTheElements() {
    var input = Input.of("x", DType.F32, 2, 3);
    assertRefused(input, x -> x.reshape(4, 2), """
        A reshape changes the number of elements.
        where: reshape (HERE)
        given: [2, 3] to [4, 2]
        expected: a shape of 6 elements
        """);
    assertRefused(input, x -> x.reshape(4, -1), """
        A reshape changes the number of elements.
        where: reshape (HERE)
        given: [2, 3] to [4, -1]
        expected: a shape of 6 elements
        """);
    assertRefused(input, x -> x.reshape(-1, -1), """
        A shape leaves two sizes open.
        where: reshape (HERE)
        given: [-1, -1]
        expected: -1 once
        """);
    assertRefused(input, x -> x.reshape(0, -1), """
        An open size cannot be told beside a size of 0.
        where: reshape (HERE)
        given: [0] and -1 for [2, 3]
        expected: no -1, or no size of 0
        """);
  }

  @Test
  void partsLieWithinTheirAxes() {
    assertRefused(x -> x.at(1, 3), """
        An index lies outside its axis.
        where: at (HERE)
        given: index 3 of axis 1 of f32[batch, 3]
        expected: from -3 to 2
        """);
    assertRefused(x -> x.gather(1, longs(0, -4)), """
        An index lies outside its axis.
        where: gather (HERE)
        given: -4
        expected: from -3 to 2
        """);
    assertRefused(x -> x.slice(1, Dim.ONE, Dim.of(4)), """
        A slice does not lie within its axis.
        where: slice (HERE)
        given: from 1 to 4 of axis 1 of f32[batch, 3]
        expected: positions in order from 0 to 3
        """);
    assertRefused(x -> x.slice(1, 0, 3, 0), """
        A slice has a step of 0.
        where: slice (HERE)
        given: step 0
        expected: another number
        """);
    assertRefused(x -> x.split(1, 2).getFirst(), """
        An axis does not split into equal parts.
        where: split (HERE)
        given: axis 1 of f32[batch, 3] into 2
        expected: a size that 2 divides
        """);
    assertRefused(x -> x.splitSizes(1, 1, 1).getFirst(), """
        The parts do not add up to the axis.
        where: splitSizes (HERE)
        given: [1, 1] of axis 1 of f32[batch, 3]
        expected: 3 in sum
        """);
    assertRefused(x -> x.pad(0, -1, 0), """
        A size is out of range.
        where: pad (HERE)
        given: -1
        expected: 0 to 2147483647
        """);
    assertRefused(x -> x.concat(0, x.at(0, 0)), """
        Tensors do not fit side by side.
        where: concat (HERE)
        given: f32[batch, 3] and f32[3] along axis 0
        expected: equal sizes on all other axes
        """);
    assertRefused(x -> x.stack(0, x.sum(0)), """
        Tensors to stack differ in shape.
        where: stack (HERE)
        given: f32[batch, 3] and f32[3]
        expected: one shape
        """);
    assertRefused(x -> Tensors.concat(0, List.of()), """
        There is nothing to put together.
        where: concat (HERE)
        given: no tensors
        expected: at least one
        """);
    assertRefused(x -> x.gather(0, x), """
        Indices are not integers.
        where: gather (HERE)
        given: f32[batch, 3]
        expected: i64 or i32
        try: cast them: x.cast(DType.I64)
        """);
  }

  @Test
  void layersSayWhatTheyNeed() {
    var image = Input.of("x", DType.F32, "batch", 3, 8, 8);
    assertRefused(x -> Nn.conv(x, random(1, 4, 3), Sliding.SAME), """
        The axes of a convolution do not fit.
        where: conv (HERE)
        given: f32[batch, 3] and weights f32[4, 3]
        expected: [batch, channels, spatial…] and weights [filters, channels, window…]
        """);
    assertRefused(image, x -> Nn.conv(x, random(1, 4, 2, 3, 3), Sliding.SAME), """
        The channels of a convolution do not fit.
        where: conv (HERE)
        given: f32[batch, 3, 8, 8] and weights f32[4, 2, 3, 3] in 1 group
        expected: weights for as many channels as there are in a group, and filters that the groups divide
        """);
    assertRefused(image, x -> Nn.conv(x, random(1, 4, 3, 9, 9), Sliding.VALID), """
        A window is larger than the tensor.
        where: conv (HERE)
        given: [9, 9] over f32[batch, 3, 8, 8]
        expected: a window that fits, or padding
        """);
    assertRefused(image, x -> Nn.conv(x, random(1, 4, 3, 3, 3), floats(1), Sliding.SAME), """
        A layer needs one number for each channel.
        where: conv (HERE)
        given: bias f32[1]
        expected: f32[4]
        """);
    assertRefused(image, x -> Nn.conv(x, random(1, 4, 3, 3, 3), Sliding.VALID.stride(1, 2, 3)), """
        A window is not well given.
        where: conv (HERE)
        given: strides [1, 2, 3]
        expected: 1 or 2 numbers from 1 on
        """);
    assertRefused(Input.of("x", DType.F32, 1, 1, "n"), x -> Nn.maxPool(x, Sliding.SAME.stride(2), 2), """
        A size must be known for this padding.
        where: maxPool (HERE)
        given: SAME with stride 2 over n
        expected: a number
        try: say the padding: VALID.stride(2).padding(…)
        """);
    assertRefused(x -> Nn.maxPool(x, 2), """
        There is nothing to pool over.
        where: maxPool (HERE)
        given: f32[batch, 3]
        expected: [batch, channels, spatial…]
        """);
    assertRefused(image, x -> Nn.avgPool(x, Sliding.VALID.groups(3), 2), """
        A pool has no groups.
        where: avgPool (HERE)
        given: 3 groups
        expected: none
        """);
    assertRefused(x -> Nn.layerNorm(x, floats(1, 2), floats(1, 2), 1e-5), """
        What scales a normalisation does not have the sizes of the last axes.
        where: layerNorm (HERE)
        given: f32[2] for f32[batch, 3]
        expected: the sizes of the last axes, such as [3]
        """);
    assertRefused(x -> Nn.batchNorm(x, floats(1), floats(1), floats(1), floats(1), 1e-5), """
        A layer needs one number for each channel.
        where: batchNorm (HERE)
        given: scale f32[1]
        expected: f32[3]
        """);
    assertRefused(x -> Nn.groupNorm(x, 2, floats(1, 2, 3), floats(1, 2, 3), 1e-5), """
        The groups do not divide the channels.
        where: groupNorm (HERE)
        given: 2 groups of f32[batch, 3]
        expected: a divisor of 3
        """);
    assertRefused(x -> Nn.attention(x, x, x), """
        Queries, keys and values do not fit.
        where: attention (HERE)
        given: f32[batch, 3], f32[batch, 3] and f32[batch, 3]
        expected: [batch, heads, queries, size], [batch, heads, keys, size] and [batch, heads, keys, features]
        try: make heads of the last axis with Nn.splitHeads
        """);
    assertRefused(x -> Nn.splitHeads(x.expandDims(0), 2), """
        The heads do not divide the last axis.
        where: splitHeads (HERE)
        given: 2 heads of f32[1, batch, 3]
        expected: [batch, length, heads * size]
        """);
    assertRefused(x -> Nn.mergeHeads(x), """
        A tensor has no heads.
        where: mergeHeads (HERE)
        given: f32[batch, 3]
        expected: [batch, heads, length, size]
        """);
  }
}
