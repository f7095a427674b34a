package io.sinter.runtime;

import io.sinter.runtime.Program.Argument;
import io.sinter.runtime.Program.Bind;
import io.sinter.runtime.Program.Branch;
import io.sinter.runtime.Program.Buffer;
import io.sinter.runtime.Program.Donation;
import io.sinter.runtime.Program.Launch;
import io.sinter.runtime.Program.Repeat;
import io.sinter.runtime.Program.Slot;
import io.sinter.runtime.Program.Source;
import io.sinter.runtime.Program.Step;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Whether a program, its weights and its kernels fit together, and every size and array is there when it is used.
final class ProgramCheck {
  private final Program program;
  private final List<Object> weights;
  private final Set<String> kernels;
  private final Phases phases;
  /// The made arrays that are there so far.
  private final BitSet made = new BitSet();

  private ProgramCheck(Program program, List<Object> weights, Set<String> kernels) {
    this.program = program;
    this.weights = weights;
    this.kernels = kernels;
    this.phases = new Phases(program);
  }

  /// @throws CompilerBug when they do not
  static void check(Program program, List<Object> weights, Set<String> kernels) {
    new ProgramCheck(program, weights, kernels).check();
  }

  private void check() {
    for (var port : program.signature().inputs()) {
      require(phases.of(InputCheck.tensorType(port).shape().dims()) == 0,
          "has an input '" + port.name() + "' of a size that it binds itself");
    }
    program.buffers().forEach(this::buffer);
    for (int i = 0; i < program.donations().size(); i++) {
      donation(program.donations().get(i), program.donations().subList(0, i));
    }
    for (int i = 0; i < program.steps().size(); i++) {
      step(program.steps().get(i), phases.ofStep(i));
    }
    var sources = program.buffers().stream().map(Buffer::source).collect(Collectors.toSet());
    for (int i = 0; i < program.signature().outputs().size(); i++) {
      require(sources.contains(new Source.Output(i)),
          "does not write its output '" + program.signature().outputs().get(i).name() + "'");
    }
  }

  private void buffer(Buffer buffer) {
    switch (buffer.source()) {
      case Source.Input(int i) -> {
        within(i, program.signature().inputs().size(), "input");
        var type = InputCheck.tensorType(program.signature().inputs().get(i));
        sameType(buffer, type.dtype());
        boolean donated = program.donations().stream().anyMatch(d -> d.input() == i);
        require(donated || mayHold(type.shape().elements(), buffer.elements()),
            "reads more of input " + i + " than there is in buffer '" + buffer.name() + "'");
      }
      case Source.Output(int i) -> {
        within(i, program.signature().outputs().size(), "output");
        sameType(buffer, InputCheck.tensorType(program.signature().outputs().get(i)).dtype());
      }
      case Source.Weight(int i) -> {
        within(i, weights.size(), "weight");
        require(buffer.type().newArray(0).getClass() == weights.get(i).getClass(),
            "has a weight of another type than buffer '" + buffer.name() + "'");
        require(mayHold(Dim.of(TypedArray.length(buffer.type(), weights.get(i))), buffer.elements()),
            "has a weight shorter than buffer '" + buffer.name() + "'");
      }
      case Source.Frame(int i) -> {
        within(i, program.slots().size(), "slot");
        sameType(buffer, program.slots().get(i).type());
        require(mayHold(program.slots().get(i).elements(), buffer.elements()),
            "has a buffer '" + buffer.name() + "' longer than its slot " + i);
      }
      case Source.Made(int i) -> within(i, program.made(), "made array");
    }
  }

  private void donation(Donation d, List<Donation> before) {
    within(d.input(), program.signature().inputs().size(), "input");
    within(d.output(), program.signature().outputs().size(), "output");
    require(before.stream().noneMatch(b -> b.input() == d.input() || b.output() == d.output()),
        "donates input " + d.input() + " or output " + d.output() + " twice");
    var in = InputCheck.tensorType(program.signature().inputs().get(d.input()));
    var out = InputCheck.tensorType(program.signature().outputs().get(d.output()));
    require(in.dtype() == out.dtype() && in.rank() == out.rank(), "donates " + in + " to " + out);
    within(d.axis(), in.rank(), "axis");
    var dims = Stream.concat(in.shape().dims().stream(), out.shape().dims().stream()).toList();
    require(phases.of(dims) == 0, "donates " + in + " to " + out + ", which is not known at the start of a run");
    require(phases.of(d.capacity()) == 0, "binds the capacity '" + d.capacity() + "' itself");
    var fixed = Stream.concat(program.signature().inputs().stream().map(InputCheck::tensorType), Stream.of(out));
    require(fixed.flatMap(t -> t.shape().dims().stream()).noneMatch(dim -> dim.mentions(d.capacity())),
        "has a capacity '" + d.capacity() + "' that is a size of its inputs or of what it donates");
  }

