package io.sinter.passes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Builder;
import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.Window;
import io.sinter.ir.kernel.InterpreterBackend;
import io.sinter.ir.kernel.Stmt;
import io.sinter.passes.Lowering.Form;
import io.sinter.runtime.DType;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Register tiles and the order of their groups, by shape; where arrays begin.
class ScheduleTileTest {
  /// A convolution of 3x3, scheduled for vectors of 512 bits.
  private static Form convolution(int channels, int size) {
    var b = new Builder();
    var x = b.parameter("x", new TensorType(DType.F32, Shape.of(1, channels, size, size)));
    var numbers = new float[channels * channels * 9];
    numbers[0] = 1;
    var w = b.constant(Literal.of(Tensor.of(numbers, channels, channels, 3, 3)));
    var ones = List.of(1L, 1L);
    var y = b.add(new Op.Convolution(x, w, new Window(List.of(3L, 3L), ones, ones, ones, ones), 1));
    var function = new ChooseLayout(List.of()).apply(b.finish("f", List.of(y), List.of("y")), new Tally());
    return Lowering.of(function, List.of(new InterpreterBackend().target(512))).kernels().stream()
        .filter(k -> k.name().startsWith("convolution")).findFirst().orElseThrow().forms().getFirst();
  }

  @ParameterizedTest
  @CsvSource({"32, 2", "32, 7", "64, 13", "32, 14", "32, 28", "32, 56", "64, 97"})
  void tilesLeaveRegistersForLoads(int channels, int size) {
    var sums = new HashSet<String>();
    convolution(channels, size).flat().body().forEach(s -> {
      if (s instanceof Stmt.Set set && set.local().name().startsWith("acc")) {
        sums.add(set.local().name());
      }
    });
    assertThat(sums).hasSizeBetween(2, 24);
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
