package io.sinter.passes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.KernelText;
import io.sinter.runtime.Dim;
import org.junit.jupiter.api.Test;

class LaunchWorkTest {
  @Test
  void aSumOfProductsCountsItsTermsAndEachPointWhatIsReadAndWritten() {
    var kernel = (Kernel.Computed) KernelText.parse("""
        computed kernel product(M) {
          in x : f32[M, 5] offset 16 size 5*M + 16 parts [d0:5, d1:1]
          in w : f32[7, 5] offset 16 size 51 parts [d0:5, d1:1]
          out y : f32[M, 7] offset 16 size 7*M + 16 parts [d0:7, d1:1]
          scratch t : f32[M, 7] offset 0 size 7*M parts [d0:7, d1:1]
          stage t[m < M, n < 7] = reduce acc:f32 from 0.0 with add chain over (k < 5) fma(x[m, k], w[n, k], acc)
          stage y[m < M, n < 7] = neg(add(t[m, n], 1.0))
        }
        """);
    assertThat(LaunchWork.of(kernel)).isEqualTo(Dim.symbol("M").times(7 * (5 + 8) + 7 * (2 + 8)));
  }
}
