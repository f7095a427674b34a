package io.sinter.runtime;

import java.util.List;
import java.util.stream.Collectors;

/// What a compiled model does, as data: which memory it needs and which kernels run on it, in order. Sizes are
/// expressions over `symbols`, which are bound from the shapes of the inputs at each run.
///
/// @param symbols the free sizes, each the whole of some input dimension
/// @param slots the arrays of a frame; values whose lives do not overlap share one
/// @param buffers every array a launch can name
public record Program(
    Signature signature, List<String> symbols, List<Slot> slots, List<Buffer> buffers, List<Step> steps) {
  public Program {
    symbols = List.copyOf(symbols);
    slots = List.copyOf(slots);
    buffers = List.copyOf(buffers);
    steps = List.copyOf(steps);
  }

  /// One array of a frame, reused from run to run.
  ///
  /// @param elements its length
  /// @param fill what every element holds before the first run at given sizes; a halo keeps it
  /// @param keepsFill whether some element is never written, so that the array is filled again when sizes change
  public record Slot(DType type, Dim elements, double fill, boolean keepsFill) {
    @Override
    public String toString() {
      return type + "[" + elements + "]" + (keepsFill ? " fill " + fill : "");
    }
  }

  /// Where the array behind a name comes from.
  public sealed interface Source {
    /// The caller's array of the i-th input, read only.
    record Input(int index) implements Source {}

    /// A fresh array of the i-th output, owned by the caller afterwards.
    record Output(int index) implements Source {}

    /// The i-th packed weight of the model, read only.
    record Weight(int index) implements Source {}

    /// The i-th slot of the frame.
    record Frame(int slot) implements Source {}
  }

  /// @param elements how many elements the array must at least have
  public record Buffer(String name, DType type, Dim elements, Source source) {}

  /// Something a program does.
  public sealed interface Step permits Launch {}

  /// Runs all groups of a kernel.
  ///
  /// @param buffers indices into the program's buffers, in the kernel's order
  /// @param scratch arrays each worker gets for itself, after the buffers
  /// @param arguments values of the kernel's parameters
  /// @param extents how many of the last arguments only bound loops: a rehearsal may give 1 for them
  /// @param groups how many groups there are; they may run in any order and at once
  /// @param origin the layers this computes, for errors and profiles
  public record Launch(
      String kernel, List<Integer> buffers, List<Slot> scratch, List<Dim> arguments, int extents, Dim groups,
      String origin) implements Step {
    /// A launch that cannot be rehearsed with fewer iterations.
    public Launch(
        String kernel, List<Integer> buffers, List<Slot> scratch, List<Dim> arguments, Dim groups, String origin) {
      this(kernel, buffers, scratch, arguments, 0, groups, origin);
    }

    public Launch {
      buffers = List.copyOf(buffers);
      scratch = List.copyOf(scratch);
      arguments = List.copyOf(arguments);
    }
  }

  /// The text of `sinter inspect --stage program`.
  public String print() {
    var out = new StringBuilder("program (");
    out.append(signature.inputs().stream().map(Object::toString).collect(Collectors.joining(", ")));
    out.append(") -> (");
    out.append(signature.outputs().stream().map(Object::toString).collect(Collectors.joining(", ")));
    out.append(") {\n");
    for (int i = 0; i < slots.size(); i++) {
      out.append("  slot ").append(i).append(" : ").append(slots.get(i)).append('\n');
    }
    for (var b : buffers) {
      out.append("  buffer ").append(b.name()).append(" : ").append(b.type()).append('[').append(b.elements());
      out.append("] = ").append(switch (b.source()) {
        case Source.Input s -> "input " + s.index();
        case Source.Output s -> "output " + s.index();
        case Source.Weight s -> "weight " + s.index();
        case Source.Frame s -> "slot " + s.slot();
      }).append('\n');
    }
    for (var step : steps) {
      switch (step) {
        case Launch l -> {
          out.append("  launch ").append(l.kernel()).append('(');
          out.append(l.buffers().stream().map(b -> buffers.get(b).name()).collect(Collectors.joining(", ")));
          out.append(')');
          if (!l.arguments().isEmpty()) {
            out.append(" with ").append(l.arguments());
          }
          if (!l.scratch().isEmpty()) {
            out.append(" scratch ").append(l.scratch());
          }
          out.append(" groups ").append(l.groups()).append(" for ").append(l.origin()).append('\n');
        }
      }
    }
    return out.append("}\n").toString();
  }
}
