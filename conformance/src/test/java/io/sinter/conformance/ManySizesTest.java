package io.sinter.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.sinter.KernelModel;
import io.sinter.Sinter;
import io.sinter.onnx.OnnxModel;
import io.sinter.runtime.DType;
import io.sinter.runtime.Signature;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One compilation serves all sizes: models with open sizes run at twenty of them, beside ONNX Runtime, within the
/// tolerance of their recorded data.
class ManySizesTest {
  private static final int SIZES = 20;
  private static final double RELATIVE = 1e-4;

  @ParameterizedTest
  @ValueSource(strings = {"bert_mini", "unet", "llama_kv", "yolo_nms"})
  void aModelRunsAtTwentySizesAsItWasCompiledOnce(String name) throws IOException {
    var file = Checkout.model(name).resolve("model.onnx");
    var function = OnnxModel.read(file).function();
    try (var model = (KernelModel) Sinter.compile(function);
        var again = (KernelModel) Sinter.compile(OnnxModel.read(file).function());
        var reference = OnnxRuntime.load(Files.readAllBytes(file), 1)) {
      double tolerance = tolerance(file.getParent());
      for (int i = 0; i < SIZES; i++) {
        var random = new Random(i);
        var sizes = sizes(name, random, i);
        var inputs = inputs(model.signature(), sizes, random);
        var expected = reference.run(inputs);
        while (isAmbiguous(name, expected)) {
          inputs = inputs(model.signature(), sizes, random);
          expected = reference.run(inputs);
        }
        agree(name + " at " + sizes, model.run(inputs), expected, tolerance);
      }
      assertThat(model.compileCount()).isEqualTo(1);
      assertThat(again.code().keySet()).isEqualTo(model.code().keySet());
      again.code().forEach((kernel, bytes) -> assertThat(bytes).as(kernel).isEqualTo(model.code().get(kernel)));
    }
  }

  /// Sizes that the model takes; the first ones are the smallest.
  private static Map<String, Long> sizes(String name, Random random, int i) {
    long batch = i < 2 ? 1 : random.nextInt(1, 5);
    return switch (name) {
      case "bert_mini" -> Map.of("B", batch, "S", i == 0 ? 1L : random.nextInt(1, 65));
      case "llama_kv" -> {
        long past = i == 0 ? 0 : random.nextInt(0, 40);
        long now = i == 1 ? 1 : random.nextInt(1, 9);
        yield Map.of("B", batch, "S", now, "P", past, "T", past + now);
      }
      case "unet" -> Map.of("N", i < 2 ? 1L : random.nextInt(1, 3), "H", 8L * random.nextInt(i == 0 ? 2 : 3, 12),
          "W", 8L * random.nextInt(3, 12));
      case "yolo_nms" -> Map.of("H", 32L * random.nextInt(2, 8), "W", 32L * random.nextInt(2, 8));
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static List<Tensor> inputs(Signature signature, Map<String, Long> sizes, Random random) {
    return signature.inputs().stream().map(p -> input(p.name(), (TensorType) p.type(), sizes, random)).toList();
  }

  /// Detections are listed by falling score: where two scores are as good as equal, rounding decides which comes first,
  /// and another image is drawn.
  private static boolean isAmbiguous(String name, List<Tensor> outputs) {
    if (!name.equals("yolo_nms")) {
      return false;
    }
    var scores = outputs.get(3);
    return IntStream.range(1, scores.elements()).anyMatch(i -> scores.doubleAt(i - 1) - scores.doubleAt(i) < 1e-4);
  }

  private static Tensor input(String name, TensorType type, Map<String, Long> sizes, Random random) {
    var shape = type.shape().evaluate(new TreeMap<>(sizes));
    int n = Tensor.zeros(DType.BOOL, shape).elements();
    if (type.dtype() == DType.F32) {
      var values = new float[n];
      for (int i = 0; i < n; i++) {
        values[i] = (float) random.nextGaussian();
      }
      return Tensor.of(values, shape);
    }
    var values = new long[n];
    for (int i = 0; i < n; i++) {
      values[i] = switch (name) {
        case "attention_mask" -> 1;
        case "token_type_ids" -> random.nextInt(2);
        case "position_ids" -> sizes.get("P") + i % shape[1];
        default -> random.nextInt(1000);
      };
    }
    return Tensor.of(values, shape);
  }

  private static double tolerance(Path folder) throws IOException {
    var data = new Gson().fromJson(Files.readString(folder.resolve("data.json")), JsonObject.class);
    return data.get("atol").getAsDouble();
  }

  private static void agree(String what, List<Tensor> ours, List<Tensor> theirs, double tolerance) {
    assertThat(ours).hasSameSizeAs(theirs);
    for (int i = 0; i < ours.size(); i++) {
      var a = ours.get(i);
      var b = theirs.get(i);
      assertThat(a.type()).as("%s, output %d", what, i).isEqualTo(b.type());
      for (int k = 0; k < a.elements(); k++) {
        double difference = Math.abs(a.doubleAt(k) - b.doubleAt(k));
        double room = a.dtype().isFloat() ? 2 * tolerance + RELATIVE * Math.abs(b.doubleAt(k)) : 0;
        if (!(difference <= room)) {
          assertThat(a.doubleAt(k)).as("%s, output %d, element %d", what, i, k).isEqualTo(b.doubleAt(k));
        }
      }
    }
  }
}
