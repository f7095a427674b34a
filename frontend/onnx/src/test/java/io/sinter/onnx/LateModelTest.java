package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static io.sinter.onnx.TestGraph.iota;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.CompileOptions;
import io.sinter.CompiledModel;
import io.sinter.LateModel;
import io.sinter.Sinter;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.UnsupportedError;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Models in which ranks or axes depend on the values of inputs.
class LateModelTest {
  private static Tensor longs(long... values) {
    return Tensor.of(values, values.length);
  }

  private static TestGraph sum() {
    return new TestGraph(18).input("x", "f32[N, M]").input("axes", "i64[K]")
        .node("y = ReduceSum(x, axes)", attribute("keepdims", 0)).output("y", "f32");
  }

  private static CompiledModel compiled(TestGraph graph, String target) {
    return Sinter.compile(graph.read(), CompileOptions.DEFAULTS.withTarget(target).withTiered(false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"interpreter", "jvm"})
  void eachValueIsCompiledOnceForAllSizes(String target) {
    try (var model = compiled(sum(), target)) {
      assertThat(model).isInstanceOf(LateModel.class);
      assertThat(model.compilations()).isEmpty();
      assertThat(model.run(List.of(iota(2, 2), longs(0)))).containsExactly(f32(2, 4));
      assertThat(model.run(List.of(iota(2, 2), longs(1)))).containsExactly(f32(1, 5));
      assertThat(model.run(List.of(iota(3, 1), longs(0)))).containsExactly(f32(3));
      assertThat(model.run(List.of(iota(2, 2), longs(0, 1)))).containsExactly(f32(new long[0], 6));
      assertThat(model.run(List.of(iota(2, 2), longs(1)))).containsExactly(f32(1, 5));
      assertThat(model.compilations()).containsExactly(
          "for input 'axes' = [0], for target " + target, "for input 'axes' = [1], for target " + target,
          "for input 'axes' = [0, 1], for target " + target);
      assertThat(model.compileCount()).isEqualTo(3);
    }
  }

  @Test
  void theSignatureIsTheDeclaredOne() {
    var model = sum().read();
    assertThat(model.needs()).containsExactly("axes");
    assertThat(model.signature().toString())
        .isEqualTo("(x: f32[N, M], axes: i64[K]) -> (y: f32[...])");
  }

  @Test
  void aheadOfTimeTheValuesMustBeFixed() {
    assertThatThrownBy(sum()::function).isInstanceOf(ModelError.class).hasMessage("""
        The model can be compiled only for known values of some inputs.
        given: no values of 'axes'
        expected: their values, because ranks or axes depend on them
        try: Run the model with its inputs, or fix them: --fix axes=NUMBER,NUMBER""");
    var fixed = sum().read().with(Map.of("axes", longs(1)));
    assertThat(fixed.needs()).isEmpty();
    assertThat(fixed.function().parameters()).hasSize(1);
    try (var model = Sinter.compile(fixed, CompileOptions.DEFAULTS.withTarget("interpreter"))) {
      assertThat(model.run(List.of(iota(2, 2)))).containsExactly(f32(1, 5));
    }
  }

  @Test
  void valuesThatDoNotFitAreErrors() {
    assertThatThrownBy(() -> sum().read().with(Map.of("axis", longs(1)))).isInstanceOf(ModelError.class).hasMessage("""
        The model has no input 'axis'.
        given: a value for it
        expected: one of x, axes""");
    assertThatThrownBy(() -> sum().read().with(Map.of("axes", f32(1)))).isInstanceOf(ModelError.class).hasMessage("""
        The value of an input does not fit.
        where: input 'axes'
        given: f32[1]
        expected: i64[K]""");
    try (var model = compiled(sum(), "interpreter")) {
      assertThatThrownBy(() -> model.run(List.of(iota(2, 2), longs(2)))).isInstanceOf(ModelError.class)
          .hasMessageStartingWith("An axis does not exist.");
      assertThatThrownBy(() -> model.run(List.of(iota(2, 2)))).isInstanceOf(ModelError.class)
          .hasMessageStartingWith("The number of inputs is wrong.");
    }
  }

  @Test
  void oneValueCanShowThatAnotherIsNeeded() {
    var graph = new TestGraph(18).input("x", "f32[4]").input("shape", "i64[K]").input("axes", "i64[1]")
        .node("m = Reshape(x, shape)").node("y = ReduceSum(m, axes)", attribute("keepdims", 0)).output("y", "f32");
    assertThat(graph.read().needs()).containsExactly("shape");
    try (var model = compiled(graph, "interpreter")) {
      assertThat(model.run(List.of(f32(1, 2, 3, 4), longs(2, 2), longs(0)))).containsExactly(f32(4, 6));
      assertThat(model.run(List.of(f32(1, 2, 3, 4), longs(2, 2), longs(-1)))).containsExactly(f32(3, 7));
      assertThat(model.compilations()).containsExactly(
          "for input 'axes' = [0], input 'shape' = [2, 2], for target interpreter",
          "for input 'axes' = [-1], input 'shape' = [2, 2], for target interpreter");
    }
  }

  @Test
  void anInputOfUnknownRankIsCompiledForEachRank() {
    var graph = new TestGraph(13).input("x", "f32").node("y = Transpose(x)").output("y", "f32");
    try (var model = compiled(graph, "jvm")) {
      assertThat(model.signature().toString()).isEqualTo("(x: f32[...]) -> (y: f32[...])");
      assertThat(model.run(List.of(iota(2, 2)))).containsExactly(f32(new long[] {2, 2}, 0, 2, 1, 3));
      assertThat(model.run(List.of(iota(1, 3)))).containsExactly(iota(3, 1));
      assertThat(model.run(List.of(iota(3)))).containsExactly(iota(3));
      assertThat(model.compilations())
          .containsExactly("for input 'x' of rank 2, for target jvm", "for input 'x' of rank 1, for target jvm");
    }
  }

  @Test
  void whatIsComputedFromManyNumbersCannotBeFixed() {
    var graph = new TestGraph(18).input("x", "f32[N, M]").node("n = Cast(x)", attribute("to", 7)).ints("flat", -1)
        .node("axes = Reshape(n, flat)").node("y = ReduceSum(x, axes)");
    assertThatThrownBy(graph::read).isInstanceOf(UnsupportedError.class).hasMessage("""
        Sinter does not support one node of this model.
        where: the ReduceSum node that gives 'y'
        given: input 'axes' that depends on the model's inputs
        try: a constant""");
  }

  @Test
  void theFormsThatWereUsedLastAreKept() {
    var graph = new TestGraph(18).input("x", "f32[1]").input("n", "i64[K]").node("y = Expand(x, n)").output("y", "f32");
    try (var model = compiled(graph, "interpreter")) {
      for (int i = 0; i <= LateModel.KEPT; i++) {
        model.run(List.of(f32(1), longs(1, i)));
      }
      model.run(List.of(f32(1), longs(1, 1)));
      assertThat(model.compileCount()).isEqualTo(LateModel.KEPT + 1);
      model.run(List.of(f32(1), longs(1, 0)));
      assertThat(model.compileCount()).isEqualTo(LateModel.KEPT + 2);
    }
  }

  @Test
  void manyThreadsShareTheForms() throws Exception {
    try (var model = compiled(sum(), "jvm"); var threads = Executors.newFixedThreadPool(4)) {
      var runs = java.util.stream.IntStream.range(0, 40).<Callable<List<Tensor>>>mapToObj(
          i -> () -> model.run(List.of(iota(2, 2), longs(i % 2)))).toList();
      var results = threads.invokeAll(runs);
      for (int i = 0; i < 40; i++) {
        assertThat(results.get(i).get()).containsExactly(i % 2 == 0 ? f32(2, 4) : f32(1, 5));
      }
      assertThat(model.compileCount()).isEqualTo(2);
    }
  }

  @Test
  void aClosedModelDoesNotRun() {
    var model = compiled(sum(), "interpreter");
    model.close();
    assertThatThrownBy(() -> model.run(List.of(iota(2, 2), longs(1)))).isInstanceOf(IllegalStateException.class);
  }
}
