package io.sinter.passes.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.KernelText;
import io.sinter.ir.kernel.Target;
import io.sinter.runtime.DType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Kernels that read or write where data says, or pass on what they compute from element to element.
final class IndexedTest {
  private static String array(String type, String... dims) {
    return type + Kernels.rows(dims).substring(3);
  }

  /// A row of a table for each number; those below 0 and behind the last row are moved to the nearest.
  private static Kernel.Computed embedding(String type, String ids, int rows, int columns) {
    return Kernels.parse("""
        computed kernel embedding(N) {
          in ids : %s
          in table : %s
          out y : %s
          stage y[n < N, d < %d] = pick(table[min(max(convert(ids[n], i64), 0:i64), %d:i64), index(d)])
        }
        """.formatted(array(ids, "N"), array(type, "" + rows, "" + columns), array(type, "N", "" + columns), columns,
            rows - 1));
  }

  private static Schedule columns(Target t, DType type, String axis, String first) {
    int lanes = t.lanes(type);
    return Schedule.parse(first + (lanes == 1 ? ""
        : "; split %1$s by %2$d peel; mark %1$si vector".formatted(axis, 2 * lanes)));
  }

  @ParameterizedTest
  @CsvSource({"f32, i64", "f32, i32", "f16, i64", "u8, i32", "bool, i64"})
  void rowsOfATableAgree(String type, String ids) {
    for (int columns : new int[] {1, 5, 64, 77}) {
      for (int n : new int[] {0, 1, 9}) {
        var kernel = embedding(type, ids, 7, columns);
        var dtype = DType.valueOf(type.toUpperCase(java.util.Locale.ROOT));
        Agreement.check(kernel, t -> Schedule.NONE, n);
        Agreement.check(kernel, t -> columns(t, dtype, "d", "split n by 4 ragged; mark no group"), n);
        Agreement.check(kernel, t -> columns(t, dtype, "d", "split n by 4 choose; mark no group; mark ni unroll"), n);
      }
    }
  }

