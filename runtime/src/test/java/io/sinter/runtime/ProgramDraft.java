package io.sinter.runtime;

import io.sinter.runtime.Program.Argument;
import io.sinter.runtime.Program.Buffer;
import io.sinter.runtime.Program.Donation;
import io.sinter.runtime.Program.Launch;
import io.sinter.runtime.Program.Slot;
import io.sinter.runtime.Program.Source;
import io.sinter.runtime.Program.Step;
import io.sinter.runtime.Signature.Port;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A program that a test writes line by line; what names an array is its number as a buffer.
final class ProgramDraft {
  static final TensorType FLAG = TensorType.of(DType.BOOL);
  static final TensorType NUMBER = TensorType.of(DType.I64);

  private final List<String> symbols;
  private final List<Port> inputs = new ArrayList<>();
  private final List<Port> outputs = new ArrayList<>();
  private final List<Slot> slots = new ArrayList<>();
  private final List<Buffer> buffers = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final List<Donation> donations = new ArrayList<>();
  private int made;

  ProgramDraft(String... symbols) {
    this.symbols = List.of(symbols);
  }

  static TensorType f32(Object... dims) {
    return new TensorType(DType.F32, Shape.of(Arrays.stream(dims)
        .map(d -> d instanceof String s ? Dim.parse(s) : Dim.of((Integer) d)).toArray(Dim[]::new)));
  }

  private int buffer(String name, TensorType type, Source source) {
    buffers.add(new Buffer(name, type.dtype(), type.shape().elements(), source));
    return buffers.size() - 1;
  }

  int input(String name, TensorType type) {
    inputs.add(new Port(name, type));
    return buffer(name, type, new Source.Input(inputs.size() - 1));
  }

  int output(String name, TensorType type) {
    outputs.add(new Port(name, type));
    return buffer(name, type, new Source.Output(outputs.size() - 1));
  }

  int slot(TensorType type) {
    slots.add(new Slot(type.dtype(), type.shape().elements(), 0, false));
    return buffer("s" + (slots.size() - 1), type, new Source.Frame(slots.size() - 1));
  }

  int weight(int index, TensorType type) {
    return buffer("w" + index, type, new Source.Weight(index));
  }

  int made(TensorType type) {
    return buffer("m" + made, type, new Source.Made(made++));
  }

  ProgramDraft donate(int input, int output, int axis, String capacity) {
    donations.add(new Donation(input, output, axis, capacity));
    return this;
  }

  /// A launch of one group.
  ProgramDraft launch(String kernel, List<Dim> arguments, Integer... arrays) {
    return step(new Launch(kernel, List.of(arrays), List.of(), arguments, Dim.ONE, "layer '" + kernel + "'"));
  }

  ProgramDraft copy(Dim elements, int from, int to) {
    return launch("copy", List.of(elements), from, to);
  }

  ProgramDraft step(Step step) {
    steps.add(step);
    return this;
  }

  Argument argument(int buffer, TensorType type) {
    return new Argument(buffer, type.shape().dims());
  }

  Program program() {
    return new Program(new Signature(inputs, outputs), symbols, slots, buffers, steps, donations);
  }
}
