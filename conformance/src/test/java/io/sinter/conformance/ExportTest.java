package io.sinter.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Builder;
import io.sinter.ir.Function;
import io.sinter.ir.Interpreter;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Text;
import io.sinter.ir.random.RandomFunctions;
import io.sinter.ir.random.RandomFunctions.Kind;
import io.sinter.ir.random.RandomFunctions.Options;
import io.sinter.ir.random.RandomTensors;
import io.sinter.ir.random.RandomTensors.Mode;
import io.sinter.onnx.OnnxModel;
import io.sinter.onnx.export.OnnxExport;
import io.sinter.runtime.DType;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import io.sinter.runtime.UnsupportedError;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is written as ONNX means the same to ONNX Runtime. `-Dseeds=N` tries more random functions.
class ExportTest {
  private static final long SEEDS = Long.getLong("seeds", 120);
  private static final double ROOM = 1e-3;

  /// Functions without jumps, where small differences stay small.
  private static final Set<ScalarFn> SMOOTH = EnumSet.of(ScalarFn.ADD, ScalarFn.SUB, ScalarFn.MUL, ScalarFn.MAX,
      ScalarFn.MIN, ScalarFn.NEG, ScalarFn.ABS, ScalarFn.RELU, ScalarFn.TANH, ScalarFn.EXPM1, ScalarFn.SIGMOID,
      ScalarFn.FMA, ScalarFn.SIN);

  /// Those of integers, with indices, comparisons, bits and shifts.
  private static final Set<ScalarFn> WHOLE = EnumSet.of(ScalarFn.ADD, ScalarFn.SUB, ScalarFn.MUL, ScalarFn.DIV,
      ScalarFn.MAX, ScalarFn.MIN, ScalarFn.NEG, ScalarFn.ABS, ScalarFn.RELU, ScalarFn.LT, ScalarFn.LE, ScalarFn.EQ,
      ScalarFn.AND, ScalarFn.OR, ScalarFn.XOR, ScalarFn.NOT, ScalarFn.SHL, ScalarFn.SHR, ScalarFn.SELECT);

  static List<Zoo.Animal> animals() {
    return Zoo.all().stream().filter(a -> a.function().parameters().stream()
        .allMatch(p -> p.type().dtype() == DType.F32 || p.type().dtype() == DType.I64)).toList();
  }

