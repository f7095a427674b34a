package io.sinter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.ir.Function;
import io.sinter.ir.Text;
import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import io.sinter.trace.Input;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every compiled model offers, whatever its target.
class CompiledModelTest {
  private static final String TEXT = """
      function affine(%x: f32[n], %w: f32[n]) -> (sum: f32[n], product: f32[n]) {
        %0 = add(%x, %w) : f32[n]
        %1 = mul(%x, %w) : f32[n]
        return %0, %1
      }
      """;
  private static final Function AFFINE = Text.parse(TEXT);
  private static final Function TWICE = Text.parse("""
      function twice(%x: f32[n]) -> (y: f32[n]) {
        %0 = add(%x, %x) : f32[n]
        return %0
      }
      """);

  private static Tensor f32(float... values) {
    return Tensor.of(values, values.length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "interpreter"})
  void inputsAndOutputsHaveNames(String target) {
    try (var model = Sinter.compile(AFFINE, CompileOptions.DEFAULTS.withTarget(target))) {
      var outputs = model.run(Map.of("w", f32(3, 4), "x", f32(1, 2)));
      assertThat(outputs.keySet()).containsExactly("sum", "product");
      assertThat(outputs.get("product")).isEqualTo(f32(3, 8));
      assertThatThrownBy(() -> model.run(Map.of("x", f32(1)))).isInstanceOf(ModelError.class).hasMessage("""
          The input 'w' is missing.
          given: inputs 'x'
          expected: x: f32[n]
            w: f32[n]
          try: pass a f32[n] named 'w'""");
    }
  }

  @Test
  void aModelOfOneOutputGivesThat() {
    try (var model = Sinter.compile(TWICE)) {
      assertThat(model.run(f32(1, 2, 3)).floats()).containsExactly(2, 4, 6);
      assertThat(model.compileCount()).isEqualTo(1);
      assertThat(model.compilations()).containsExactly("asked for, for target jvm");
    }
    try (var model = Sinter.compile(AFFINE)) {
      assertThatThrownBy(() -> model.run(f32(1), f32(2))).isInstanceOf(ModelError.class).hasMessage("""
          The model does not have one output.
          given: [sum: f32[n], product: f32[n]]
          try: run it with a list or a map of its inputs, which gives all of its outputs""");
    }
  }

  @Test
  void itIsReadyOnlyOnceItHasRunAndItsKernelsAreFinal() {
    try (var model = Sinter.compile(TWICE)) {
      assertThat(model.isReady()).isFalse();
      assertThat(model.warmUp(List.of(f32(new float[1000])), Duration.ofMinutes(2))).isTrue();
      assertThat(model.isReady()).isTrue();
    }
    try (var model = Sinter.compile(TWICE, CompileOptions.DEFAULTS.withTarget("interpreter"))) {
      assertThat(model.isReady()).isTrue();
    }
  }

  @Test
  void textIsLoadedWithTheConstantsBesideIt(@TempDir Path folder) throws IOException {
    var file = Files.writeString(folder.resolve("affine.sir"), TEXT);
    try (var model = Sinter.load(file)) {
      assertThat(model.run(List.of(f32(1), f32(2)))).containsExactly(f32(3), f32(2));
    }
    assertThatThrownBy(() -> Sinter.read(file, ModelLimits.DEFAULTS.withBytes(10))).isInstanceOf(ModelError.class)
        .hasMessage("""
            The file is larger than the limit for models.
            where: %s
            given: %d bytes
            expected: at most 10
            try: raise the limit of bytes""".formatted(file, Files.size(file)));
    assertThatThrownBy(() -> Sinter.read(Path.of("model.h5"))).isInstanceOf(ModelError.class).hasMessage("""
        The file is in no format that can be read here.
        where: model.h5
        given: readers of Sinter text
        expected: a name that ends in .sir
        try: add the module that reads the format, such as sinter-onnx""");
  }

  @Test
  void anInputCanBeFixed() {
    var source = ModelSource.of(Text.parse(TEXT.replace("[n]", "[2]")));
    var fixed = source.with(Map.of("w", f32(3, 4)));
    assertThat(fixed.signature().inputs()).extracting(Object::toString).containsExactly("x: f32[2]");
    try (var model = Sinter.compile(fixed)) {
      assertThat(model.run(List.of(f32(1, 2)))).containsExactly(f32(4, 6), f32(3, 8));
    }
    assertThatThrownBy(() -> source.with(Map.of("v", f32(1)))).isInstanceOf(ModelError.class).hasMessage("""
        The model has no input 'v'.
        given: a value for it
        expected: one of [x, w]""");
    assertThatThrownBy(() -> source.with(Map.of("w", Tensor.zeros(DType.F64, 2)))).isInstanceOf(ModelError.class)
        .hasMessage("""
            The value of an input does not fit.
            where: input 'w'
            given: f64[2]
            expected: f32[2]""");
  }

  @Test
  void anIndexIsCheckedInTheKernelThatReads() {
    var take = Sinter.trace("take", Input.of("x", DType.F32, "n", 2), Input.of("i", DType.I64, "m"),
        (x, i) -> x.gather(0, i));
    var x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
    try (var model = (KernelModel) Sinter.compile(take)) {
      assertThat(model.launches()).isEqualTo(1);
      assertThat(model.run(x, Tensor.of(new long[] {2, -3}, 2)).floats()).containsExactly(5, 6, 1, 2);
      for (long outside : new long[] {3, -4, Long.MAX_VALUE, Long.MIN_VALUE}) {
        assertThatThrownBy(() -> model.run(x, Tensor.of(new long[] {0, outside}, 2))).isInstanceOf(ModelError.class)
            .hasMessageStartingWith("An index lies outside its axis.")
            .hasMessageContaining("given: " + outside + "\nexpected: from -n to n - 1");
      }
    }
  }

  @Test
  void limitsLeaveRoom() {
    assertThatThrownBy(() -> ModelLimits.DEFAULTS.withNodes(0)).isInstanceOf(ModelError.class)
        .hasMessageStartingWith("A limit for models leaves no room for any.");
  }
}
