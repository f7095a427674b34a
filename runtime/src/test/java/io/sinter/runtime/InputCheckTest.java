package io.sinter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.Signature.Port;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InputCheckTest {
  private static final Dim BATCH = Dim.symbol("batch");
  private static final Dim N = Dim.symbol("n");
  private static final Signature SIGNATURE = new Signature(
      List.of(
          new Port("x", new TensorType(DType.F32, Shape.of(BATCH, Dim.of(3)))),
          new Port("y", new TensorType(DType.I64, Shape.of(BATCH, N.plus(1)))),
          new Port("z", new TensorType(DType.F32, Shape.of(N)))),
      List.of());

  private final InputCheck check = new InputCheck(SIGNATURE, List.of("batch", "n"));

  private static Tensor x(long... shape) {
    return Tensor.zeros(DType.F32, shape);
  }

  private static Tensor y(long... shape) {
    return Tensor.zeros(DType.I64, shape);
  }

  private static long[] bind(InputCheck check, List<Tensor> inputs) {
    var values = new long[] {Sizes.UNBOUND, Sizes.UNBOUND};
    check.bind(inputs, values);
    return values;
  }

  @Test
  void symbols_take_the_sizes_of_the_dimensions_they_stand_for() {
    assertThat(bind(check, List.of(x(2, 3), y(2, 5), x(4)))).containsExactly(2, 4);
    assertThat(bind(check, List.of(x(0, 3), y(0, 1), x(0)))).containsExactly(0, 0);
  }

  @Test
  void a_constant_dimension_must_agree() {
    assertThatThrownBy(() -> bind(check, List.of(x(2, 4), y(2, 5), x(4)))).isInstanceOf(ModelError.class).hasMessage("""
        Input 'x' has the wrong size.
        where: input 'x', dimension 1
        given: f32[2, 4]
        expected: f32[batch, 3]
        try: pass an array whose dimension 1 is 3""");
  }

  @Test
  void a_symbol_bound_twice_must_agree() {
    assertThatThrownBy(() -> bind(check, List.of(x(2, 3), y(7, 5), x(4)))).isInstanceOf(ModelError.class).hasMessage("""
        The size 'batch' has two values.
        where: input 'y', dimension 0
        given: 7 in i64[7, 5]
        expected: 2, as in dimension 0 of input 'x'
        try: pass inputs that agree on 'batch'""");
  }

  @Test
  void an_expression_must_come_out_right() {
    assertThatThrownBy(() -> bind(check, List.of(x(2, 3), y(2, 4), x(4)))).isInstanceOf(ModelError.class).hasMessage("""
        Input 'y' has the wrong size.
        where: input 'y', dimension 1
        given: i64[2, 4]
        expected: i64[batch, n + 1] with batch = 2, n = 4
        try: pass an array whose dimension 1 is 5""");
  }

  @Test
  void the_element_type_must_agree() {
    assertThatThrownBy(() -> bind(check, List.of(y(2, 3), y(2, 5), x(4)))).isInstanceOf(ModelError.class).hasMessage("""
        Input 'x' has the wrong element type.
        where: input 'x'
        given: i64[2, 3]
        expected: f32[batch, 3]
        try: convert it to f32""");
  }

  @Test
  void the_rank_must_agree() {
    assertThatThrownBy(() -> bind(check, List.of(x(2, 3, 1), y(2, 5), x(4)))).isInstanceOf(ModelError.class)
        .hasMessage("""
            Input 'x' has the wrong number of dimensions.
            where: input 'x'
            given: f32[2, 3, 1], 3 dimensions
            expected: f32[batch, 3], 2 dimensions""");
  }

  @Test
  void the_number_of_inputs_must_agree() {
    assertThatThrownBy(() -> bind(check, List.of(x(2, 3)))).isInstanceOf(ModelError.class).hasMessage("""
        The number of inputs is wrong.
        given: 1 input
        expected: x: f32[batch, 3]
          y: i64[batch, n + 1]
          z: f32[n]""");
  }

  @Test
  void names_must_agree() {
    assertThatThrownBy(() -> SIGNATURE.inOrder(Map.of("x", x(2, 3)))).isInstanceOf(ModelError.class).hasMessage("""
        The input 'y' is missing.
        given: inputs 'x'
        expected: x: f32[batch, 3]
          y: i64[batch, n + 1]
          z: f32[n]
        try: pass a i64[batch, n + 1] named 'y'""");
    assertThatThrownBy(() -> new Signature(List.of(), List.of())
        .inOrder(Map.of("x", x(2, 3)))).isInstanceOf(ModelError.class).hasMessage("""
        The model has no input 'x'.
        given: inputs 'x'
        expected: no inputs
        try: leave it out, or correct its name""");
  }

  @Test
  void a_symbol_may_have_any_name() {
    var odd = Dim.symbol("batch size");
    var port = new Port("x", new TensorType(DType.F32, Shape.of(odd)));
    var other = new InputCheck(new Signature(List.of(port), List.of()), List.of("batch size"));
    assertThat(bind(other, List.of(x(5)))).startsWith(5);
  }

  @Test
  void what_is_no_tensor_is_not_supported_yet() {
    var port = new Port("s", new SequenceType(TensorType.of(DType.F32)));
    assertThatThrownBy(() -> new InputCheck(new Signature(List.of(port), List.of()), List.of()))
        .isInstanceOf(UnsupportedError.class).hasMessage("""
            Sinter does not support one node of this model.
            where: 's'
            given: a value of type sequence<f32[]>
            try: tensors""");
  }

  @Test
  void impossible_sizes_are_model_errors() {
    var sizes = new Sizes(List.of("n"), new long[] {3});
    assertThatThrownBy(() -> sizes.count(N.minus(5), "slot 0")).isInstanceOf(ModelError.class).hasMessage("""
        A size of this run would be negative.
        where: slot 0
        given: n - 5 = -2 for n = 3
        try: pass larger inputs""");
    assertThatThrownBy(() -> sizes.count(N.times(1L << 40), "slot 0")).isInstanceOf(ModelError.class).hasMessage("""
        A size of this run is too large.
        where: slot 0
        given: 1099511627776*n = 3298534883328 for n = 3
        expected: at most 2147483639
        try: pass smaller inputs, such as a smaller batch""");
    assertThatThrownBy(() -> sizes.argument(N.times(1L << 40), "argument 0")).isInstanceOf(ModelError.class)
        .hasMessageContaining("expected: at most 2147483647");
    assertThatThrownBy(() -> sizes.value(N.times(N).times(Long.MAX_VALUE), "slot 0")).isInstanceOf(ModelError.class)
        .hasMessageStartingWith("A size of this run cannot be computed.\nwhere: slot 0");
    assertThatThrownBy(() -> sizes.value(N.floorDiv(N.minus(3)), "slot 0")).isInstanceOf(ModelError.class)
        .hasMessage("""
            A size of this run cannot be computed.
            where: slot 0
            given: floordiv(n, n - 3) for n = 3
            expected: no division by 0, and at most 63 bits""");
  }
}
