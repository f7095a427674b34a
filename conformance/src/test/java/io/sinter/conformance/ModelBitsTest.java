package io.sinter.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.CompileOptions;
import io.sinter.Sinter;
import io.sinter.onnx.DataSet;
import io.sinter.onnx.OnnxModel;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whole models give the same bits on every number of threads, at every vector width, in the scalar form, and on an
/// OpenCL device that rounds as all others do.
class ModelBitsTest {
  static Stream<String> models() {
    return SharedModelsTest.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("models")
  void aModelGivesTheSameBits(String name) {
    var folder = Checkout.model(name);
    var model = OnnxModel.read(folder.resolve("model.onnx"));
    var sets = DataSet.in(folder).stream().map(s -> DataSet.read(s.inputs(), model.signature().inputs())).toList();
    var expected = run(model, sets, "jvm-scalar", 0, 1);
    same(run(model, sets, "jvm-scalar", 0, 2), expected, "scalar, 2 threads");
    for (int bits : List.of(128, 256, 512)) {
      same(run(model, sets, "jvm", bits, bits == 256 ? 5 : 2), expected, bits + " bits");
    }
    if (OpenCl.isExact()) {
      same(run(model, sets, OpenCl.TARGET, 0, 1), expected, "OpenCL");
    } else {
      System.out.println("Skipped: there is no OpenCL device with the bits of other targets for " + name + ".");
    }
  }

  private static List<Tensor> run(OnnxModel model, List<List<Tensor>> sets, String target, int bits, int threads) {
    var options = CompileOptions.DEFAULTS.withTarget(target).withVectorBits(bits).withTiered(false);
    var outputs = new ArrayList<Tensor>();
    try (var compiled = Sinter.compile(model.function(), options)) {
      sets.forEach(s -> outputs.addAll(compiled.run(s, RunOptions.DEFAULTS.withThreads(threads))));
    }
    return outputs;
  }

  private static void same(List<Tensor> actual, List<Tensor> expected, String what) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(Bits.difference(actual.get(i), expected.get(i))).as(what).isEmpty();
    }
  }
}
