package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static io.sinter.onnx.TestGraph.iota;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EinsumOpsTest {
  private static TestGraph graph(String equation, List<String> types) {
    var graph = new TestGraph(12);
    IntStream.range(0, types.size()).forEach(i -> graph.input("x" + i, types.get(i)));
    var names = IntStream.range(0, types.size()).mapToObj(i -> "x" + i).collect(Collectors.joining(", "));
    return graph.node("y = Einsum(" + names + ")", attribute("equation", equation));
  }

  private static Tensor einsum(String equation, Tensor... operands) {
    return graph(equation, Arrays.stream(operands).map(t -> t.type().toString()).toList()).run(operands);
  }

  /// The sum over all indices, term by term; letters only.
  private static Tensor expected(String equation, Tensor... operands) {
    var sides = equation.split("->");
    var terms = sides[0].split(",");
    var result = sides.length == 2 ? sides[1] : "";
    Map<Character, Integer> sizes = new HashMap<>();
    for (int i = 0; i < terms.length; i++) {
      for (int axis = 0; axis < terms[i].length(); axis++) {
        sizes.put(terms[i].charAt(axis), (int) operands[i].dim(axis));
      }
    }
    var letters = new ArrayList<>(sizes.keySet());
    var shape = result.chars().mapToLong(c -> sizes.get((char) c)).toArray();
    var sums = new double[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    int count = sizes.values().stream().reduce(1, (a, b) -> a * b);
    for (int n = 0; n < count; n++) {
      Map<Character, Integer> at = new HashMap<>();
      int left = n;
      for (char c : letters) {
        at.put(c, left % sizes.get(c));
        left /= sizes.get(c);
      }
      double product = 1;
      for (int i = 0; i < terms.length; i++) {
        product *= operands[i].doubleAt(flat(terms[i], at, sizes));
      }
      sums[flat(result, at, sizes)] += product;
    }
    return f32(shape, sums);
  }

  private static int flat(String term, Map<Character, Integer> at, Map<Character, Integer> sizes) {
    return term.chars().reduce(0, (sum, c) -> sum * sizes.get((char) c) + at.get((char) c));
  }

  @Test
  void equationsAreSumsOfProducts() {
    var m = iota(2, 3);
    var k = iota(3, 4);
    var s = iota(3, 3);
    var t = iota(2, 3, 4);
    for (var equation : List.of("ab,bc->ac", "ab,bc->ca", "ab,bc->bca", "ab,bc->a", "ab,bc->", "ab,bc->b")) {
      assertThat(einsum(equation, m, k)).as(equation).isEqualTo(expected(equation, m, k));
    }
    for (var equation : List.of("ab->ba", "ab->a", "ab->", "ab->ab")) {
      assertThat(einsum(equation, m)).as(equation).isEqualTo(expected(equation, m));
    }
    for (var equation : List.of("aa->a", "aa->", "ab,ba->a", "aa,ab->b", "aB,aB->aB")) {
      var operands = equation.contains(",") ? new Tensor[] {s, s} : new Tensor[] {s};
      assertThat(einsum(equation, operands)).as(equation).isEqualTo(expected(equation, operands));
    }
    assertThat(einsum("abc,cd,be->ade", t, iota(4, 2), iota(3, 2)))
        .isEqualTo(expected("abc,cd,be->ade", t, iota(4, 2), iota(3, 2)));
    assertThat(einsum("a,b,c->cab", iota(2), iota(3), iota(2)))
        .isEqualTo(expected("a,b,c->cab", iota(2), iota(3), iota(2)));
  }

  @Test
  void withoutAnArrowTheLettersThatOccurOnceAreTheResultInTheirOrder() {
    assertThat(einsum("ba", iota(2, 3))).isEqualTo(expected("ba->ab", iota(2, 3)));
    assertThat(einsum("ij, jk", iota(2, 3), iota(3, 2))).isEqualTo(expected("ij,jk->ik", iota(2, 3), iota(3, 2)));
    assertThat(einsum("ii", iota(3, 3))).isEqualTo(f32(new long[0], 12));
  }

  @Test
  void anEllipsisStandsForAxesThatBroadcast() {
    var a = iota(2, 1, 2, 3);
    var b = iota(1, 2, 3, 2);
    assertThat(einsum("...ij,...jk->...ik", a, b).shape()).containsExactly(2, 2, 2, 2);
    assertThat(einsum("...ij,...jk", a, b)).isEqualTo(einsum("...ij,...jk->...ik", a, b));
    assertThat(einsum("...ij,...jk->...ik", a, b)).isEqualTo(new TestGraph(13).input("a", "f32[2, 1, 2, 3]")
        .input("b", "f32[1, 2, 3, 2]").node("y = MatMul(a, b)").run(a, b));
    assertThat(einsum("...ii->...i", iota(2, 2, 2))).isEqualTo(f32(new long[] {2, 2}, 0, 3, 4, 7));
  }

  @Test
  void sizesMayBeSymbols() {
    assertThat(graph("bhqd,bhkd->bhqk", List.of("f32[B, H, Q, D]", "f32[B, H, K, D]")).type())
        .isEqualTo("f32[B, H, Q, K]");
    assertThat(graph("aa->a", List.of("f32[A, A]")).run(iota(3, 3))).isEqualTo(f32(0, 4, 8));
  }

  @Test
  void equationsThatDoNotFitAreErrors() {
    assertThatThrownBy(graph("ab,bc->ac", List.of("f32[2, 3]"))::read).isInstanceOf(ModelError.class).hasMessage("""
        An equation does not fit its operands.
        where: the Einsum node that gives 'y'
        given: 'ab,bc->ac' for operands of the ranks [2]
        expected: a term for each operand, with a letter for each axis, and a result of letters among them; \
        one ellipsis in each, which always stands for as many axes""");
    for (var equation : List.of("abc", "a", "ab->ac", "ab->aa", "a1->a", "ab->a->b", "...a...->a", "...a->a",
        "áb->b")) {
      assertThatThrownBy(graph(equation, List.of("f32[2, 3]"))::read).as(equation)
          .hasMessageStartingWith("An equation does not fit its operands.");
    }
  }
}
