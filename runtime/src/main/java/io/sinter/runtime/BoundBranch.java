package io.sinter.runtime;

import io.sinter.runtime.Program.Branch;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A branch of a frame, with a frame for each of its two programs.
final class BoundBranch implements BoundStep {
  private final Place place;
  private final Branch branch;
  private final Inner then;
  private final Inner otherwise;
  private final Results results;
  private final @Nullable Tensor[] arguments;
  private final List<Tensor> given;
  /// What the last run has left, and the program that made it.
  private final @Nullable Tensor[] left;
  private @Nullable Inner by;

  BoundBranch(Place place, Branch branch, Routine routine) {
    var nested = routine.nested().get(place.step());
    this.place = place;
    this.branch = branch;
    this.then = new Inner(nested.getFirst(), place, "then-branch");
    this.otherwise = new Inner(nested.getLast(), place, "else-branch");
    this.results = Results.of(routine.program(), branch.results(), branch.types(), branch.binds(), branch.origin());
    this.arguments = new Tensor[branch.arguments().size()];
    this.given = Arrays.asList(arguments);
    this.left = new Tensor[branch.types().size()];
  }

  @Override
  public void run(Frame frame, Run run) {
    run.limits().check(this);
    recycle();
    boolean holds = frame.element(branch.condition(), branch.at(), branch.origin()) != 0;
    for (int a = 0; a < arguments.length; a++) {
      arguments[a] = frame.argument(branch.arguments().get(a), arguments[a], branch.origin());
    }
    var chosen = holds ? then : otherwise;
    long held = frame.taken(run.threads()) - chosen.kept(run.threads());
    var outputs = chosen.run(frame, given, held, run, branch.origin());
    for (int i = 0; i < left.length; i++) {
      left[i] = outputs[i];
      results.leave(frame, i, outputs[i]);
    }
    by = chosen;
    chosen.release();
    results.finish(frame, left, run);
  }

  /// Takes back what the last run has left.
  private void recycle() {
    if (by != null) {
      for (int i = 0; i < left.length; i++) {
        by.recycle(i, left[i]);
      }
    }
    by = null;
  }

  @Override
  public long kept(int threads) {
    return then.kept(threads) + otherwise.kept(threads);
  }

  @Override
  public void release() {
    then.release();
    otherwise.release();
    recycle();
    Arrays.fill(left, null);
    Arrays.fill(arguments, null);
  }

  @Override
  public void close() {
    then.close();
    otherwise.close();
  }

  @Override
  public String toString() {
    return place + ", if for " + branch.origin();
  }
}
