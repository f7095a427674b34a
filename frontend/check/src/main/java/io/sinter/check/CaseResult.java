package io.sinter.check;

import io.sinter.CompileTimes;
import io.sinter.KernelModel;
import java.util.List;
import java.util.Locale;

/// What became of a case.
///
/// @param reason why it failed or was skipped, in one line; empty when it passed
/// @param details the whole message behind the reason
/// @param unsupported what the model would need, each thing once
/// @param error the largest errors over all outputs of all data sets
public record CaseResult(
    Case subject, Verdict verdict, String reason, String details, List<String> unsupported, Comparison error,
    Cost cost) {
  /// The outcomes there are.
  public enum Verdict {
    PASSED,
    FAILED,
    /// The model uses what Sinter does not support.
    SKIPPED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What it took.
  ///
  /// @param readMs reading the model
  /// @param compileMs reading the model and compiling it
  /// @param times where the time of compiling went
  /// @param runMs running all data sets, with what is compiled only then
  /// @param launches how many launches one run has; 0 for the interpreter
  /// @param kernels how many different kernels they run
  /// @param hostSteps how many steps of a run are no launches
  public record Cost(double readMs, double compileMs, CompileTimes times, double runMs, int launches, int kernels,
      int hostSteps) {
    static final Cost NONE = new Cost(0, 0, new CompileTimes(0, 0, 0, 0), 0, 0, 0, 0);

    Cost read(double ms) {
      return new Cost(ms, compileMs, times, runMs, launches, kernels, hostSteps);
    }

    Cost compiled(double ms) {
      return new Cost(readMs, ms, times, runMs, launches, kernels, hostSteps);
    }

    Cost ran(double ms) {
      return new Cost(readMs, compileMs, times, ms, launches, kernels, hostSteps);
    }

    Cost of(KernelModel model) {
      return new Cost(readMs, compileMs, model.times(), runMs, model.launches(), model.lowering().kernels().size(),
          model.hostSteps());
    }
  }

  /// `passed NAME` or `failed NAME: REASON`.
  @Override
  public String toString() {
    return "%-7s %s".formatted(verdict, subject.name()) + (reason.isEmpty() ? "" : ": " + reason);
  }

  /// What it took, in one line.
  public String work() {
    var kernels = cost.launches == 0 ? "no kernels" : cost.launches + (cost.launches == 1 ? " launch" : " launches")
        + " of " + cost.kernels + (cost.kernels == 1 ? " kernel" : " kernels");
    return "%s, %d host steps, largest error %.2g (%.2g of the number), compiled in %.0f ms, ran in %.1f ms".formatted(
        kernels, cost.hostSteps, error.absolute(), error.relative(), cost.compileMs, cost.runMs);
  }
}
