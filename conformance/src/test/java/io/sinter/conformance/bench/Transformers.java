package io.sinter.conformance.bench;

import io.sinter.conformance.bench.Blocks.Attention;
import io.sinter.runtime.DType;
import io.sinter.runtime.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Encoders and decoders with attention, with the published sizes, as exporters write them.
final class Transformers {
  static final Size BERT_BASE = new Size(12, 768, 12, 30_522, 512);
  static final Size GPT2_SMALL = new Size(12, 768, 12, 50_257, 1024);
  static final Size VIT_SMALL = new Size(12, 384, 6, 1000, 16);

  /// Small enough for tests.
  static final Size TINY = new Size(2, 24, 3, 50, 20);
  static final Size TINY_PICTURES = new Size(2, 24, 3, 11, 8);

  private Transformers() {}

  /// How large a model is; its inner layers are four times as wide.
  ///
  /// @param words different ones, or classes
  /// @param reach positions that have an embedding, or the width of a patch of a picture
  record Size(int layers, int width, int heads, int words, int reach) {}

  /// Devlin, Chang, Lee and Toutanova, "BERT", 2018, with three inputs: words, which of them count, and kinds.
  static Graph bert(Size size, int length) {
    var g = new Graph("bert").layer("embeddings");
    var b = new Blocks(g, size.width(), size.heads());
    var words = g.input("input_ids", g.indices(size.words(), 1, length));
    var counted = g.input("attention_mask", ones(length));
    var kinds = g.input("token_type_ids", g.indices(2, 1, length));
    var x = g.node("Add", g.node("Gather", g.weights(0.5, size.words(), size.width()), words),
        g.node("Gather", g.weights(0.5, 2, size.width()), kinds));
    x = b.norm(g.node("Add", x, g.node("Slice", g.weights(0.5, 1, size.reach(), size.width()), g.longs(0),
        g.longs(length), g.longs(1))));
    var present = g.node("Cast", Map.of("to", 1), g.node("Unsqueeze", counted, g.longs(1, 2)));
    var mask = g.node("Mul", g.node("Sub", g.number(1), present), g.number(-Float.MAX_VALUE));
    for (int i = 0; i < size.layers(); i++) {
      g.layer("layer." + i);
      var a = new Attention(b.split(b.dense(x, size.width(), size.width())),
          b.split(b.dense(x, size.width(), size.width())), b.split(b.dense(x, size.width(), size.width())));
      var scores = g.node("Add", g.node("Div", b.scores(a), b.scale()), mask);
      x = b.norm(g.node("Add", b.dense(b.weighted(scores, a), size.width(), size.width()), x));
      x = b.norm(g.node("Add", b.inner(x, 4 * size.width(), false), x));
    }
    g.layer("pooler").output(x);
    var first = g.node("Gather", Map.of("axis", 1), x, g.all(DType.I64, 0));
    return g.output(g.node("Tanh", g.node("Gemm", Map.of("transB", 1), first,
        g.weights(1 / Math.sqrt(size.width()), size.width(), size.width()), g.weights(0.1, size.width()))));
  }

  private static Tensor ones(int length) {
    var ones = new long[length];
    Arrays.fill(ones, 1);
    return Tensor.of(ones, 1, length);
  }

