package io.sinter.onnx;

import io.sinter.ir.Builder;
import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.onnx.proto.NodeProto;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.UnsupportedError;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// One node under import: its inputs, its attributes, and the builder that takes what it means. Keeps account of what
/// was asked for, so that nothing a node says is passed over.
final class OnnxNode {
  private final NodeProto proto;
  private final int version;
  private final Builder builder;
  private final Constants constants;
  private final Attributes attributes;
  private final List<Optional<Known>> inputs;
  private final BitSet read = new BitSet();

  /// @param version that of the operator set
  /// @param inputs empty where an input is left out
  OnnxNode(
      NodeProto proto, int version, Builder builder, Constants constants, ExternalData external,
      List<Optional<Known>> inputs) {
    this.proto = proto;
    this.version = version;
    this.builder = builder;
    this.constants = constants;
    this.attributes = Attributes.of(proto, external);
    this.inputs = List.copyOf(inputs);
  }

  String op() {
    return proto.getOpType();
  }

  int version() {
    return version;
  }

  Builder builder() {
    return builder;
  }

  Attributes attributes() {
    return attributes;
  }

  /// What to call the node in errors.
  String place() {
    return Attributes.place(proto);
  }

  // ---- inputs -----------------------------------------------------------------------------------------------------

  int inputs() {
    return inputs.size();
  }

  boolean has(int input) {
    return input < inputs.size() && inputs.get(input).isPresent();
  }

  /// @throws ModelError when it is left out
  Known known(int input) {
    read.set(input);
    if (!has(input)) {
      throw error("A node lacks an input.", "no input " + input, "at least " + (input + 1) + " inputs");
    }
    return inputs.get(input).orElseThrow();
  }

  /// An input as data.
  Value value(int input) {
    return data(known(input));
  }

  Optional<Value> optional(int input) {
    return has(input) ? Optional.of(value(input)) : Optional.empty();
  }

  /// All inputs, of which there is at least one.
  List<Value> values() {
    return IntStream.range(0, Math.max(1, inputs.size())).mapToObj(this::value).toList();
  }

  private Value data(Known known) {
    return switch (known) {
      case Known.Data d -> d.value();
      case Sizes s -> s.value(builder);
    };
  }

  /// An input whose elements are known as expressions of the sizes, if they are.
  Optional<Sizes> sizes(int input) {
    return switch (known(input)) {
      case Sizes s -> Optional.of(s);
      case Known.Data d -> Sizes.holds(d.value().type())
          ? constants.of(d.value()).map(Sizes::of)
          : Optional.empty();
    };
  }

  /// The elements of an input that says sizes.
  ///
  /// @throws UnsupportedError when they are known only at run time
  List<Dim> dims(int input, String name) {
    return sizes(input).map(Sizes::elements).orElseThrow(() -> notConstant(name));
  }

  /// An input that must be known now.
  ///
  /// @throws UnsupportedError when it is not
  Tensor constant(int input, String name) {
    var tensor = switch (known(input)) {
      case Sizes s -> s.tensor();
      case Known.Data d -> constants.of(d.value());
    };
    return tensor.orElseThrow(() -> notConstant(name));
  }

  /// A constant input of one element.
  Tensor scalar(int input, String name) {
    var tensor = constant(input, name);
    if (tensor.elements() != 1) {
      throw error("An input is not one number.", "'" + name + "' of " + tensor.type(), "one element");
    }
    return tensor;
  }

  /// How many elements a shape has that is written out at import.
  ///
  /// @throws UnsupportedError when that is known only at run time, or too many
  int count(Shape shape) {
    var elements = shape.elements().constant();
    if (!shape.isConstant() || elements.orElseThrow() > Constants.LARGEST) {
      throw unsupported(op() + " of the shape " + shape, "constant sizes, and at most " + Constants.LARGEST
          + " elements");
    }
    return (int) elements.orElseThrow();
  }

  /// The elements of a constant input of integers.
  List<Long> integers(int input, String name) {
    var tensor = constant(input, name);
    if (!tensor.dtype().isInteger()) {
      throw error("An input has the wrong type.", "'" + name + "' of " + tensor.type(), "integers");
    }
    return IntStream.range(0, tensor.elements()).mapToObj(tensor::longAt).toList();
  }

  private UnsupportedError notConstant(String name) {
    return unsupported("input '" + name + "' that depends on the model's inputs", "a constant");
  }

  // ---- outputs ----------------------------------------------------------------------------------------------------

  /// How many outputs the node names, those left out before a named one included.
  int outputs() {
    return IntStream.range(0, proto.getOutputCount()).filter(this::wants).map(i -> i + 1).max().orElse(0);
  }

  boolean wants(int output) {
    return output < proto.getOutputCount() && !proto.getOutput(output).isEmpty();
  }

  // ---- what many operators need -----------------------------------------------------------------------------------

  Value apply(ScalarFn fn, Value... args) {
    return builder.apply(fn, args);
  }

  /// `value` repeated to the shape of `like`.
  Value splat(Value like, double value) {
    return builder.splat(like, value);
  }

  Value convert(Value x, DType to) {
    return x.type().dtype() == to ? x : builder.add(new Op.Convert(x, to));
  }

  Value constant(Tensor tensor) {
    return builder.constant(Literal.of(tensor));
  }

  /// An axis of a tensor of `rank` axes, counted from the end when negative.
  int axis(long axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw error("An axis does not exist.", "axis " + axis, "-" + rank + " to " + (rank - 1)
          + ", for a tensor of rank " + rank);
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  /// Distinct axes in ascending order.
  List<Integer> axes(List<Long> axes, int rank) {
    var sorted = axes.stream().map(a -> axis(a, rank)).sorted().distinct().toList();
    if (sorted.size() != axes.size()) {
      throw error("An axis is given twice.", "axes " + axes, "each axis once");
    }
    return sorted;
  }

  /// @throws UnsupportedError when `x` is not of a float type
  Value requireFloat(Value x) {
    if (!x.type().dtype().isFloat()) {
      throw unsupported(op() + " of " + x.type().dtype(), "a float type, by a Cast before it");
    }
    return x;
  }

  // ---- errors -----------------------------------------------------------------------------------------------------

  ModelError error(String sentence, String given, String expected) {
    return new ModelError(Problem.of(sentence).where(place()).given(given).expected(expected));
  }

  UnsupportedError unsupported(String what) {
    return new UnsupportedError(new UnsupportedError.Node(place(), what));
  }

  UnsupportedError unsupported(String what, String alternative) {
    return new UnsupportedError(new UnsupportedError.Node(place(), what, alternative));
  }

  /// @throws UnsupportedError when an input is a tensor of strings
  void requireNumbers() {
    for (int i = 0; i < inputs.size(); i++) {
      if (has(i) && inputs.get(i).orElseThrow() instanceof Known.Data(var value)
          && value.type().dtype() == DType.STRING) {
        throw unsupported(op() + " of strings");
      }
    }
  }

  /// What is left over once the node has been imported must be nothing.
  void finish() {
    for (int i = 0; i < inputs.size(); i++) {
      if (has(i) && !read.get(i)) {
        throw error("A node has more inputs than its operator takes.", "input " + i + ": '" + proto.getInput(i) + "'",
            i == 0 ? "no inputs" : "at most " + i + " inputs");
      }
    }
    if (!attributes.unread().isEmpty()) {
      throw unsupported("the attributes " + String.join(", ", attributes.unread()) + " of " + op() + " at version "
          + version);
    }
  }
}
