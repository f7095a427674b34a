package io.sinter.cli;

import static io.sinter.cli.Cli.sinter;
import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.onnx.OnnxTensors;
import io.sinter.onnx.proto.GraphProto;
import io.sinter.onnx.proto.ModelProto;
import io.sinter.onnx.proto.NodeProto;
import io.sinter.onnx.proto.OperatorSetIdProto;
import io.sinter.onnx.proto.TensorProto.DataType;
import io.sinter.onnx.proto.TensorShapeProto;
import io.sinter.onnx.proto.TypeProto;
import io.sinter.onnx.proto.ValueInfoProto;
import io.sinter.runtime.Npy;
import io.sinter.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A model whose rank depends on an input, on the command line: `y = ReduceSum(x, axes)`.
class LateModelsTest {
  @TempDir private Path folder;
  private Path model = Path.of("");

  private static ValueInfoProto.Builder value(String name, DataType type, String... sizes) {
    var shape = TensorShapeProto.newBuilder();
    for (var size : sizes) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(size));
    }
    var tensor = TypeProto.Tensor.newBuilder().setElemType(type.getNumber());
    return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder()
        .setTensorType(sizes.length == 0 ? tensor : tensor.setShape(shape)));
  }

  @BeforeEach
  void write() throws IOException {
    var graph = GraphProto.newBuilder().setName("sum")
        .addInput(value("x", DataType.FLOAT, "N", "M")).addInput(value("axes", DataType.INT64, "K"))
        .addNode(NodeProto.newBuilder().setOpType("ReduceSum").addInput("x").addInput("axes").addOutput("y"))
        .addOutput(value("y", DataType.FLOAT));
    model = Files.write(folder.resolve("model.onnx"), ModelProto.newBuilder().setIrVersion(8).setGraph(graph)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(18)).build().toByteArray());
    Npy.write(folder.resolve("x.npy"), Tensor.of(new float[] {1, 2, 3, 4}, 2, 2));
    Npy.write(folder.resolve("axes.npy"), Tensor.of(new long[] {0}, 1));
  }

  @Test
  void runTakesTheValuesFromTheInputs() {
    assertThat(sinter("run", model, "--input", folder.resolve("x.npy"), "--input", folder.resolve("axes.npy")).out())
        .isEqualTo("y  f32[1, 2]  4 6\n");
    assertThat(sinter("run", model, "--input", "axes=" + folder.resolve("axes.npy"), "--input", "x=random").out())
        .startsWith("y  f32[1, 1]");
  }

  @Test
  void withoutValuesTheErrorNamesTheInputAndTheOption() {
    for (var command : new Object[][] {{"inspect", model}, {"compile", model, "-o", folder.resolve("a")},
        {"run", model}}) {
      var run = sinter(command);
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.err()).contains("""
          The model can be compiled only for known values of some inputs.
          given: no values of 'axes'
          expected: their values, because ranks or axes depend on them
          try: Run the model with its inputs, or fix them: --fix axes=NUMBER,NUMBER""".indent(0).strip());
    }
  }

  @Test
  void fixedInputsAreConstants() {
    assertThat(sinter("run", model, "--fix", "axes=1", "--input", folder.resolve("x.npy")).out())
        .isEqualTo("y  f32[2, 1]  3 7\n");
    assertThat(sinter("inspect", model, "--fix", "axes=0,1").out())
        .startsWith("function sum(%x: f32[N, M]) -> (y: f32[1, 1])");
    assertThat(sinter("compile", model, "--fix", "axes=0", "-o", folder.resolve("sum.zip")).code()).isZero();
    assertThat(sinter("compare", model, "--fix", "axes=0", "--targets", "jvm,interpreter").code()).isZero();
    assertThat(sinter("bench", model, "--fix", "axes=", "--runs", "1").code()).isZero();
  }

  @Test
  void whatCannotBeFixedIsAnError() {
    assertThat(sinter("inspect", model, "--fix", "axis=0").err()).contains("""
        The model has no input 'axis'.
        given: --fix axis=0
        expected: x: f32[N, M]
          axes: i64[K]""");
    for (var text : new String[] {"axes=a", "axes=1.5", "axes=1,,2", "x=1"}) {
      var name = text.substring(0, text.indexOf('='));
      assertThat(sinter("inspect", model, "--fix", text).err()).contains(
          "The input '" + name + "' cannot be fixed to that.\ngiven: --fix " + text
              + "\nexpected: numbers for " + name + ": ");
    }
    assertThat(sinter("inspect", model, "--fix", "axes=7").err()).contains("An axis does not exist.");
  }

  @Test
  void checkTakesTheValuesFromTheData() throws IOException {
    for (int set = 0; set < 2; set++) {
      var data = Files.createDirectories(folder.resolve("test_data_set_" + set));
      OnnxTensors.write(data.resolve("input_0.pb"), "x", Tensor.of(new float[] {1, 2, 3, 4}, 2, 2));
      OnnxTensors.write(data.resolve("input_1.pb"), "axes", Tensor.of(new long[] {set}, 1));
      OnnxTensors.write(data.resolve("output_0.pb"), "y",
          set == 0 ? Tensor.of(new float[] {4, 6}, 1, 2) : Tensor.of(new float[] {3, 7}, 2, 1));
    }
    assertThat(sinter("check", folder).lastLine()).isEqualTo("1 passed, 0 failed, 0 skipped");
  }
}
