package io.sinter.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.sinter.ir.Builder;
import io.sinter.ir.Control;
import io.sinter.ir.Function;
import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Text;
import io.sinter.ir.Value;
import io.sinter.ir.composite.BatchNormalization;
import io.sinter.ir.composite.Gelu;
import io.sinter.ir.composite.GroupNormalization;
import io.sinter.ir.composite.InstanceNormalization;
import io.sinter.ir.composite.LayerNormalization;
import io.sinter.ir.composite.LogSoftmax;
import io.sinter.ir.composite.RmsNormalization;
import io.sinter.ir.composite.Softmax;
import io.sinter.ir.composite.Softplus;
import io.sinter.ir.random.RandomTensors;
import io.sinter.ir.random.RandomTensors.Mode;
import io.sinter.onnx.proto.ModelProto;
import io.sinter.onnx.proto.NodeProto;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of composites, of bodies, and of indices that are data.
class ConstructsTest {
  private static final Map<String, Long> SIZES = Map.of("n", 3L);

  private static Function function(DType type, BiFunction<Builder, Value, Value> body) {
    var b = new Builder();
    var x = b.parameter("x", new TensorType(type, Shape.of(Dim.symbol("n"), Dim.of(4), Dim.of(5))));
    return b.finish("f", List.of(body.apply(b, x)), List.of("y"));
  }

