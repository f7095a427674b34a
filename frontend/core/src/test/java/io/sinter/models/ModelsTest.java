package io.sinter.models;

import static io.sinter.models.Traces.compiled;
import static io.sinter.models.Traces.random;
import static io.sinter.trace.Scope.scope;
import static io.sinter.trace.Sliding.SAME;
import static io.sinter.trace.Sliding.VALID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.CompileOptions;
import io.sinter.KernelModel;
import io.sinter.Sinter;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Tensor;
import io.sinter.trace.Flow;
import io.sinter.trace.Input;
import io.sinter.trace.Nn;
import io.sinter.trace.Tensors;
import io.sinter.trace.Traced;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Whole models: what the JVM computes is what the interpreter computes.
class ModelsTest {
  private static Tensor weights(long seed, long... shape) {
    var random = random(seed, shape);
    return Tensor.fromDoubles(DType.F32, shape,
        Arrays.stream(random.toDoubles()).map(v -> v / 4).toArray());
  }

  @Test
  void aPerceptronIsTheSameEverywhere() {
    var f = Sinter.trace("mlp", Input.of("x", DType.F32, "batch", 31), x -> {
      var hidden = scope("hidden", () -> x.matmul(weights(1, 31, 17)).plus(weights(2, 17)).relu());
      return scope("output", () -> hidden.matmul(weights(3, 17, 10)).plus(weights(4, 10)).softmax()).named("p");
    });
    for (long batch : new long[] {0, 1, 3, 16}) {
      assertThat(compiled(f, 1e-5, random(batch, batch, 31)).shape()).containsExactly(batch, 10);
    }
    try (var model = (KernelModel) Sinter.compile(f)) {
      assertThat(model.signature().outputs()).hasToString("[p: f32[batch, 10]]");
      var trace = model.trace(List.of(random(1, 2, 31)), RunOptions.DEFAULTS);
      assertThat(trace).extracting(l -> l.launch().origin()).anySatisfy(o ->
          assertThat(o).contains("hidden/relu (ModelsTest.java:"));
    }
  }

  @Test
  void aSmallConvolutionalNetworkIsTheSameEverywhere() {
    var f = Sinter.trace("cnn", Input.of("image", DType.F32, "batch", 3, 11, 9), image -> {
      Traced x = image;
      for (int layer = 0; layer < 2; layer++) {
        var in = x;
        long channels = in.dim(1).asLong();
        var w = weights(layer, 8, channels, 3, 3);
        x = scope("conv" + layer, () -> Nn.maxPool(Nn.batchNorm(Nn.conv(in, w, weights(7, 8), SAME),
            weights(1, 8), weights(2, 8), weights(3, 8), Tensor.of(new float[] {1, 2, 1, 2, 1, 2, 1, 2}, 8), 1e-3)
            .relu(), VALID.stride(2), 3));
      }
      return Nn.dense(x.flatten(1), weights(5, x.flatten(1).dim(1).asLong(), 4), weights(6, 4)).softmax();
    });
    for (long batch : new long[] {1, 5}) {
      assertThat(compiled(f, 1e-5, random(batch, batch, 3, 11, 9)).shape()).containsExactly(batch, 4);
    }
  }

  /// The block of a transformer: attention, then a perceptron, each on what is normalised, and added to what came in.
  private record Block(int heads, long size) {
    Traced forward(Traced x) {
      var attended = scope("attention", () -> {
        var n = norm(x, 1);
        var q = Nn.splitHeads(n.matmul(weights(2, size, size)), heads);
        var k = Nn.splitHeads(n.matmul(weights(3, size, size)), heads);
        var v = Nn.splitHeads(n.matmul(weights(4, size, size)), heads);
        return x.plus(Nn.mergeHeads(Nn.causalAttention(q, k, v)).matmul(weights(5, size, size)));
      });
      return scope("mlp", () -> attended.plus(
          norm(attended, 6).matmul(weights(7, size, 4 * size)).gelu().matmul(weights(8, 4 * size, size))));
    }

    private Traced norm(Traced x, long seed) {
      return Nn.layerNorm(x, weights(seed, size), weights(seed + 10, size), 1e-5);
    }
  }

