package io.sinter.conformance.bench;

import io.sinter.runtime.DType;
import java.util.HashMap;
import java.util.Map;

/// Layers over bytes (QLinearConv and the like), one scale for each array.
final class QLinearLayers implements Layers {
  private final Graph graph;
  private final Map<String, Quantized> forms = new HashMap<>();

  QLinearLayers(Graph graph) {
    this.graph = graph;
  }

  private Quantized form(Feature x) {
    return forms.get(x.value());
  }

  private Feature feature(String bytes, Quantized form, int channels, double power) {
    forms.put(bytes, form);
    return new Feature(bytes, channels, power);
  }

  @Override
  public Feature image(int batch, int channels, int size) {
    var form = Quantized.activations(graph, Activation.NONE);
    var bytes = graph.node("QuantizeLinear", graph.input("x", batch, channels, size, size), form.scale(), form.zero());
    return feature(bytes, form, channels, 1);
  }

  @Override
  public Feature convolution(Feature x, int channels, int window, int stride, int groups, Activation activation) {
    int depth = x.channels() / groups;
    var from = form(x);
    var into = Quantized.activations(graph, activation);
    var weights = Quantized.weights(graph, 1 / Math.sqrt(x.power() * depth * window * window));
    var bytes = graph.node("QLinearConv", FloatLayers.window(window, stride, groups), x.value(), from.scale(),
        from.zero(), graph.bytes(channels, depth, window, window), weights.scale(), weights.zero(), into.scale(),
        into.zero(), graph.all(DType.I32, 0.1 / (from.step() * weights.step()), channels));
    return feature(bytes, into, channels, activation.power());
  }

  @Override
  public Feature add(Feature x, Feature y) {
    var into = Quantized.activations(graph, Activation.NONE);
    var bytes = graph.node("com.microsoft.QLinearAdd", x.value(), form(x).scale(), form(x).zero(), y.value(),
        form(y).scale(), form(y).zero(), into.scale(), into.zero());
    return feature(bytes, into, x.channels(), x.power() + y.power());
  }

  @Override
  public String head(Feature x, int classes) {
    var mean = form(x);
    var flat = graph.node("Flatten", graph.node("com.microsoft.QLinearGlobalAveragePool", Map.of("channels_last", 0),
        x.value(), mean.scale(), mean.zero(), mean.scale(), mean.zero()));
    var weights = Quantized.weights(graph, 1 / Math.sqrt(x.power() * x.channels()));
    var into = Quantized.activations(graph, Activation.NONE);
    var bytes = graph.node("com.microsoft.QGemm", Map.of("alpha", 1f, "transB", 1), flat, mean.scale(), mean.zero(),
        graph.bytes(classes, x.channels()), weights.scale(), weights.zero(),
        graph.all(DType.I32, 0.1 / (mean.step() * weights.step()), classes), into.scale(), into.zero());
    return graph.node("DequantizeLinear", bytes, into.scale(), into.zero());
  }
}
