package io.sinter.runtime;

import io.sinter.runtime.Program.Bind;
import io.sinter.runtime.Program.Branch;
import io.sinter.runtime.Program.Launch;
import io.sinter.runtime.Program.Repeat;
import io.sinter.runtime.Program.Slot;
import io.sinter.runtime.Program.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The arrays that a run of a program needs beside its inputs and weights.
///
/// Launches follow each other, so those that want scratch arrays of the same kind share one per worker, as long as the
/// longest of them; an array that keeps its fill belongs to one launch alone, and arrays whose lengths are known in
/// different phases are never the same.
///
/// @param outputs the arrays of the outputs: as long as the tensor, or longer where a launch writes beyond it
/// @param scratch the scratch arrays of one worker
/// @param scratchOf for each step, which of those its launch uses
record MemoryPlan(List<Slot> slots, List<Cell> outputs, List<Cell> scratch, List<int[]> scratchOf) {
  /// An array that is as long as the longest of `lengths`.
  record Cell(DType type, double fill, boolean keepsFill, List<Dim> lengths) {
    private void want(Dim length) {
      if (!lengths.contains(length)) {
        lengths.add(length);
      }
    }

    int length(Sizes sizes, String what) {
      int longest = 0;
      for (var length : lengths) {
        longest = Math.max(longest, sizes.count(length, what));
      }
      return longest;
    }

    /// The length, and at least what a kernel needs that pads an empty array.
    int room(Sizes sizes, String what) {
      return Math.max(length(sizes, what), length(sizes.withoutZeros(), what));
    }

    private Dim bytes() {
      return lengths.stream().reduce(Dim::max).orElse(Dim.ZERO).times(type.bytes());
    }
  }

  private record Kind(DType type, long fill, int phase, int ordinal) {}

  static MemoryPlan of(Program program, Phases phases) {
    var outputs = new ArrayList<Cell>();
    for (var port : program.signature().outputs()) {
      var type = InputCheck.tensorType(port);
      outputs.add(new Cell(type.dtype(), 0, false, new ArrayList<>(List.of(type.shape().elements()))));
    }
    for (var buffer : program.buffers()) {
      switch (buffer.source()) {
        case Source.Output(int index) -> outputs.get(index).want(buffer.elements());
        case Source.Input(int index) -> program.donations().stream().filter(d -> d.input() == index)
            .forEach(d -> outputs.get(d.output()).want(buffer.elements()));
        case Source.Weight _, Source.Frame _, Source.Made _ -> { }
      }
    }
    var cells = new ArrayList<Cell>();
    var shared = new HashMap<Kind, Integer>();
    var scratchOf = new ArrayList<int[]>();
    for (var step : program.steps()) {
      switch (step) {
        case Launch launch -> scratchOf.add(scratch(launch, phases, cells, shared));
        case Bind _, Branch _, Repeat _ -> scratchOf.add(new int[0]);
      }
    }
    return new MemoryPlan(program.slots(), outputs, cells, scratchOf);
  }

  private static int[] scratch(Launch launch, Phases phases, List<Cell> cells, Map<Kind, Integer> shared) {
    var indices = new int[launch.scratch().size()];
    var ordinals = new HashMap<Kind, Integer>();
    for (int i = 0; i < indices.length; i++) {
      var slot = launch.scratch().get(i);
      long fill = Double.doubleToLongBits(slot.fill());
      int phase = phases.of(slot.elements());
      int ordinal = ordinals.merge(new Kind(slot.type(), fill, phase, 0), 1, Integer::sum);
      int fresh = cells.size();
      indices[i] = slot.keepsFill()
          ? fresh
          : shared.computeIfAbsent(new Kind(slot.type(), fill, phase, ordinal), kind -> fresh);
      if (indices[i] == fresh) {
        cells.add(new Cell(slot.type(), slot.fill(), slot.keepsFill(), new ArrayList<>()));
      }
      cells.get(indices[i]).want(slot.elements());
    }
    return indices;
  }

  /// The bytes of frame, outputs and scratch arrays with one thread.
  Dim peak() {
    var sum = Dim.ZERO;
    for (var slot : slots) {
      sum = sum.plus(slot.elements().times(slot.type().bytes()));
    }
    for (var output : outputs) {
      sum = sum.plus(output.bytes());
    }
    for (var cell : scratch) {
      sum = sum.plus(cell.bytes());
    }
    return sum;
  }
}
