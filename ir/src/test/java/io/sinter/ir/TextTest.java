package io.sinter.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.ir.random.RandomFunctions;
import io.sinter.ir.random.RandomFunctions.Options;
import io.sinter.ir.random.RandomTensors.Mode;
import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {
  private static final String GOLDEN = """
      function main(%x: f32[batch, 3, 8, 8], %"odd name": f32[16, 3, 3, 3]) -> (probabilities: f32[batch, 16], \
      "second out": f32[2]) {
        %0 = convolution(%x, %"odd name") window(sizes(3, 3) strides(1, 1) low(1, 1) high(1, 1) dilations(1, 1)) \
      groups(1) : f32[batch, 16, 8, 8]  @ "/f/f.0/Conv"
        %1 = constant f32[] 0.0
        %2 = broadcast(%1) shape(batch, 16, 8, 8) axes() : f32[batch, 16, 8, 8]  @ "a \\"b\\"" "model.py:3"
        %3 = max(%0, %2) : f32[batch, 16, 8, 8]
        %4 = reduce(%3) combiner(add) axes(2, 3) : f32[batch, 16]
        %5 = composite(%4) name("softmax") body(function softmax(%x: f32[batch, 16]) -> (y: f32[batch, 16]) {
          %0 = exp(%x) : f32[batch, 16]  @ "in the body"
          return %0
        }) : f32[batch, 16]
        %6 = constant f32[5] {nan, nan(0x7fc00001), -0.0, -inf, 1.4E-45}
        %7 = slice(%6) start(1) sizes(2) strides(2) : f32[2]
        return %5, %7
      }""";

  @Test
  void printsWhatItReads() {
    assertThat(Text.print(Text.parse(GOLDEN))).isEqualTo(GOLDEN);
  }

  /// Ops with functions, several results and sizes of their own.
  private static final String CONTROL = """
      function main(%x: f32[n, 4], %i: i64[k], %p: bool[]) -> (y: f32[m, 4], z: f32[trips, 4]) {
        %0 = gather(%x, %i) axes(0) : f32[k, 4]
        %1 = scatter(%x, [%i], %0) axes(0) update(max) : f32[n, 4]
        %2 = if(%p, %1) then(function then(%a: f32[n, 4]) -> (r: f32[n, 4]) {
          return %a
        }) otherwise(function otherwise(%a: f32[n, 4]) -> (r: f32[2, 4]) {
          %0 = slice(%a) start(n - 1, 0) sizes(2, 4) strides(-1, 1) : f32[2, 4]
          return %0
        }) types(f32[m, 4]) binds("m") : bool[0]
        %3 = project(%2) index(0) : f32[m, 4]
        %4 = size() value(floordiv(n, 2)*m) : i64[]
        %5 = bind(%4) symbol("late") : i64[]
        %6 = iota() shape(4, late) axis(1) : i64[4, late]
        %7 = reduce(%6) combiner(add) axes(0, 1) : i64[]
        %8 = constant f32[4] {1.0, 2.0, 3.0, 4.0}
        %9 = loop(%7, %p, [%8], %3) body(function body(%i: i64[], %c: f32[4], %y: f32[m, 4]) -> (go: bool[], \
      c: f32[4], s: f32[4]) {
          %0 = composite(%c) name("pair") body(function pair(%a: f32[4]) -> (first: f32[4], second: bool[]) {
            %0 = constant bool[] true
            %1 = cumulative_reduce(%a) combiner(add) axis(0) : f32[4]
            return %1, %0
          }) : bool[0]
          %1 = project(%0) index(0) : f32[4]
          %2 = project(%0) index(1) : bool[]
          return %2, %1, %c
        }) types(f32[4], f32[trips, 4]) binds("trips") : bool[0]
        %10 = project(%9) index(1) : f32[trips, 4]
        return %3, %10
      }""";

  @Test
  void printsFunctionsInsideOfOpsAsItReadsThem() {
    var f = Text.parse(CONTROL);
    Verifier.verify("parse", f);
    assertThat(Text.print(f)).isEqualTo(CONTROL);
  }

  @Test
  void readsFreelyLaidOutTextWithCommentsAndOtherNames() {
    var f = Text.parse("""
        // what it is for
        function f ( %x : f32[ n,2 ] )
            -> ( y : f32[2*n] )   // both axes
        { %flat = reshape(%x) shape(n*2) : f32[2*n]
          return %flat }
        """);
    assertThat(Text.print(f)).isEqualTo("""
        function f(%x: f32[n, 2]) -> (y: f32[2*n]) {
          %0 = reshape(%x) shape(2*n) : f32[2*n]
          return %0
        }""");
  }

  @Test
  void keepsEqualAndUnusedDefinitions() {
    var text = """
        function f(%x: f32[]) -> () {
          %0 = exp(%x) : f32[]
          %1 = exp(%x) : f32[]
          return
        }""";
    assertThat(Text.print(Text.parse(text))).isEqualTo(text);
  }

  @Test
  void readsSeveralFunctions() {
    var text = "function f() -> () {\n  return\n}\nfunction g() -> () {\n  return\n}";
    assertThat(Text.parseAll(text, Map.of())).extracting(Function::name).containsExactly("f", "g");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void randomFunctionsComeBack(long block) {
    var options = Options.DEFAULT.withSymbols(block % 2 == 0).withConstants(Mode.WILD).withOps(12);
    for (long seed = block * 1000; seed < block * 1000 + 150; seed++) {
      var f = RandomFunctions.of(seed, options).function();
      var text = Text.print(f);
      var back = Text.parse(text, Text.resources(f));
      Verifier.verify("parse", back);
      assertThat(Text.print(back)).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void constantsOfEveryTypeComeBackBitByBit(DType type) {
    var tensor = new io.sinter.ir.random.RandomTensors(7, Mode.WILD).next(type, 3, 20);
    var b = new Builder();
    var f = b.finish("f", List.of(b.constant(Literal.of(tensor))), List.of("y"));
    var back = (Op.Constant) Text.parse(Text.print(f)).body().getFirst().op();
    assertThat(back.literal()).isEqualTo(Literal.of(tensor));
    assertThat(back.literal().key()).isEqualTo(Literal.of(tensor).key());
  }

  @Test
  void largeConstantsAreHashesResolvedFromResources() {
    var b = new Builder();
    var f = b.finish("f", List.of(b.constant(Literal.of(Tensor.zeros(DType.F32, 8, 8)))), List.of("y"));
    var key = Text.resources(f).keySet().iterator().next();
    assertThat(Text.print(f)).contains("constant f32[8, 8] #" + key + "\n");
    assertThatThrownBy(() -> Text.parse(Text.print(f))).hasMessage("""
        The program text cannot be read.
        where: line 2, column 17
        given: %0 = constant f32[8, 8] #KEY
                             ^
        expected: contents for the constant #KEY among those given with the text""".replace("KEY", key));
  }

  private static void fails(String body, String message) {
    assertThatThrownBy(() -> Text.parse("function f(%x: f32[2]) -> (y: f32[2]) {\n" + body + "\n}"))
        .isExactlyInstanceOf(ModelError.class).hasMessage(message);
  }

  @Test
  void anUndefinedValueIsShown() {
    fails("  %0 = add(%x, %z) : f32[2]\n  return %0", """
        The program text cannot be read.
        where: line 2, column 16
        given: %0 = add(%x, %z) : f32[2]
                            ^
        expected: a value defined above: %x""");
  }

  @Test
  void aMissingCommaIsShown() {
    fails("  %0 = add(%x %x) : f32[2]\n  return %0", """
        The program text cannot be read.
        where: line 2, column 15
        given: %0 = add(%x %x) : f32[2]
                           ^
        expected: ',' or ')'""");
  }

  @Test
  void aTypeThatIsNotTheDerivedOneIsShown() {
    fails("  %0 = exp(%x) : f32[3]\n  return %0", """
        The program text cannot be read.
        where: line 2, column 18
        given: %0 = exp(%x) : f32[3]
                              ^
        expected: f32[2], the type that exp has here""");
  }

  @Test
  void anIllTypedOpSaysWhereItStands() {
    fails("  %0 = add(%x) : f32[2]\n  return %0", """
        The operation add is not well typed (add.C1).
        where: line 2, column 8
        given: add takes 2 operands, not 1""");
  }

  @Test
  void anUnknownAttributeIsShown() {
    fails("  %0 = convert(%x) too(i32) : i32[2]\n  return %0", """
        The program text cannot be read.
        where: line 2, column 20
        given: %0 = convert(%x) too(i32) : i32[2]
                                ^
        expected: 'to'""");
  }

  @Test
  void anElementOutOfRangeIsShown() {
    fails("  %0 = constant u8[2] {3, 256}\n  return %x", """
        The program text cannot be read.
        where: line 2, column 27
        given: %0 = constant u8[2] {3, 256}
                                       ^
        expected: an element of u8""");
  }

  @Test
  void aWrongNumberOfElementsIsShown() {
    fails("  %0 = constant i8[3] {1, 2}\n  return %x", """
        The program text cannot be read.
        where: line 2, column 23
        given: %0 = constant i8[3] {1, 2}
                                   ^
        expected: 3 elements, not 2""");
  }

  @Test
  void aSecondDefinitionIsShown() {
    fails("  %x = exp(%x) : f32[2]\n  return %x", """
        The program text cannot be read.
        where: line 2, column 3
        given: %x = exp(%x) : f32[2]
               ^
        expected: a new name: %x is defined already""");
  }

  @Test
  void aWrongResultTypeIsShown() {
    fails("  %0 = convert(%x) to(i32) : i32[2]\n  return %0", """
        The program text cannot be read.
        where: line 1, column 31
        given: function f(%x: f32[2]) -> (y: f32[2]) {
                                             ^
        expected: i32[2], the type of the value returned""");
  }

  @Test
  void aWrongNumberOfResultsIsShown() {
    fails("  return %x, %x", """
        The program text cannot be read.
        where: line 2, column 10
        given: return %x, %x
                      ^
        expected: 1 results, as many as the head of 'f' names""");
  }

  @Test
  void anUnfinishedTextSaysWhatMayFollow() {
    var text = "function f(%x: f32[2]) -> (y: f32[2]) {\n  %0 = exp(%x) : f32[2]";
    assertThatThrownBy(() -> Text.parse(text)).hasMessage("""
        The program text cannot be read.
        where: line 2, column 24
        given: %0 = exp(%x) : f32[2]
                                    ^
        expected: '@' or 'return' or '%'""");
  }

  @Test
  void anUnknownOperationListsAll() {
    assertThatThrownBy(() -> Text.parse("function f(%x: f32[]) -> () {\n  %0 = exq(%x) : f32[]"))
        .hasMessage("""
            The program text cannot be read.
            where: line 2, column 8
            given: %0 = exq(%x) : f32[]
                        ^
            expected: an operation:\s""" + String.join(", ", Schema.mnemonics()));
    assertThat(Schema.mnemonics()).isSorted().contains("abs", "constant", "gather", "iota", "loop", "reduce_window")
        .doesNotContain("apply", "parameter");
  }
}
