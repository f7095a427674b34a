/// Runs folders of models with inputs and expected outputs.
module io.sinter.check {
  requires transitive io.sinter.onnx;
  requires transitive com.google.gson;
  requires static transitive org.jspecify;

  exports io.sinter.check;
}
