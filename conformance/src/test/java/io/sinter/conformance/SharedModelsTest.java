package io.sinter.conformance;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The models in `../shared`, as their exporters wrote them; skipped where that folder is missing.
class SharedModelsTest {
  static final List<String> ALL = List.of("bert_mini", "bert_mini_dynamo", "efficientnet_b0", "gpt_kv", "gru",
      "llama_kv", "llama_kv_dynamo", "lstm_tagger", "mlp", "mlp_int8_dynamic", "mnist_cnn", "mobilenet_v2",
      "mobilenet_v2_int8_qdq", "mobilenet_v2_int8_qlinear", "resnet18", "resnet50", "squeezenet1_1", "unet",
      "vit_tiny_d3_dynamo", "vit_tiny_patch16_224", "yolo_nms");

  /// Small enough for kernels that are interpreted.
  private static final List<String> SMALL = List.of("mlp", "mlp_int8_dynamic", "mnist_cnn", "gru", "gpt_kv");

  static Stream<Arguments> models() {
    return Stream.concat(
        ALL.stream().flatMap(model ->
            Stream.of("jvm", "jvm-scalar", "interpreter", OpenCl.TARGET).map(t -> Arguments.of(model, t))),
        SMALL.stream().map(model -> Arguments.of(model, "kernel-interpreter")));
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("models")
  void passes(String model, String target) {
    OpenCl.assume(target);
    ModelCase.passes(Checkout.model(model), target);
  }

  @ParameterizedTest(name = "digits on {0}")
  @MethodSource("targets")
  void digitsPass(String target) {
    OpenCl.assume(target);
    ModelCase.passes(Checkout.shared("digits/digits_cnn"), target);
  }

  static Stream<String> targets() {
    return Stream.of("jvm", "jvm-scalar", "interpreter", "kernel-interpreter", OpenCl.TARGET);
  }
}
