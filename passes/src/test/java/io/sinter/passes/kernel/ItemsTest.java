package io.sinter.passes.kernel;


import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the work items of a group share they compute with the bits of one thread and without meeting each other.
final class ItemsTest {
  private static final Schedule POINTS = Schedule.parse("""
      place t at i
      split i by 256 choose
      split ii by 4 exact
      mark io group
      mark iio local
      mark iii vector
      """);

  private static final Schedule ROWS = Schedule.parse("""
      place max at r
      place e at r
      place sum at r
      split r by 4 guard
      mark ro group
      mark ri local
      mark k local
      mark j local
      split f by 16 guard
      reorder fi fo
      mark fi local
      split c by 16 guard
      reorder ci co
      mark ci local
      """);

  private static final Schedule TILE = Schedule.parse("""
      place t at n
      split k by 4 ragged
      split m by 8 clamp
      split n by 4 exact
      split no by 4 clamp
      reorder mo noo mi noi ni
      cache a over ki mi at ko
      fuse aki ami
      split akiami by 16 exact
      reorder akiamii akiamio
      mark akiamii local
      cache w over ki noi ni at ko
      fuse wki wnoi
      fuse wkiwnoi wni
      split wkiwnoiwni by 16 guard
      reorder wkiwnoiwnii wkiwnoiwnio
      mark wkiwnoiwnii local
      split mi by 2 exact
      reorder mio noi mii ni
      fuse mo noo
      mark monoo group
      fuse mio noi
      mark mionoi local
      mark mii unroll
      mark ni vector
      """);

  @ParameterizedTest
  @CsvSource({"8, 16, 4", "1, 4, 1", "9, 20, 7", "17, 36, 12", "0, 4, 5", "3, 12, 0"})
  void tilesOfProductsAreItems(int rows, int columns, int terms) {
    Agreement.checkItems(Kernels.matmul("M", "" + columns, "K"), TILE, rows, terms);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 64, 255, 256, 257, 1000})
  void pointsAlongAnAxisAreItems(int n) {
    Agreement.checkItems(Kernels.chain("N"), POINTS, n);
  }

  @ParameterizedTest
  @CsvSource({"0, 5", "1, 1", "3, 16", "4, 17", "5, 100", "9, 31", "4, 0"})
  void lanesOfRowsAreItems(int rows, int columns) {
    Agreement.checkItems(Kernels.softmax("R", "C"), ROWS, rows, columns);
  }
}
