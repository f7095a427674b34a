package io.sinter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.Dim.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DimTest {
  private static final Dim N = Dim.symbol("n");
  private static final Dim H = Dim.symbol("h");

  @ParameterizedTest
  @CsvSource(delimiter = ';', value = {
      "n + n; 2*n",
      "h + n - h; n",
      "(n + 1)*(n - 1); n*n - 1",
      "n*0; 0",
      "2 - n; -n + 2",
      "floordiv(4*n + 3, 4); n",
      "floordiv(6*n + 4, 4); floordiv(3*n, 2) + 1",
      "floordiv(n, 1); n",
      "floordiv(n, -2); floordiv(-n, 2)",
      "floordiv(n*h, h); n",
      "floordiv(7, 2); 3",
      "floordiv(-7, 2); -4",
      "ceildiv(n, 4); floordiv(n + 3, 4)",
      "mod(4*n + 1, 4); 1",
      "mod(n, 4); -4*floordiv(n, 4) + n",
      "min(n, n + 1); n",
      "max(n, n + 1); n + 1",
      "max(n, 0); n",
      "max(h, n); max(h, n)",
      "max(n, h); max(h, n)",
      "max(n, min(n, 256)); n",
      "max(n + 2, min(n, h) + 1); n + 2",
      "min(max(h, n), n); n",
      "min(n - 1, max(n, h)); n - 1",
  })
  void an_expression_has_one_canonical_form(String text, String canonical) {
    assertThat(Dim.parse(text)).hasToString(canonical).isEqualTo(Dim.parse(canonical));
  }

  @Test
  void what_is_equal_has_the_same_text_and_hash() {
    var random = new Random(1);
    var dims = new ArrayList<>(List.of(Dim.ZERO, Dim.ONE, Dim.of(-3), N, H, Dim.symbol("a b"), Dim.symbol("n.1")));
    while (dims.size() < 300) {
      var a = dims.get(random.nextInt(dims.size()));
      var b = dims.get(random.nextInt(dims.size()));
      dims.add(switch (random.nextInt(6)) {
        case 0 -> a.plus(b);
        case 1 -> a.minus(b);
        case 2 -> a.terms().size() * b.terms().size() > 4 ? b.minus(a) : a.times(b);
        case 3 -> a.floorDiv(random.nextInt(1, 5));
        case 4 -> a.min(b);
        default -> a.max(b);
      });
    }
    for (var a : dims) {
      assertThat(Dim.parse(a.toString())).isEqualTo(a).hasSameHashCodeAs(a).hasToString(a.toString());
      for (var b : dims) {
        assertThat(a.equals(b)).isEqualTo(a.toString().equals(b.toString()));
        assertThat(a.plus(b)).isEqualTo(b.plus(a)).hasSameHashCodeAs(b.plus(a));
        assertThat(a.plus(b).minus(b)).isEqualTo(a);
      }
    }
  }

  @Test
  void a_large_divisor_costs_nothing() {
    long divisor = 6L << 55;
    assertThat(N.times(4).plus(3).floorDiv(divisor)).hasToString("floordiv(n, " + divisor / 4 + ")");
  }

  @Test
  void floor_division_uses_what_is_known_of_the_symbols() {
    Dim.Ranges ranges = name -> name.equals("i") ? new Range(0, 13) : Range.SIZE;
    var i = Dim.symbol("i");
    assertThat(N.times(14).plus(i).floorDiv(Dim.of(14), ranges)).isEqualTo(N);
    assertThat(N.times(14).plus(i).floorDiv(Dim.of(28), ranges)).hasToString("floordiv(n, 2)");
    assertThat(N.times(14).plus(i).floorDiv(Dim.of(13), ranges)).hasToString("floordiv(i + 14*n, 13)");
  }

  @Test
  void a_symbol_that_looks_like_an_expression_is_not_one() {
    var odd = Dim.symbol("floordiv(n, 2)");
    assertThat(odd).hasToString("`floordiv(n, 2)`").isEqualTo(Dim.parse("`floordiv(n, 2)`"))
        .isNotEqualTo(N.floorDiv(2));
    assertThat(odd.plus(N.floorDiv(2)).terms()).hasSize(2);
  }

  @Test
  void equality_has_three_values() {
    assertThat(N.plus(1).equalTo(N.plus(1))).isEqualTo(Truth.YES);
    assertThat(N.plus(1).equalTo(N)).isEqualTo(Truth.NO);
    assertThat(N.equalTo(H)).isEqualTo(Truth.UNKNOWN);
    assertThat(N.plus(1).equalTo(Dim.ZERO)).isEqualTo(Truth.NO);
  }

  @Test
  void order_has_three_values() {
    assertThat(Dim.ZERO.atMost(N)).isEqualTo(Truth.YES);
    assertThat(N.plus(1).atMost(Dim.ZERO)).isEqualTo(Truth.NO);
    assertThat(N.atMost(Dim.of(4))).isEqualTo(Truth.UNKNOWN);
    assertThat(N.atMost(Dim.of(4), name -> new Range(1, 4))).isEqualTo(Truth.YES);
  }

  @Test
  void the_stride_of_a_symbol_is_its_coefficient_where_that_is_constant() {
    var index = Dim.parse("3*n + h*h + 7");
    assertThat(index.strideOf("n")).isEqualTo(OptionalLong.of(3));
    assertThat(index.strideOf("w")).isEqualTo(OptionalLong.of(0));
    assertThat(index.strideOf("h")).isEmpty();
  }

  @Test
  void substitution_canonicalises_again() {
    var dim = Dim.parse("floordiv(n + h, 4) + max(n, 2)");
    assertThat(dim.substitute(name -> name.equals("n") ? Dim.of(8) : null)).hasToString("floordiv(h, 4) + 10");
    assertThat(dim.substitute(name -> null)).isSameAs(dim);
    assertThat(dim.symbols()).containsExactly("h", "n");
    assertThat(dim.mentions("h")).isTrue();
    assertThat(dim.mentions("w")).isFalse();
  }

  @Test
  void arithmetic_that_leaves_64_bits_throws() {
    assertThatThrownBy(() -> Dim.of(Long.MAX_VALUE).plus(1)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> N.times(N).evaluate(Map.of("n", 1L << 40))).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> N.floorDiv(0)).hasMessage("division of n by zero");
  }

  @Test
  void a_symbol_without_a_value_is_named() {
    assertThatThrownBy(() -> N.plus(H).evaluate(Map.of("n", 1L)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("size 'h' has no value in {n=1}");
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', value = {
      "n +; 4; a number, a name or '('",
      "2**n; 3; a number, a name or '('",
      "floordiv(n); 11; ''','''",
      "sqrt(n, 2); 11; floordiv, ceildiv, mod, min or max",
      "`n; 2; a closing backquote",
      "n n; 3; the end",
      "99999999999999999999; 1; a number of at most 63 bits",
  })
  void a_text_error_names_the_column_and_what_was_expected(String text, int column, String expected) {
    assertThatThrownBy(() -> Dim.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("size expression '" + text + "' has an error at column " + column + ": expected " + expected);
  }

  @Test
  void a_prefix_ends_before_an_arrow() {
    var prefix = DimText.parsePrefix("f32[n - 1 -> m", 4);
    assertThat(prefix.dim()).isEqualTo(N.minus(1));
    assertThat(prefix.end()).isEqualTo(9);
  }
}
