/// Reads ONNX models and tensors.
module io.sinter.onnx {
  requires transitive io.sinter.frontend;
  requires com.google.protobuf;
  requires static transitive org.jspecify;

  exports io.sinter.onnx;
  exports io.sinter.onnx.export;
  exports io.sinter.onnx.proto to com.google.protobuf;

  provides io.sinter.ModelFormat with io.sinter.onnx.OnnxFormat;
}
