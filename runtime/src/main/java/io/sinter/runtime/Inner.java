package io.sinter.runtime;

import io.sinter.runtime.BoundStep.Place;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A program within a step of a frame. It has a frame of its own, made when it first runs and kept.
final class Inner {
  private final Routine routine;
  private final Place place;
  private final String role;
  private final long[] start;
  private @Nullable Frame frame;
  /// What is left of the run whose memory the program had last.
  private @Nullable Run rest;

  /// @param place of the step
  /// @param role what the program is to the step, such as `body`
  Inner(Routine routine, Place place, String role) {
    this.routine = routine;
    this.place = place;
    this.role = role;
    this.start = new long[routine.program().symbols().size()];
  }

  /// @param outer the frame of the step
  /// @param held how many bytes are taken by all but this program
  /// @return the outputs, until the next run, in arrays of their own
  @Nullable Tensor[] run(Frame outer, List<Tensor> arguments, long held, Run run, String origin) {
    Arrays.fill(start, Sizes.UNBOUND);
    for (int s = 0; s < start.length; s++) {
      if (routine.given()[s] >= 0) {
        start[s] = outer.size(routine.given()[s]);
      }
    }
    try {
      routine.check().bind(arguments, start);
    } catch (ModelError e) {
      var problem = Problem.of("What a step hands to its " + role + " does not fit.").where(origin);
      problem = e.problem().given().map(problem::given).orElse(problem);
      throw new ModelError(e.problem().expected().map(problem::expected).orElse(problem), e);
    }
    if (frame == null) {
      frame = new Frame(routine, outer.session(), i -> place.within(role, i));
    }
    if (rest == null || !rest.isLess(run, held)) {
      rest = run.less(held);
    }
    return frame.runWithin(start, arguments, rest);
  }

  /// Takes back an output of an earlier run that nobody needs any more.
  void recycle(int output, Tensor made) {
    if (frame != null) {
      frame.recycle(output, made);
    }
  }

  /// The bytes that stay allocated between runs.
  long kept(int threads) {
    return frame == null ? 0 : frame.kept(threads);
  }

  /// Lets go of the arrays of the last run.
  void release() {
    rest = null;
    if (frame != null) {
      frame.release();
    }
  }

  /// Gives its memory back.
  void close() {
    if (frame != null) {
      frame.close();
      frame = null;
    }
  }
}