  @ParameterizedTest
  @MethodSource("animals")
  void smallFunctionsAgree(Zoo.Animal animal) {
    agree(animal.name(), animal.function(), animal.inputs(Mode.TAME));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mlp", "mnist_cnn", "gpt_kv", "unet", "lstm_tagger"})
  void modelsAgree(String name) {
    var function = OnnxModel.read(Checkout.model(name).resolve("model.onnx")).function();
    for (long n : new long[] {1, 3}) {
      var sizes = IntStream.range(0, function.parameters().size()).boxed()
          .flatMap(i -> function.parameters().get(i).type().shape().dims().stream())
          .flatMap(d -> d.symbols().stream()).distinct()
          .collect(Collectors.toMap(s -> s, s -> s.equals("H") || s.equals("W") ? 16 * n : n));
      agree(name + " at " + n, function, inputs(function, sizes));
    }
  }

  /// Moderate floats; integers that are tokens of any vocabulary.
  private static List<Tensor> inputs(Function function, Map<String, Long> sizes) {
    return function.parameters().stream().map(p -> {
      var shape = p.type().shape().evaluate(sizes);
      if (p.type().dtype().isFloat()) {
        return new RandomTensors(7, Mode.TAME).next(p.type().dtype(), shape);
      }
      return Tensor.fromLongs(p.type().dtype(), shape,
          IntStream.range(0, Tensor.count(p.type().dtype(), shape)).mapToLong(i -> 1 + i % 7).toArray());
    }).toList();
  }

  @Test
  void randomFunctionsOfFloatsAgree() {
    random(Options.DEFAULT.withFunctions(SMOOTH).withTypes(DType.F32, DType.F32, DType.F64)
        .withKinds(EnumSet.complementOf(EnumSet.of(Kind.CONVERT, Kind.CONVOLUTION))).withElements(600), true);
  }

  /// ONNX Runtime refuses images without pixels, also where the size is open.
  @Test
  void randomConvolutionsAgree() {
    random(Options.DEFAULT.withFunctions(SMOOTH).withTypes(DType.F32).withElements(2000)
        .withKinds(EnumSet.of(Kind.CONVOLUTION, Kind.APPLY, Kind.PAD, Kind.REDUCE_WINDOW)), false);
  }

  @Test
  void randomFunctionsOfIntegersAgree() {
    random(Options.DEFAULT.withFunctions(WHOLE).withTypes(DType.I32, DType.I64, DType.I64, DType.BOOL, DType.I8,
        DType.U8).withElements(600), true);
  }

  /// Where Cast says nothing, the model does.
  @Test
  void floatsBeyondAnIntegerTypeBecomeItsEdges() {
    double[] numbers = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e30, -1e30, 127.9, 128, -128.9,
        -129, 255.5, 256, -0.5, -1, 0x1p31, 0x1p31 - 1, -0x1p31, -0x1p31 - 1, 0x1p63, -0x1p63, 0x1p62, 2.5};
    for (var from : List.of(DType.F32, DType.F64)) {
      var b = new Builder();
      var x = b.parameter("x", TensorType.of(from, numbers.length));
      var types = List.of(DType.I8, DType.U8, DType.I32, DType.I64);
      var f = b.finish("f", types.stream().map(t -> b.add(new Op.Convert(x, t))).toList(),
          types.stream().map(DType::toString).toList());
      agree("from " + from, f, List.of(Tensor.fromDoubles(from, new long[] {numbers.length}, numbers)));
    }
  }

  /// @param empty whether open sizes may be 0
  private static void random(Options options, boolean empty) {
    int compared = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      var sample = RandomFunctions.of(seed, options.withSymbols(seed % 2 == 0));
      if (!isWritten(sample.function()) || !empty && sample.sizes().containsValue(0L)) {
        continue;
      }
      compared++;
      agree("seed " + seed + "\n" + Text.print(sample.function()), sample.function(), sample.inputs(Mode.TAME));
    }
    assertThat(compared).isGreaterThan((int) (SEEDS * 0.8));
  }

  private static boolean isWritten(Function function) {
    try {
      OnnxExport.bytes(function);
      return true;
    } catch (UnsupportedError e) {
      return false;
    }
  }

  private static void agree(String what, Function function, List<Tensor> inputs) {
    double[] largest = {1};
    var expected = Interpreter.trace(function, inputs, (v, t) -> largest[0] = Math.max(largest[0], largest(t)));
    try (var reference = OnnxRuntime.load(OnnxExport.bytes(function), 1)) {
      var actual = reference.run(inputs);
      assertThat(actual).as(what).hasSameSizeAs(expected);
      for (int i = 0; i < expected.size(); i++) {
        var e = expected.get(i);
        var a = actual.get(i);
        assertThat(a.type()).as("%s, output %d", what, i).isEqualTo(e.type());
        for (int k = 0; k < e.elements(); k++) {
          double room = e.dtype().isFloat() ? ROOM * largest[0] : 0;
          if (!(e.doubleAt(k) == a.doubleAt(k) || Math.abs(e.doubleAt(k) - a.doubleAt(k)) <= room
              || Double.isNaN(e.doubleAt(k)) && Double.isNaN(a.doubleAt(k)))) {
            assertThat(a.textAt(k)).as("%s, output %d, element %d", what, i, k).isEqualTo(e.textAt(k));
          }
        }
      }
    }
  }

  private static double largest(Tensor t) {
    double largest = 0;
    for (int i = 0; t.dtype().isFloat() && i < t.elements(); i++) {
      double x = Math.abs(t.doubleAt(i));
      largest = Double.isFinite(x) ? Math.max(largest, x) : largest;
    }
    return largest;
  }
}
