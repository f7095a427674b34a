package io.sinter.runtime;

import java.util.List;

/// What a compiled model does, as data: which memory it needs, which kernels run on it, in order, and what depends on
/// data. Sizes are expressions over `symbols`. A symbol is bound at the start of a run, where it is the whole of some
/// input dimension, has the name of a size that the surrounding program knows by then, or is the capacity of a
/// donation; or else by the one step that names it in its `symbol` or `binds`.
///
/// A step may mention only symbols bound before it, and arrays whose lengths mention only those. Programs nest: the
/// then-part, else-part and body of a step are programs too, over the same weights and kernels.
///
/// @param symbols all sizes that the program mentions, those of programs within it aside
/// @param slots the arrays of a frame; values whose lives do not overlap share one
/// @param buffers every array a step can name
/// @param donations the outputs that lie in the arrays of inputs; a program within another has none
/// @param requirements what is checked as soon as the sizes in it are bound
public record Program(
    Signature signature, List<String> symbols, List<Slot> slots, List<Buffer> buffers, List<Step> steps,
    List<Donation> donations, List<Requirement> requirements) {
  public Program {
    symbols = List.copyOf(symbols);
    slots = List.copyOf(slots);
    buffers = List.copyOf(buffers);
    steps = List.copyOf(steps);
    donations = List.copyOf(donations);
    requirements = List.copyOf(requirements);
  }

  /// A program that requires nothing of its sizes.
  public Program(Signature signature, List<String> symbols, List<Slot> slots, List<Buffer> buffers, List<Step> steps,
      List<Donation> donations) {
    this(signature, symbols, slots, buffers, steps, donations, List.of());
  }

  /// A program without donations.
  public Program(Signature signature, List<String> symbols, List<Slot> slots, List<Buffer> buffers, List<Step> steps) {
    this(signature, symbols, slots, buffers, steps, List.of());
  }

  /// One array of a frame, reused from run to run.
  ///
  /// @param elements its length
  /// @param fill what every element holds before the first run at given sizes; a halo keeps it
  /// @param keepsFill whether some element is never written, so that the array is filled again when sizes change; which
  ///     elements those are depends on no symbol that is bound later than those of `elements`
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

    /// The i-th of the arrays that control steps of this program leave, row-major from element 0, read only.
    record Made(int index) implements Source {}
  }

  /// @param elements how many elements the array must at least have
  public record Buffer(String name, DType type, Dim elements, Source source) {}

  /// The output lies in the array of the input: along `axis` it is the rows of the input and then others, and steps
  /// write only those. Both are row-major but for that axis, which has `capacity` rows in the array.
  ///
  /// @param capacity a symbol; at least the size of the output along the axis, and of every other output that names it
  public record Donation(int input, int output, int axis, String capacity) {}

  /// Something a program does.
  public sealed interface Step permits Launch, Bind, Branch, Repeat {
    /// The symbols that have values only after this step.
    default List<String> binds() {
      return List.of();
    }

    /// The layers this computes, for errors and profiles.
    String origin();
  }

  /// Runs all groups of a kernel.
  ///
  /// @param buffers indices into the program's buffers, in the kernel's order
  /// @param scratch arrays each worker gets for itself, after the buffers
  /// @param arguments values of the kernel's parameters
  /// @param extents how many of the last arguments only bound loops: a rehearsal may give 1 for them
  /// @param groups how many groups there are; they may run in any order and at once
  /// @param work about how many scalar operations all groups do together
  public record Launch(
      String kernel, List<Integer> buffers, List<Slot> scratch, List<Dim> arguments, int extents, Dim groups, Dim work,
      String origin) implements Step {
    /// What is worth many threads.
    private static final Dim MUCH = Dim.of(1L << 40);

    /// A launch that cannot be rehearsed with fewer iterations, and does so much that all threads share it.
    public Launch(
        String kernel, List<Integer> buffers, List<Slot> scratch, List<Dim> arguments, Dim groups, String origin) {
      this(kernel, buffers, scratch, arguments, 0, groups, MUCH, origin);
    }

    public Launch {
      buffers = List.copyOf(buffers);
      scratch = List.copyOf(scratch);
      arguments = List.copyOf(arguments);
    }
  }

  /// From here on `symbol` is the i64 element at position `at` of a buffer; a negative one is the model's error.
  public record Bind(String symbol, int buffer, Dim at, String origin) implements Step {
    @Override
    public List<String> binds() {
      return List.of(symbol);
    }
  }

  /// What a nested program is given: the first elements of a buffer, row-major, and their shape.
  public record Argument(int buffer, List<Dim> shape) {
    public Argument {
      shape = List.copyOf(shape);
    }
  }

  /// Runs `then` where the bool at position `at` of the buffer `condition` is true, else `otherwise`. The arguments are
  /// the inputs of both, in order.
  ///
  /// @param results the buffers that hold the outputs afterwards, in order; each is made here and nowhere else
  /// @param types of the results, in the symbols of this program
  /// @param binds the symbols in `types` that have a value only now: each is the whole of some dimension of a result
  public record Branch(
      int condition, Dim at, List<Argument> arguments, Program then, Program otherwise, List<Integer> results,
      List<TensorType> types, List<String> binds, String origin) implements Step {
    public Branch {
      arguments = List.copyOf(arguments);
      results = List.copyOf(results);
      types = List.copyOf(types);
      binds = List.copyOf(binds);
    }
  }

  /// `for (i = 0; i < trips && condition; i++) condition, carried…, scanned… = body(i, carried…, captured…)`, where `i`
  /// is an i64 scalar, and `trips` and `condition` start as an i64 and a bool at positions of buffers. The results are
  /// the last `carried`, then each of `scanned` of all iterations, stacked along a new first axis. Where there was no
  /// iteration, what is scanned has the sizes of its type, and 0 for those that are known only afterwards.
  ///
  /// @param results the buffers that hold the results afterwards, in order; each is made here and nowhere else
  /// @param types of the results, in the symbols of this program
  /// @param binds the symbols in `types` that have a value only now: each is the whole of some dimension of a result
  public record Repeat(
      int trips, Dim tripsAt, int condition, Dim conditionAt, List<Argument> carried, List<Argument> captured,
      Program body, List<Integer> results, List<TensorType> types, List<String> binds, String origin)
      implements Step {
    public Repeat {
      carried = List.copyOf(carried);
      captured = List.copyOf(captured);
      results = List.copyOf(results);
      types = List.copyOf(types);
      binds = List.copyOf(binds);
    }
  }

  /// How many launches there are, each of a nested program counted once.
  public int launches() {
    return steps.stream().mapToInt(step -> switch (step) {
      case Launch _ -> 1;
      case Bind _ -> 0;
      case Branch b -> b.then().launches() + b.otherwise().launches();
      case Repeat r -> r.body().launches();
    }).sum();
  }

  /// How many steps are no launches, each of a nested program counted once.
  public int hostSteps() {
    return steps.stream().mapToInt(step -> switch (step) {
      case Launch _ -> 0;
      case Bind _ -> 1;
      case Branch b -> 1 + b.then().hostSteps() + b.otherwise().hostSteps();
      case Repeat r -> 1 + r.body().hostSteps();
    }).sum();
  }

  /// How many arrays its steps leave.
  int made() {
    return buffers.stream().mapToInt(b -> b.source() instanceof Source.Made(int index) ? index + 1 : 0).max().orElse(0);
  }

  /// The text of `sinter inspect --stage program`.
  public String print() {
    return ProgramText.print(this);
  }
}
