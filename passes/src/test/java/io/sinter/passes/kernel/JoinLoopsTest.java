package io.sinter.passes.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Stmt;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Products of one operand that are combined point by point, as the gates of a recurrent layer are.
class JoinLoopsTest {
  private static Kernel.Computed gates(String n, String k) {
    return Kernels.parse("""
        computed kernel gates(M) {
          in x : %s
          in a : %s
          in b : %s
          out y : %s
          scratch t : %s
          scratch e : %s
          scratch u : %s
          stage t[m < M, n < N] = reduce acc:f32 from 0.0 with add chain over (k < K) fma(x[m, k], a[k, n], acc)
          stage e[m < M, n < N] = sigmoid(t[m, n])
          stage u[m < M, n < N] = reduce acc_u:f32 from 1.0 with add chain over (l < K) fma(x[m, l], b[l, n], acc_u)
          stage y[m < M, n < N] = add(mul(e[m, n], u[m, n]), e[m, n])
        }
        """.formatted(Kernels.rows("M", k), Kernels.rows(k, n), Kernels.rows(k, n), Kernels.rows("M", n),
            Kernels.rows("M", n), Kernels.rows("M", n), Kernels.rows("M", n)).replace("< N", "< " + n)
        .replace("< K", "< " + k));
  }

  private static Schedule joined(String columns) {
    return Schedule.parse("""
        place t at n
        place e at n
        place u at n
        join k l
        reorder n m
        split n by 32 %s
        split m by 3 choose
        mark no group
        mark mi unroll
        mark ni vector
        outline mi as tile
        """.formatted(columns));
  }

  @ParameterizedTest
  @CsvSource({"1, 32, 1", "3, 32, 7", "4, 96, 5", "7, 80, 3", "2, 33, 1", "5, 64, 0"})
  void productsInOneLoopKeepEveryBit(int rows, int columns, int terms) {
    var schedule = joined(columns % 32 == 0 ? "exact" : "choose");
    Agreement.check(gates(Integer.toString(columns), Integer.toString(terms)), target -> schedule, rows);
  }

  @Test
  void whatNeedsTheFirstSumRunsBehindBothAndTheSecondStartBeforeThem() {
    var kernel = gates("32", "5");
    var scheduled = Scheduling.apply(kernel, Schedule.parse("place t at n; place e at n; place u at n; join k l"));
    var order = new ArrayList<String>();
    scheduled.body().forEach(s -> {
      if (s instanceof Stmt.Loop l) {
        order.add(l.axis());
      } else if (s instanceof Stmt.Set set) {
        order.add(set.local().name());
      }
    });
    assertEquals(List.of("m", "n", "acc", "acc_u", "k", "acc", "acc_u", "e_value"), order);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "join l k | the second loop stands before the first",
      "join k m | m does not stand behind k",
      "split k by 2 ragged; join ko l | the loops are not of one length and kind: 3 and 5",
  })
  void loopsThatCannotBeOneSayWhy(String steps, String reason) {
    var schedule = Schedule.parse("place t at n; place e at n; place u at n; " + steps);
    var message = assertThrows(IllegalArgumentException.class, () -> Scheduling.apply(gates("32", "5"), schedule))
        .getMessage();
    var last = steps.substring(steps.lastIndexOf(';') + 1).strip();
    assertEquals("cannot '" + last + "' in kernel gates: " + reason, message);
  }

  @Test
  void aLoopThatReadsTheOtherOnesSumStaysBehindIt() {
    var kernel = Kernels.parse("""
        computed kernel chained() {
          in x : f32[5] dense
          out y : f32[5] dense
          scratch t : f32[] dense
          scratch u : f32[] dense
          stage t[] = reduce acc:f32 from 0.0 with add chain over (k < 5) fma(x[k], x[k], acc)
          stage u[] = reduce acc_u:f32 from 0.0 with add chain over (l < 5) fma(x[l], t[], acc_u)
          stage y[i < 5] = mul(x[i], u[])
        }
        """.replace("f32[5] dense", Kernels.rows("5")).replace("f32[] dense", Kernels.rows()));
    var message = assertThrows(IllegalArgumentException.class,
        () -> Scheduling.apply(kernel, Schedule.parse("join k l"))).getMessage();
    assertEquals(true, message.startsWith("cannot 'join k l' in kernel chained: one of them uses what the other one"),
        message);
  }
}
