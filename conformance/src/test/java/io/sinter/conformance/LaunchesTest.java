package io.sinter.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.KernelModel;
import io.sinter.Sinter;
import io.sinter.ir.Builder;
import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.onnx.OnnxModel;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Fusion: how many launches a function takes.
class LaunchesTest {
  @ParameterizedTest
  @CsvSource({"elementwise,1", "transcendental,1", "rounding,1", "matmul,1", "matmul_narrow,1", "matmul_prologue,1",
      "matmul_batched,1", "softmax,1", "softmax_short,1", "layer_norm,1", "sum_first,1", "sum_middle,1", "sum_last,1",
      "product_all,1", "sum_long,1", "transpose,1", "transpose_4d,1"})
  void chainsRowsAndSumsAreOneLaunch(String name, int launches) {
    assertThat(launches(Zoo.named(name).function())).isEqualTo(launches);
  }

  /// The caller's images lie row-major without a halo and the result is wanted so: one copy before, one after.
  @ParameterizedTest
  @CsvSource({"convolution,3", "convolution_strided,3", "convolution_grouped,3", "convolution_depthwise,3",
      "residual,4", "max_pool,3"})
  void windowsAddTwoCopiesAtTheEdges(String name, int launches) {
    assertThat(launches(Zoo.named(name).function())).isEqualTo(launches);
  }

  @Test
  void resNet18TakesAtMost26() {
    var model = OnnxModel.read(Checkout.shared("models/resnet18").resolve("model.onnx"));
    assertThat(launches(model.function())).isLessThanOrEqualTo(26);
  }

  @Test
  void resNet50TakesAtMost58() {
    assertThat(launches(OnnxModel.read(Checkout.model("resnet50").resolve("model.onnx")).function()))
        .isLessThanOrEqualTo(58);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void aLayerOfBertTakesAtMost12(int layer) {
    var source = OnnxModel.read(Checkout.model("bert_mini").resolve("model.onnx"));
    try (var model = (KernelModel) Sinter.compile(source.function())) {
      assertThat(model.executable().program().steps())
          .filteredOn(s -> s.origin().contains("/layer." + layer + "/")).hasSizeBetween(1, 12);
    }
  }

  /// Whatever is computed point by point after a contraction, also from other operands and from broadcasts, is its
  /// epilogue.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void pointwiseChainsAroundAContractionAreOneLaunch(long seed) {
    var random = new Random(seed);
    var b = new Builder();
    var n = Dim.symbol("n");
    var x = b.parameter("x", new TensorType(DType.F32, Shape.of(n, Dim.of(24))));
    var v = Zoo.matmul(b, x, 40);
    var row = b.parameter("row", new TensorType(DType.F32, Shape.of(40)));
    var whole = b.parameter("whole", v.type());
    int length = random.nextInt(1, 9);
    for (int i = 0; i < length; i++) {
      v = pointwise(b, random, v, List.of(row, whole));
    }
    assertThat(launches(b.finish("chain", List.of(v), List.of("y")))).isEqualTo(1);
  }

  private static Value pointwise(Builder b, Random random, Value v, List<Value> others) {
    var unary = List.of(ScalarFn.NEG, ScalarFn.ABS, ScalarFn.RELU, ScalarFn.FLOOR, ScalarFn.SQRT);
    var binary = List.of(ScalarFn.ADD, ScalarFn.SUB, ScalarFn.MUL, ScalarFn.MAX, ScalarFn.MIN);
    if (random.nextBoolean()) {
      return b.apply(unary.get(random.nextInt(unary.size())), v);
    }
    var args = new ArrayList<>(List.of(v, b.broadcast(others.get(random.nextInt(others.size())), v.type().shape())));
    Collections.shuffle(args, random);
    return b.apply(binary.get(random.nextInt(binary.size())), args.getFirst(), args.getLast());
  }

  @Test
  void eachContractionOfAChainIsOneLaunch() {
    var b = new Builder();
    Value v = b.parameter("x", new TensorType(DType.F32, Shape.of(Dim.symbol("n"), Dim.of(24))));
    for (int i = 0; i < 4; i++) {
      v = Zoo.matmul(b, v, 24 + 8 * i);
    }
    assertThat(launches(b.finish("mlp", List.of(v), List.of("y")))).isEqualTo(4);
  }

  @Test
  void aValueReadByTwoKernelsIsStoredOnce() {
    var b = new Builder();
    var x = b.parameter("x", new TensorType(DType.F32, Shape.of(Dim.symbol("n"), Dim.of(24))));
    var shared = b.apply(ScalarFn.EXP, x);
    var a = b.add(new Op.Reduce(shared, ScalarFn.ADD, List.of(1)));
    var c = b.add(new Op.Reduce(shared, ScalarFn.MAX, List.of(0)));
    assertThat(launches(b.finish("shared", List.of(a, c), List.of("a", "c")))).isEqualTo(3);
  }

  private static int launches(Function function) {
    try (var model = (KernelModel) Sinter.compile(function)) {
      assertThat(model.hostSteps()).isZero();
      return model.launches();
    }
  }
}
