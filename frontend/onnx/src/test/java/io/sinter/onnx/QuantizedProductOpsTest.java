package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.runtime.DType;
import io.sinter.runtime.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuantizedProductOpsTest {
  private static Tensor of(DType type, long[] shape, long... values) {
    return Tensor.fromLongs(type, shape, values);
  }

  private static Tensor scalar(DType type, double value) {
    return Tensor.fromDoubles(type, new long[0], value);
  }

  @Test
  void integersMultiplyExactlyLessTheirZeroPoints() {
    var a = of(DType.U8, new long[] {2, 2}, 255, 0, 3, 4);
    var b = of(DType.I8, new long[] {2, 2}, -128, 127, 1, 2);
    var plain = new TestGraph(10).input("a", "u8[M, 2]").input("b", "i8[2, 2]").node("y = MatMulInteger(a, b)");
    assertThat(plain.run(a, b)).isEqualTo(of(DType.I32, new long[] {2, 2}, -32640, 32385, -380, 389));
    var rows = new TestGraph(10).input("a", "u8[M, 2]").input("b", "i8[2, 2]")
        .constant("za", of(DType.U8, new long[] {2}, 255, 3)).constant("zb", of(DType.I8, new long[] {2}, 1, 2))
        .node("y = MatMulInteger(a, b, za, zb)");
    assertThat(rows.run(a, b)).isEqualTo(of(DType.I32, new long[] {2, 2}, 0, 0, 0, 0));
  }

  @Test
  void paddingOfAnIntegerConvolutionIsTheZeroPoint() {
    var x = of(DType.U8, new long[] {1, 1, 3}, 5, 6, 7);
    var graph = new TestGraph(10).input("x", "u8[1, 1, W]")
        .constant("w", of(DType.I8, new long[] {1, 1, 3}, 1, 1, 1)).constant("z", scalar(DType.U8, 5))
        .node("y = ConvInteger(x, w, z)", attribute("pads", List.of(1L, 1L)));
    assertThat(graph.run(x)).isEqualTo(of(DType.I32, new long[] {1, 1, 3}, 1, 3, 3));
  }

  @Test
  void weightsHaveAZeroPointPerOutputChannel() {
    var x = of(DType.U8, new long[] {1, 1, 2}, 1, 2);
    var graph = new TestGraph(10).input("x", "u8[1, 1, 2]")
        .constant("w", of(DType.U8, new long[] {2, 1, 1}, 3, 3)).constant("z", scalar(DType.U8, 0))
        .constant("zw", of(DType.U8, new long[] {2}, 1, 2)).node("y = ConvInteger(x, w, z, zw)");
    assertThat(graph.run(x)).isEqualTo(of(DType.I32, new long[] {1, 2, 2}, 2, 4, 1, 2));
  }

  @Test
  void productsAreStoredWithTheScaleOfTheResult() {
    var a = of(DType.U8, new long[] {1, 2}, 130, 126);
    var graph = new TestGraph(21).input("a", "u8[M, 2]").constant("sa", scalar(DType.F32, 0.5))
        .constant("za", scalar(DType.U8, 128)).constant("b", of(DType.I8, new long[] {2, 2}, 4, 6, 1, -6))
        .constant("sb", f32(0.5, 1)).constant("zb", of(DType.I8, new long[] {2}, 0, 0))
        .constant("sy", scalar(DType.F32, 1)).constant("zy", scalar(DType.U8, 1))
        .node("y = QLinearMatMul(a, sa, za, b, sb, zb, sy, zy)");
    // 6 * 0.25 = 1.5 rounds to 2, 24 * 0.5 = 12
    assertThat(graph.run(a)).isEqualTo(of(DType.U8, new long[] {1, 2}, 3, 13));
  }

  @Test
  void aQuantizedConvolutionAddsItsBiasBeforeItIsScaled() {
    var x = of(DType.U8, new long[] {1, 1, 2}, 12, 8);
    var graph = new TestGraph(10).input("x", "u8[N, 1, W]").constant("sx", scalar(DType.F32, 0.5))
        .constant("zx", scalar(DType.U8, 10)).constant("w", of(DType.I8, new long[] {2, 1, 1}, 3, -3))
        .constant("sw", f32(1, 2)).constant("zw", of(DType.I8, new long[] {2}, 0, 0))
        .constant("sy", scalar(DType.F32, 0.5)).constant("zy", scalar(DType.I8, -1))
        .constant("bias", of(DType.I32, new long[] {2}, 100, 1))
        .node("y = QLinearConv(x, sx, zx, w, sw, zw, sy, zy, bias)");
    assertThat(graph.run(x)).isEqualTo(of(DType.I8, new long[] {1, 2, 2}, 105, 93, -11, 13));
  }

  @Test
  void quantizedGemmGivesIntegersOrReals() {
    var a = of(DType.U8, new long[] {1, 2}, 3, 5);
    for (boolean real : new boolean[] {false, true}) {
      var graph = new TestGraph(19).opset("com.microsoft", 1).input("a", "u8[M, 2]")
          .constant("sa", scalar(DType.F32, 0.5)).constant("za", scalar(DType.U8, 1))
          .constant("b", of(DType.I8, new long[] {2, 2}, 1, 2, 3, 4)).constant("sb", f32(2, 4))
          .constant("zb", of(DType.I8, new long[] {2}, 0, 1)).constant("c", of(DType.I32, new long[] {2}, 1, -1))
          .constant("sy", scalar(DType.F32, 2)).constant("zy", scalar(DType.U8, 100))
          .node("y = com.microsoft.QGemm(a, sa, za, b, sb, zb, c" + (real ? ")" : ", sy, zy)"), attribute("transB", 1),
              attribute("alpha", 1f));
      // (2*1 + 4*2 + 1) * 1, (2*2 + 4*3 - 1) * 2
      assertThat(graph.run(a)).isEqualTo(real ? f32(new long[] {1, 2}, 11, 30)
          : of(DType.U8, new long[] {1, 2}, 106, 115));
    }
  }

  @Test
  void quantizedSumsBroadcastAndSaturate() {
    var a = of(DType.U8, new long[] {1, 2}, 255, 11);
    var b = of(DType.U8, new long[] {2, 1}, 255, 0);
    var graph = new TestGraph(19).opset("com.microsoft", 1).input("a", "u8[1, 2]").input("b", "u8[2, 1]")
        .constant("one", scalar(DType.F32, 1)).constant("z", scalar(DType.U8, 1)).constant("two", scalar(DType.F32, 2))
        .node("y = com.microsoft.QLinearAdd(a, one, z, b, one, , two, z)");
    assertThat(graph.run(a, b)).isEqualTo(of(DType.U8, new long[] {2, 2}, 255, 133, 128, 6));
  }

  @Test
  void quantizedAveragesAreOverTheSpatialAxes() {
    var x = of(DType.U8, new long[] {1, 2, 2}, 10, 13, 20, 20);
    for (boolean last : new boolean[] {false, true}) {
      var graph = new TestGraph(19).opset("com.microsoft", 1).input("x", "u8[N, 2, 2]")
          .constant("sx", scalar(DType.F32, 1)).constant("zx", scalar(DType.U8, 10))
          .constant("sy", scalar(DType.F32, 0.5)).constant("zy", scalar(DType.U8, 2))
          .node("y = com.microsoft.QLinearGlobalAveragePool(x, sx, zx, sy, zy)",
              attribute("channels_last", last ? 1 : 0));
      assertThat(graph.run(x)).isEqualTo(last ? of(DType.U8, new long[] {1, 1, 2}, 12, 15)
          : of(DType.U8, new long[] {1, 2, 1}, 5, 22));
    }
  }
}
