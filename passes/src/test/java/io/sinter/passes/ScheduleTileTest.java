package io.sinter.passes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Builder;
import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Window;
import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.InterpreterBackend;
import io.sinter.ir.kernel.Stmt;
import io.sinter.ir.kernel.Target;
import io.sinter.passes.Lowering.Form;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Register tiles and the order of their groups, by shape; where arrays begin.
class ScheduleTileTest {
  /// A convolution of 3x3, scheduled for vectors of 512 bits.
  private static Form convolution(int channels, int size) {
    return convolution(channels, size, 3, 1, 1, new InterpreterBackend().target(512));
  }

  private static Form convolution(int channels, int size, int window, long stride, int groups, Target target) {
    var b = new Builder();
    var x = b.parameter("x", new TensorType(DType.F32, Shape.of(1, channels, size, size)));
    var numbers = new float[channels * channels / groups * window * window];
    numbers[0] = 1;
    var w = b.constant(Literal.of(Tensor.of(numbers, channels, channels / groups, window, window)));
    var ones = List.of(1L, 1L);
    var pads = List.of(window / 2L, window / 2L);
    var sizes = List.of((long) window, (long) window);
    var y = b.add(new Op.Convolution(x, w, new Window(sizes, List.of(stride, stride), pads, pads, ones), groups));
    var function = new ChooseLayout(List.of()).apply(b.finish("f", List.of(y), List.of("y")), new Tally());
    return Lowering.of(function, List.of(target)).kernels().stream()
        .filter(k -> k.name().startsWith("convolution")).findFirst().orElseThrow().forms().getFirst();
  }

  @ParameterizedTest
  @CsvSource({"32, 2", "32, 7", "64, 13", "32, 14", "32, 28", "32, 56", "64, 97"})
  void tilesLeaveRegistersForLoads(int channels, int size) {
    convolution(channels, size).flat().body().forEach(s -> {
      if (s instanceof Stmt.Outline tile) {
        assertThat(sums(tile)).as(tile.name()).isBetween(2, 24);
      }
    });
  }

  private static int sums(Stmt.Outline tile) {
    var sums = new HashSet<String>();
    tile.forEach(s -> {
      if (s instanceof Stmt.Set set && set.local().name().startsWith("acc")) {
        sums.add(set.local().name());
      }
    });
    return sums.size();
  }

  @ParameterizedTest
  @CsvSource({"14, 7 exact", "13, 7 peel", "55, 11 exact", "11, 11 exact", "24, 12 exact"})
  void lastRowsAreATileOfTheirOwnWhereThatSavesMuch(int size, String by) {
    assertThat(convolution(32, size).schedule().toString()).contains("split i3 by " + by);
  }

  /// A compiler that finds vectors in loops by itself does so where it sees that what is stored is nothing that is read.
  @ParameterizedTest
  @CsvSource({"64, 14", "80, 7", "144, 5", "256, 1", "200, 3"})
  void withoutVectorsTheInnermostLoopRunsOverColumnsAndStoresOtherTypesThanItReads(int channels, int size) {
    var flat = convolution(channels, size, 3, 1, 1, new Target("scalar", 0, 16, Set.of())).flat();
    var innermost = new ArrayList<Stmt.Loop>();
    flat.body().forEach(s -> {
      if (s instanceof Stmt.Loop l && flat.buffers().stream().anyMatch(b -> b.role() == Buffer.Role.SCRATCH)
          && !hasLoops(l.body()) && adds(l)) {
        innermost.add(l);
      }
    });
    assertThat(innermost).isNotEmpty().allSatisfy(l -> {
      assertThat(l.extent().range(Dim.Ranges.NONE).high()).isBetween(48L, 128L);
      l.body().forEach(s -> {
        if (s instanceof Stmt.Put p) {
          assertThat(flat.buffer(p.buffer()).type()).isEqualTo(DType.F64);
        }
      });
    });
  }

  private static boolean hasLoops(Stmt s) {
    return s instanceof Stmt.Loop || s.children().stream().anyMatch(ScheduleTileTest::hasLoops);
  }

  private static boolean adds(Stmt s) {
    var found = new boolean[1];
    s.mapExprs(e -> {
      found[0] |= e instanceof Expr.Apply a && a.fn() == ScalarFn.FMA;
      return e;
    });
    return found[0];
  }

  /// A window that fits in registers has no loop; of a larger one, each row is a loop's body.
  @ParameterizedTest
  @CsvSource({"14, 3, 1, 0, 27", "56, 3, 1, 0, 30", "28, 3, 2, 0, 45", "14, 5, 1, 1, 11", "16, 7, 1, 1, 14"})
  void rowsOfSlidingWindowsReadEachElementOnce(int size, int window, long stride, int loops, int reads) {
    var tiles = new ArrayList<Stmt>();
    convolution(64, size, window, stride, 64, new InterpreterBackend().target(512)).flat().body().forEach(s -> {
      if (s instanceof Stmt.Outline) {
        tiles.add(s);
      }
    });
    var fetches = new ArrayList<Dim>();
    var inside = new ArrayList<Stmt>();
    tiles.getFirst().forEach(inside::add);
    tiles.getFirst().mapExprs(value -> value.map(e -> {
      if (e instanceof Expr.Fetch f && f.buffer().equals("x0")) {
        fetches.add(f.at());
      }
      return e;
    }));
    assertThat(fetches).hasSize(reads).doesNotHaveDuplicates();
    assertThat(inside.stream().filter(Stmt.Loop.class::isInstance)).hasSize(loops);
  }

  @Test
  void groupsGoColumnBlockByColumnBlockWhereWeightsExceedTheCache() {
    assertThat(convolution(64, 14).schedule().toString()).contains("fuse i0i2o i1o");
    assertThat(convolution(256, 14).schedule().toString()).contains("fuse i0i1o i2o");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "STRING")
  void firstElementsBeginALineAfterTheHeaderOfAnArray(DType type) {
    assertThat((16 + Storages.first(type) * type.bytes()) % 64).isZero();
  }
}
