package io.sinter.runtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The arrays of a frame: slots, and for each worker scratch arrays. An array is measured first and allocated later, so
/// that a budget can be checked in between; one that is long enough stays. Of outputs, which are fresh at each run, it
/// knows lengths and shapes.
final class Arena {
  private final Session session;
  private final List<Signature.Port> ports;
  private final MemoryPlan plan;
  private final @Nullable Object[] slots;
  private final int[] slotLengths;
  private final int[] scratchLengths;
  private final int[] outputLengths;
  private final long[][] outputShapes;
  /// For each of the plan's scratch cells an array for each thread of the host.
  private final @Nullable Object[][] scratch;
  private final int[] scratchRoom;
  private final int[] scratchWorkers;
  private int changes;

  Arena(Session session, Program program, MemoryPlan plan) {
    this.session = session;
    this.ports = program.signature().outputs();
    this.plan = plan;
    this.slots = new Object[plan.slots().size()];
    this.slotLengths = new int[slots.length];
    this.scratch = new Object[plan.scratch().size()][];
    this.scratchRoom = new int[scratch.length];
    this.scratchWorkers = new int[scratch.length];
    this.scratchLengths = new int[scratch.length];
    this.outputLengths = new int[plan.outputs().size()];
    this.outputShapes = new long[outputLengths.length][];
  }

  /// @return how many bytes the slot takes
  long measureSlot(int i, Sizes sizes) {
    var slot = plan.slots().get(i);
    slotLengths[i] = Math.max(
        sizes.count(slot.elements(), "slot " + i), sizes.withoutZeros().count(slot.elements(), "slot " + i));
    return (long) slotLengths[i] * slot.type().bytes();
  }

  /// @return how many bytes the output takes
  long measureOutput(int i, Sizes sizes) {
    var port = ports.get(i);
    var shape = InputCheck.tensorType(port).shape();
    outputShapes[i] = new long[shape.rank()];
    for (int d = 0; d < shape.rank(); d++) {
      outputShapes[i][d] = sizes.count(shape.get(d), "output '" + port.name() + "', dimension " + d);
    }
    outputLengths[i] = plan.outputs().get(i).room(sizes, "output '" + port.name() + "'");
    return outputBytes(i);
  }

  /// @return how many bytes the scratch array takes for each worker
  long measureScratch(int c, Sizes sizes) {
    var cell = plan.scratch().get(c);
    scratchLengths[c] = cell.length(sizes, "a scratch array");
    return (long) scratchLengths[c] * cell.type().bytes();
  }

  /// For sizes that have changed: an array that keeps its fill gets it again.
  void allocateSlot(int i) {
    var slot = plan.slots().get(i);
    var old = slots[i];
    if (old == null || session.length(slot.type(), old) < slotLengths[i]) {
      release(slot.type(), old);
      slots[i] = session.newArray(slot.type(), slotLengths[i]);
      changes++;
    }
    if (slot.keepsFill()) {
      session.fill(slot.type(), slots[i], slot.fill());
    }
  }

  /// @param workers how many groups have scratch arrays of their own at a time
  /// @param changed whether sizes have changed, so that an array that keeps its fill gets it again
  void allocateScratch(int c, int workers, boolean changed) {
    var cell = plan.scratch().get(c);
    boolean fresh = scratch[c] == null || scratchRoom[c] < scratchLengths[c] || scratchWorkers[c] < workers;
    if (fresh) {
      releaseScratch(c);
      scratch[c] = session.newScratch(cell.type(), scratchLengths[c], workers);
      scratchRoom[c] = scratchLengths[c];
      scratchWorkers[c] = workers;
      changes++;
    }
    if (cell.keepsFill() && (fresh || changed)) {
      for (var own : scratch[c]) {
        session.fill(cell.type(), own, cell.fill());
      }
    }
  }

  private void release(DType type, @Nullable Object old) {
    if (old != null) {
      session.release(type, old);
    }
  }

  private void releaseScratch(int c) {
    if (scratch[c] != null) {
      for (var own : scratch[c]) {
        session.release(plan.scratch().get(c).type(), own);
      }
      scratch[c] = null;
    }
  }

  /// Lets all arrays go.
  void close() {
    for (int i = 0; i < slots.length; i++) {
      release(plan.slots().get(i).type(), slots[i]);
      slots[i] = null;
    }
    for (int c = 0; c < scratch.length; c++) {
      releaseScratch(c);
    }
  }

  /// How often some array has become another one.
  int changes() {
    return changes;
  }

  Object slot(int i) {
    return slots[i];
  }

  /// The scratch arrays of a cell, one for each thread of the host.
  Object[] scratch(int c) {
    return scratch[c];
  }

  long outputBytes(int i) {
    return (long) outputLengths[i] * plan.outputs().get(i).type().bytes();
  }

  Object newOutput(int i) {
    return session.newArray(plan.outputs().get(i).type(), outputLengths[i]);
  }

  /// Whether an array of the output's type is long enough for it.
  boolean fitsOutput(int i, Object array) {
    return session.length(plan.outputs().get(i).type(), array) >= outputLengths[i];
  }

  /// Whether a tensor has the shape of the output.
  boolean isOutput(int i, Tensor tensor) {
    boolean same = true;
    for (int d = 0; d < outputShapes[i].length; d++) {
      same &= tensor.dim(d) == outputShapes[i][d];
    }
    return same;
  }

  /// The tensor that a run has left in an array as long as the output, or longer.
  Tensor output(int i, Object array) {
    return Tensor.within(plan.outputs().get(i).type(), outputShapes[i], array);
  }
}
