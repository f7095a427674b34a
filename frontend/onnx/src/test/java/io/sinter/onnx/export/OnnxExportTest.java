package io.sinter.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.sinter.ir.Assert;
import io.sinter.ir.Builder;
import io.sinter.ir.Counting;
import io.sinter.ir.Function;
import io.sinter.ir.Interpreter;
import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.Origin;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Text;
import io.sinter.ir.Value;
import io.sinter.onnx.OnnxModel;
import io.sinter.onnx.proto.GraphProto;
import io.sinter.onnx.proto.ModelProto;
import io.sinter.onnx.proto.NodeProto;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import io.sinter.runtime.UnsupportedError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxExportTest {
  @TempDir private Path folder;

  private static GraphProto graph(Function f) {
    try {
      return ModelProto.parseFrom(OnnxExport.bytes(f)).getGraph();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> operators(String text) {
    return graph(Text.parse(text)).getNodeList().stream().map(NodeProto::getOpType).toList();
  }

  @Test
  void namesOfInputsOutputsSizesAndOriginsStay() {
    var b = new Builder();
    var x = b.parameter("image", new TensorType(DType.F32, Shape.of(Dim.symbol("batch"), Dim.of(3))));
    var y = b.at(Origin.of("/first")).apply(ScalarFn.RELU, x);
    var z = b.at(Origin.of("/second")).apply(ScalarFn.NEG, y);
    var again = b.at(Origin.of("/second")).apply(ScalarFn.ABS, z);
    var graph = graph(b.finish("net", List.of(again, y), List.of("scores", "hidden")));
    assertThat(graph.getName()).isEqualTo("net");
    assertThat(graph.getInput(0).getName()).isEqualTo("image");
    assertThat(graph.getInput(0).getType().getTensorType().getShape().getDim(0).getDimParam()).isEqualTo("batch");
    assertThat(graph.getInput(0).getType().getTensorType().getShape().getDim(1).getDimValue()).isEqualTo(3);
    assertThat(graph.getOutputList().stream().map(o -> o.getName())).containsExactly("scores", "hidden");
    assertThat(graph.getNodeList().stream().map(NodeProto::getName))
        .containsExactly("/first", "/second", "/second_1");
    assertThat(graph.getNode(0).getOutput(0)).isEqualTo("hidden");
    assertThat(graph.getNode(2).getOutput(0)).isEqualTo("scores");
  }

  @Test
  void anInputMayLeaveTwiceAndUnchanged() {
    var f = RoundTrip.of("""
        function f(%x: f32[2], %idle: f32[n]) -> (a: f32[2], b: f32[2]) {
          return %x, %x
        }""");
    var x = Tensor.of(new float[] {1, 2}, 2);
    assertThat(Interpreter.run(f, List.of(x, Tensor.of(new float[1], 1)))).containsExactly(x, x);
    assertThat(f.outputs()).containsExactly("a", "b");
  }

  @Test
  void valuesOfOneNameAreRefused() {
    assertThatThrownBy(() -> OnnxExport.bytes(Text.parse("""
        function f(%x: f32[2]) -> (x: f32[2]) {
          %0 = relu(%x) : f32[2]
          return %0
        }"""))).isInstanceOf(UnsupportedError.class).hasMessageContaining("two inputs or outputs called 'x'");
  }

  @Test
  void everythingThatOnnxLacksIsNamedAndNothingIsWritten() {
    var b = new Builder();
    var x = b.parameter("x", new TensorType(DType.F64, Shape.of(2)));
    var fma = b.at(Origin.of("/a")).apply(ScalarFn.FMA, x, x, x);
    var bits = b.at(Origin.of("/b")).add(new Op.Bitcast(fma, DType.I64));
    var file = folder.resolve("f.onnx");
    assertThatThrownBy(() -> OnnxExport.write(b.finish("f", List.of(bits), List.of("y")), file))
        .isInstanceOf(UnsupportedError.class)
        .hasMessageContainingAll("/a", "fma of f64", "mul and add", "/b", "the bits of f64 as i64", "convert");
    assertThat(Files.exists(file)).isFalse();
  }

  @Test
  void checksOfTheRunAreLeftOut() {
    var b = new Builder();
    var x = b.parameter("x", TensorType.of(DType.I64, 3));
    var y = b.add(new Assert(x, b.apply(ScalarFn.LT, x, b.splat(x, 9)), "A number is large.", "less than 9"));
    var f = b.finish("f", List.of(b.apply(ScalarFn.NEG, y)), List.of("y"));
    assertThat(graph(f).getNodeList().stream().map(NodeProto::getOpType)).containsExactly("Neg");
  }

  @Test
  void largeWeightsLieBesideTheModel() throws IOException {
    var b = new Builder();
    var x = b.parameter("x", TensorType.of(DType.F32, 2, 700));
    var weights = new float[2 * 700];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i;
    }
    var sum = b.apply(ScalarFn.ADD, x, b.constant(Literal.of(Tensor.of(weights, 2, 700))));
    var y = b.apply(ScalarFn.MUL, sum, b.constant(Literal.of(Tensor.of(weights.clone(), 1, 1400).reshape(2, 700))));
    var other = b.apply(ScalarFn.MUL, y, b.constant(Literal.of(Tensor.fromDoubles(DType.F32, new long[] {2, 700},
        new Random(1).doubles(1400).toArray()))));
    var f = b.finish("f", List.of(b.apply(ScalarFn.SUB, other, b.splat(other, 3))), List.of("y"));
    var file = folder.resolve("large.onnx");
    OnnxExport.write(f, file, 0);
    assertThat(Files.size(folder.resolve("large.onnx.data"))).as("two tensors of 5600 bytes, from whole pages on")
        .isEqualTo(8192 + 5600);
    assertThat(Files.size(file)).isLessThan(2000);
    var in = List.of(Tensor.of(weights, 2, 700));
    assertThat(Interpreter.run(OnnxModel.read(file).function(), in)).isEqualTo(Interpreter.run(f, in));
  }

  @Test
  void operatorsRepeatTheirOperandsThemselves() {
    assertThat(operators("""
        function f(%x: f32[n, 3, 4], %b: f32[3]) -> (y: f32[n, 3, 4]) {
          %0 = broadcast(%b) shape(n, 3, 4) axes(1) : f32[n, 3, 4]
          %1 = add(%x, %0) : f32[n, 3, 4]
          return %1
        }""")).containsExactly("Unsqueeze", "Add");
    assertThat(operators("""
        function f(%x: f32[n], %b: f32[3]) -> (y: f32[n, 3]) {
          %0 = broadcast(%x) shape(n, 3) axes(0) : f32[n, 3]
          %1 = broadcast(%b) shape(n, 3) axes(1) : f32[n, 3]
          %2 = add(%0, %1) : f32[n, 3]
          return %2
        }""")).containsExactly("Unsqueeze", "Add");
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch, 12", "batch*3, 4", "4, batch, 3", "12*batch"})
  void oneOpenSizeOfAShapeNeedsNoArithmetic(String shape) {
    assertThat(operators("""
        function f(%%x: f32[batch, 3, 4]) -> (y: f32[%s]) {
          %%0 = reshape(%%x) shape(%s) : f32[%s]
          return %%0
        }""".formatted(shape, shape, shape))).endsWith("Reshape").doesNotContain("Concat");
  }

  @ParameterizedTest
  @ValueSource(strings = {"floordiv(n - 5, 3)", "floordiv(5 - n, 3)", "n - 2 - 4*floordiv(n - 2, 4)", "min(n, 3)",
      "max(7 - 2*n, n)", "n*n - 3*n + 1", "floordiv(4 - n, n + 1)", "-n"})
  void sizesAreComputedAsTheyAreDefined(String size) {
    var f = sized(Dim.parse(size));
    var g = RoundTrip.of(f);
    for (int n = 0; n < 12; n++) {
      var in = List.of(Tensor.zeros(DType.F32, n));
      assertThat(Interpreter.run(g, in)).as("%s for %d", size, n).isEqualTo(Interpreter.run(f, in));
    }
  }

  private static Function sized(Dim size) {
    var b = new Builder();
    b.parameter("x", new TensorType(DType.F32, Shape.of(Dim.symbol("n"))));
    Value value = b.add(new Counting.Size(size));
    return b.finish("f", List.of(value), List.of("size"));
  }
}
