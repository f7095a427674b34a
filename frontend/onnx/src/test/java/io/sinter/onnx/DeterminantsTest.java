package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.f32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.UnsupportedError;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class DeterminantsTest {
  private static TestGraph graph(String type) {
    return new TestGraph(11).input("x", type).node("y = Det(x)");
  }

  /// By the first row.
  private static double determinant(double[][] m) {
    if (m.length == 0) {
      return 1;
    }
    double sum = 0;
    for (int column = 0; column < m.length; column++) {
      var minor = new double[m.length - 1][m.length - 1];
      for (int i = 1; i < m.length; i++) {
        for (int j = 0, at = 0; j < m.length; j++) {
          if (j != column) {
            minor[i - 1][at++] = m[i][j];
          }
        }
      }
      sum += (column % 2 == 0 ? 1 : -1) * m[0][column] * determinant(minor);
    }
    return sum;
  }

  @Test
  void determinantsAgreeWithTheirExpansion() {
    var random = new Random(1);
    for (int n = 0; n <= 6; n++) {
      var m = new double[n][n];
      var flat = new double[n * n];
      for (int i = 0; i < n * n; i++) {
        m[i / n][i % n] = random.nextInt(7) - 3;
        flat[i] = m[i / n][i % n];
      }
      var y = graph("f32[" + n + ", " + n + "]").run(f32(new long[] {n, n}, flat));
      assertThat(y.doubleAt(0)).as("%d rows", n).isCloseTo(determinant(m), Offset.offset(1e-3));
    }
  }

  @Test
  void eachMatrixOfABatchHasItsDeterminant() {
    assertThat(graph("f32[N, 2, 2]").run(f32(new long[] {3, 2, 2}, 0, 1, 1, 0, 1, 2, 2, 5, 3, 1, 0, 2)))
        .isEqualTo(f32(-1, 1, 6));
  }

  @Test
  void whatIsNoSquareMatrixHasNone() {
    assertThatThrownBy(graph("f32[2, 3]")::read).isInstanceOf(ModelError.class).hasMessage("""
        A determinant is asked for of what is no square matrix.
        where: the Det node that gives 'y'
        given: f32[2, 3]
        expected: […, M, M]""");
    assertThatThrownBy(graph("f32[M, M]")::read).isInstanceOf(UnsupportedError.class).hasMessageContaining(
        "given: Det of f32[M, M]\ntry: matrices of at most 32 rows");
  }
}
