package io.sinter.codegen.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// Indices that are data.
class TakenIndexTest {
  @Test
  void whatIsTakenIsAnIndexOfMethodsToo() {
    var kernel = Kernels.flat("n", "ids:i64[4] x:f32[64] -> y:f32[32]", """
        group g < n {
          take row = min(ids[g], 7:i64)
          outline copy {
            take next = convert(x[8*row], i64)
            y[8*g : 4] = x[8*row : 4]
            y[8*g + 4 : 4] = add(x[8*next : 4], splat(convert(index(row + next), f32), 4))
          }
        }
        """);
    var x = new float[64];
    for (int i = 0; i < 64; i++) {
      x[i] = i % 8 == 0 ? 7 - i / 8 : i;
    }
    var y = new float[32];
    Kernels.load(kernel).run(new Object[] {new long[] {2, 1L << 40, 0, 7}, x, y}, new int[] {4}, 0, 4);
    assertThat(y).containsExactly(5, 17, 18, 19, 2 + 7, 41 + 7, 42 + 7, 43 + 7, 0, 57, 58, 59, 7 + 7, 1 + 7, 2 + 7,
        3 + 7, 7, 1, 2, 3, 0 + 7, 57 + 7, 58 + 7, 59 + 7, 0, 57, 58, 59, 7 + 7, 1 + 7, 2 + 7, 3 + 7);
  }

  @Test
  void anIndexBeyondIntsIsAnError() {
    var kernel = Kernels.flat("", "ids:i64[1] -> y:f32[1]", "{ take row = ids[0]\n y[row] = 1.0 }");
    assertThatThrownBy(() -> Kernels.run(kernel, new int[0], new long[] {1L << 32}, new float[1]))
        .isExactlyInstanceOf(ArithmeticException.class);
  }
}
