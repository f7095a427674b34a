package io.sinter.conformance.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.sinter.CompileOptions;
import io.sinter.KernelModel;
import io.sinter.Sinter;
import io.sinter.conformance.OnnxRuntime;
import io.sinter.onnx.OnnxModel;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// One engine with one model loaded, ready to run it again and again on the same inputs.
sealed interface Peer extends AutoCloseable {
  /// One run; the result is dropped.
  ///
  /// @return something of the result, so that the run is not dropped with it
  int run();

  List<Tensor> outputs();

  @Override
  void close();

  /// Sinter once its kernels are compiled.
  record OfSinter(KernelModel model, List<Tensor> inputs, RunOptions options) implements Peer {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    static Peer load(Workload workload, int threads, String target) {
      try {
        var file = Files.createTempFile("sinter", ".onnx");
        try {
          Files.write(file, workload.model());
          var function = OnnxModel.read(file).function();
          var model = (KernelModel) Sinter.compile(function, CompileOptions.DEFAULTS.withTarget(target));
          var peer = new OfSinter(model, workload.inputs(), RunOptions.DEFAULTS.withThreads(threads));
          peer.run();
          if (!model.executable().awaitReady(PATIENCE)) {
            throw new IllegalStateException("the kernels of " + workload + " are not compiled after " + PATIENCE);
          }
          return peer;
        } finally {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /// The results are there when it ends, also those of a device.
    @Override
    public int run() {
      var results = outputs();
      results.forEach(Tensor::array);
      return results.size();
    }

    @Override
    public List<Tensor> outputs() {
      return model.run(inputs, options);
    }

    @Override
    public void close() {
      model.close();
    }
  }

  /// ONNX Runtime with all its optimisations, the inputs already in its memory.
  record OfOnnxRuntime(OnnxRuntime engine, List<Tensor> inputs, Map<String, OnnxTensor> bound) implements Peer {
    static Peer load(Workload workload, int threads) {
      var engine = OnnxRuntime.load(workload.model(), threads);
      return new OfOnnxRuntime(engine, workload.inputs(), engine.bind(workload.inputs()));
    }

    @Override
    public int run() {
      try (var result = engine.session().run(bound)) {
        return result.size();
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public List<Tensor> outputs() {
      return engine.run(inputs);
    }

    @Override
    public void close() {
      bound.values().forEach(OnnxTensor::close);
      engine.close();
    }
  }

  /// @throws IllegalStateException when two engines do not give the same numbers up to rounding
  static void requireAgreement(Workload workload, List<Tensor> ours, List<Tensor> theirs) {
    if (ours.size() != theirs.size()) {
      throw new IllegalStateException(workload + ": " + ours.size() + " and " + theirs.size() + " outputs");
    }
    for (int i = 0; i < ours.size(); i++) {
      requireAgreement(workload + ", output " + i, ours.get(i), theirs.get(i));
    }
  }

  private static void requireAgreement(String what, Tensor ours, Tensor theirs) {
    if (!ours.type().equals(theirs.type())) {
      throw new IllegalStateException(what + ": " + ours.type() + " and " + theirs.type());
    }
    double largest = 0;
    for (int i = 0; i < theirs.elements(); i++) {
      largest = Math.max(largest, Math.abs(theirs.doubleAt(i)));
    }
    for (int i = 0; i < theirs.elements(); i++) {
      if (!(Math.abs(ours.doubleAt(i) - theirs.doubleAt(i)) <= 1e-4 * largest)) {
        throw new IllegalStateException(what + ": element " + i + " is " + ours.doubleAt(i) + " and "
            + theirs.doubleAt(i));
      }
    }
  }
}
