package io.sinter.conformance;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.sinter.runtime.DType;
import io.sinter.runtime.Tensor;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A model in ONNX Runtime with all its optimisations: what Sinter is compared with.
public record OnnxRuntime(OrtSession session) implements AutoCloseable {
  public static OnnxRuntime load(byte[] model, int threads) {
    return load(threads, options -> OrtEnvironment.getEnvironment().createSession(model, options));
  }

  public static OnnxRuntime load(Path model, int threads) {
    return load(threads, options -> OrtEnvironment.getEnvironment().createSession(model.toString(), options));
  }

  private interface Opening {
    OrtSession open(OrtSession.SessionOptions options) throws OrtException;
  }

  private static OnnxRuntime load(int threads, Opening opening) {
    try (var options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      return new OnnxRuntime(opening.open(options));
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Copies inputs to memory of ONNX Runtime; to be closed one by one.
  ///
  /// @param inputs in the order of the model
  public Map<String, OnnxTensor> bind(List<Tensor> inputs) {
    var bound = new LinkedHashMap<String, OnnxTensor>();
    for (var name : session.getInputNames()) {
      bound.put(name, tensor(inputs.get(bound.size())));
    }
    return bound;
  }

  /// An input of f32; to be closed.
  public OnnxTensor tensor(FloatBuffer elements, long... shape) {
    try {
      return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), elements, shape);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The elements of the first output of a model with one input.
  public float[] first(OnnxTensor input) {
    try (var result = session.run(Map.of(session.getInputNames().iterator().next(), input))) {
      var elements = ((OnnxTensor) result.get(0)).getFloatBuffer();
      var values = new float[elements.remaining()];
      elements.get(values);
      return values;
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The outputs in the order of the model.
  public List<Tensor> run(List<Tensor> inputs) {
    var bound = bind(inputs);
    try (var result = session.run(bound)) {
      var outputs = new ArrayList<Tensor>();
      for (var output : result) {
        outputs.add(tensor((OnnxTensor) output.getValue()));
      }
      return outputs;
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    } finally {
      bound.values().forEach(OnnxTensor::close);
    }
  }

  private static OnnxTensor tensor(Tensor t) {
    var environment = OrtEnvironment.getEnvironment();
    try {
      return switch (t.dtype()) {
        case F32 -> OnnxTensor.createTensor(environment, FloatBuffer.wrap(t.floats()), t.shape());
        case F64 -> OnnxTensor.createTensor(environment, DoubleBuffer.wrap(t.doubles()), t.shape());
        case BOOL -> OnnxTensor.createTensor(environment, ByteBuffer.wrap(t.bytes()), t.shape(), OnnxJavaType.BOOL);
        case I64 -> OnnxTensor.createTensor(environment, LongBuffer.wrap(t.longs()), t.shape());
        case I32 -> OnnxTensor.createTensor(environment, IntBuffer.wrap(t.ints()), t.shape());
        case U8 -> OnnxTensor.createTensor(environment, ByteBuffer.wrap(t.bytes()), t.shape(), OnnxJavaType.UINT8);
        case I8 -> OnnxTensor.createTensor(environment, ByteBuffer.wrap(t.bytes()), t.shape(), OnnxJavaType.INT8);
        default -> throw new IllegalArgumentException("no input of type " + t.dtype());
      };
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Tensor tensor(OnnxTensor t) {
    var shape = t.getInfo().getShape();
    return switch (t.getInfo().type) {
      case FLOAT -> {
        var values = new float[t.getFloatBuffer().remaining()];
        t.getFloatBuffer().get(values);
        yield Tensor.of(values, shape);
      }
      case INT64 -> {
        var values = new long[t.getLongBuffer().remaining()];
        t.getLongBuffer().get(values);
        yield Tensor.of(values, shape);
      }
      case INT32 -> {
        var values = new int[t.getIntBuffer().remaining()];
        t.getIntBuffer().get(values);
        yield Tensor.of(values, shape);
      }
      case DOUBLE -> {
        var values = new double[t.getDoubleBuffer().remaining()];
        t.getDoubleBuffer().get(values);
        yield Tensor.of(values, shape);
      }
      case BOOL -> {
        var values = new byte[t.getByteBuffer().remaining()];
        t.getByteBuffer().get(values);
        yield Tensor.of(DType.BOOL, shape, values);
      }
      case UINT8, INT8 -> {
        var values = new byte[t.getByteBuffer().remaining()];
        t.getByteBuffer().get(values);
        yield Tensor.of(t.getInfo().type == OnnxJavaType.INT8 ? DType.I8 : DType.U8, shape, values);
      }
      default -> throw new IllegalArgumentException("no output of type " + t.getInfo());
    };
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
