package io.sinter.report;

import static java.util.stream.Collectors.joining;

import io.sinter.CompileOptions;
import io.sinter.KernelModel;
import io.sinter.Sinter;
import io.sinter.ir.Text;
import io.sinter.ir.kernel.Kernel;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Small models for tests.
final class Samples {
  /// A product with a bias, then a softmax: two kernels.
  static final String CLASSIFIER = """
      function classifier(%x: f32[batch, 64]) -> (y: f32[batch, 10]) {
        %0 = constant f32[64, 10] {NUMBERS}
        %1 = dot_general(%x, %0) lhsBatch() rhsBatch() lhsContracting(1) rhsContracting(0) : f32[batch, 10]  @ "dense"
        %2 = reduce(%1) combiner(max) axes(1) : f32[batch]  @ "softmax"
        %3 = broadcast(%2) shape(batch, 10) axes(0) : f32[batch, 10]  @ "softmax"
        %4 = sub(%1, %3) : f32[batch, 10]  @ "softmax"
        %5 = exp(%4) : f32[batch, 10]  @ "softmax"
        %6 = reduce(%5) combiner(add) axes(1) : f32[batch]  @ "softmax"
        %7 = broadcast(%6) shape(batch, 10) axes(0) : f32[batch, 10]  @ "softmax"
        %8 = div(%5, %7) : f32[batch, 10]  @ "softmax"
        return %8
      }
      """.replace("NUMBERS", IntStream.range(0, 640).mapToObj(i -> Integer.toString(i % 7 - 3)).collect(joining(", ")));

  private Samples() {}

  /// In scalar code, which is fast from the first run on.
  static KernelModel compile(String text) {
    return (KernelModel) Sinter.compile(Text.parse(text), options());
  }

  static CompileOptions options() {
    return CompileOptions.DEFAULTS.withTarget("jvm-scalar").withTiered(false);
  }

  /// What is known of a model after a run on zeros.
  static Facts facts(KernelModel model, Map<String, Long> sizes, List<Tensor> inputs) {
    return new Facts(subject("model", model, sizes, inputs));
  }

  static Subject subject(String name, KernelModel model, Map<String, Long> sizes, List<Tensor> inputs) {
    var times = LaunchTimes.measure(model, inputs, RunOptions.DEFAULTS.withThreads(1), 1);
    return new Subject(name, "sinter", options(), model, 1, sizes, times, 1);
  }

  /// The only kernel of a model.
  static Kernel.Computed kernel(String text) {
    try (var model = compile(text)) {
      var kernels = model.lowering().kernels();
      if (kernels.size() != 1) {
        throw new IllegalArgumentException(kernels.size() + " kernels");
      }
      return kernels.getFirst().computed();
    }
  }
}
