package io.sinter.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sinter.ir.random.RandomFunctions;
import io.sinter.ir.random.RandomFunctions.Options;
import io.sinter.ir.random.RandomTensors.Mode;
import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InterpreterTest {
  private static final Options SMALL = Options.DEFAULT.withElements(400);

  static Stream<Named<Options>> functions() {
    return Stream.of(
        Named.of("of the usual types", SMALL.withConstants(Mode.WILD)),
        Named.of("with symbols", SMALL.withSymbols(true)),
        Named.of("of integers", SMALL.withTypes(DType.I8, DType.U8, DType.I16, DType.U16, DType.I32, DType.U32,
            DType.I64, DType.U64, DType.BOOL)),
        Named.of("of narrow floats", SMALL.withTypes(DType.F16, DType.BF16, DType.F32, DType.U64)));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void everyOpOfRandomFunctionsHasItsNaiveMeaning(Options options) {
    for (long seed = 0; seed < 100; seed++) {
      var sample = RandomFunctions.of(seed, options);
      for (var mode : seed % 3 == 0 ? Mode.values() : new Mode[] {Mode.WILD}) {
        agrees(sample, sample.inputs(mode));
      }
    }
  }

  private static void agrees(RandomFunctions.Sample sample, List<Tensor> inputs) {
    var f = sample.function();
    var known = new HashMap<Value, Tensor>();
    for (int i = 0; i < inputs.size(); i++) {
      known.put(f.parameters().get(i), inputs.get(i));
    }
    var naive = new NaiveMeaning(sample.sizes());
    Interpreter.trace(f, inputs, (v, actual) -> {
      var expected = naive.evaluate(v, v.op().operands().stream().map(known::get).toList());
      assertThat(actual).as(() -> Text.names(f).get(v) + " of seed " + sample.seed() + " in\n" + f + "\n"
          + sample.sizes() + "\n" + v.op().operands().stream().map(known::get).toList()).isEqualTo(expected);
      known.put(v, actual);
    });
    assertThat(Interpreter.run(f, inputs)).isEqualTo(f.results().stream().map(known::get).toList());
  }

  private static Tensor run(String text, Tensor... inputs) {
    return Interpreter.run(Text.parse(text), List.of(inputs)).getFirst();
  }

  @Test
  void aConvolutionWithGroupsStridesAndDilations() {
    var y = run("""
        function f(%x: f32[1, 2, 5], %w: f32[2, 1, 2]) -> (y: f32[1, 2, 3]) {
          %0 = convolution(%x, %w) window(sizes(2) strides(2) low(1) high(1) dilations(2)) groups(2) : f32[1, 2, 3]
          return %0
        }""", Tensor.of(new float[] {1, 2, 3, 4, 5, 10, 20, 30, 40, 50}, 1, 2, 5),
        Tensor.of(new float[] {1, 100, 1, -1}, 2, 1, 2));
    assertThat(y).isEqualTo(Tensor.of(new float[] {200, 402, 4, -20, -20, 40}, 1, 2, 3));
  }

  @Test
  void sumsAreWide() {
    var y = run("""
        function f(%x: f32[3]) -> (y: f32[]) {
          %0 = reduce(%x) combiner(add) axes(0) : f32[]
          return %0
        }""", Tensor.of(new float[] {1e8f, 1, -1e8f}, 3));
    assertThat(y).isEqualTo(Tensor.scalar(1f));
  }

  @Test
  void floatsConvertTowardsZeroAndSaturate() {
    var y = run("""
        function f(%x: f32[n]) -> (y: i8[n]) {
          %0 = convert(%x) to(i8) : i8[n]
          return %0
        }""", Tensor.of(new float[] {1.9f, -1.9f, 300, -300, Float.NaN, Float.NEGATIVE_INFINITY}, 6));
    assertThat(y).isEqualTo(Tensor.of(new byte[] {1, -1, 127, -128, 0, -128}, 6));
  }

  @Test
  void integersConvertToTheNearestFloatInOneRounding() {
    long tie = 1L << 63 | 1L << 39;
    var y = run("""
        function f(%x: u64[n]) -> (y: f32[n]) {
          %0 = convert(%x) to(f32) : f32[n]
          return %0
        }""", Tensor.of(DType.U64, new long[] {5}, new long[] {tie, tie + 1, tie - 1, -1, (1L << 24) + 1}));
    assertThat(y).isEqualTo(Tensor.of(new float[] {0x1p63f, 0x1.000002p63f, 0x1p63f, 0x1p64f, 0x1p24f}, 5));
    var z = run("""
        function f(%x: i64[n]) -> (y: bf16[n]) {
          %0 = convert(%x) to(bf16) : bf16[n]
          return %0
        }""", Tensor.of(new long[] {1L << 62 | 1L << 54, (1L << 62 | 1L << 54) + 1, Long.MIN_VALUE}, 3));
    assertThat(z.toDoubles()).containsExactly(0x1p62, 0x1.02p62, -0x1p63);
  }

  @Test
  void symbolsAreFoundInExpressionsToo() {
    var y = run("""
        function f(%x: f32[2*n + 1, m], %y: f32[n*m]) -> (y: f32[n*m]) {
          return %y
        }""", Tensor.of(new float[14], 7, 2), Tensor.of(new float[6], 6));
    assertThat(y.elements()).isEqualTo(6);
  }

  @Test
  void anInputThatDoesNotFitIsRefused() {
    var f = "function f(%x: f32[n], %y: f32[n]) -> () {\n  return\n}";
    assertThatThrownBy(() -> run(f, Tensor.of(new float[2], 2), Tensor.of(new float[3], 3)))
        .isExactlyInstanceOf(ModelError.class).hasMessage("""
            Input 'y' has a type that does not fit.
            where: input 'y'
            given: f32[3]
            expected: f32[n]""");
    assertThatThrownBy(() -> run(f, Tensor.of(new float[2], 2))).hasMessage("""
        The number of inputs is wrong.
        given: 1
        expected: 2: x, y""");
  }

  @Test
  void whatOnlySizesDecideIsRefusedWithItsOrigin() {
    assertThatThrownBy(() -> run("""
        function f(%x: f32[n], %y: f32[m]) -> (y: f32[n, m]) {
          %0 = broadcast(%x) shape(n, m) axes(1) : f32[n, m]  @ "layer/Expand"
          return %0
        }""", Tensor.of(new float[2], 2), Tensor.of(new float[3], 3))).hasMessage("""
            A size does not broadcast.
            where: layer/Expand (broadcast : f32[n, m])
            given: 2 to 3
            expected: 1 or 3""");
    assertThatThrownBy(() -> run("""
        function f(%x: f32[n]) -> (y: f32[3]) {
          %0 = slice(%x) start(1) sizes(3) strides(1) : f32[3]
          return %0
        }""", Tensor.of(new float[3], 3))).hasMessage("""
            A slice reads outside of its operand.
            where: slice : f32[3]
            given: elements 1 to 3 of axis 0 of f32[3]
            expected: elements from 0 to 2""");
    assertThatThrownBy(() -> run("""
        function f(%x: f32[n, 2], %y: f32[m]) -> (y: f32[m]) {
          %0 = reshape(%x) shape(m) : f32[m]
          return %0
        }""", Tensor.of(new float[4], 2, 2), Tensor.of(new float[3], 3))).hasMessage("""
            A reshape changes the number of elements.
            where: reshape : f32[m]
            given: f32[2, 2] to [3]
            expected: 4 elements""");
  }

  @Test
  void anIntegerDividedByZeroIsRefused() {
    assertThatThrownBy(() -> run("""
        function f(%x: i32[2]) -> (y: i32[2]) {
          %0 = div(%x, %x) : i32[2]
          return %0
        }""", Tensor.of(new int[] {1, 0}, 2))).hasMessage("""
            An integer is divided by zero.
            where: div : i32[2]
            given: 0 / 0
            try: keep zeros out of the divisor, with max or select""");
  }

  @Test
  void whatNoArrayCanHoldIsRefused() {
    var repeated = """
        function f(%x: f32[n]) -> (y: f32[n, n*n]) {
          %0 = broadcast(%x) shape(n, n*n) axes(0) : f32[n, n*n]
          return %0
        }""";
    assertThatThrownBy(() -> run(repeated, Tensor.zeros(DType.F32, 2000))).hasMessage("""
        A tensor has too many elements.
        where: broadcast : f32[n, n*n]
        given: f32[2000, 4000000]
        expected: at most 2147483639 elements, what a Java array holds""");
  }

  @Test
  void sizesThatCannotBeComputedAreRefused() {
    assertThatThrownBy(() -> run("""
        function f(%x: f32[n], %y: f32[m]) -> (y: i64[]) {
          %0 = size() value(floordiv(n, m)) : i64[]
          return %0
        }""", Tensor.zeros(DType.F32, 2), Tensor.zeros(DType.F32, 0))).hasMessage("""
            A size of this run cannot be computed.
            where: size : i64[]
            given: floordiv(n, m)
            expected: no division by 0, and at most 63 bits""");
  }

  @Test
  void aCallerMayEndTheRunBetweenOps() {
    var f = Text.parse("""
        function f(%x: f32[]) -> (y: f32[]) {
          %0 = exp(%x) : f32[]
          %1 = exp(%0) : f32[]
          %2 = exp(%1) : f32[]
          return %2
        }""");
    var ops = new ArrayList<Integer>();
    assertThatThrownBy(() -> Interpreter.run(f, List.of(Tensor.scalar(1f)), () -> {
      ops.add(0);
      if (ops.size() == 2) {
        throw new IllegalStateException("enough");
      }
    })).hasMessage("enough");
    assertThat(ops).hasSize(2);
  }

  @Test
  void theErrorFunctionIsPrecise() {
    // Abramowitz and Stegun, table 7.1, and values of mpmath
    double[][] known = {
      {0, 0}, {1e-10, 1.1283791670955126e-10}, {0.1, 0.1124629160182849}, {0.5, 0.5204998778130465},
      {1, 0.8427007929497149}, {1.5, 0.9661051464753107}, {2, 0.9953222650189527},
      {2.5, 0.999593047982555}, {3, 0.9999779095030014}, {4, 0.9999999845827421}, {7, 1},
      {Double.POSITIVE_INFINITY, 1}
    };
    for (var pair : known) {
      assertThat(Erf.erf(pair[0])).isCloseTo(pair[1], within(4 * Math.ulp(pair[1])));
      assertThat(Erf.erf(-pair[0])).isEqualTo(-Erf.erf(pair[0]));
    }
    assertThat(Erf.erf(Double.NaN)).isNaN();
    assertThat(Double.doubleToRawLongBits(Erf.erf(-0.0))).isEqualTo(Long.MIN_VALUE);
  }
}
