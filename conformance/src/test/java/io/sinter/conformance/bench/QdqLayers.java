package io.sinter.conformance.bench;

import io.sinter.runtime.DType;
import java.util.HashMap;
import java.util.Map;

/// Layers in f32 between pairs of QuantizeLinear and DequantizeLinear: bytes between them, a scale for each channel of
/// the weights.
final class QdqLayers implements Layers {
  private final Graph graph;
  private final Map<String, Quantized> forms = new HashMap<>();

  QdqLayers(Graph graph) {
    this.graph = graph;
  }

  /// @param value of f32
  private Feature quantized(String value, int channels, double power, Activation activation) {
    var form = Quantized.activations(graph, activation);
    var bytes = graph.node("QuantizeLinear", value, form.scale(), form.zero());
    forms.put(bytes, form);
    return new Feature(bytes, channels, power);
  }

  private Quantized form(Feature x) {
    return forms.get(x.value());
  }

  private String dequantized(Feature x) {
    return graph.node("DequantizeLinear", x.value(), form(x).scale(), form(x).zero());
  }

  @Override
  public Feature image(int batch, int channels, int size) {
    return quantized(graph.input("x", batch, channels, size, size), channels, 1, Activation.NONE);
  }

  @Override
  public Feature convolution(Feature x, int channels, int window, int stride, int groups, Activation activation) {
    int depth = x.channels() / groups;
    double deviation = 1 / Math.sqrt(x.power() * depth * window * window);
    var sum = graph.node("Conv", FloatLayers.window(window, stride, groups), dequantized(x),
        weights(deviation, channels, depth, window, window), bias(x, deviation, channels));
    return quantized(sum, channels, activation.power(), activation);
  }

  private String weights(double deviation, long... shape) {
    var form = Quantized.weights(graph, deviation, Math.toIntExact(shape[0]));
    return graph.node("DequantizeLinear", Map.of("axis", 0), graph.bytes(shape), form.scale(), form.zero());
  }

  private String bias(Feature x, double deviation, int channels) {
    double step = form(x).step() * Quantized.step(deviation);
    return graph.node("DequantizeLinear", Map.of("axis", 0), graph.all(DType.I32, 0.1 / step, channels),
        graph.all(DType.F32, step, channels), graph.all(DType.I32, 0, channels));
  }

  @Override
  public Feature add(Feature x, Feature y) {
    return quantized(graph.node("Add", dequantized(x), dequantized(y)), x.channels(), x.power() + y.power(),
        Activation.NONE);
  }

  @Override
  public String head(Feature x, int classes) {
    var mean = quantized(graph.node("GlobalAveragePool", dequantized(x)), x.channels(), x.power(), Activation.RELU6);
    var form = form(mean);
    var flat = new Feature(graph.node("Flatten", mean.value()), x.channels(), x.power());
    forms.put(flat.value(), form);
    double deviation = 1 / Math.sqrt(x.power() * x.channels());
    var scores = graph.node("Gemm", Map.of("transB", 1), dequantized(flat), weights(deviation, classes, x.channels()),
        bias(flat, deviation, classes));
    return dequantized(quantized(scores, classes, 1, Activation.NONE));
  }
}
