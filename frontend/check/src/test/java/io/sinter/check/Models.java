package io.sinter.check;

import io.sinter.onnx.OnnxTensors;
import io.sinter.onnx.proto.GraphProto;
import io.sinter.onnx.proto.ModelProto;
import io.sinter.onnx.proto.NodeProto;
import io.sinter.onnx.proto.OperatorSetIdProto;
import io.sinter.onnx.proto.TensorProto;
import io.sinter.onnx.proto.TensorShapeProto;
import io.sinter.onnx.proto.TypeProto;
import io.sinter.onnx.proto.ValueInfoProto;
import io.sinter.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Folders with models of one node `y = op(x)` over three floats.
final class Models {
  private Models() {}

  /// The root of the checkout: the folder with the launcher.
  static Path root() {
    var folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("sinter"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  static Path write(Path folder, String domain, String op) throws IOException {
    Files.createDirectories(folder);
    var graph = GraphProto.newBuilder().setName("test").addInput(floats("x")).addOutput(floats("y"))
        .addNode(NodeProto.newBuilder().setName("the node").setDomain(domain).setOpType(op)
            .addInput("x").addOutput("y"));
    var model = ModelProto.newBuilder().setIrVersion(8).setGraph(graph)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("com.example").setVersion(1));
    return Files.write(folder.resolve("model.onnx"), model.build().toByteArray());
  }

  private static ValueInfoProto floats(String name) {
    var shape = TensorShapeProto.newBuilder().addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(3));
    return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(
        TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT.getNumber()).setShape(shape))).build();
  }

  static void data(Path folder, int set, float[] x, float... y) throws IOException {
    var data = Files.createDirectories(folder.resolve("test_data_set_" + set));
    OnnxTensors.write(data.resolve("input_0.pb"), "x", Tensor.of(x, x.length));
    OnnxTensors.write(data.resolve("output_0.pb"), "y", Tensor.of(y, y.length));
  }

  /// A right case: relu of -1, 0, 2.
  static Path relu(Path folder) throws IOException {
    write(folder, "", "Relu");
    data(folder, 0, new float[] {-1, 0, 2}, 0, 0, 2);
    return folder;
  }
}
