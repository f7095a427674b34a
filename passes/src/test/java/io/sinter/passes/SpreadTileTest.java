package io.sinter.passes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Function;
import io.sinter.ir.Text;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Stmt;
import io.sinter.ir.random.RandomTensors.Mode;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tiles of products that the items of a group compute together.
class SpreadTileTest {
  private static Function product(long m, long k, long n) {
    return Text.parse("""
        function f(%%a: f32[%1$d, %2$d], %%b: f32[%2$d, %3$d], %%c: f32[%3$d]) -> (y: f32[%1$d, %3$d]) {
          %%0 = dot_general(%%a, %%b) lhsBatch() rhsBatch() lhsContracting(1) rhsContracting(0) : f32[%1$d, %3$d]
          %%1 = broadcast(%%c) shape(%1$d, %3$d) axes(1) : f32[%1$d, %3$d]
          %%2 = add(%%0, %%1) : f32[%1$d, %3$d]
          return %%2
        }
        """.formatted(m, k, n));
  }

  @ParameterizedTest
  @CsvSource({"64, 32, 64", "1, 40, 256", "2, 3, 5", "67, 17, 61", "8, 1, 128", "130, 16, 4", "65, 33, 68",
      "5, 100, 132", "0, 4, 8", "4, 0, 8"})
  void tailsOfAllAxesKeepTheirBits(long m, long k, long n) {
    assertThat(ItemRuns.wrong(product(m, k, n), Map.of(), m + k + n, Mode.WILD)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1, 3, 40, 9, 1", "2, 8, 33, 14, 2", "3, 17, 64, 5, 1"})
  void convolutionsKeepTheirBits(long images, long channels, long filters, long size, long stride) {
    long out = (size + 2 - 3) / stride + 1;
    var window = "sizes(3, 3) strides(%1$d, %1$d) low(1, 1) high(1, 1) dilations(1, 1)".formatted(stride);
    var function = Text.parse("""
        function f(%%x: f32[n, %1$d, %3$d, %3$d], %%w: f32[%2$d, %1$d, 3, 3]) -> (y: f32[n, %2$d, %5$d, %5$d]) {
          %%0 = convolution(%%x, %%w) window(%6$s) groups(1) : f32[n, %2$d, %5$d, %5$d]
          %%1 = relu(%%0) : f32[n, %2$d, %5$d, %5$d]
          return %%1
        }
        """.formatted(channels, filters, size, stride, out, window));
    assertThat(ItemRuns.wrong(function, Map.of("n", images), size, Mode.WILD)).isEmpty();
  }

  /// Items of large products have twice as many rows and columns.
  @Test
  void largeBlocksKeepTheirBits() {
    var large = product(1030, 3, 1028);
    assertThat(count(ItemRuns.lower(large).kernels().getFirst().flat(),
        e -> e instanceof Expr.Apply a && a.fn() == ScalarFn.FMA)).isEqualTo(64);
    assertThat(ItemRuns.wrong(large, Map.of(), 3, Mode.TAME)).isEmpty();
  }

  /// For each term of the sums an item reads 4 and 4 elements that are shared for 16 products, and a group copies 64
  /// and 64 for 4096: one element of the arrays for 32 products.
  @Test
  void groupsReadEachElementOnceForManyProducts() {
    var kernel = ItemRuns.lower(product(128, 64, 128)).kernels().getFirst().flat();
    assertThat(kernel.items()).isEqualTo(256);
    assertThat(shared(kernel)).isLessThanOrEqualTo(16 << 10);
    assertThat(count(kernel, e -> e instanceof Expr.Apply a && a.fn() == ScalarFn.FMA)).isEqualTo(16);
    assertThat(count(kernel, e -> e instanceof Expr.Fetch f
        && kernel.buffer(f.buffer()).role() == Buffer.Role.SHARED)).isEqualTo(8);
    long copied = count(kernel, e -> e instanceof Expr.Fetch f && !f.buffer().equals("x2")
        && kernel.buffer(f.buffer()).role() == Buffer.Role.IN);
    assertThat(copied * kernel.items()).as("elements for 16 terms of 64 rows and 64 columns")
        .isEqualTo(16 * (64 + 64));
    assertThat(barriers(kernel)).isEqualTo(2);
  }

  /// Elements that the expressions written in a kernel give.
  private static long count(Kernel.Flat kernel, Predicate<Expr> which) {
    var count = new long[1];
    kernel.body().mapExprs(value -> value.map(e -> {
      count[0] += which.test(e) ? e.lanes() : 0;
      return e;
    }));
    return count[0];
  }

  private static long barriers(Kernel.Flat kernel) {
    var count = new long[1];
    kernel.body().forEach(s -> count[0] += s instanceof Stmt.Barrier ? 1 : 0);
    return count[0];
  }

  private static long shared(Kernel.Flat kernel) {
    return kernel.buffers().stream().filter(b -> b.role() == Buffer.Role.SHARED)
        .mapToLong(b -> b.layout().size().asLong() * b.type().bytes()).sum();
  }
}
