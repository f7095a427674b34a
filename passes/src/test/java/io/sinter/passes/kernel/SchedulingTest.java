package io.sinter.passes.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sinter.ir.kernel.Kernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SchedulingTest {
  private static String rejected(Kernel.Computed kernel, String schedule) {
    return assertThrows(IllegalArgumentException.class, () -> Scheduling.apply(kernel, Schedule.parse(schedule)))
        .getMessage();
  }

  @Test
  void schedulesPrintAndParse() {
    var schedule = Kernels.tiles(14, 32, 9, Tail.OVERLAP, Tail.CHOOSE)
        .and(new Step.ShareStorage("e", "y"), new Step.Fuse("a", "b"));
    assertEquals(schedule, Schedule.parse(schedule.toString()));
  }

  @Test
  void unknownStepsAreNamed() {
    assertEquals("'split m in 8' is no schedule step; steps are 'split a by 8 overlap', 'fuse a b', 'join a b', "
        + "'reorder a b c', 'mark a vector', 'outline a as tile', 'place s at a', 'share s with y', "
        + "'cache x over a b at c', 'raise k above a b as wide'",
        assertThrows(IllegalArgumentException.class, () -> Step.parse("split m in 8")).getMessage());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "place t at m; reorder kw kh | the loops kh kw carry a reduction or an update, whose order is fixed when the kernel "
          + "is computed",
      "place t at m; split c by 4 overlap | c is a reduction, and no iteration of it may run twice",
      "place t at m; mark c vector | c carries a reduction, whose order is fixed when the kernel is computed",
      "place t at m; mark kh group | kh carries a reduction, whose order is fixed when the kernel is computed",
      "place t at m; mark kh unroll | kh carries a reduction around other loops, whose order is fixed",
      "place t at m; reorder n m kh | only loops directly inside each other can be reordered; inside n there is "
          + "something else before m kh",
      "place t at m; split n by 32 exact | 32 does not divide the extent 40 of n",
      "place t at m; split n by 64 overlap | the extent 40 of n is below 64",
      "place t at m; split q by 4 exact | there is no loop q",
      "place t at m; fuse n m | m does not stand directly inside n",
      "place t at m; split n by 8 exact; split ni by 4 exact; split nio by 2 exact; fuse n i | there is no loop n",
      "split h by 3 ragged; mark hi unroll | the extent min(-3*ho + 7, 3) of hi is not a constant, as unroll needs",
      "split h by 3 ragged; reorder hi ho | the extent min(-3*ho + 7, 3) of hi depends on ho",
  })
  void stepsThatDoNotFitSayWhy(String schedule, String reason) {
    var message = rejected(Kernels.convolution(7, 5, 40, 1), schedule);
    var last = schedule.substring(schedule.lastIndexOf(';') + 1).strip();
    assertEquals("cannot '" + last + "' in kernel convolution: " + reason, message);
  }

  @Test
  void laneReductionsHaveNoLoopToSplit() {
    assertEquals("cannot 'split k by 16 exact' in kernel rowFold: k runs over the lanes of a reduction, whose order is "
        + "fixed", rejected(Kernels.rowSum("R", "C"), "split k by 16 exact"));
  }

  @Test
  void iterationsThatOverwriteTheirInputDoNotOverlap() {
    assertEquals("cannot 'split c by 4 overlap' in kernel softmax: iterations of c overwrite what they read in y, and "
        + "none of them may run twice", rejected(Kernels.softmax("3", "9"),
            "place max at r; place e at r; place sum at r; share e with y; split c by 4 overlap"));
  }

  @Test
  void stagesAreReadInsideTheLoopTheyArePlacedAt() {
    assertEquals("cannot schedule kernel softmax: stage max is placed at c, but stage e reads it outside of that loop",
        rejected(Kernels.softmax("3", "9"), "place e at r; place sum at r; place max at c"));
    assertEquals("cannot schedule kernel softmax: stage max is placed at q, which is no loop of a later stage",
        rejected(Kernels.softmax("3", "9"), "place max at q"));
    assertEquals("cannot schedule kernel softmax: stage y is the last one and cannot be placed",
        rejected(Kernels.softmax("3", "9"), "place y at r"));
  }
}
