package io.sinter.passes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.KernelText;
import io.sinter.passes.kernel.Schedule;
import io.sinter.passes.kernel.Scheduling;
import io.sinter.runtime.DType;
import org.junit.jupiter.api.Test;

class AccessesTest {
  private static Accesses of(String stages) {
    var kernel = (Kernel.Computed) KernelText.parse("""
        computed kernel k(n) {
          in ids : i64[n] offset 0 size n parts [d0:1]
          in x : f32[n, 64] offset 0 size 64*n parts [d0:64, d1:1]
          out y : f32[n, 64] offset 0 size 64*n parts [d0:64, d1:1]
        """ + stages + "}");
    return Accesses.of(Scheduling.apply(kernel, Schedule.NONE));
  }

  @Test
  void rowsThatDataChoosesAreVectorsAlongTheirElementsOnly() {
    var rows = of("stage y[i < n, j < 64] = pick(x[ids[i], index(j)])");
    assertThat(rows.vectorizes("j", 16)).isTrue();
    assertThat(rows.vectorizes("i", 16)).isFalse();
    assertThat(rows.types()).containsExactly(DType.F32);
    var twice = of("stage y[i < n, j < 64] = pick(x[pick(ids[min(ids[i], 3:i64)]), index(j)])");
    assertThat(twice.vectorizes("j", 16)).isTrue();
    assertThat(of("stage y[i < n, j < 64] = pick(x[index(i), min(ids[i], 63:i64)])").vectorizes("j", 16)).isTrue();
    assertThat(of("stage y[i < n, j < 64] = pick(x[index(i), add(ids[i], index(j))])").vectorizes("j", 16)).isFalse();
  }

  @Test
  void pointsThatKeepTheirOrderAreNoLanes() {
    var running = "stage y[i < n, j < 64] = reduce s:f32 from 0.0 with add running over (%s) add(s, x[i, j])";
    assertThat(of(running.formatted("j < 64")).vectorizes("j", 16)).isFalse();
    assertThat(of(running.formatted("i < n")).vectorizes("j", 16)).isTrue();
    var update = of("stage y[i < n, j < 64] update [ids[i], index(j)] with add = x[i, j]");
    assertThat(update.vectorizes("j", 16)).isTrue();
    assertThat(update.vectorizes("i", 16)).isFalse();
    assertThat(of("stage y[j < n] update [0:i64, min(ids[j], 63:i64)] = 1.0").vectorizes("j", 16)).isFalse();
  }
}
