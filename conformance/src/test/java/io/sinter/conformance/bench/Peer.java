package io.sinter.conformance.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.sinter.CompileOptions;
import io.sinter.KernelModel;
import io.sinter.Sinter;
import io.sinter.onnx.OnnxModel;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// One engine with one model loaded, ready to run it again and again on one input.
sealed interface Peer extends AutoCloseable {
  /// One run; the result is dropped.
  ///
  /// @return something of the result, so that the run is not dropped with it
  int run();

  /// The first output.
  float[] output();

  @Override
  void close();

  /// Sinter once its kernels are compiled.
  record OfSinter(KernelModel model, List<Tensor> inputs, RunOptions options) implements Peer {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    static Peer load(Workload workload, int threads) {
      try {
        var file = Files.createTempFile("sinter", ".onnx");
        try {
          Files.write(file, workload.model());
          var function = OnnxModel.read(file).function();
          var model = (KernelModel) Sinter.compile(function, CompileOptions.DEFAULTS);
          var peer = new OfSinter(model, List.of(workload.input()), RunOptions.DEFAULTS.withThreads(threads));
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

    @Override
    public int run() {
      return model.run(inputs, options).size();
    }

    @Override
    public float[] output() {
      return model.run(inputs, options).getFirst().floats();
    }

    @Override
    public void close() {
      model.close();
    }
  }

  /// ONNX Runtime with all its optimisations, the input already in its memory.
  record OfOnnxRuntime(OrtSession session, OnnxTensor input) implements Peer {
    static Peer load(Workload workload, int threads) {
      var environment = OrtEnvironment.getEnvironment();
      try (var options = new OrtSession.SessionOptions()) {
        options.setIntraOpNumThreads(threads);
        options.setInterOpNumThreads(1);
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        var in = workload.input();
        return new OfOnnxRuntime(environment.createSession(workload.model(), options),
            OnnxTensor.createTensor(environment, FloatBuffer.wrap(in.floats()), in.shape()));
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }

    private OrtSession.Result result() throws OrtException {
      return session.run(Map.of(session.getInputNames().iterator().next(), input));
    }

    @Override
    public int run() {
      try (var result = result()) {
        return result.size();
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public float[] output() {
      try (var result = result()) {
        var buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
        var values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      try {
        input.close();
        session.close();
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// @throws IllegalStateException when two engines do not give the same numbers up to rounding
  static void requireAgreement(Workload workload, float[] ours, float[] theirs) {
    float largest = 0;
    for (float v : theirs) {
      largest = Math.max(largest, Math.abs(v));
    }
    for (int i = 0; i < theirs.length; i++) {
      if (ours.length != theirs.length || !(Math.abs(ours[i] - theirs[i]) <= 1e-4f * largest)) {
        throw new IllegalStateException(workload + ": element " + i + " is " + ours[i] + " and " + theirs[i]);
      }
    }
  }
}