  /// Dosovitskiy and others, "An image is worth 16x16 words", 2020.
  static Graph vit(Size size, int image) {
    var g = new Graph("vit").layer("patches");
    var b = new Blocks(g, size.width(), size.heads());
    int patch = size.reach();
    int length = (image / patch) * (image / patch) + 1;
    var patches = g.node("Conv", Map.of("kernel_shape", List.of(patch, patch), "strides", List.of(patch, patch)),
        g.input("image", 1, 3, image, image), g.weights(1 / Math.sqrt(3.0 * patch * patch), size.width(), 3, patch,
            patch), g.weights(0.1, size.width()));
    var rows = g.node("Transpose", Map.of("perm", List.of(0, 2, 1)),
        g.node("Reshape", patches, g.longs(1, size.width(), -1)));
    var x = g.node("Add", g.node("Concat", Map.of("axis", 1), g.weights(1, 1, 1, size.width()), rows),
        g.weights(0.5, 1, length, size.width()));
    for (int i = 0; i < size.layers(); i++) {
      g.layer("blocks." + i);
      var all = g.node("Reshape", b.dense(b.norm(x), size.width(), 3 * size.width()),
          g.longs(1, length, 3, size.heads(), size.width() / size.heads()));
      var parts = g.nodes("Split", Map.of("axis", 0), 3,
          g.node("Transpose", Map.of("perm", List.of(2, 0, 3, 1, 4)), all));
      var three = parts.stream().map(p -> g.node("Squeeze", p, g.longs(0))).toList();
      var a = new Attention(g.node("Div", three.getFirst(), b.scale()), three.get(1), three.getLast());
      x = g.node("Add", x, b.dense(b.weighted(b.scores(a), a), size.width(), size.width()));
      x = g.node("Add", x, b.inner(b.norm(x), 4 * size.width(), false));
    }
    g.layer("head");
    var first = g.node("Gather", Map.of("axis", 1), b.norm(x), g.all(DType.I64, 0));
    return g.output(g.node("Gemm", Map.of("transB", 1), first,
        g.weights(1 / Math.sqrt(size.width()), size.words(), size.width()), g.weights(0.1, size.words())));
  }

  /// Radford and others, "Language models are unsupervised multitask learners", 2019. Its cache may hold any number of
  /// positions; keys and values with the new ones are outputs.
  ///
  /// @param length words to read
  /// @param cached positions that the cache holds; where it holds none, the model takes none
  static Graph gpt2(Size size, int length, int cached) {
    var g = new Graph("gpt2").layer("embeddings");
    var b = new Blocks(g, size.width(), size.heads());
    var words = g.input("input_ids", g.indices(size.words(), 1, length));
    var positions = g.input("position_ids", positions(cached, length));
    var table = g.weights(0.5, size.words(), size.width());
    var x = g.node("Add", g.node("Gather", table, words),
        g.node("Gather", g.weights(0.5, size.reach(), size.width()), positions));
    for (int i = 0; i < size.layers(); i++) {
      g.layer("h." + i);
      var parts = g.nodes("Split", Map.of("axis", 2), 3, affine(g, b.norm(x), size.width(), 3 * size.width()));
      var a = new Attention(b.split(parts.getFirst()), cache(g, size, "past_key." + i, b.split(parts.get(1)), cached),
          cache(g, size, "past_value." + i, b.split(parts.getLast()), cached));
      var scores = g.node("Div", b.scores(a), b.scale());
      if (length > 1) {
        scores = g.node("Where", g.triangle(length), scores, g.number(-Float.MAX_VALUE));
      }
      x = g.node("Add", x, affine(g, b.weighted(scores, a), size.width(), size.width()));
      x = g.node("Add", x, inner(g, b.norm(x), size.width()));
      if (cached > 0) {
        g.output(a.keys()).output(a.values());
      }
    }
    g.layer("head");
    var turned = g.node("Transpose", Map.of("perm", List.of(1, 0)), table);
    return g.output(g.node("MatMul", b.norm(x), turned));
  }

  private static Tensor positions(int first, int length) {
    var positions = new long[length];
    Arrays.setAll(positions, i -> first + i);
    return Tensor.of(positions, 1, length);
  }

  private static String cache(Graph g, Size size, String name, String rows, int cached) {
    return cached == 0 ? rows : g.node("Concat", Map.of("axis", 2), g.input(name,
        g.normal(1, size.heads(), cached, size.width() / size.heads()), Map.of(2, "past")), rows);
  }

  /// A dense layer over rows that are put one below the other.
  private static String affine(Graph g, String x, int from, int to) {
    var rows = g.node("Gemm", g.node("Reshape", x, g.longs(-1, from)), g.weights(1 / Math.sqrt(from), from, to),
        g.weights(0.1, to));
    return g.node("Reshape", rows, g.longs(1, -1, to));
  }

  private static String inner(Graph g, String x, int width) {
    return affine(g, Blocks.geluByTanh(g, affine(g, x, width, 4 * width)), 4 * width, width);
  }
}
