package io.sinter.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KindTest {
  /// Of the kernels of a function that is one op.
  private static List<Kind> kinds(String type, String op) {
    try (var model = Samples.compile("function f(%x: f32[8, 12], %y: f32[12, 5], %i: i64[3]) -> (z: " + type + ") {\n"
        + "  %0 = " + op + " : " + type + "\n  return %0\n}\n")) {
      return model.lowering().kernels().stream().map(k -> Kind.of(k.computed())).toList();
    }
  }

  @Test
  void kernelsHaveTheKindOfWhatTheyCompute() {
    assertThat(kinds("f32[8, 5]", "dot_general(%x, %y) lhsBatch() rhsBatch() lhsContracting(1) rhsContracting(0)"))
        .contains(Kind.PRODUCT);
    assertThat(kinds("f32[8]", "reduce(%x) combiner(add) axes(1)")).containsExactly(Kind.REDUCTION);
    assertThat(kinds("f32[8, 12]", "tanh(%x)")).containsExactly(Kind.POINTS);
    assertThat(kinds("f32[3, 12]", "gather(%x, %i) axes(0)")).containsExactly(Kind.INDEXED);
    assertThat(kinds("f32[12, 8]", "transpose(%x) permutation(1, 0)")).containsExactly(Kind.COPY);
    assertThat(kinds("f32[8, 6]", "reduce_window(%x) combiner(max)"
        + " window(sizes(1, 2) strides(1, 2) low(0, 0) high(0, 0) dilations(1, 1))")).contains(Kind.WINDOW);
  }

  @Test
  void sumsOfSquaresAreNoProducts() {
    var squares = """
        function f(%x: f32[8, 12]) -> (z: f32[8]) {
          %0 = mul(%x, %x) : f32[8, 12]
          %1 = reduce(%0) combiner(add) axes(1) : f32[8]
          return %1
        }
        """;
    assertThat(Kind.of(Samples.kernel(squares))).isEqualTo(Kind.REDUCTION);
  }
}
