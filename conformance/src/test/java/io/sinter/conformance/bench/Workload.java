package io.sinter.conformance.bench;

import io.sinter.conformance.Checkout;
import io.sinter.onnx.DataSet;
import io.sinter.onnx.OnnxModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/// A model and its inputs.
public enum Workload {
  MATMUL(made(() -> Kernels.matmul(256, 256, 256))),
  CONVOLUTION(made(() -> Kernels.convolution(56, 64, 3, 1))),
  DEPTHWISE(made(() -> Kernels.convolution(56, 144, 3, 144))),
  SOFTMAX(made(() -> Kernels.softmax(128, 768))),
  LAYER_NORM(made(() -> Kernels.layerNorm(128, 768))),
  GELU(made(() -> Kernels.gelu(128, 3072))),
  MAX_POOL(made(() -> Kernels.maxPool(112, 64))),
  GLOBAL_AVERAGE(made(() -> Kernels.globalAverage(7, 1280))),
  MLP_1(made(() -> Kernels.perceptron(1, 784, 4096, 4096, 10), () -> Kernels.perceptron(1, 13, 41, 31, 10))),
  MLP_256(made(() -> Kernels.perceptron(256, 784, 4096, 4096, 10), () -> Kernels.perceptron(9, 13, 41, 31, 10))),
  LSTM(made(() -> Kernels.lstm(128, 1, 512, 512), () -> Kernels.lstm(3, 2, 5, 7))),
  RESNET50(made(() -> ConvolutionNets.resNet50(1, 224, 1), () -> ConvolutionNets.resNet50(2, 32, 16))),
  RESNET50_8(made(() -> ConvolutionNets.resNet50(8, 224, 1),
      () -> ConvolutionNets.resNet50(8, 32, 16))),
  MOBILENET_V2(made(() -> mobileNetV2(224), () -> mobileNetV2(32))),
  EFFICIENTNET_B0(made(() -> ConvolutionNets.efficientNetB0(224), () -> ConvolutionNets.efficientNetB0(32))),
  SQUEEZENET(made(() -> ConvolutionNets.squeezeNet(224), () -> ConvolutionNets.squeezeNet(47))),
  MOBILENET_V2_QDQ(made(() -> mobileNetV2Qdq(224), () -> mobileNetV2Qdq(32)), Sample.BYTES),
  MOBILENET_V2_QLINEAR(made(() -> mobileNetV2QLinear(224), () -> mobileNetV2QLinear(32)), Sample.BYTES),
  VIT_SMALL(made(() -> Transformers.vit(Transformers.VIT_SMALL, 224),
      () -> Transformers.vit(Transformers.TINY_PICTURES, 32))),
  BERT_BASE(made(() -> Transformers.bert(Transformers.BERT_BASE, 128), () -> Transformers.bert(Transformers.TINY, 7))),
  GPT2_PREFILL(made(() -> Transformers.gpt2(Transformers.GPT2_SMALL, 128, 0),
      () -> Transformers.gpt2(Transformers.TINY, 7, 0))),
  GPT2_DECODE(made(() -> Transformers.gpt2(Transformers.GPT2_SMALL, 1, 256),
      () -> Transformers.gpt2(Transformers.TINY, 1, 5))),
  DIGITS_1(new Digits(1)),
  DIGITS_64(new Digits(64)),
  RESNET18(new Recorded("resnet18")),
  VIT_TINY(new Recorded("vit_tiny_patch16_224")),
  BERT_MINI(new Recorded("bert_mini")),
  GPT_KV(new Recorded("gpt_kv")),
  LLAMA_KV(new Recorded("llama_kv")),
  LSTM_TAGGER(new Recorded("lstm_tagger")),
  GRU(new Recorded("gru")),
  UNET(new Recorded("unet")),
  YOLO(new Recorded("yolo_nms"));

  private final Origin origin;
  private final double tolerance;

  Workload(Origin origin) {
    this(origin, Sample.ROUNDING);
  }

  /// @param tolerance by how much engines may differ, as a part of the largest element of an output
  Workload(Origin origin, double tolerance) {
    this.origin = origin;
    this.tolerance = tolerance;
  }

  /// Where a model and its inputs come from.
  private sealed interface Origin {}

  /// Made here.
  ///
  /// @param tiny the same with few and small layers
  private record Made(Supplier<Graph> full, Supplier<Graph> tiny) implements Origin {}

  /// The network of the examples.
  private record Digits(int batch) implements Origin {}

  /// One of the shared models, with its first set of recorded inputs.
  private record Recorded(String name) implements Origin {}

  private static Made made(Supplier<Graph> graph) {
    return new Made(graph, graph);
  }

  private static Made made(Supplier<Graph> full, Supplier<Graph> tiny) {
    return new Made(full, tiny);
  }

  private static Graph mobileNetV2(int size) {
    var g = new Graph("mobilenet_v2");
    return ConvolutionNets.mobileNetV2(g, new FloatLayers(g), size);
  }

  private static Graph mobileNetV2Qdq(int size) {
    var g = new Graph("mobilenet_v2_qdq");
    return ConvolutionNets.mobileNetV2(g, new QdqLayers(g), size);
  }

  private static Graph mobileNetV2QLinear(int size) {
    var g = new Graph("mobilenet_v2_qlinear");
    return ConvolutionNets.mobileNetV2(g, new QLinearLayers(g), size);
  }

  /// Its name in tables.
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Why it cannot be run here, if it cannot.
  Optional<String> missing() {
    return origin instanceof Recorded && !Checkout.hasShared()
        ? Optional.of("the folder of shared models is not there") : Optional.empty();
  }

  /// The one of a label.
  static Workload of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }

  /// Whether it is one operator and not a network.
  boolean isKernel() {
    return compareTo(GLOBAL_AVERAGE) <= 0;
  }

  boolean isRecorded() {
    return origin instanceof Recorded;
  }

  /// The model in a file; to be closed.
  Sample sample() {
    return switch (origin) {
      case Made made -> Sample.of(label(), made.full().get(), tolerance);
      case Digits digits -> new Sample(label(), Checkout.root().resolve("examples/digits/digits_cnn.onnx"),
          List.of(new Graph("").normal(digits.batch(), 1, 8, 8)), tolerance, false);
      case Recorded recorded -> recorded(Checkout.model(recorded.name()));
    };
  }

  /// The same kind of model, small enough for a test.
  Sample tiny() {
    return origin instanceof Made made ? Sample.of(label(), made.tiny().get(), tolerance) : sample();
  }

  private Sample recorded(Path folder) {
    var file = folder.resolve("model.onnx");
    var signature = OnnxModel.read(file).signature();
    return new Sample(label(), file, DataSet.read(DataSet.in(folder).getFirst().inputs(), signature.inputs()),
        tolerance, false);
  }
}
