package io.sinter.ir.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.CompilerBug;
import org.junit.jupiter.api.Test;

/// How the interpreter runs the work items of a group, and what it says when they meet.
class ItemsTest {
  private static final int GROUPS = 3;

  private static float[] run(String body) {
    var kernel = KernelText.parse("""
        flat kernel k(n) {
          in x : f32[n, 4] offset 0 size 4*n parts [d0:4, d1:1]
          out y : f32[n, 4] offset 0 size 4*n parts [d0:4, d1:1]
          scratch t : f32[4] offset 0 size 4 parts [d0:1]
          shared s : f32[4] offset 0 size 4 parts [d0:1]
          group g < n {
        """ + body + "}}");
    var x = new float[4 * GROUPS];
    for (int i = 0; i < x.length; i++) {
      x[i] = i;
    }
    var y = new float[x.length];
    KernelInterpreter.prepare(kernel).run(new Object[] {x, y, new float[4]}, new int[] {GROUPS}, 0, GROUPS);
    return y;
  }

  private static void meets(String body, String message) {
    assertThatThrownBy(() -> run(body)).isExactlyInstanceOf(CompilerBug.class)
        .hasMessageStartingWith(message).hasMessageContaining("kernel k");
  }

  @Test
  void itemsReadWhatOthersWroteBeforeTheBarrier() {
    assertThat(run("""
        local i < 4
          s[i] = x[4*g + i]
        barrier
        local j < 4
          y[4*g + j] = s[3 - j]
        """)).containsExactly(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8);
  }

  @Test
  void registersKeepTheirValuesFromLoopToLoop() {
    assertThat(run("""
        local i < 4
          sum:f32 = 0.0
        loop k < 2 {
          local j < 4
            sum = add(sum, x[4*g + j])
        }
        first:f32 = x[4*g]
        local l < 3
          y[4*g + l] = add(sum, first)
        """)).containsExactly(0, 2, 4, 0, 12, 14, 16, 0, 24, 26, 28, 0);
  }

  @Test
  void itemsMayKeepElementsToThemselves() {
    assertThat(run("""
        local i < 4
          t[i] = x[4*g + i]
        local j < 4
          y[4*g + j] = add(t[j], t[j])
        """)).containsExactly(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22);
  }

  @Test
  void readingBeforeTheBarrierIsFound() {
    meets("""
        local i < 4
          s[i] = 1.0
        local j < 4
          y[4*g + j] = s[3 - j]
        """, "item 0 and item 3 meet in element 3 of s without a barrier, in: y[4*g + j] = s[-j + 3]");
  }

  @Test
  void writingBeforeAllHaveReadIsFound() {
    meets("""
        local i < 4
          s[i] = 1.0
        barrier
        local j < 4
          y[4*g + j] = s[0]
        local k < 1
          s[k] = 2.0
        """, "item 0 and several items meet in element 0 of s without a barrier, in: s[k] = 2.0");
  }

  @Test
  void twoWritersOfAnElementAreFound() {
    meets("local i < 4 s[0] = 1.0", "item 1 and item 0 meet in element 0 of s without a barrier, in: s[0] = 1.0");
    meets("local i < 4 y[4*g] = 1.0", "item 1 and item 0 meet in element 0 of y without a barrier, in: y[4*g] = 1.0");
  }

  @Test
  void whatAllItemsReadMayNotBeWrittenBesides() {
    meets("""
        local i < 4
          t[i] = 1.0
        a:f32 = t[0]
        local j < 4
          y[4*g + j] = a
        """, "all items and item 0 meet in element 0 of t without a barrier, in: a:f32 = t[0]");
  }

  @Test
  void scratchOfAnotherGroupIsNoValue() {
    meets("""
        local i < 4
          y[4*g + i] = s[i]
        """, "No item has written element 0 of s in this group, in: y[4*g + i] = s[i]");
    meets("""
        if 0 < 1 - g
          local i < 4
            t[i] = 1.0
        barrier
        local j < 4
          y[4*g + j] = t[j]
        """, "No item has written element 0 of t in this group, in: y[4*g + j] = t[j]");
  }
}
