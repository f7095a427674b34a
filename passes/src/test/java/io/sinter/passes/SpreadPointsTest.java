package io.sinter.passes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Text;
import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Label;
import io.sinter.ir.kernel.Stmt;
import io.sinter.ir.random.RandomTensors.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Which points, rows and lanes become work items: neighbours in the group are neighbours in memory.
class SpreadPointsTest {
  private static Lowering.Form form(String function) {
    return ItemRuns.lower(Text.parse(function)).kernels().getFirst().forms().getFirst();
  }

  private static String relu(String shape) {
    return """
        function f(%%x: f32[%1$s]) -> (y: f32[%1$s]) {
          %%0 = relu(%%x) : f32[%1$s]
          return %%0
        }
        """.formatted(shape);
  }

  /// How far apart the accesses of neighbouring items lie, for each position that moves with the item.
  private static List<Long> strides(Kernel.Flat kernel) {
    var strides = new ArrayList<Long>();
    kernel.body().forEach(s -> {
      if (s instanceof Stmt.Loop l && l.label() == Label.LOCAL) {
        l.body().forEach(x -> {
          if (x instanceof Stmt.Bind b) {
            b.value().strideOf(l.axis()).stream().filter(d -> d != 0).forEach(strides::add);
          }
        });
      }
    });
    return strides;
  }

  private static boolean fetches(Kernel.Flat kernel, int lanes) {
    var found = new boolean[1];
    kernel.body().mapExprs(value -> value.map(e -> {
      found[0] |= e instanceof Expr.Fetch f && f.lanes() == lanes
          && kernel.buffer(f.buffer()).role() == Buffer.Role.IN;
      return e;
    }));
    return found[0];
  }

  @Test
  void alignedPointsAreVectorsSideBySide() {
    var form = form(relu("n, 8"));
    assertThat(form.schedule().toString()).contains("vector", "local", "group");
    assertThat(fetches(form.flat(), 4)).isTrue();
    assertThat(strides(form.flat())).contains(4L);
  }

  @Test
  void rowsThatAreNotAlignedAreScalarsSideBySide() {
    var form = form(relu("n, 7"));
    assertThat(form.schedule().toString()).doesNotContain("vector");
    assertThat(fetches(form.flat(), 1)).isTrue();
  }

  @Test
  void transposedPointsAreBlocks() {
    var form = form("""
        function f(%x: f32[64, 48]) -> (y: f32[48, 64]) {
          %0 = transpose(%x) permutation(1, 0) : f32[48, 64]
          %1 = relu(%0) : f32[48, 64]
          return %1
        }
        """);
    assertThat(form.schedule().toString()).contains("by 16 guard").contains("local");
    assertThat(form.flat().items()).isEqualTo(256);
  }

  @Test
  void lanesOfRowsAreItemsThatFoldThroughSharedMemory() {
    var form = form("""
        function f(%x: f32[n, 100]) -> (y: f32[n]) {
          %0 = reduce(%x) combiner(add) axes(1) : f32[n]
          return %0
        }
        """);
    assertThat(form.schedule().toString()).contains("by 4 guard");
    assertThat(form.flat().items()).isEqualTo(64);
    assertThat(form.flat().buffers()).filteredOn(b -> b.role() == Buffer.Role.SHARED)
        .extracting(b -> b.layout().size().asLong()).containsExactly(64L);
  }

  @Test
  void sumsAcrossRowsAreAnItemForEachColumn() {
    var form = form("""
        function f(%x: f32[100, n]) -> (y: f32[n]) {
          %0 = reduce(%x) combiner(add) axes(0) : f32[n]
          return %0
        }
        """);
    assertThat(form.flat().buffers()).noneMatch(b -> b.role() == Buffer.Role.SHARED);
    assertThat(form.flat().items()).isEqualTo(256);
  }

  @Test
  void whatRunsInOrderIsOneItemsAndTheScheduleSaysSo() {
    var form = form("""
        function f(%x: f32[n, 10]) -> (y: f32[n, 10]) {
          %0 = cumulative_reduce(%x) combiner(add) axis(1) : f32[n, 10]
          return %0
        }
        """);
    assertThat(form.schedule().toString()).contains("// what runs in order is one item's");
  }

  @Test
  void scratchOfAnItemIsNoVector() {
    var function = Text.parse("""
        function f(%x: f32[2, 40, h, h], %w: f32[40, 40, 1, 1]) -> (y: f32[2, 40]) {
          %0 = exp(%x) : f32[2, 40, h, h]
          %1 = convolution(%0, %w) window(sizes(1, 1) strides(1, 1) low(0, 0) high(0, 0) dilations(1, 1)) groups(1) \
        : f32[2, 40, h, h]
          %2 = tanh(%1) : f32[2, 40, h, h]
          %3 = mul(%2, %2) : f32[2, 40, h, h]
          %4 = reduce(%3) combiner(add) axes(2, 3) : f32[2, 40]
          return %4
        }
        """);
    assertThat(ItemRuns.wrong(function, Map.of("h", 5L), 1, Mode.TAME)).isEmpty();
  }
}