  private void step(Step step, int phase) {
    switch (step) {
      case Launch l -> {
        require(kernels.contains(l.kernel()), "has no kernel '" + l.kernel() + "', which it launches");
        l.buffers().forEach(b -> reads(b, phase, step));
        knows(Stream.of(l.arguments(), List.of(l.groups()), l.scratch().stream().map(Slot::elements).toList())
            .flatMap(List::stream).toList(), phase, step);
      }
      case Bind b -> element(b.buffer(), b.at(), DType.I64, phase, step);
      case Branch b -> {
        element(b.condition(), b.at(), DType.BOOL, phase, step);
        for (var inner : List.of(b.then(), b.otherwise())) {
          inside(inner, b.arguments(), step);
          require(inner.signature().outputs().size() == b.types().size(),
              "has another number of results than a branch within it");
        }
        b.arguments().forEach(a -> argument(a, phase, step));
        results(b.results(), b.types(), phase, step);
      }
      case Repeat r -> {
        element(r.trips(), r.tripsAt(), DType.I64, phase, step);
        element(r.condition(), r.conditionAt(), DType.BOOL, phase, step);
        inside(r.body(), Stream.concat(r.carried().stream(), r.captured().stream()).toList(), step);
        var inputs = r.body().signature().inputs();
        require(inputs.getFirst().type().equals(TensorType.of(DType.I64)),
            "counts iterations in " + inputs.getFirst().type());
        var outputs = r.body().signature().outputs();
        require(outputs.size() == 1 + r.types().size() && r.carried().size() <= r.types().size(),
            "has another number of results than a body within it");
        require(outputs.getFirst().type().equals(TensorType.of(DType.BOOL)),
            "goes on while a " + outputs.getFirst().type() + " holds");
        Stream.concat(r.carried().stream(), r.captured().stream()).forEach(a -> argument(a, phase, step));
        results(r.results(), r.types(), phase, step);
      }
    }
  }

  /// The inputs of a body are those of the step after the number of the iteration.
  private void inside(Program inner, List<Argument> arguments, Step step) {
    check(inner, weights, kernels);
    require(inner.donations().isEmpty(), "has a donation in a program within " + step.origin());
    int first = step instanceof Repeat ? 1 : 0;
    var inputs = inner.signature().inputs();
    require(inputs.size() == first + arguments.size(),
        "hands " + (first + arguments.size()) + " arrays to a program that takes " + inputs.size());
    for (int i = 0; i < arguments.size(); i++) {
      var type = InputCheck.tensorType(inputs.get(first + i));
      int buffer = arguments.get(i).buffer();
      within(buffer, program.buffers().size(), "buffer");
      sameType(program.buffers().get(buffer), type.dtype());
      require(arguments.get(i).shape().size() == type.rank(), "hands " + arguments.get(i).shape() + " on as " + type);
    }
  }

  private void argument(Argument argument, int phase, Step step) {
    reads(argument.buffer(), phase, step);
    knows(argument.shape(), phase, step);
    var buffer = program.buffers().get(argument.buffer());
    require(mayHold(buffer.elements(), new Shape(argument.shape()).elements()),
        "hands on more than there is in buffer '" + buffer.name() + "'");
  }

  private void element(int buffer, Dim at, DType type, int phase, Step step) {
    reads(buffer, phase, step);
    knows(List.of(at), phase, step);
    sameType(program.buffers().get(buffer), type);
  }

  private void results(List<Integer> results, List<TensorType> types, int phase, Step step) {
    require(results.size() == types.size(), "leaves " + results.size() + " arrays as " + types);
    for (int i = 0; i < types.size(); i++) {
      within(results.get(i), program.buffers().size(), "buffer");
      var buffer = program.buffers().get(results.get(i));
      sameType(buffer, types.get(i).dtype());
      boolean fresh = buffer.source() instanceof Source.Made(int index) && !made.get(index);
      require(fresh, "leaves a result in buffer '" + buffer.name() + "', which is not made there alone");
      made.set(((Source.Made) buffer.source()).index());
    }
    for (var symbol : step.binds()) {
      require(types.stream().anyMatch(t -> t.shape().dims().contains(Dim.symbol(symbol))),
          "binds the size '" + symbol + "', which is not the whole of a dimension of " + types);
    }
    int after = phase + (step.binds().isEmpty() ? 0 : 1);
    types.forEach(t -> knows(t.shape().dims(), after, step));
  }

  private void reads(int buffer, int phase, Step step) {
    within(buffer, program.buffers().size(), "buffer");
    var b = program.buffers().get(buffer);
    require(phases.of(b.source()) <= phase, "uses buffer '" + b.name() + "' for " + step.origin()
        + " before the size of its array is bound");
    require(!(b.source() instanceof Source.Made(int i)) || made.get(i),
        "uses buffer '" + b.name() + "' for " + step.origin() + " before it is made");
    knows(List.of(b.elements()), phase, step);
  }

  private void knows(Collection<Dim> dims, int phase, Step step) {
    for (var dim : dims) {
      require(phases.of(dim) <= phase, "uses the size " + dim + " for " + step.origin() + " before it is bound");
    }
  }

  /// Whether an array of `length` may be long enough for what a buffer needs.
  private static boolean mayHold(Dim length, Dim needed) {
    return needed.minus(length).range(Dim.Ranges.NONE).low() <= 0;
  }

  private static void sameType(Buffer buffer, DType type) {
    require(buffer.type().newArray(0).getClass() == type.newArray(0).getClass(),
        "has a buffer '" + buffer.name() + "' of type " + buffer.type() + " in an array of " + type);
  }

  private static void within(int index, int count, String what) {
    require(index >= 0 && index < count, "names " + what + " " + index + " of " + count);
  }

  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new CompilerBug("program", "A program " + otherwise + ".");
    }
  }
}
