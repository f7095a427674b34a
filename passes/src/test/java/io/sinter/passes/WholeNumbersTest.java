package io.sinter.passes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Interpreter;
import io.sinter.ir.Op;
import io.sinter.ir.Text;
import io.sinter.runtime.Tensor;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is known of whole numbers is true, and tight where rules depend on it.
class WholeNumbersTest {
  private static WholeNumbers of(String function) {
    return WholeNumbers.of(Text.parse(function).results().getFirst());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      add(%a, %b)  | -128 | 382
      sub(%a, %b)  | -127 | 383
      mul(%a, %b)  | -32640 | 32385
      max(%a, %b)  | 0    | 255
      min(%a, %b)  | -128 | 127
      relu(%b)     | 0    | 127
      """)
  void followFromRangesOfOperands(String op, long least, long most) {
    assertThat(of("""
        function f(%%x: u8[4], %%y: i8[4]) -> (r: i32[4]) {
          %%a = convert(%%x) to(i32) : i32[4]
          %%b = convert(%%y) to(i32) : i32[4]
          %%r = %s : i32[4]
          return %%r
        }
        """.formatted(op))).isEqualTo(new WholeNumbers(least, most));
  }

  @Test
  void ofProductsAreBoundedByTheGreatestRow() {
    var numbers = of("""
        function f(%x: u8[2, 3]) -> (r: i32[2, 2]) {
          %a = convert(%x) to(i32) : i32[2, 3]
          %w = constant i32[3, 2] {1, -2, 3, 4, -5, 6}
          %r = dot_general(%a, %w) lhsBatch() rhsBatch() lhsContracting(1) rhsContracting(0) : i32[2, 2]
          return %r
        }
        """);
    assertThat(numbers).isEqualTo(new WholeNumbers(-12 * 255, 12 * 255));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-0.0", "0.5", "1e300", "NaN", "-Infinity"})
  void areNotAllFloats(String element) {
    assertThat(of("""
        function f() -> (r: f32[2]) {
          %%r = constant f32[2] {1.0, %s}
          return %%r
        }
        """.formatted(element.equals("1e300") ? "1e30" : element))).isNull();
  }

  @Test
  void productsOfFloatsMayBeNegativeZero() {
    assertThat(of("""
        function f(%x: i8[2]) -> (r: f32[2]) {
          %a = convert(%x) to(f32) : f32[2]
          %r = mul(%a, %a) : f32[2]
          return %r
        }
        """)).isNull();
  }

  @Test
  void sumsThatMayOverflowAreAnyNumber() {
    assertThat(of("""
        function f(%x: i32[2]) -> (r: i32[2]) {
          %r = add(%x, %x) : i32[2]
          return %r
        }
        """)).isEqualTo(new WholeNumbers(Integer.MIN_VALUE, Integer.MAX_VALUE));
  }

  /// Rows whose sums reach 2^24 are computed as floats, one more is not.
  @ParameterizedTest
  @CsvSource({"16777216, true", "16777217, false"})
  void productsBecomeFloatsUpToTheLastExactSum(int weight, boolean rewritten) {
    var function = Text.parse("""
        function f(%%x: bool[3, 1], %%y: i8[1]) -> (r: i32[3, 1]) {
          %%0 = convert(%%x) to(i32) : i32[3, 1]
          %%1 = constant i32[1, 1] {%d}
          %%2 = dot_general(%%0, %%1) lhsBatch() rhsBatch() lhsContracting(1) rhsContracting(0) : i32[3, 1]
          return %%2
        }
        """.formatted(weight));
    var after = Rewriter.rewrite(function, WholeRules.RULES, new Tally());
    assertThat(after.results().getFirst().op() instanceof Op.Convert).isEqualTo(rewritten);
    var x = Tensor.of(new boolean[] {true, false, true}, 3, 1);
    var y = Tensor.of(new byte[1], 1);
    assertThat(Interpreter.run(after, List.of(x, y))).isEqualTo(Interpreter.run(function, List.of(x, y)));
  }

  @Test
  void aQuantisedProductMeansTheSame() {
    var random = new Random(1);
    var weights = IntStream.range(0, 12).mapToObj(i -> "" + (random.nextInt(255) - 127)).toList();
    var function = Text.parse("""
        function f(%%x: u8[5, 4]) -> (r: f32[5, 3]) {
          %%0 = convert(%%x) to(i32) : i32[5, 4]
          %%1 = constant i32[] 131
          %%2 = broadcast(%%1) shape(5, 4) axes() : i32[5, 4]
          %%3 = sub(%%0, %%2) : i32[5, 4]
          %%4 = constant i32[4, 3] {%s}
          %%5 = dot_general(%%3, %%4) lhsBatch() rhsBatch() lhsContracting(1) rhsContracting(0) : i32[5, 3]
          %%6 = constant i32[3] {1000, -70000, 3}
          %%7 = broadcast(%%6) shape(5, 3) axes(1) : i32[5, 3]
          %%8 = add(%%5, %%7) : i32[5, 3]
          %%9 = convert(%%8) to(f32) : f32[5, 3]
          return %%9
        }
        """.formatted(String.join(", ", weights)));
    var after = Rewriter.rewrite(function, Rules.of(PassOptions.DEFAULT.exact()), new Tally());
    assertThat(after.body()).noneMatch(v -> v.op() instanceof Op.Apply && v.type().dtype().isInteger());
    for (int seed = 0; seed < 20; seed++) {
      var inputs = RandomInputs.of(function, seed);
      assertThat(Interpreter.run(after, inputs)).isEqualTo(Interpreter.run(function, inputs));
    }
  }
}