  @Test
  void aTransformerIsTheSameEverywhere() {
    var block = new Block(2, 16);
    var f = Sinter.trace("gpt", Input.of("x", DType.F32, "batch", "time", 16), x -> {
      var places = Tensors.constant(weights(9, 32, 16)).slice(0, Dim.ZERO, x.dim(1));
      var y = x.plus(places);
      for (int i = 0; i < 2; i++) {
        var in = y;
        y = scope("layer" + i, () -> block.forward(in));
      }
      return y.logSoftmax();
    });
    for (var shape : new long[][] {{1, 1, 16}, {2, 7, 16}, {3, 0, 16}}) {
      assertThat(compiled(f, 1e-4, random(shape[1], shape)).shape()).isEqualTo(shape);
    }
    assertThat(f.body()).extracting(v -> v.origin().toString())
        .anySatisfy(o -> assertThat(o).contains("layer0/attention/causalAttention (ModelsTest.java:"))
        .anySatisfy(o -> assertThat(o).contains("layer1/mlp/gelu (ModelsTest.java:"));
  }

  @Test
  void aRecurrentNetworkIsTheSameEverywhere() {
    var w = weights(1, 4, 12);
    var u = weights(2, 6, 12);
    var f = Sinter.trace("rnn", Input.of("x", DType.F32, "time", "batch", 4), Input.of("h", DType.F32, "batch", 6),
        (x, h) -> Flow.scan(x, h, (slice, state) -> {
          var gates = slice.matmul(w).plus(state.matmul(u)).split(-1, 2);
          var update = gates.getFirst().sigmoid();
          return update.times(state).plus(update.negate().plus(1).times(gates.getLast().tanh()));
        }));
    for (var sizes : new long[][] {{1, 1}, {7, 3}, {0, 2}}) {
      assertThat(compiled(f, 1e-5, random(1, sizes[0], sizes[1], 4), random(2, sizes[1], 6)).shape())
          .containsExactly(sizes[0], sizes[1], 6);
    }
  }

  @Test
  void anIndexThatIsDataMustLieInItsTable() {
    var table = weights(1, 5, 3);
    var f = Sinter.trace("bag", Input.of("ids", DType.I32, "n"), ids ->
        scope("words", () -> Nn.embedding(table, ids)).matmul(weights(2, 3, 2)).mean(0));
    assertThat(compiled(f, 1e-5, Tensor.of(new int[] {0, 4, -1, -5}, 4)).shape()).containsExactly(2);
    for (var target : List.of("jvm", "jvm-scalar", "interpreter", "kernel-interpreter")) {
      try (var model = Sinter.compile(f, CompileOptions.DEFAULTS.withTarget(target))) {
        for (int bad : new int[] {5, -6, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
          assertThatThrownBy(() -> model.run(List.of(Tensor.of(new int[] {0, bad, 1}, 3)))).as(target)
              .isInstanceOf(ModelError.class).hasMessageMatching("""
                  An index lies outside its axis\\.
                  where: .*words/gather \\(ModelsTest\\.java:\\d+\\).*
                  given: %d
                  expected: from -5 to 4""".formatted(bad));
        }
      }
    }
  }

  @Test
  void weightsMayBeInputs() {
    var f = Sinter.trace("dense", Input.of("x", DType.F32, "batch", "in"), Input.of("w", DType.F32, "in", "out"),
        Input.of("b", DType.F32, "out"), (x, w, b) -> Nn.dense(x, w, b).relu());
    assertThat(compiled(f, 1e-5, random(1, 3, 5), random(2, 5, 7), random(3, 7)).shape()).containsExactly(3, 7);
    var g = Sinter.trace("lerp", Input.of("x", DType.F32, "n"), Input.of("y", DType.F32, "n"),
        Input.of("t", DType.F32), Input.of("s", DType.F32), (x, y, t, s) -> x.plus(y.minus(x).times(t)).times(s));
    assertThat(compiled(g, 1e-6, Traces.floats(1, 2), Traces.floats(3, 6), Tensor.scalar(0.5f), Tensor.scalar(2f)))
        .isEqualTo(Traces.floats(4, 8));
  }

  @Test
  void inputsAndConstantsMayBeOutputs() {
    var f = Sinter.trace("f", List.of(Input.of("x", DType.F32, "n")), in -> List.of(
        in.getFirst().named("same"), Tensors.constant(Traces.floats(1, 2)).named("one"), in.getFirst().plus(1)));
    assertThat(f.outputs()).containsExactly("same", "one", "result2");
    for (var target : List.of("jvm", "jvm-scalar", "interpreter")) {
      try (var model = Sinter.compile(f, CompileOptions.DEFAULTS.withTarget(target))) {
        assertThat(model.run(List.of(Traces.floats(5)))).containsExactly(
            Traces.floats(5), Traces.floats(1, 2), Traces.floats(6));
      }
    }
  }
}
