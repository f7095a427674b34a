package io.sinter.passes.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.DType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Reductions that run around the points whose sums they add to.
class RaiseLoopsTest {
  private static Kernel.Computed product(String n, String k) {
    return Kernels.parse("""
        computed kernel product(M) {
          in x : %s
          in a : %s
          in b : %s
          out y : %s
          scratch t : %s
          stage t[m < M, n < N] = reduce acc:f32 from 0.5 with add chain over (j < 2, k < K) fma(x[m, k], a[k, n], acc)
          stage y[m < M, n < N] = add(relu(t[m, n]), b[m, n])
        }
        """.formatted(Kernels.rows("M", k), Kernels.rows(k, n), Kernels.rows("M", n), Kernels.rows("M", n),
            Kernels.rows("M", n)).replace("< N", "< " + n).replace("< K", "< " + k));
  }

  @ParameterizedTest
  @CsvSource({"1, 32, 1", "3, 32, 7", "4, 96, 5", "7, 80, 3", "2, 33, 1", "5, 64, 0", "0, 32, 4", "9, 40, 8"})
  void sumsKeepEveryBit(int rows, int columns, int terms) {
    var tail = columns % 32 == 0 ? "exact" : "choose";
    var block = terms % 4 == 0 ? "split k by 4 exact; mark ki unroll" : "split k by 1 exact";
    for (var kind : List.of("", " as wide")) {
      var schedule = Schedule.parse("""
          place t at n
          reorder n m
          split n by 32 %s
          reorder m ni
          split m by 4 choose
          mark no group
          %s
          split mi by 2 exact
          raise j ko above mio mii ni%s
          mark mii unroll
          """.formatted(tail, block, kind));
      Agreement.check(product(Integer.toString(columns), Integer.toString(terms)), _ -> schedule, rows);
    }
  }

  @Test
  void whatStandsAroundTheReductionHasLoopsOfItsOwn() {
    var scheduled = Scheduling.apply(product("32", "5"), Schedule.parse("place t at n; split m by 4 ragged; raise j k above mi n as wide"));
    var order = new ArrayList<String>();
    scheduled.body().forEach(s -> {
      if (s instanceof Stmt.Loop l) {
        order.add(l.axis());
      }
    });
    assertEquals(List.of("mo", "mib", "nb", "j", "k", "mi", "n", "mia", "na"), order);
    assertEquals(DType.F64, scheduled.buffers().getLast().type());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "raise k above mi n | there is no loop k directly inside of n",
      "raise j k above n mi | the loops n mi are not directly inside each other",
      "split k by 2 exact; raise j ki above mi n | the loops j ki are not directly inside each other",
      "raise j k above mo mi n | the extent floordiv(M + 3, 4) of mo has no bound",
      "raise j above mi q | the loops mi q are not directly inside each other",
  })
  void loopsThatCannotBeRaisedSayWhy(String steps, String reason) {
    var schedule = Schedule.parse("place t at n; split m by 4 ragged; " + steps);
    var message = assertThrows(IllegalArgumentException.class, () -> Scheduling.apply(product("32", "4"), schedule))
        .getMessage();
    var last = steps.substring(steps.lastIndexOf(';') + 1).strip();
    assertEquals("cannot '" + last + "' in kernel product: " + reason, message);
  }

  @Test
  void theTextOfTheStepIsReadAgain() {
    for (var text : List.of("raise k above m", "raise j k above m n as wide")) {
      assertEquals(text, Step.parse(text).toString());
    }
  }
}