  @Test
  void anIndexIsTakenOnceForARowOfVectors() {
    var target = Kernels.TARGETS.get(1);
    var flat = Flatten.flatten(Scheduling.apply(embedding("f32", "i64", 7, 64),
        Schedule.parse("mark n group; split d by 16 exact; mark di vector")), target);
    assertThat(KernelText.print(flat)).contains("""
        group n < N {
          index at = 64*n
          take p_1 = min(max(convert(ids[n + 16], i64), 0:i64), 6:i64)
          loop do < 4 {
            index at_1 = at + 16*do
            index at_2 = 16*do
            y[at_1 + 16 : 8] = table[at_2 + 64*p_1 + 16 : 8]
            y[at_1 + 24 : 8] = table[at_2 + 64*p_1 + 24 : 8]
          }
        }
        """.indent(2));
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "2, 5, 3", "3, 16, 17"})
  void elementsAlongAnAxisAgree(int a, int b, int c) {
    // along the middle, and one index for each element
    var along = Kernels.parse("""
        computed kernel along(N) {
          in ids : %s
          in x : %s
          out y : %s
          stage y[i < %d, n < N, k < %d] = pick(x[index(i), min(max(ids[n], 0:i64), %d:i64), index(k)])
        }
        """.formatted(array("i64", "N"), array("f32", "" + a, "" + b, "" + c), array("f32", "" + a, "N", "" + c), a, c,
            b - 1));
    var each = Kernels.parse("""
        computed kernel each() {
          in ids0 : %1$s
          in ids1 : %1$s
          in x : %2$s
          out y : %2$s
          stage y[i < %3$d, k < %4$d] = add(x[i, k], pick(x[min(max(convert(ids0[i, k], i64), 0:i64), %5$d:i64),
            min(max(convert(ids1[i, k], i64), 0:i64), %6$d:i64)]))
        }
        """.formatted(array("i32", "" + b, "" + c), array("f32", "" + b, "" + c), b, c, b - 1, c - 1));
    Agreement.check(along, t -> Schedule.NONE, 4);
    Agreement.check(along,
        t -> columns(t, DType.F32, "k", "fuse i n; split in by 3 ragged; mark ino group"), 4);
    Agreement.check(each, t -> Schedule.NONE);
    Agreement.check(each, t -> Schedule.parse("mark i group; split k by 4 peel; mark ki unroll"));
    Agreement.check(each, t -> Schedule.parse("mark i group; split k by 16 peel; mark ki vector"));
  }

  /// Indices of indices, an index from a sum along the picked axis, and sums of what is picked.
  @ParameterizedTest
  @ValueSource(ints = {1, 9, 16, 40})
  void indicesThatAreComputedAgree(int n) {
    var twice = Kernels.parse("""
        computed kernel twice(N) {
          in ids0 : %1$s
          in ids1 : i64[9] offset 0 size 9 parts [d0:1]
          in x : f32[9, N] offset 0 size 9*N parts [d0:N, d1:1]
          out y : %2$s
          stage y[n < N] = pick(x[min(max(pick(ids1[min(max(ids0[n], 0:i64), 8:i64)]), 0:i64), 8:i64), index(n)])
        }
        """.formatted(array("i64", "N"), array("f32", "N")));
    Agreement.check(twice, t -> Schedule.NONE, n);
    Agreement.check(twice, t -> Schedule.parse("split n by 16 peel; mark ni vector"), n);
    for (var order : List.of("chain", "lanes 16")) {
      var bag = Kernels.parse("""
          computed kernel bag(N) {
            in ids : %1$s
            in x : f32[9, 32] offset 0 size 288 parts [d0:32, d1:1]
            out y : %2$s
            scratch t : f32[4, 32] offset 0 size 128 parts [d0:32, d1:1]
            stage t[b < 4, d < 32] = reduce s:f32 from 0.0 with add %3$s over (n < N)
              add(s, pick(x[min(max(ids[b, n], 0:i64), 8:i64), index(d)]))
            stage y[b < 4, d < 32] = mul(t[b, d], 0.5)
          }
          """.formatted(array("i64", "4", "N"), array("f32", "4", "32"), order));
      Agreement.check(bag, t -> Schedule.NONE, n);
      Agreement.check(bag, t -> columns(t, DType.F32, "d", "place t at d; mark b group"), n);
      Agreement.check(bag, t -> Schedule.parse("place t at d; split d by 4 exact; mark di unroll; mark b group"), n);
    }
  }

  /// The stage that is picked from has all its elements, whatever the place.
  @Test
  void stagesAreComputedBeforeTheyArePickedFrom() {
    var kernel = Kernels.parse("""
        computed kernel picked(N) {
          in ids : %1$s
          in x : %2$s
          out y : %2$s
          scratch t : %2$s
          stage t[j < N, c < 7] = mul(x[j, c], 2.0)
          stage y[n < N, c < 7] = pick(t[index(n), min(max(ids[n, c], 0:i64), 6:i64)])
        }
        """.formatted(array("i64", "N", "7"), array("f32", "N", "7")));
    Agreement.check(kernel, t -> Schedule.NONE, 5);
    Agreement.check(kernel, t -> Schedule.parse("place t at n; mark n group"), 5);
    Agreement.check(kernel, t -> Schedule.parse("place t at c"), 5);
  }

  // ---- updates -----------------------------------------------------------------------------------------------------

  private static Kernel.Computed scatter(String type, String with, int rows, int columns) {
    return Kernels.parse("""
        computed kernel scatter(B, N) {
          in ids : %s
          in x : %s
          out into : %s
          stage into[b < B, n < N, d < %d] update [ids[b, n], index(d)]%s = x[b, n, d]
        }
        """.formatted(array("i64", "B", "N"), array(type, "B", "N", "" + columns),
            array(type, "" + rows, "" + columns), columns, with));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " with add", " with mul", " with max", " with min"})
  void updatesOfRowsAgree(String with) {
    for (int columns : new int[] {1, 5, 40}) {
      var kernel = scatter("f32", with, 6, columns);
      for (int n : new int[] {0, 1, 17}) {
        Agreement.check(kernel, t -> Schedule.NONE, 2, n);
        Agreement.check(kernel, t -> columns(t, DType.F32, "d", ""), 2, n);
        Agreement.check(kernel, t -> Schedule.parse("reorder d b n; mark d group; split n by 4 peel"), 2, n);
        Agreement.check(kernel, t -> columns(t, DType.F32, "di",
            "split d by 16 ragged; reorder do b n di; fuse b n; mark do group"), 2, n);
      }
    }
    Agreement.check(scatter("f16", with, 6, 9), t -> columns(t, DType.F16, "d", ""), 2, 17);
  }

  @Test
  void updatesOfElementsAgree() {
    var kernel = Kernels.parse("""
        computed kernel elements(N) {
          in ids0 : %1$s
          in ids1 : %1$s
          in x : %2$s
          out into : %3$s
          stage into[n < N] update [ids0[n], convert(ids1[n], i64)] with add = exp(x[n])
        }
        """.formatted(array("i64", "N"), array("f32", "N"), array("f32", "4", "4")).replace(
            "in ids1 : i64", "in ids1 : i32"));
    for (int n : new int[] {0, 1, 40}) {
      Agreement.check(kernel, t -> Schedule.NONE, n);
      Agreement.check(kernel, t -> Schedule.parse("split n by 8 peel"), n);
    }
  }

  /// The updates may have more columns than there are.
  @ParameterizedTest
  @CsvSource({"9, 40, 40", "9, 40, 33", "9, 17, 20", "3, 0, 16", "1, 5, 1"})
  void updatesBesideTheColumnsAreLeftOut(int n, int given, int there) {
    var kernel = Kernels.parse("""
        computed kernel beside(N, G, T) {
          in ids : %s
          in x : %s
          out into : %s
          stage into[n < N, d < G] update [ids[n], index(d)] with max = x[n, d]
        }
        """.formatted(array("i64", "N"), array("f32", "N", "G"), array("f32", "6", "T")));
    Agreement.check(kernel, t -> Schedule.NONE, n, given, there);
    Agreement.check(kernel, t -> columns(t, DType.F32, "d", ""), n, given, there);
    Agreement.check(kernel, t -> columns(t, DType.F32, "di", "split d by 32 ragged; reorder do n di; mark do group"), n,
        given, there);
  }

  @Test
  void updatesThatMayMeetKeepTheirOrder() {
    var kernel = scatter("f32", " with add", 6, 40);
    assertThat(kernel.stages().getLast().parallelAxes()).extracting(a -> a.name()).containsExactly("d");
    assertEquals("cannot 'reorder n b' in kernel scatter: the loops b n carry a reduction or an update, whose order is "
        + "fixed when the kernel is computed", refused(kernel, "reorder n b"));
    assertEquals("cannot 'mark b group' in kernel scatter: all iterations of b write the same elements of into",
        refused(kernel, "mark b group"));
    assertEquals("cannot 'mark ni vector' in kernel scatter: all iterations of ni write the same elements of into",
        refused(kernel, "split n by 8 peel; mark ni vector"));
    assertEquals("cannot 'mark ni unroll' in kernel scatter: all iterations of ni write the same elements of into",
        refused(kernel, "split n by 8 choose; mark ni unroll"));
    assertEquals("cannot 'fuse n d' in kernel scatter: only one of n and d must keep its order",
        refused(kernel, "fuse n d"));
    assertEquals("cannot 'split d by 16 overlap' in kernel scatter: iterations of d overwrite what they read in into, "
        + "and none of them may run twice", refused(kernel, "split d by 16 overlap"));
  }

  private static String refused(Kernel.Computed kernel, String schedule) {
    return assertThrows(IllegalArgumentException.class, () -> Scheduling.apply(kernel, Schedule.parse(schedule)))
        .getMessage();
  }

  // ---- running reductions ------------------------------------------------------------------------------------------

  private static Kernel.Computed prefix(String type, int axis, String... dims) {
    var extents = new String[] {"i < " + dims[0], "j < " + dims[1], "k < " + dims[2]};
    var acc = type.equals("f16") ? "convert(x[i, j, k], f32)" : "x[i, j, k]";
    var local = type.equals("f16") ? "f32" : type;
    return Kernels.parse("""
        computed kernel prefix() {
          in x : %1$s
          out y : %1$s
          stage y[%2$s] = reduce s:%3$s from %4$s with add running over (%5$s) add(s, %6$s)
        }
        """.formatted(array(type, dims), String.join(", ", extents), local, local.equals("f32") ? "0.0" : "0:" + local,
            extents[axis], acc));
  }

  @ParameterizedTest
  @ValueSource(strings = {"f32", "f16", "i32", "i64"})
  void prefixSumsAgree(String type) {
    var dtype = DType.valueOf(type.toUpperCase(java.util.Locale.ROOT));
    for (var n : List.of("0", "1", "17")) {
      var first = prefix(type, 0, n, "3", "20");
      var middle = prefix(type, 1, "3", n, "20");
      var last = prefix(type, 2, "3", "5", n);
      for (var kernel : List.of(first, middle, last)) {
        Agreement.check(kernel, t -> Schedule.NONE);
      }
      Agreement.check(first, t -> columns(t, dtype, "k", "mark j group"));
      Agreement.check(middle, t -> columns(t, dtype, "k", "mark i group"));
      Agreement.check(last, t -> Schedule.parse("fuse i j; mark ij group; split k by 4 peel"));
      Agreement.check(last, t -> Schedule.parse("fuse i j; mark ij group; mark k unroll"));
      Agreement.check(last, t -> Schedule.parse("reorder j i; split i by 2 peel; mark ii unroll"));
    }
  }

  @Test
  void runningReductionsMayBePlaced() {
    var kernel = Kernels.parse("""
        computed kernel placed(N) {
          in x : %1$s
          out y : %1$s
          scratch t : %1$s
          stage t[i < 3, k < N] = reduce s:f32 from 0.0 with add running over (k < N) add(s, x[i, k])
          stage y[i < 3, k < N] = div(x[i, k], t[i, k])
        }
        """.formatted(array("f32", "3", "N")));
    assertThat(kernel.stages().getFirst().parallelAxes()).extracting(a -> a.name()).containsExactly("i");
    for (int n : new int[] {0, 1, 17}) {
      Agreement.check(kernel, t -> Schedule.NONE, n);
      Agreement.check(kernel, t -> columns(t, DType.F32, "k", "place t at i; mark i group"), n);
    }
    assertEquals("cannot 'mark k group' in kernel prefix: k carries a reduction, whose order is fixed when the kernel "
        + "is computed", refused(prefix("f32", 2, "3", "5", "7"), "mark k group"));
  }
}
