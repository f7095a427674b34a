package io.sinter.check;

import io.sinter.CompileOptions;
import io.sinter.CompiledModel;
import io.sinter.KernelModel;
import io.sinter.ModelSource;
import io.sinter.Sinter;
import io.sinter.check.CaseResult.Cost;
import io.sinter.check.CaseResult.Verdict;
import io.sinter.onnx.DataSet;
import io.sinter.onnx.OnnxModel;
import io.sinter.runtime.Cancelled;
import io.sinter.runtime.CompilerBug;
import io.sinter.runtime.DeadlineExceeded;
import io.sinter.runtime.DeviceError;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.UnsupportedError.Node;
import io.sinter.runtime.UnsupportedError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// Runs cases on one target. Kernels run in the target's own form from the start.
///
/// @param samples where inputs come from and what they should give
public record CaseRunner(CompileOptions compile, RunOptions run, Samples samples) {
  public CaseRunner {
    compile = compile.withTiered(false);
  }

  /// One run of a model.
  ///
  /// @param name what errors call it
  public record Sample(String name, List<Tensor> inputs, List<Tensor> expected) {}

  /// Where the runs of a case come from.
  @FunctionalInterface
  public interface Samples {
    List<Sample> of(Case subject, ModelSource source);
  }

  /// The data sets that lie beside the model.
  public static final Samples BESIDE_MODEL = (subject, source) -> {
    var signature = source.signature();
    return DataSet.in(subject.folder()).stream()
        .map(set -> new Sample(set.folder().getFileName().toString(), DataSet.read(set.inputs(), signature.inputs()),
            DataSet.read(set.outputs(), signature.outputs())))
        .toList();
  };

  /// Runs all cases, several at once if wished.
  ///
  /// @param jobs how many at once; each then works on one thread
  /// @param each gets the results, in the order of the cases
  public List<CaseResult> run(List<Case> cases, int jobs, Consumer<CaseResult> each) throws InterruptedException {
    if (jobs == 1) {
      return cases.stream().map(this::run).peek(each).toList();
    }
    var single = new CaseRunner(compile, run.withThreads(1), samples);
    try (var workers = Executors.newFixedThreadPool(jobs)) {
      var results = new ArrayList<CaseResult>();
      for (var future : submit(workers, cases.stream().<Callable<CaseResult>>map(c -> () -> single.run(c)).toList())) {
        results.add(future.get());
        each.accept(results.getLast());
      }
      return results;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a case may fail, but not its runner", e);
    }
  }

  private static <T> List<Future<T>> submit(ExecutorService workers, List<Callable<T>> tasks) {
    return tasks.stream().map(workers::submit).toList();
  }

  /// Runs one case. Whatever goes wrong is a verdict, not an exception.
  public CaseResult run(Case subject) {
    return new OneCase(subject).run();
  }

  private final class OneCase {
    private final Case subject;
    private Cost cost = Cost.NONE;
    private Comparison error = Comparison.EQUAL;

    OneCase(Case subject) {
      this.subject = subject;
    }

    CaseResult run() {
      try {
        var expectation = Expectation.beside(subject.folder());
        return expectation.failure() ? rejected() : right(expectation.tolerance());
      } catch (UnsupportedError e) {
        return new CaseResult(subject, Verdict.SKIPPED, Reasons.of(e), e.getMessage(),
            e.nodes().stream().map(Node::what).distinct().toList(), error, cost);
      } catch (ModelError | DeviceError | DeadlineExceeded | Cancelled e) {
        return result(Verdict.FAILED, Reasons.of(e), e.getMessage());
      } catch (CompilerBug e) {
        return result(Verdict.FAILED, "a bug in Sinter: " + Reasons.of(e), e.getMessage());
      } catch (RuntimeException | Error e) {
        return result(Verdict.FAILED, "a bug in Sinter: " + Reasons.of(e), Reasons.trace(e));
      }
    }

    private CaseResult rejected() {
      try {
        right(Tolerance.OFFICIAL);
      } catch (ModelError e) {
        return result(Verdict.PASSED, "", e.getMessage());
      }
      var reason = "the model is accepted, but must be rejected";
      return result(Verdict.FAILED, reason, reason);
    }

    private CaseResult right(Tolerance tolerance) {
      long start = System.nanoTime();
      var source = OnnxModel.read(subject.model());
      cost = cost.read(millis(start));
      try (var model = Sinter.compile(source, compile)) {
        cost = cost.compiled(millis(start));
        if (model instanceof KernelModel kernels) {
          cost = cost.of(kernels);
        }
        var runs = samples.of(subject, source);
        if (runs.isEmpty()) {
          throw new ModelError(Problem.of("There is no data to compare with.").where(subject.folder().toString())
              .expected("a folder test_data_set_0 with inputs and outputs"));
        }
        for (var sample : runs) {
          compare(model, sample, tolerance);
        }
      }
      var reason = error.difference().orElse("");
      return result(reason.isEmpty() ? Verdict.PASSED : Verdict.FAILED, reason, reason);
    }

    private void compare(CompiledModel model, Sample sample, Tolerance tolerance) {
      long start = System.nanoTime();
      var actual = model.run(sample.inputs(), run);
      cost = cost.ran(cost.runMs() + millis(start));
      if (actual.size() != sample.expected().size()) {
        error = error.and(new Comparison(0, 0, Optional.of(sample.name() + ": the model gives " + actual.size()
            + " outputs, not " + sample.expected().size())));
        return;
      }
      for (int i = 0; i < actual.size(); i++) {
        var port = model.signature().outputs().get(i);
        error = error.and(Comparison.of(actual.get(i), sample.expected().get(i), tolerance)
            .of(sample.name() + ": output '" + port.name() + "'"));
      }
    }

    private CaseResult result(Verdict verdict, String reason, String details) {
      return new CaseResult(subject, verdict, reason, details, List.of(), error, cost);
    }

    private static double millis(long start) {
      return (System.nanoTime() - start) / 1e6;
    }
  }
}
