package io.sinter.conformance.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.sinter.CompileOptions;
import io.sinter.KernelModel;
import io.sinter.Sinter;
import io.sinter.conformance.OnnxRuntime;
import io.sinter.onnx.OnnxModel;
import io.sinter.report.LaunchTimes;
import io.sinter.report.Machine;
import io.sinter.report.Profile;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Tensor;
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

  /// Returns once runs are as fast as they get.
  ///
  /// @throws IllegalStateException when that takes minutes
  void awaitReady();

  @Override
  void close();

  /// Sinter, with `CompileOptions.DEFAULTS`.
  record OfSinter(KernelModel model, List<Tensor> inputs, RunOptions options) implements Peer {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    static OfSinter load(Sample sample, int threads, String target) {
      var function = OnnxModel.read(sample.file()).function();
      var model = (KernelModel) Sinter.compile(function, CompileOptions.DEFAULTS.withTarget(target));
      return new OfSinter(model, sample.inputs(), RunOptions.DEFAULTS.withThreads(threads));
    }

    /// The same model on so many threads; closing either closes both.
    OfSinter with(int threads) {
      return new OfSinter(model, inputs, options.withThreads(threads));
    }

    @Override
    public void awaitReady() {
      run();
      if (!model.executable().awaitReady(PATIENCE)) {
        throw new IllegalStateException("some kernels are not compiled after " + PATIENCE);
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

    /// What the launches of a run do, counted in one.
    Profile work() {
      return Profile.of(model, LaunchTimes.once(model, inputs, options), Machine.of(options.threads()));
    }

    @Override
    public void close() {
      model.close();
    }
  }

  /// ONNX Runtime with all its optimisations, the inputs already in its memory.
  record OfOnnxRuntime(OnnxRuntime engine, List<Tensor> inputs, Map<String, OnnxTensor> bound) implements Peer {
    static OfOnnxRuntime load(Sample sample, int threads) {
      var engine = OnnxRuntime.load(sample.file(), threads);
      return new OfOnnxRuntime(engine, sample.inputs(), engine.bind(sample.inputs()));
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
    public void awaitReady() {}

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
}
