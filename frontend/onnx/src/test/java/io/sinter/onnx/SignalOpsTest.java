package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SignalOpsTest {
  private static Tensor random(int seed, int... shape) {
    var random = new Random(seed);
    long[] dims = Arrays.stream(shape).asLongStream().toArray();
    return f32(dims, random.doubles(Arrays.stream(shape).reduce(1, (a, b) -> a * b), -1, 1).toArray());
  }

  private static void close(Tensor y, double... wanted) {
    assertThat(y.elements()).isEqualTo(wanted.length);
    for (int i = 0; i < wanted.length; i++) {
      assertThat(y.doubleAt(i)).as("element %d", i).isCloseTo(wanted[i], Offset.offset(1e-6));
    }
  }

  /// The spectrum of [1, n, parts] by its definition, as [n, 2].
  private static double[] waves(Tensor x, boolean inverse) {
    int n = Math.toIntExact(x.shape()[1]);
    int parts = Math.toIntExact(x.shape()[2]);
    var y = new double[2 * n];
    for (int k = 0; k < n; k++) {
      for (int i = 0; i < n; i++) {
        double angle = (inverse ? 2 : -2) * Math.PI * k * i / n;
        double re = x.doubleAt(parts * i) / (inverse ? n : 1);
        double im = parts == 1 ? 0 : x.doubleAt(2 * i + 1) / (inverse ? n : 1);
        y[2 * k] += re * Math.cos(angle) - im * Math.sin(angle);
        y[2 * k + 1] += re * Math.sin(angle) + im * Math.cos(angle);
      }
    }
    return y;
  }

  @Test
  void aSpectrumIsASumOfWaves() {
    for (int n : new int[] {1, 2, 5, 6, 12, 17}) {
      for (int parts = 1; parts <= 2; parts++) {
        var x = random(n, 1, n, parts);
        for (var size : List.of("N", String.valueOf(n))) {
          var type = "f32[1, " + size + ", " + parts + "]";
          close(new TestGraph(20).input("x", type).node("y = DFT(x)").run(x), waves(x, false));
          close(new TestGraph(20).input("x", type).node("y = DFT(x)", attribute("inverse", 1)).run(x), waves(x, true));
        }
      }
    }
  }

  @Test
  void halfASpectrumIsTheFirstHalfOfIt() {
    for (int n : new int[] {4, 5, 12, 17}) {
      var x = random(n, 1, n, 1);
      for (var size : List.of("N", String.valueOf(n))) {
        var graph = new TestGraph(20).input("x", "f32[1, " + size + ", 1]");
        var y = graph.node("y = DFT(x)", attribute("onesided", 1)).run(x);
        assertThat(y.shape()).containsExactly(1, n / 2 + 1, 2);
        close(y, Arrays.copyOf(waves(x, false), 2 * (n / 2 + 1)));
      }
    }
  }

  @Test
  void halfFloatsAreRoundedOnce() {
    for (int n : new int[] {12, 17}) {
      var wide = random(n, 1, n, 1);
      var x = Tensor.fromDoubles(DType.F16, wide.shape(), wide.toDoubles());
      var y = new TestGraph(20).input("x", "f16[1, " + n + ", 1]").node("y = DFT(x)").run(x);
      var wanted = waves(x, false);
      for (int i = 0; i < wanted.length; i++) {
        assertThat(y.doubleAt(i)).isCloseTo(wanted[i], Offset.offset(Math.abs(wanted[i]) / 2048 + 1e-6));
      }
    }
  }

  @Test
  void theInverseGivesTheSignalBack() {
    var x = random(2, 2, 6, 3, 2);
    var y = new TestGraph(17).input("x", "f32[2, 6, 3, 2]").node("f = DFT(x)")
        .node("y = DFT(f)", attribute("inverse", 1)).run(x);
    close(y, x.toDoubles());
  }

  @Test
  void halfASpectrumSaysAllAboutARealSignal() {
    for (int n : new int[] {1, 2, 6, 7, 17, 100}) {
      var x = random(n, 1, n, 1);
      var graph = new TestGraph(20).input("x", "f32[1, N, 1]").ints("n", n)
          .node("f = DFT(x)", attribute("onesided", 1)).constant("size", Tensor.scalar((long) n))
          .node("y = DFT(f, size)", attribute("onesided", 1), attribute("inverse", 1)).output("f").output("y");
      var results = graph.runAll(x);
      assertThat(results.getFirst().shape()).containsExactly(1, n / 2 + 1, 2);
      close(results.getLast(), x.toDoubles());
    }
  }

  @Test
  void aLengthCutsOrFillsWithZeros() {
    var graph = new TestGraph(20).input("x", "f32[1, 3, 1]").constant("four", Tensor.scalar(4L))
        .constant("two", Tensor.scalar(2L)).node("long = DFT(x, four)").node("short = DFT(x, two)")
        .output("long").output("short");
    var results = graph.runAll(f32(new long[] {1, 3, 1}, 1, 2, 3));
    close(results.getFirst(), 6, 0, -2, -2, 2, 0, -2, 2);
    close(results.getLast(), 3, 0, -1, 0);
  }

  @Test
  void theAxisOfPartsHasNoSpectrum() {
    assertThatThrownBy(new TestGraph(20).input("x", "f32[1, 3, 1]").constant("axis", Tensor.scalar(-1L))
        .node("y = DFT(x, , axis)")::read).isInstanceOf(ModelError.class).hasMessage("""
            A spectrum is asked for along the axis of real and imaginary parts.
            where: the DFT node that gives 'y'
            given: axis -1
            expected: an axis before the last one""");
    assertThatThrownBy(new TestGraph(20).input("x", "f32[1, 3]").node("y = DFT(x)")::read)
        .hasMessageStartingWith("A signal has the wrong shape.");
  }

  @Test
  void framesAreSeenThroughAWindow() {
    var x = f32(new long[] {1, 6, 1}, 1, 2, 3, 4, 5, 6);
    var graph = new TestGraph(17).input("x", "f32[B, T, 1]").constant("step", Tensor.scalar(2L))
        .floats("window", 1, 2).node("y = STFT(x, step, window)");
    // two elements a, 2b: a + 2b, a - 2b
    close(graph.run(x), 5, 0, -3, 0, 11, 0, -5, 0, 17, 0, -7, 0);
    var plain = new TestGraph(17).input("x", "f32[B, T, 1]").constant("step", Tensor.scalar(4L))
        .constant("length", Tensor.scalar(2L)).node("y = STFT(x, step, , length)", attribute("onesided", 0));
    close(plain.run(x), 3, 0, -1, 0, 11, 0, -1, 0);
  }

  @Test
  void windowsAreSumsOfCosines() {
    var graph = new TestGraph(17).constant("n", Tensor.scalar(4L)).node("hann = HannWindow(n)")
        .node("even = HannWindow(n)", attribute("periodic", 0)).node("hamming = HammingWindow(n)")
        .node("blackman = BlackmanWindow(n)").node("whole = HannWindow(n)", attribute("output_datatype", 7))
        .output("hann").output("even").output("hamming").output("blackman").output("whole");
    var all = graph.runAll();
    close(all.get(0), 0, 0.5, 1, 0.5);
    close(all.get(1), 0, 0.75, 0.75, 0);
    close(all.get(2), 4.0 / 46, 25.0 / 46, 1, 25.0 / 46);
    close(all.get(3), 0, 0.34, 1, 0.34);
    assertThat(all.get(4)).isEqualTo(Tensor.of(new long[] {0, 0, 1, 0}, 4));
  }

  @Test
  void aWindowMayHaveASizeOfTheRun() {
    var graph = new TestGraph(17).input("n", "i64[]").node("y = HannWindow(n)");
    close(graph.run(Tensor.scalar(2L)), 0, 1);
  }

  @Test
  void melBandsAreTriangles() {
    var graph = new TestGraph(17).constant("bands", Tensor.scalar(2L)).constant("length", Tensor.scalar(16L))
        .constant("rate", Tensor.scalar(8000L)).constant("low", Tensor.fromDoubles(DType.F32, new long[0], 0))
        .constant("high", Tensor.fromDoubles(DType.F32, new long[0], 4000))
        .node("y = MelWeightMatrix(bands, length, rate, low, high)");
    var y = graph.run();
    assertThat(y.shape()).containsExactly(9, 2);
    close(y, 1, 0, 0.5, 0.5, 0, 1, 0, 0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }
}
