package io.sinter.runtime;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What of a frame waits for the sizes of one phase: arrays, outputs and launches. It is measured, then settled; where
/// nothing has changed since the last run, both do nothing.
final class Phase {
  private final Session session;
  private final Arena arena;
  private final int[] slots;
  private final int[] cells;
  private final int[] outputs;
  private final List<BoundLaunch> launches;
  private final List<Requirement> requirements;
  /// The sizes that each of them mentions.
  private final List<BitSet> mentioned;
  private final boolean scratch;
  private final BitSet moved = new BitSet();
  /// The sizes that it was last settled for, and whether nothing has been measured since.
  private long @Nullable [] seen;
  private boolean settled;
  /// How many groups have scratch arrays of their own at a time.
  private int workers;
  /// The arena's count of changes that the launches have seen; none at first.
  private int changes = -1;
  /// Whether the kernels of the launches have begun to warm up.
  private boolean prepared;
  private long shared;
  private long perWorker;

  /// @param steps all of the frame's
  Phase(int number, Routine routine, Session session, Arena arena, BoundStep[] steps) {
    var phases = routine.phases();
    var plan = routine.plan();
    this.session = session;
    this.arena = arena;
    this.slots = members(number, plan.slots().stream().mapToInt(s -> phases.of(s.elements())).toArray());
    this.cells = members(number, plan.scratch().stream().mapToInt(c -> phases.of(c.lengths())).toArray());
    this.outputs = members(number, IntStream.range(0, plan.outputs().size()).map(phases::ofOutput).toArray());
    this.launches = Arrays.stream(steps).filter(BoundLaunch.class::isInstance).map(BoundLaunch.class::cast)
        .filter(l -> phases.of(l.launch()) == number).toList();
    this.requirements = routine.program().requirements().stream().filter(r -> phases.of(r) == number).toList();
    this.mentioned = this.requirements.stream()
        .map(r -> phases.mentioned(List.of(r.left(), r.right(), r.unless()))).toList();
    this.scratch = this.launches.stream().anyMatch(l -> !l.launch().scratch().isEmpty());
  }

  private static int[] members(int phase, int[] phases) {
    return IntStream.range(0, phases.length).filter(i -> phases[i] == phase).toArray();
  }

  /// The outputs whose arrays are there from now on.
  int[] outputs() {
    return outputs;
  }

  /// Whether it is settled for these sizes.
  boolean isFor(long[] sizes) {
    return settled && Arrays.equals(seen, sizes);
  }

  /// Computes how long everything has to be. Until [#settle] has returned, nothing of the phase can be used.
  ///
  /// @throws ModelError when the sizes are impossible, or do not fit each other
  void measure(Sizes sizes) {
    if (settled && sizes.same(seen)) {
      return;
    }
    sizes.changes(settled ? seen : null, moved);
    for (int r = 0; r < requirements.size(); r++) {
      if (!settled || mentioned.get(r).intersects(moved)) {
        requirements.get(r).check(sizes);
      }
    }
    settled = false;
    shared = 0;
    perWorker = 0;
    for (int i : slots) {
      shared += arena.measureSlot(i, sizes);
    }
    for (int i : outputs) {
      shared += arena.measureOutput(i, sizes);
    }
    for (int c : cells) {
      perWorker += arena.measureScratch(c, sizes);
    }
    for (int l = 0; l < launches.size(); l++) {
      launches.get(l).bind(sizes, moved);
    }
  }

  /// What was measured.
  long bytes(int threads) {
    return shared + session.workers(threads) * perWorker;
  }

  /// What stays allocated after a run, of what was measured.
  long kept(int threads) {
    long fresh = 0;
    for (int i : outputs) {
      fresh += arena.outputBytes(i);
    }
    return bytes(threads) - fresh;
  }

  /// Has all kernels begin to warm up, with the first sizes, not each when its launch comes.
  void prepare(Frame frame) {
    if (!prepared) {
      launches.forEach(launch -> launch.prepare(frame));
      prepared = true;
    }
  }

  /// Allocates what was measured, and makes the launches ready.
  void settle(Sizes sizes, int threads) {
    int wanted = scratch || cells.length > 0 ? session.workers(threads) : 1;
    boolean again = settled;
    if (again && workers >= wanted && changes == arena.changes()) {
      return;
    }
    if (!again) {
      for (int i : slots) {
        arena.allocateSlot(i);
      }
    }
    workers = again ? Math.max(workers, wanted) : wanted;
    for (int c : cells) {
      arena.allocateScratch(c, workers, !again);
    }
    if (changes != arena.changes()) {
      for (var launch : launches) {
        launch.resolve(arena);
      }
      changes = arena.changes();
    }
    seen = sizes.copyTo(seen);
    settled = true;
  }
}
