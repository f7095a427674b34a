package io.sinter.ir.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.CompilerBug;
import io.sinter.runtime.Violation;
import org.junit.jupiter.api.Test;

/// What indices that are data, updates and running reductions mean, on numbers that can be checked by eye.
class IndexedKernelsTest {
  private static void run(String text, Object... buffers) {
    var kernel = KernelText.parse(text);
    KernelInterpreter.prepare(kernel).run(buffers, new int[0], 0, 1);
  }

  private static String embedding(String index) {
    return """
        computed kernel rows() {
          in ids : i64[3] offset 0 size 3 parts [d0:1]
          in x : f32[4, 2] offset 1 size 9 parts [d0:2, d1:1]
          out y : f32[3, 2] offset 0 size 6 parts [d0:2, d1:1]
          stage y[n < 3, d < 2] = pick(x[%s, index(d)])
        }
        """.formatted(index);
  }

  private static final float[] TABLE = {-1, 0, 1, 10, 11, 20, 21, 30, 31};

  @Test
  void picksReadWhereDataSays() {
    var y = new float[6];
    run(embedding("ids[n]"), new long[] {3, 0, 3}, TABLE, y);
    assertThat(y).containsExactly(30, 31, 0, 1, 30, 31);
    run(embedding("min(max(ids[n], 0:i64), 3:i64)"), new long[] {9, -5, 1}, TABLE, y);
    assertThat(y).containsExactly(30, 31, 0, 1, 10, 11);
  }

  @Test
  void aPickOutsideOfItsBufferIsABug() {
    assertThatThrownBy(() -> run(embedding("ids[n]"), new long[] {0, 4, 0}, TABLE, new float[6]))
        .isExactlyInstanceOf(CompilerBug.class).hasMessageContaining("is outside x[4, 2]: index 4 on axis 0 of size 4");
    assertThatThrownBy(() -> run(embedding("ids[n]"), new long[] {0, -1, 0}, TABLE, new float[6]))
        .isExactlyInstanceOf(CompilerBug.class).hasMessageContaining("An index is -1, in: take");
  }

  @Test
  void whatIsCheckedIsRefusedWhereItDoesNotHold() {
    var index = "check(ids[n], lt(ids[n], 4:i64), \"An index is too large.\", \"0 to 3\")";
    var y = new float[6];
    run(embedding(index), new long[] {3, 0, 3}, TABLE, y);
    assertThat(y).containsExactly(30, 31, 0, 1, 30, 31);
    assertThatThrownBy(() -> run(embedding(index), new long[] {0, 7, 0}, TABLE, y))
        .isExactlyInstanceOf(Violation.class).hasMessage("An index is too large.");
  }

  @Test
  void whatASelectDoesNotTakeIsCheckedToo() {
    var text = """
        flat kernel both() {
          in x : u8[1] offset 0 size 1 parts [d0:1]
          out y : u8[1] offset 0 size 1 parts [d0:1]
          y[0] = select(true, 1:u8, check(x[0], false, "Never.", "nothing"))
        }
        """;
    assertThatThrownBy(() -> run(text, new byte[] {-1}, new byte[1])).isExactlyInstanceOf(Violation.class);
  }

  private static int[] updated(String with) {
    var y = new int[] {100, 200, 300};
    run("""
        computed kernel update() {
          in ids : i64[6] offset 0 size 6 parts [d0:1]
          in x : i32[6] offset 0 size 6 parts [d0:1]
          out y : i32[3] offset 0 size 3 parts [d0:1]
          stage y[n < 6] update [ids[n]]%s = x[n]
        }
        """.formatted(with), new long[] {2, 0, 2, 3, -1, 2}, new int[] {5, 2, 7, 1, 1, 3}, y);
    return y;
  }

  @Test
  void updatesFollowEachOtherAndStayInside() {
    assertThat(updated("")).containsExactly(2, 200, 3);
    assertThat(updated(" with add")).containsExactly(102, 200, 315);
    assertThat(updated(" with mul")).containsExactly(200, 200, 31500);
    assertThat(updated(" with min")).containsExactly(2, 200, 3);
  }

  @Test
  void anOwnIndexBehindTheBufferIsLeftOutToo() {
    var y = new int[] {1, 2};
    run("""
        computed kernel beyond() {
          in x : i32[4] offset 0 size 4 parts [d0:1]
          out y : i32[2] offset 0 size 2 parts [d0:1]
          stage y[n < 4] update [index(n)] with add = x[n]
        }
        """, new int[] {10, 20, 30, 40}, y);
    assertThat(y).containsExactly(11, 22);
  }

  @Test
  void runningReductionsStoreEachSum() {
    var y = new int[6];
    run("""
        computed kernel running() {
          in x : i32[2, 3] offset 0 size 6 parts [d0:3, d1:1]
          out y : i32[2, 3] offset 0 size 6 parts [d0:3, d1:1]
          stage y[i < 2, k < 3] = reduce s:i32 from 0:i32 with add running over (i < 2) add(s, x[i, k])
        }
        """, new int[] {1, 2, 3, 10, 20, 30}, y);
    assertThat(y).containsExactly(1, 2, 3, 11, 22, 33);
  }

  @Test
  void runningReductionsOfHalfFloatsRoundWhatTheyStoreOnly() {
    var y = new short[3];
    run("""
        computed kernel halves() {
          in x : f32[3] offset 0 size 3 parts [d0:1]
          out y : f16[3] offset 0 size 3 parts [d0:1]
          stage y[k < 3] = reduce s:f32 from 0.0 with add running over (k < 3) add(s, x[k])
        }
        """, new float[] {2048, 1, 1}, y);
    assertThat(y).containsExactly(half(2048), half(2048), half(2050));
  }

  private static short half(float x) {
    return Float.floatToFloat16(x);
  }
}
