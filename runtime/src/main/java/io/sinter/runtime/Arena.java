package io.sinter.runtime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The arrays of a frame: slots, and for each worker scratch arrays. An array is measured first and allocated later, so
/// that a budget can be checked in between; one that is long enough stays. Of outputs, which are fresh at each run, it
/// knows lengths and shapes.
final class Arena {
  private final List<Signature.Port> ports;
  private final MemoryPlan plan;
  private final @Nullable Object[] slots;
  private final int[] slotLengths;
  private final int[] scratchLengths;
  private final int[] outputLengths;
  private final long[][] outputShapes;
  /// For each worker the arrays of the plan's scratch cells.
  private final List<@Nullable Object[]> scratch = new ArrayList<>();
  private int changes;

  Arena(Program program, MemoryPlan plan) {
    this.ports = program.signature().outputs();
    this.plan = plan;
    this.slots = new Object[plan.slots().size()];
    this.slotLengths = new int[slots.length];
    this.scratchLengths = new int[plan.scratch().size()];
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
    slots[i] = array(slots[i], slot.type(), slotLengths[i], slot.fill(), slot.keepsFill());
  }

  /// @param changed whether sizes have changed, so that an array that keeps its fill gets it again
  void allocateScratch(int c, int workers, boolean changed) {
    while (scratch.size() < workers) {
      scratch.add(new Object[scratchLengths.length]);
    }
    var cell = plan.scratch().get(c);
    for (var own : scratch) {
      own[c] = array(own[c], cell.type(), scratchLengths[c], cell.fill(), cell.keepsFill() && changed);
    }
  }

  private Object array(@Nullable Object old, DType type, int length, double fill, boolean refill) {
    boolean fresh = old == null || TypedArray.length(type, old) < length;
    var array = fresh ? type.newArray(length) : old;
    boolean zero = Double.doubleToRawLongBits(fill) == 0;
    if (fresh ? !zero : refill) {
      TypedArray.fill(type, array, fill);
    }
    changes += fresh ? 1 : 0;
    return array;
  }

  /// How often some array has become another one.
  int changes() {
    return changes;
  }

  Object slot(int i) {
    return slots[i];
  }

  Object scratch(int worker, int c) {
    return scratch.get(worker)[c];
  }

  long outputBytes(int i) {
    return (long) outputLengths[i] * plan.outputs().get(i).type().bytes();
  }

  Object newOutput(int i) {
    return plan.outputs().get(i).type().newArray(outputLengths[i]);
  }

  /// The tensor that a run has left in an array as long as the output, or longer.
  Tensor output(int i, Object array) {
    return Tensor.within(plan.outputs().get(i).type(), outputShapes[i], array);
  }
}
