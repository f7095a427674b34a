package io.sinter.conformance.bench;

import java.util.List;
import java.util.Map;

/// Parts of transformers, as exporters write them: matrix products and elementwise nodes. Arrays are
/// [batch, positions, width] or, in heads, [batch, heads, positions, width of a head].
record Blocks(Graph graph, int width, int heads) {
  /// Of normally distributed numbers, the mean square of what the activation of an inner layer gives, about.
  private static final double GELU = 0.43;

  /// With the error function.
  static String gelu(Graph g, String x) {
    var error = g.node("Erf", g.node("Div", x, g.number(Math.sqrt(2))));
    return g.node("Mul", g.node("Mul", x, g.node("Add", error, g.number(1))), g.number(0.5));
  }

  /// The approximation with a hyperbolic tangent.
  static String geluByTanh(Graph g, String x) {
    var cube = g.node("Mul", g.node("Pow", x, g.number(3)), g.number(0.044715));
    var tanh = g.node("Tanh", g.node("Mul", g.node("Add", x, cube), g.number(Math.sqrt(2 / Math.PI))));
    return g.node("Mul", g.node("Mul", x, g.number(0.5)), g.node("Add", tanh, g.number(1)));
  }

  /// Queries, keys and values, or what a cache holds of the last two.
  record Attention(String queries, String keys, String values) {}

  String norm(String x) {
    return graph.node("LayerNormalization", x, graph.weights(1, width), graph.weights(0.1, width));
  }

  /// A matrix product and a bias.
  String dense(String x, int from, int to) {
    return dense(x, from, to, 1);
  }

  private String dense(String x, int from, int to, double power) {
    var product = graph.node("MatMul", x, graph.weights(1 / Math.sqrt(power * from), from, to));
    return graph.node("Add", product, graph.weights(0.1, to));
  }

  /// Two dense layers.
  ///
  /// @param byTanh which form of the activation between them
  String inner(String x, int wide, boolean byTanh) {
    var hidden = dense(x, width, wide);
    return dense(byTanh ? geluByTanh(graph, hidden) : gelu(graph, hidden), wide, width, GELU);
  }

  /// From [batch, positions, width] to [batch, heads, positions, width of a head].
  String split(String x) {
    var rows = graph.node("Reshape", x, graph.longs(0, -1, heads, width / heads));
    return graph.node("Transpose", Map.of("perm", List.of(0, 2, 1, 3)), rows);
  }

  /// The way back.
  String merge(String x) {
    var rows = graph.node("Transpose", Map.of("perm", List.of(0, 2, 1, 3)), x);
    return graph.node("Reshape", rows, graph.longs(0, -1, width));
  }

  /// Scores of each query, not yet scaled: keys are in heads.
  String scores(Attention a) {
    var turned = graph.node("Transpose", Map.of("perm", List.of(0, 1, 3, 2)), a.keys());
    return graph.node("MatMul", a.queries(), turned);
  }

  /// What the queries find, given masked and scaled scores.
  String weighted(String scores, Attention a) {
    return merge(graph.node("MatMul", graph.node("Softmax", Map.of("axis", -1), scores), a.values()));
  }

  /// The square root of a head's width.
  String scale() {
    return graph.number(Math.sqrt(width / (double) heads));
  }
}
