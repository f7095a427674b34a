package io.sinter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ShapeTest {
  private static final Dim N = Dim.symbol("n");

  @Test
  void a_scalar_has_one_element() {
    assertThat(Shape.SCALAR.elements()).isEqualTo(Dim.ONE);
    assertThat(Shape.SCALAR).hasToString("[]");
  }

  @Test
  void the_elements_are_the_product_of_the_dims() {
    assertThat(Shape.of(N, Dim.of(3), N.plus(1)).elements()).isEqualTo(Dim.parse("3*n*n + 3*n"));
    assertThat(Shape.of(2, 0, 5).elements()).isEqualTo(Dim.ZERO);
  }

  @Test
  void equality_has_three_values() {
    assertThat(Shape.of(N, Dim.of(3)).equalTo(Shape.of(N, Dim.of(3)))).isEqualTo(Truth.YES);
    assertThat(Shape.of(N, Dim.of(3)).equalTo(Shape.of(N))).isEqualTo(Truth.NO);
    assertThat(Shape.of(N, Dim.of(3)).equalTo(Shape.of(4, 5))).isEqualTo(Truth.NO);
    assertThat(Shape.of(N, Dim.of(3)).equalTo(Shape.of(4, 3))).isEqualTo(Truth.UNKNOWN);
  }

  @Test
  void symbols_are_evaluated_and_substituted() {
    var shape = Shape.of(N, N.floorDiv(2));
    assertThat(shape.evaluate(Map.of("n", 7L))).containsExactly(7, 3);
    assertThat(shape.substitute(name -> Dim.of(8)).toLongs()).containsExactly(8, 4);
    assertThat(shape.isConstant()).isFalse();
    assertThatThrownBy(shape::toLongs).hasMessage("n is not a constant");
  }

  @Test
  void types_print_as_in_text() {
    assertThat(new TensorType(DType.F32, Shape.of(N, Dim.of(3)))).hasToString("f32[n, 3]");
    assertThat(new SequenceType(TensorType.of(DType.I64))).hasToString("sequence<i64[]>");
    assertThat(new MapType(DType.STRING, new OptionalType(TensorType.of(DType.BOOL, 2))))
        .hasToString("map<string, optional<bool[2]>>");
    assertThat(DType.parse("bf16")).isEqualTo(DType.BF16);
    assertThatThrownBy(() -> DType.parse("float")).hasMessage("'float' is not an element type");
  }
}
