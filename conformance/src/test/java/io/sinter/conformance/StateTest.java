package io.sinter.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.CompileOptions;
import io.sinter.KernelModel;
import io.sinter.Sinter;
import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.ir.Text;
import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.random.RandomTensors;
import io.sinter.ir.random.RandomTensors.Mode;
import io.sinter.onnx.OnnxModel;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Program.Launch;
import io.sinter.runtime.Program.Source;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Keys and values that a decoder has seen are handed on in place: the same results, and only new rows are written.
class StateTest {
  private static final int STEPS = 20;

  /// One step of attention with two heads over the tokens so far; the keys are also read under another shape.
  private static final Function STEP = Text.parse("""
      function step(%x: f32[b, 1, 8], %k: f32[b, 2, past, 4], %v: f32[b, 2, past, 4], \
      %w: f32[8, 24]) -> (y: f32[b, 1, 8], keys: f32[b, 2, past + 1, 4], values: f32[b, 2, past + 1, 4], \
      sums: f32[2*b, past + 1]) {
        %0 = dot_general(%x, %w) lhsBatch() rhsBatch() lhsContracting(2) rhsContracting(0) : f32[b, 1, 24]
        %1 = slice(%0) start(0, 0, 0) sizes(b, 1, 8) strides(1, 1, 1) : f32[b, 1, 8]
        %2 = slice(%0) start(0, 0, 8) sizes(b, 1, 8) strides(1, 1, 1) : f32[b, 1, 8]
        %3 = slice(%0) start(0, 0, 16) sizes(b, 1, 8) strides(1, 1, 1) : f32[b, 1, 8]
        %4 = reshape(%1) shape(b, 1, 2, 4) : f32[b, 1, 2, 4]
        %5 = reshape(%2) shape(b, 1, 2, 4) : f32[b, 1, 2, 4]
        %6 = reshape(%3) shape(b, 1, 2, 4) : f32[b, 1, 2, 4]
        %7 = transpose(%4) permutation(0, 2, 1, 3) : f32[b, 2, 1, 4]
        %8 = transpose(%5) permutation(0, 2, 1, 3) : f32[b, 2, 1, 4]
        %9 = transpose(%6) permutation(0, 2, 1, 3) : f32[b, 2, 1, 4]
        %10 = concatenate(%k, %8) axis(2) : f32[b, 2, past + 1, 4]
        %11 = concatenate(%v, %9) axis(2) : f32[b, 2, past + 1, 4]
        %12 = dot_general(%7, %10) lhsBatch(0, 1) rhsBatch(0, 1) lhsContracting(3) rhsContracting(3) : \
      f32[b, 2, 1, past + 1]
        %13 = reduce(%12) combiner(max) axes(3) : f32[b, 2, 1]
        %14 = broadcast(%13) shape(b, 2, 1, past + 1) axes(0, 1, 2) : f32[b, 2, 1, past + 1]
        %15 = sub(%12, %14) : f32[b, 2, 1, past + 1]
        %16 = exp(%15) : f32[b, 2, 1, past + 1]
        %17 = reduce(%16) combiner(add) axes(3) : f32[b, 2, 1]
        %18 = broadcast(%17) shape(b, 2, 1, past + 1) axes(0, 1, 2) : f32[b, 2, 1, past + 1]
        %19 = div(%16, %18) : f32[b, 2, 1, past + 1]
        %20 = dot_general(%19, %11) lhsBatch(0, 1) rhsBatch(0, 1) lhsContracting(3) rhsContracting(2) : f32[b, 2, 1, 4]
        %21 = transpose(%20) permutation(0, 2, 1, 3) : f32[b, 1, 2, 4]
        %22 = reshape(%21) shape(b, 1, 8) : f32[b, 1, 8]
        %23 = reshape(%10) shape(2*b, past + 1, 4) : f32[2*b, past + 1, 4]
        %24 = reduce(%23) combiner(add) axes(2) : f32[2*b, past + 1]
        return %22, %10, %11, %24
      }
      """);