  private static List<String> operators(Function f) {
    try {
      return ModelProto.parseFrom(OnnxExport.bytes(f)).getGraph().getNodeList().stream()
          .map(NodeProto::getOpType).toList();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static void agrees(Function f, double room) {
    for (var mode : List.of(Mode.TAME, Mode.WHOLE)) {
      assertThat(RoundTrip.difference(f, RandomTensors.inputs(f, SIZES, 5, mode), room)).isEmpty();
    }
  }

  private static Value numbers(Builder b, String name, long... shape) {
    return b.parameter(name, TensorType.of(DType.F32, shape));
  }

  static Stream<Arguments> known() {
    return Stream.of(
        Arguments.of("Softmax", function(DType.F32, (b, x) -> Softmax.of(b, x, List.of(1)))),
        Arguments.of("LogSoftmax", function(DType.F32, (b, x) -> LogSoftmax.of(b, x, List.of(2)))),
        Arguments.of("Gelu", function(DType.F32, Gelu::of)),
        Arguments.of("Gelu", function(DType.F32, Gelu::tanh)),
        Arguments.of("Softplus", function(DType.F32, Softplus::of)),
        Arguments.of("LayerNormalization", function(DType.F32, (b, x) -> LayerNormalization.of(
            b, x, numbers(b, "scale", 5), Optional.of(numbers(b, "bias", 5)), 2, 1e-5f, DType.F32))),
        Arguments.of("LayerNormalization", function(DType.F32, (b, x) -> LayerNormalization.of(
            b, x, numbers(b, "scale", 4, 5), Optional.empty(), 1, 1e-6f, DType.F32))),
        Arguments.of("BatchNormalization", function(DType.F32, (b, x) -> BatchNormalization.of(
            b, x, numbers(b, "scale", 4), numbers(b, "bias", 4), numbers(b, "mean", 4),
            b.apply(ScalarFn.ABS, numbers(b, "variance", 4)), 1e-3f))),
        Arguments.of("InstanceNormalization", function(DType.F32, (b, x) -> InstanceNormalization.of(
            b, x, numbers(b, "scale", 4), numbers(b, "bias", 4), 1e-5f))),
        Arguments.of("GroupNormalization", function(DType.F32, (b, x) -> GroupNormalization.of(
            b, x, numbers(b, "scale", 4), numbers(b, "bias", 4), 2, 1e-5f, DType.F32))));
  }

  @ParameterizedTest
  @MethodSource("known")
  void aCompositeThatOnnxHasIsOneNode(String operator, Function f) {
    assertThat(operators(f)).contains(operator).doesNotContain("Exp", "Sqrt", "Erf", "Tanh", "ReduceSum");
    agrees(f, 1e-5);
  }

  static Stream<Arguments> unknown() {
    return Stream.of(
        Arguments.of("Softmax", function(DType.F32, (b, x) -> Softmax.of(b, x, List.of(1, 2)))),
        Arguments.of("Gelu", function(DType.F64, Gelu::of)),
        Arguments.of("LayerNormalization", function(DType.F32, (b, x) -> LayerNormalization.of(
            b, x, numbers(b, "scale", 1), Optional.empty(), 2, 1e-5f, DType.F32))),
        Arguments.of("LayerNormalization", function(DType.F32, (b, x) -> LayerNormalization.of(
            b, x, numbers(b, "scale", 5), Optional.empty(), 2, 1e-5f, DType.F64))),
        Arguments.of("RMSNormalization", function(DType.F32, (b, x) -> RmsNormalization.of(
            b, x, numbers(b, "scale", 5), 2, 1e-5f, DType.F32))),
        Arguments.of("Softmax", function(DType.F32, (b, x) -> named("softmax", b, x))));
  }

  /// A composite that only has the name of another one.
  private static Value named(String name, Builder b, Value x) {
    var inner = new Builder();
    var in = inner.parameter("x", x.type());
    return b.add(new Op.Composite(name, List.of(x),
        inner.finish(name, List.of(inner.apply(ScalarFn.NEG, in)), List.of("result"))));
  }

  @ParameterizedTest
  @MethodSource("unknown")
  void aCompositeOfAnotherMeaningIsItsBody(String operator, Function f) {
    assertThat(operators(f)).doesNotContain(operator);
    agrees(f, 1e-5);
  }

  @ParameterizedTest
  @EnumSource(Indexed.Update.class)
  void updatesThatMeetAreCombinedInOrderAndOthersLeftOut(Indexed.Update update) {
    var b = new Builder();
    var x = b.parameter("x", TensorType.of(DType.F32, 3, 4));
    var at = b.parameter("at", new TensorType(DType.I64, Shape.of(Dim.symbol("n"))));
    var updates = b.parameter("updates", new TensorType(DType.F32, Shape.of(Dim.symbol("n"), Dim.of(3))));
    var f = b.finish("f", List.of(b.add(new Indexed.Scatter(x, List.of(at), updates, List.of(1), update))),
        List.of("y"));
    var in = List.of(new RandomTensors(1, Mode.TAME).next(DType.F32, 3, 4),
        Tensor.of(new long[] {1, -1, 3, 1, 4, 1}, 6), new RandomTensors(2, Mode.TAME).next(DType.F32, 6, 3));
    assertThat(RoundTrip.difference(f, in, 1e-6)).isEmpty();
    var none = List.of(in.getFirst(), Tensor.zeros(DType.I64, 0), Tensor.zeros(DType.F32, 0, 3));
    assertThat(RoundTrip.difference(f, none, 0)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 5})
  void loopsKeepWhatTheyCarryCaptureAndStack(long trips) {
    var b = new Builder();
    var count = b.parameter("count", TensorType.of(DType.I64));
    var x = b.parameter("x", new TensorType(DType.F32, Shape.of(Dim.symbol("n"))));
    var limit = b.parameter("limit", TensorType.of(DType.F32));
    var inner = new Builder();
    inner.parameter("i", TensorType.of(DType.I64));
    var state = inner.parameter("state", x.type());
    var most = inner.parameter("most", limit.type());
    var next = inner.apply(ScalarFn.ADD, state, inner.splat(state, 1));
    var sum = inner.add(new Op.Reduce(next, ScalarFn.ADD, List.of(0)));
    var body = inner.finish("body", List.of(inner.apply(ScalarFn.LT, sum, most), next, sum),
        List.of("go", "next", "sum"));
    var stacked = new TensorType(DType.F32, Shape.of(Dim.symbol("steps")));
    var loop = b.add(new Control.Loop(count, b.scalar(DType.BOOL, 1), List.of(x), List.of(limit), body,
        List.of(x.type(), stacked), List.of("steps")));
    var sums = b.add(new Op.Project(loop, 1));
    var twice = b.add(new Op.Reshape(sums, Shape.of(Dim.symbol("steps"), Dim.ONE)));
    var f = b.finish("f", List.of(b.add(new Op.Project(loop, 0)), twice), List.of("last", "sums"));
    var in = List.of(Tensor.scalar(trips), Tensor.of(new float[] {1, 2}, 2), Tensor.scalar(8f));
    assertThat(RoundTrip.difference(f, in, 0)).isEmpty();
  }

  @Test
  void branchesTakeWhatTheyNeedFromOutside() {
    var text = """
        function f(%x: f32[n], %y: f32[n]) -> (z: f32[n]) {
          %0 = constant f32[] 2.0
          %1 = broadcast(%0) shape(n) axes() : f32[n]
          %2 = reduce(%x) combiner(add) axes(0) : f32[]
          %3 = lt(%2, %0) : bool[]
          %4 = if(%3, %1, %y) then(function then(%a: f32[n], %b: f32[n]) -> (r: f32[n]) {
            %0 = mul(%a, %b) : f32[n]
            return %0
          }) otherwise(function otherwise(%a: f32[n], %b: f32[n]) -> (r: f32[n]) {
            return %b
          }) types(f32[n]) binds() : bool[0]
          %5 = project(%4) index(0) : f32[n]
          return %5
        }""";
    var f = Text.parse(text);
    for (float first : new float[] {-5, 5}) {
      var in = List.of(Tensor.of(new float[] {first, 1}, 2), Tensor.of(new float[] {7, 9}, 2));
      assertThat(RoundTrip.difference(f, in, 0)).isEmpty();
    }
  }
}
