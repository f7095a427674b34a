package io.sinter.runtime;

import io.sinter.runtime.Program.Branch;
import java.util.List;

/// A branch of a frame, with a frame for each of its two programs.
final class BoundBranch implements BoundStep {
  private final Place place;
  private final Branch branch;
  private final Inner then;
  private final Inner otherwise;
  private final Results results;

  BoundBranch(Place place, Branch branch, Routine routine) {
    var nested = routine.nested().get(place.step());
    this.place = place;
    this.branch = branch;
    this.then = new Inner(nested.getFirst(), place, "then-branch");
    this.otherwise = new Inner(nested.getLast(), place, "else-branch");
    this.results = Results.of(routine.program(), branch.results(), branch.types(), branch.binds(), branch.origin());
  }

  @Override
  public void run(Frame frame, Run run) {
    run.limits().check(this);
    boolean holds = frame.element(branch.condition(), branch.at(), branch.origin()) != 0;
    var arguments = branch.arguments().stream().map(a -> frame.argument(a, branch.origin())).toList();
    var chosen = holds ? then : otherwise;
    long held = frame.taken(run.threads()) - chosen.kept(run.threads());
    List<Tensor> outputs = chosen.run(frame, arguments, held, run, branch.origin());
    chosen.release();
    for (int i = 0; i < outputs.size(); i++) {
      results.leave(frame, i, outputs.get(i));
    }
    results.finish(frame, outputs, run);
  }

  @Override
  public long kept(int threads) {
    return then.kept(threads) + otherwise.kept(threads);
  }

  @Override
  public void release() {
    then.release();
    otherwise.release();
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
