package io.sinter.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sinter.CompileOptions;
import io.sinter.KernelModel;
import io.sinter.Sinter;
import io.sinter.onnx.DataSet;
import io.sinter.onnx.OnnxModel;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Tensor;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a run leaves on the heap beside its results: next to nothing, whatever its kernels are and however often a loop
/// runs. Scalar kernels, whose code allocates nothing before the JVM has compiled it either.
class HeapTest {
  private static final int COUNTED = 200;

  /// Of a result: the header of its array, what fills that up to eight bytes, its tensor, shape and place in the list.
  private static final int AROUND = 128;

  @ParameterizedTest
  @CsvSource({"mlp,1,64", "mlp,2,64", "mnist_cnn,1,64", "mnist_cnn,2,64", "lstm_tagger,1,2000", "lstm_tagger,2,2000",
      "gru,1,2000", "gru,2,2000"})
  void aRunAllocatesItsResults(String name, int threads, int beside) {
    var folder = Checkout.model(name);
    var source = OnnxModel.read(folder.resolve("model.onnx"));
    var set = DataSet.in(folder).getFirst();
    var inputs = DataSet.read(set.inputs(), source.signature().inputs());
    var options = RunOptions.DEFAULTS.withThreads(threads);
    try (var model = (KernelModel) Sinter.compile(
        source.function(), CompileOptions.DEFAULTS.withTarget("jvm-scalar"))) {
      var results = model.run(inputs, options);
      assertThat(model.executable().awaitReady(Duration.ofMinutes(1))).isTrue();
      long most = results.stream().mapToLong(Tensor::byteSize).map(bytes -> bytes + AROUND).sum() + beside;
      long least = Long.MAX_VALUE;
      // until the JVM has compiled what runs
      for (int round = 0; round < 200 && least > most; round++) {
        least = Math.min(least, allocated(model, inputs, options));
      }
      assertThat(least).isLessThanOrEqualTo(most);
    }
  }

  private static long allocated(KernelModel model, List<Tensor> inputs, RunOptions options) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getTotalThreadAllocatedBytes();
    for (int i = 0; i < COUNTED; i++) {
      model.run(inputs, options);
    }
    return (threads.getTotalThreadAllocatedBytes() - before) / COUNTED;
  }
}
