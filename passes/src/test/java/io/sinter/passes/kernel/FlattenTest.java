package io.sinter.passes.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.kernel.KernelText;
import io.sinter.ir.kernel.Target;
import io.sinter.runtime.DType;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FlattenTest {
  private static int lanes(Target t) {
    return t.lanes(DType.F32);
  }

  /// Two vectors, or four scalars.
  private static int columns(Target t) {
    return lanes(t) > 1 ? 2 * lanes(t) : 4;
  }

  private static Schedule blocks(Target t, String place, String axis) {
    return Schedule.parse(place + (lanes(t) > 1
        ? "; split %1$s by %2$d peel; mark %1$si vector".formatted(axis, 2 * lanes(t)) : ""));
  }

  @ParameterizedTest
  @CsvSource({"29, 64, 33, 14", "16, 32, 1, 8", "9, 96, 17, 3"})
  void matmulTilesThatOverlapAgree(int m, int n, int k, int rows) {
    Agreement.check(Kernels.matmul("" + m, "" + n, "" + k),
        t -> Kernels.tiles(lanes(t) > 1 ? rows : 4, columns(t), 2, Tail.OVERLAP, Tail.EXACT));
  }

  @ParameterizedTest
  @CsvSource({"14, 100, 33", "31, 100, 17", "16, 100, 7", "17, 31, 3", "15, 1, 2"})
  void matmulWithSymbolicRowsAndMaskedColumnsAgrees(int m, int n, int k) {
    Agreement.check(Kernels.matmul("M", "" + n, "" + k),
        t -> Kernels.tiles(lanes(t) > 1 ? 12 : 4, columns(t), 2, Tail.OVERLAP, Tail.CHOOSE), m);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 7, 16, 17, 31})
  void matmulWithAnyNumberOfRowsAgrees(int m) {
    Agreement.check(Kernels.matmul("M", "40", "9"),
        t -> Kernels.guardedTiles(lanes(t) > 1 ? 8 : 4, columns(t), 2, Tail.CHOOSE), m);
  }

  @ParameterizedTest
  @CsvSource({"0, 8", "1, 8", "2, 8", "3, 8", "4, 8", "5, 8", "6, 8", "7, 8", "8, 8", "17, 8", "31, 8", "0, 6", "5, 6",
      "11, 6", "12, 6", "2, 3", "4, 3", "3, 2", "7, 1"})
  void matmulWhoseLastRowsAreHalvedAgrees(int m, int rows) {
    Agreement.check(Kernels.matmul("M", "40", "9"),
        t -> Kernels.guardedTiles(rows, columns(t), 2, Tail.HALVE, Tail.CHOOSE), m);
    Agreement.check(Kernels.matmul("" + m, "40", "9"),
        t -> Kernels.guardedTiles(rows, columns(t), 2, Tail.HALVE, Tail.CHOOSE));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 16, 17, 31})
  void matmulWithAllSizesSymbolicAgrees(int n) {
    Agreement.check(Kernels.matmul("M", "N", "K"),
        t -> Kernels.guardedTiles(3, columns(t), 1, Tail.CHOOSE), 5, n, 18 - n / 2);
  }

  @ParameterizedTest
  @CsvSource({"7, 5, 64, 1, 7", "14, 16, 32, 1, 14", "9, 3, 40, 2, 7", "5, 16, 1, 2, 5"})
  void convolutionsOverAHaloAgree(int size, int channels, int filters, int stride, int rows) {
    Agreement.check(Kernels.convolution(size, channels, filters, stride),
        t -> Kernels.convolutionTiles(lanes(t) > 1 ? rows : 4, columns(t), 2, Tail.OVERLAP, Tail.CHOOSE));
  }

  @ParameterizedTest
  @CsvSource({"5, 77", "9, 31", "3, 96", "1, 1", "2, 2", "3, 3", "7, 7", "2, 16", "16, 17", "2, 150", "0, 5", "3, 0"})
  void softmaxAgrees(int r, int c) {
    Function<Target, Schedule> schedule = t -> lanes(t) == 1
        ? Schedule.parse(
            "place max at r; place e at r; place sum at r; share e with y; split r by 8 ragged; mark ro group")
        : Kernels.rowBlocks(8, 2 * lanes(t));
    Agreement.check(Kernels.softmax("R", "C"), schedule, r, c);
    Agreement.check(Kernels.softmax("R", "C"),
        t -> Schedule.parse("place max at r; place e at r; place sum at r"), r, c);
    Agreement.check(Kernels.softmax("R", "C"), t -> Schedule.NONE, r, c);
    if (r > 0 && c > 0) {
      Agreement.check(Kernels.softmax("" + r, "" + c), schedule);
    }
  }

  @ParameterizedTest
  @CsvSource({"5, 77", "11, 31", "8, 96", "1, 1", "3, 3", "4, 16", "13, 140", "0, 5", "3, 0"})
  void rowsSideBySideAgree(int r, int c) {
    Function<Target, Schedule> schedule = t -> Schedule.parse(
        "place max at r; place e at r; place sum at r; share e with y; split r by 8 ragged; mark ro group; "
            + "split ri by 4 single" + (lanes(t) > 1 ? "; mark rii unroll" : ""));
    Agreement.check(Kernels.softmax("R", "C"), schedule, r, c);
    if (r > 0 && c > 0) {
      Agreement.check(Kernels.softmax("" + r, "" + c), schedule);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 7, 16, 17, 31, 48})
  void rowSumsAgree(int c) {
    Agreement.check(Kernels.rowSum("R", "C"), t -> Schedule.parse("split r by 2 ragged; mark ro group"), 3, c);
    Agreement.check(Kernels.rowSum("R", "C"), t -> Schedule.parse("split r by 2 peel; mark ri unroll"), 3, c);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 7, 16, 17, 31, 150})
  void rowExtremesAgreeOnNaNsAndZerosOfEitherSign(int c) {
    for (var schedule : new String[] {"split r by 2 ragged; mark ro group", "split r by 2 peel; mark ri unroll"}) {
      Agreement.check(Kernels.rowFold("R", "C", "max", "-inf"), t -> Schedule.parse(schedule), 9, c);
      Agreement.check(Kernels.rowFold("R", "C", "min", "inf"), t -> Schedule.parse(schedule), 9, c);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 8, 9})
  void chainsSideBySideAgree(int copies) {
    Agreement.check(Kernels.chain("N"), t -> Schedule.parse("place t at i; split i by " + copies + " peel"
        + (copies > 1 ? "; mark ii unroll" : "")), 31);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 16, 31})
  void sumsOfLongExpressionsAgree(int c) {
    Agreement.check(Kernels.expSum("R", "C"), t -> Schedule.parse("split r by 2 ragged; mark ro group"), 3, c);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void lanesInsideVectorsAgree(int size) {
    Agreement.check(Kernels.pool("S", 40), t -> blocks(t, "place t at c", "c"), size);
    Agreement.check(Kernels.pool("S", 3), t -> blocks(t, "place t at c", "c"), size);
    Agreement.check(Kernels.pool("S", 3), t -> Schedule.NONE, size);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 7, 16, 17, 31, 33, 64})
  void elementwiseChainsAgree(int n) {
    Agreement.check(Kernels.chain("N"), t -> blocks(t, "place t at i", "i"), n);
    Agreement.check(Kernels.chain("N"), t -> blocks(t, "place t at i; split i by 20 choose; mark io group", "ii"), n);
    Agreement.check(Kernels.chain("N"), t -> Schedule.NONE, n);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0", "-0.0", "6.0", "-1.0", "0x7f800000:f32", "0xff800000:f32", "0x7fc00000:f32"})
  void boundsKeepNaNsAndTheSignsOfZeros(String bound) {
    for (var fn : List.of("max", "min")) {
      for (boolean first : new boolean[] {true, false}) {
        var kernel = Kernels.bounded(fn, bound, first);
        Agreement.check(kernel, t -> blocks(t, "", "i"), 150);
        var flat = KernelText.print(Flatten.flatten(Scheduling.apply(kernel, Schedule.NONE), Kernels.SCALAR));
        assertThat(flat.contains("select(")).as(flat).isEqualTo(!bound.contains("7fc"));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', value = {
      "select(lt(0.0, t), select(lt(t, 255.0), t, 255.0), 0.0); false",
      "mul(select(lt(2.0, t), select(lt(t, 255.0), t, 255.0), 2.0), 0.1); false",
      "select(lt(t, 0.0), select(lt(-128.0, t), t, -128.0), select(lt(0.0, t), select(lt(t, 127.0), t, 127.0), 0.0));"
          + " false",
      "select(lt(-128.0, t), select(lt(t, 127.0), t, 127.0), -128.0); true",
      "add(select(lt(0.0, t), select(lt(t, 255.0), t, 255.0), 0.0), mul(t, 0.5)); true",
      "select(lt(0.0, t), select(lt(t, 3000000.0), t, 3000000.0), 0.0); true"})
  void numbersThatAreRoundedAndClampedKeepTheirBits(String result, boolean general) {
    for (var number : List.of("round(x[j])", "round(mul(convert(index(j), f32), -0.5))",
        "add(round(mul(x[j], 300.0)), 128.0)", "add(round(mul(x[j], 3000000.0)), -5.0)")) {
      var kernel = Kernels.rounded(number, result);
      Agreement.check(kernel, t -> Schedule.parse("place t at i"), 300);
      var flat = KernelText.print(
          Flatten.flatten(Scheduling.apply(kernel, Schedule.parse("place t at i")), Kernels.SCALAR));
      assertThat(flat.contains("round(")).as(flat).isEqualTo(general);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 16, 33})
  void mixedTypesAgree(int n) {
    for (var place : new String[] {"place less at n; place half at n; place wide at n", ""}) {
      Agreement.check(Kernels.mixed("N"), t -> blocks(t, place, "n"), n);
    }
    Agreement.check(Kernels.positions("N"), t -> blocks(t, "", "i"), n);
  }

  @Test
  void unrolledReductionsKeepTheirOrder() {
    Agreement.check(Kernels.matmul("5", "7", "12"), t -> Schedule.parse("""
        place t at n; split k by 4 exact; mark ki unroll; mark m unroll; split n by 4 peel; mark ni vector"""));
  }
}
