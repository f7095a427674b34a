package io.sinter.runtime;

import io.sinter.runtime.Program.Argument;
import io.sinter.runtime.Program.Repeat;
import io.sinter.runtime.Program.Source;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A loop of a frame, with one frame for all iterations of its body.
final class BoundRepeat implements BoundStep {
  private final Place place;
  private final Repeat repeat;
  private final Inner body;
  private final Results results;
  private final int carried;
  private final long[] counter = new long[1];
  /// What the frame hands over, and what the body takes: the counter, and the same with what is carried as it is now.
  private final @Nullable Tensor[] first;
  /// Those of the first that may be the same in the next run.
  private final BitSet stays = new BitSet();
  private final @Nullable Tensor[] arguments;
  private final List<Tensor> given;
  /// What the last run has left, and whether the body made what was carried.
  private final @Nullable Tensor[] left;
  private boolean made;
  private Scan[] scans = {};

  BoundRepeat(Place place, Repeat repeat, Routine routine) {
    this.place = place;
    this.repeat = repeat;
    this.body = new Inner(routine.nested().get(place.step()).getFirst(), place, "body");
    this.results = Results.of(routine.program(), repeat.results(), repeat.types(), repeat.binds(), repeat.origin());
    this.carried = repeat.carried().size();
    this.first = new Tensor[carried + repeat.captured().size()];
    this.arguments = new Tensor[1 + first.length];
    this.arguments[0] = Tensor.of(counter);
    this.given = Arrays.asList(arguments);
    this.left = new Tensor[repeat.types().size()];
    for (int a = 0; a < first.length; a++) {
      stays.set(a, switch (routine.program().buffers().get(argument(a).buffer()).source()) {
        case Source.Frame _, Source.Weight _ -> true;
        case Source.Input _, Source.Output _, Source.Made _ -> false;
      });
    }
  }

  @Override
  public void run(Frame frame, Run run) {
    long trips = frame.element(repeat.trips(), repeat.tripsAt(), repeat.origin());
    boolean more = frame.element(repeat.condition(), repeat.conditionAt(), repeat.origin()) != 0;
    begin(frame);
    long around = frame.taken(run.threads()) - body.kept(run.threads());
    long held = 0;
    long trip = 0;
    for (; trip < trips && more; trip++) {
      counter[0] = trip;
      run.limits().check(this);
      var outputs = body.run(frame, given, around + held, run, repeat.origin());
      more = frame.session().longAt(DType.BOOL, outputs[0].store(), 0) != 0;
      body.recycle(0, outputs[0]);
      held = 0;
      for (int c = 1; c <= carried; c++) {
        var before = arguments[c];
        arguments[c] = outputs[c];
        if (trip > 0) {
          body.recycle(c, before);
        }
        held += outputs[c].byteSize();
      }
      for (var scan : scans) {
        held += scan.bytes();
      }
      for (int s = 0; s < scans.length; s++) {
        held -= scans[s].bytes();
        var next = outputs[1 + carried + s];
        scans[s].add(next, run, around + body.kept(run.threads()) + held, frame.sizes());
        body.recycle(1 + carried + s, next);
        held += scans[s].bytes();
      }
    }
    body.release();
    for (int c = 0; c < carried; c++) {
      left[c] = trip > 0 ? arguments[1 + c] : frame.lasting(repeat.carried().get(c), arguments[1 + c]);
    }
    made = trip > 0;
    leave(frame, run);
  }

  /// Brings together what the body takes in the first iteration.
  private void begin(Frame frame) {
    recycle();
    for (int a = 0; a < first.length; a++) {
      first[a] = frame.argument(argument(a), first[a], repeat.origin());
      arguments[1 + a] = first[a];
    }
    if (scans.length == 0) {
      scans = newScans(frame.session());
    }
    for (var scan : scans) {
      scan.begin();
    }
  }

  private Argument argument(int i) {
    return i < carried ? repeat.carried().get(i) : repeat.captured().get(i - carried);
  }

  private Scan[] newScans(Session session) {
    var late = new HashSet<>(repeat.binds());
    return repeat.types().stream().skip(carried)
        .map(type -> new Scan(session, type, Collections.disjoint(type.dim(0).symbols(), late), repeat.origin()))
        .toArray(Scan[]::new);
  }

  /// The sizes of what was scanned in no iteration may be those that carried results bind.
  private void leave(Frame frame, Run run) {
    for (int i = 0; i < left.length; i++) {
      if (i >= carried) {
        left[i] = scans[i - carried].stacked(frame.sizes());
      }
      results.leave(frame, i, left[i]);
    }
    results.finish(frame, left, run);
  }

  @Override
  public long kept(int threads) {
    return body.kept(threads);
  }

  @Override
  public void release() {
    body.release();
    recycle();
    Arrays.fill(left, null);
    Arrays.fill(arguments, 1, arguments.length, null);
    for (int a = 0; a < first.length; a++) {
      first[a] = stays.get(a) ? first[a] : null;
    }
  }

  /// Takes back what the last run has left.
  private void recycle() {
    for (int c = 0; c < carried && made; c++) {
      body.recycle(1 + c, left[c]);
    }
    made = false;
  }

  @Override
  public void close() {
    for (var scan : scans) {
      scan.close();
    }
    body.close();
  }

  @Override
  public String toString() {
    return place + ", loop for " + repeat.origin();
  }
}
