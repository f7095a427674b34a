package io.sinter.runtime;

import io.sinter.runtime.Program.Repeat;
import java.util.ArrayList;
import java.util.List;

/// A loop of a frame, with one frame for all iterations of its body.
final class BoundRepeat implements BoundStep {
  private final Place place;
  private final Repeat repeat;
  private final Inner body;
  private final Results results;
  private final int carried;

  BoundRepeat(Place place, Repeat repeat, Routine routine) {
    this.place = place;
    this.repeat = repeat;
    this.body = new Inner(routine.nested().get(place.step()).getFirst(), place, "body");
    this.results = Results.of(routine.program(), repeat.results(), repeat.types(), repeat.binds(), repeat.origin());
    this.carried = repeat.carried().size();
  }

  @Override
  public void run(Frame frame, Run run) {
    long trips = frame.element(repeat.trips(), repeat.tripsAt(), repeat.origin());
    boolean more = frame.element(repeat.condition(), repeat.conditionAt(), repeat.origin()) != 0;
    var counter = new long[1];
    var arguments = arguments(frame, counter);
    var scans = repeat.types().subList(carried, repeat.types().size()).stream()
        .map(type -> new Scan(frame.session(), type, repeat.origin())).toList();
    long around = frame.taken(run.threads()) - body.kept(run.threads());
    long held = 0;
    for (; counter[0] < trips && more; counter[0]++) {
      run.limits().check(this);
      var outputs = body.run(frame, arguments, around + held, run, repeat.origin());
      more = frame.session().longAt(DType.BOOL, outputs.getFirst().store(), 0) != 0;
      body.recycle(0, outputs.getFirst());
      held = 0;
      for (int c = 1; c <= carried; c++) {
        var before = arguments.set(c, outputs.get(c));
        if (counter[0] > 0) {
          body.recycle(c, before);
        }
        held += outputs.get(c).byteSize();
      }
      for (int s = 0; s < scans.size(); s++) {
        held += scans.get(s).bytes();
      }
      for (int s = 0; s < scans.size(); s++) {
        held -= scans.get(s).bytes();
        var rest = run.less(around + body.kept(run.threads()) + held);
        var next = outputs.get(1 + carried + s);
        scans.get(s).add(next, rest, frame.sizes());
        body.recycle(1 + carried + s, next);
        held += scans.get(s).bytes();
      }
    }
    body.release();
    if (counter[0] == 0) {
      for (int c = 0; c < carried; c++) {
        arguments.set(1 + c, frame.lasting(repeat.carried().get(c), arguments.get(1 + c)));
      }
    }
    leave(frame, arguments.subList(1, 1 + carried), scans, run);
  }

  /// What the body takes in the first iteration.
  private List<Tensor> arguments(Frame frame, long[] counter) {
    var all = new ArrayList<Tensor>(1 + carried + repeat.captured().size());
    all.add(Tensor.of(counter));
    repeat.carried().forEach(a -> all.add(frame.argument(a, repeat.origin())));
    repeat.captured().forEach(a -> all.add(frame.argument(a, repeat.origin())));
    return all;
  }

  /// The sizes of what was scanned in no iteration may be those that carried results bind.
  private void leave(Frame frame, List<Tensor> last, List<Scan> scans, Run run) {
    var all = new ArrayList<>(last);
    for (int i = 0; i < repeat.types().size(); i++) {
      if (i >= carried) {
        var scan = scans.get(i - carried);
        run.less(frame.taken(run.threads()) + scan.bytes()).require(scan.bytes(), frame.sizes());
        all.add(scan.stacked(frame.sizes()));
      }
      results.leave(frame, i, all.get(i));
    }
    results.finish(frame, all, run);
  }

  @Override
  public long kept(int threads) {
    return body.kept(threads);
  }

  @Override
  public void release() {
    body.release();
  }

  @Override
  public void close() {
    body.close();
  }

  @Override
  public String toString() {
    return place + ", loop for " + repeat.origin();
  }
}
