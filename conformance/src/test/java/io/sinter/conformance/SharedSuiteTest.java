package io.sinter.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.CompileOptions;
import io.sinter.check.Case;
import io.sinter.check.CaseResult;
import io.sinter.check.CaseResult.Verdict;
import io.sinter.check.CaseRunner;
import io.sinter.check.Cases;
import io.sinter.check.Tally;
import io.sinter.runtime.RunOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The ONNX backend suite: what is supported is right, and what was supported stays so. Skipped where the suite is
/// missing.
class SharedSuiteTest {
  @ParameterizedTest
  @CsvSource({"jvm, 1750", "interpreter, 1750"})
  void noCaseFailsAndAtLeastSoManyPass(String target, int passing) throws InterruptedException {
    var suite = Archive.unpacked(Checkout.shared("onnx/onnx-backend-tests.tar.xz"));
    var runner = new CaseRunner(CompileOptions.DEFAULTS.withTarget(target), RunOptions.DEFAULTS.withThreads(1),
        CaseRunner.BESIDE_MODEL);
    var results = runner.run(Cases.under(List.of(suite)), Runtime.getRuntime().availableProcessors(), _ -> {});
    var tally = Tally.of(results);
    System.out.println("ONNX backend suite on " + target + ": " + tally);
    assertThat(results.stream().filter(r -> r.verdict() == Verdict.FAILED)).isEmpty();
    assertThat(tally.passed()).isGreaterThanOrEqualTo(passing);
  }

  /// On a device, where kernels take long to compile, a sample of the cases runs; all of them with
  /// `-Dopencl.cases=100000`, as the profile `opencl` does.
  @Test
  void whatPassesOnTheJvmPassesOnADevice() throws InterruptedException {
    OpenCl.device();
    var all = Cases.under(List.of(Archive.unpacked(Checkout.shared("onnx/onnx-backend-tests.tar.xz"))));
    var cases = sample(all, Integer.getInteger("opencl.cases", 200));
    var jvm = run("jvm", cases);
    var device = run(OpenCl.TARGET, cases);
    System.out.println("ONNX backend suite on " + OpenCl.TARGET + ", " + cases.size() + " of " + all.size() + " cases: "
        + Tally.of(device));
    for (int i = 0; i < cases.size(); i++) {
      assertThat(device.get(i).verdict()).as("%s on OpenCL: %s", cases.get(i), device.get(i).details())
          .isEqualTo(jvm.get(i).verdict());
    }
  }

  private static List<CaseResult> run(String target, List<Case> cases) throws InterruptedException {
    return new CaseRunner(CompileOptions.DEFAULTS.withTarget(target), RunOptions.DEFAULTS.withThreads(1),
        CaseRunner.BESIDE_MODEL).run(cases, Runtime.getRuntime().availableProcessors(), _ -> {});
  }

  /// The same cases every time, from all of the suite.
  private static List<Case> sample(List<Case> all, int most) {
    var order = new ArrayList<>(all);
    Collections.shuffle(order, new Random(1));
    return order.subList(0, Math.min(most, order.size()));
  }
}