  private static final CompileOptions STATES =
      CompileOptions.DEFAULTS.withTiered(false).withState("k", "keys").withState("v", "values");

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "jvm-scalar", "kernel-interpreter", "opencl"})
  void aStateGivesTheSameBitsAsHandingOutputsIn(String target) {
    OpenCl.assume(target);
    var random = new RandomTensors(7, Mode.TAME);
    int batch = 3;
    var weights = random.next(DType.F32, 8, 24);
    var k = Tensor.zeros(DType.F32, batch, 2, 0, 4);
    var v = k;
    var plainOptions = CompileOptions.DEFAULTS.withTiered(false).withTarget(target);
    try (var plain = Sinter.compile(STEP, plainOptions);
        var stateful = (KernelModel) Sinter.compile(STEP, STATES.withTarget(target))) {
      var state = stateful.newState(Map.of("k", k, "v", v));
      for (int i = 0; i < STEPS; i++) {
        var x = random.next(DType.F32, batch, 1, 8);
        var expected = plain.run(List.of(x, k, v, weights));
        assertThat(stateful.run(List.of(x, k, v, weights))).as("an ordinary run").isEqualTo(expected);
        var actual = stateful.run(List.of(x, weights), state, RunOptions.DEFAULTS);
        assertThat(actual).isEqualTo(List.of(expected.get(0), expected.get(3)));
        k = expected.get(1);
        v = expected.get(2);
      }
      assertThat(state.tensor("k")).isEqualTo(k);
      assertThat(state.tensor("v")).isEqualTo(v);
      assertThat(state.size("k")).isEqualTo(STEPS);
      long bytes = 4L * k.elements() + 4L * v.elements();
      assertThat(state.bytesCopied()).as("bytes moved to make room").isLessThan(2 * bytes);
    }
  }

  @Test
  void onlyNewRowsAreWritten() {
    try (var model = (KernelModel) Sinter.compile(STEP, STATES)) {
      var program = model.executable().program();
      var states = program.donations().stream().map(d -> (Source) new Source.Output(d.output())).toList();
      assertThat(states).hasSize(2);
      int writers = 0;
      for (var step : program.steps()) {
        var launch = (Launch) step;
        var kernel = model.lowering().kernels().stream().filter(s -> s.name().equals(launch.kernel())).findFirst()
            .orElseThrow().computed();
        for (int i = 0; i < launch.buffers().size(); i++) {
          var source = program.buffers().get(launch.buffers().get(i)).source();
          if (kernel.buffers().get(i).role() == Buffer.Role.OUT && states.contains(source)) {
            writers++;
            assertThat(kernel.buffers().get(i).shape().elements()).as("what %s writes", launch)
                .isEqualTo(Dim.symbol("b").times(8));
          }
        }
      }
      assertThat(writers).isEqualTo(2);
      assertThat(model.optimized().body()).noneMatch(x -> x.op() instanceof Op.Relayout
          && x.type().shape().dims().stream().anyMatch(d -> d.mentions("past")));
    }
  }

  /// Exported decoders, whose sizes are all open: what was seen is never copied, whatever the number of new tokens.
  @ParameterizedTest
  @ValueSource(strings = {"gpt_kv", "llama_kv", "llama_kv_dynamo"})
  void decodersHandTheirCachesOnInPlace(String name) {
    var source = OnnxModel.read(Checkout.model(name).resolve("model.onnx"));
    var options = CompileOptions.DEFAULTS.withTiered(false);
    for (var port : source.signature().inputs()) {
      if (port.name().startsWith("past")) {
        options = options.withState(port.name(), port.name().replace("past", "present"));
      }
    }
    try (var model = (KernelModel) Sinter.compile(source.function(), options)) {
      assertThat(model.executable().program().donations()).hasSize(6);
      assertThat(model.optimized().results()).allMatch(r -> !(r.op() instanceof Op.Relayout));
      var caches = model.optimized().results().stream().filter(r -> r.op() instanceof Op.Concatenate).toList();
      assertThat(caches).hasSize(6);
      for (var v : model.optimized().body()) {
        if (v.op() instanceof Op.Relayout r) {
          var x = r.x();
          while (x.op() instanceof Op.View view) {
            x = view.x();
          }
          assertThat(caches).doesNotContain(x);
        }
      }
    }
  }

  @Test
  void whatCannotBeDoneInPlaceSaysWhy() {
    assertThatThrownBy(() -> Sinter.compile(STEP, CompileOptions.DEFAULTS.withState("k", "y")))
        .isInstanceOf(ModelError.class).hasMessageContaining("Output 'y' cannot lie in the array of input 'k'")
        .hasMessageContaining("reshape").hasMessageContaining("a concatenation that begins with the input");
    assertThatThrownBy(() -> Sinter.compile(STEP, CompileOptions.DEFAULTS.withState("k", "values")))
        .isInstanceOf(ModelError.class).hasMessageContaining("cannot lie in the array");
    assertThatThrownBy(() -> Sinter.compile(STEP, CompileOptions.DEFAULTS.withState("keys", "keys")))
        .isInstanceOf(ModelError.class).hasMessageContaining("There is no input 'keys'");
    assertThatThrownBy(() -> Sinter.compile(STEP, STATES.withState("k", "keys")))
        .isInstanceOf(ModelError.class).hasMessageContaining("two states");
    assertThatThrownBy(() -> Sinter.compile(STEP, STATES.withTarget("interpreter")))
        .isInstanceOf(ModelError.class).hasMessageContaining("interpreter");
  }
}
