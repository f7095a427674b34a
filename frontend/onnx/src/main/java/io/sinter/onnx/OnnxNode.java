package io.sinter.onnx;

import io.sinter.ir.Builder;
import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Measure;
import io.sinter.onnx.proto.NodeProto;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import io.sinter.runtime.Truth;
import io.sinter.runtime.UnsupportedError;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// One node under import: its inputs, its attributes, and the builder that takes what it means. Keeps account of what
/// was asked for, so that nothing a node says is passed over.
final class OnnxNode {
  private final NodeProto proto;
  private final GraphScope scope;
  private final Attributes attributes;
  private final List<Optional<Known>> inputs;
  private final BitSet read = new BitSet();

  /// @param inputs empty where an input is left out
  OnnxNode(NodeProto proto, GraphScope scope, List<Optional<Known>> inputs) {
    this(proto, scope,
        new Attributes(proto, scope.place(proto), scope.function().model()::tensor, scope.arguments()), inputs);
  }

  private OnnxNode(NodeProto proto, GraphScope scope, Attributes attributes, List<Optional<Known>> inputs) {
    this.proto = proto;
    this.scope = scope;
    this.attributes = attributes;
    this.inputs = List.copyOf(inputs);
  }

  NodeProto proto() {
    return proto;
  }

  /// What is around the node, for those that hold graphs.
  GraphScope scope() {
    return scope;
  }

  String op() {
    return proto.getOpType();
  }

  /// The version of the operator set that the operator is of.
  int version() {
    return scope.opsets().version(proto);
  }

  Builder builder() {
    return scope.function().builder();
  }

  Attributes attributes() {
    return attributes;
  }

  /// What to call the node in errors.
  String place() {
    return scope.place(proto);
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

  /// What an input that is there stands for, without taking it.
  Known peek(int input) {
    return inputs.get(input).orElseThrow();
  }

  private TensorType type(int input) {
    return switch (known(input)) {
      case Sizes s -> new TensorType(s.dtype(), s.shape());
      case Known.Data(var x) -> x.type();
    };
  }

  /// An input as data.
  Value value(int input) {
    return data(known(input), builder());
  }

  /// An input of one element, as a scalar.
  Value single(int input, String name) {
    var x = value(input);
    requireOne(x.type(), name);
    return x.type().rank() == 0 ? x : builder().add(new Op.Reshape(x, Shape.SCALAR));
  }

  private void requireOne(TensorType type, String name) {
    require(type.rank() <= 1 && type.shape().elements().equalTo(Dim.ONE) != Truth.NO, "An input is not one number.",
        "'" + name + "' of " + type, "one element");
  }

  Optional<Value> optional(int input) {
    return has(input) ? Optional.of(value(input)) : Optional.empty();
  }

  /// All inputs, of which there is at least one.
  List<Value> values() {
    return IntStream.range(0, Math.max(1, inputs.size())).mapToObj(this::value).toList();
  }

  /// An input of that shape, such as one number for each channel. Sizes that only the run tells are compared then.
  Value shaped(int input, Shape expected) {
    var x = value(input);
    var type = x.type();
    require(type.rank() == expected.rank() && type.shape().equalTo(expected) != Truth.NO,
        "An input has the wrong shape.", named(input), expected);
    for (int i = 0; i < expected.rank(); i++) {
      x = compared(x, i, expected.get(i));
    }
    return x;
  }

  /// An input that has so many axes.
  ///
  /// @param axes what they are, such as `[batch, sequence, size]`
  Value ranked(int input, int rank, String axes) {
    var x = value(input);
    require(x.type().rank() == rank, "An input has the wrong rank.", named(input), axes);
    return x;
  }

  /// What to call an input in errors: its place, its name and its type.
  String named(int input) {
    return "input " + input + ": '" + proto.getInput(input) + "' of " + value(input).type();
  }

  /// What is known, as data of a function.
  static Value data(Known known, Builder builder) {
    return switch (known) {
      case Known.Data d -> d.value();
      case Sizes s -> s.value(builder);
    };
  }

  /// The same node inside of a graph that it holds: its attributes without its inputs.
  OnnxNode within(GraphScope inner) {
    return new OnnxNode(proto, inner, attributes, List.of());
  }

  // ---- inputs that are numbers ------------------------------------------------------------------------------------

  /// An input whose elements are known as expressions of the sizes, if they are.
  Optional<Sizes> sizes(int input) {
    return switch (known(input)) {
      case Sizes s -> Optional.of(s);
      case Known.Data d -> scope.function().sizes(d.value());
    };
  }

  /// The elements of an input that says sizes. What only the run tells becomes a symbol, see [#size(Value, String)].
  ///
  /// @throws NeededValues when not even their number is known
  List<Dim> dims(int input, String name) {
    var numbers = numbers(input, name);
    return IntStream.range(0, numbers.size())
        .mapToObj(i -> size(numbers.get(i), numbers.size() == 1 ? name : name + i)).toList();
  }

  /// An input of one element that says a size or a position that is never negative; otherwise as [#dims].
  Dim size(int input, String name) {
    requireOne(type(input), name);
    return size(elements(input, name).getFirst(), name);
  }

  /// A number as a size: the expression where it is known, or else a symbol that gets the value at run time. One
  /// element of a tensor gets one symbol. Only numbers that are never negative can become symbols, and a negative one
  /// is an error of the run: positions that count from the end are to be computed as data before. Known ones can be
  /// negative.
  ///
  /// @param number an i64 scalar
  /// @param hint what to call the symbol, apart from the node
  Dim size(Value number, String hint) {
    return scope.function().size(number, hint + "_" + scope.origin(proto));
  }

  /// An i64 scalar as an expression of the sizes, if it is known as one.
  Optional<Dim> number(Value scalar) {
    return scope.function().arithmetic().number(scalar, 0);
  }

  /// The elements of an input that is a list of integers, each a scalar of i64.
  ///
  /// @throws NeededValues when their number is not known
  List<Value> numbers(int input, String name) {
    requireList(input, name);
    return elements(input, name);
  }

  private void requireList(int input, String name) {
    var type = type(input);
    require(type.rank() == 1, "An input is not a list.", "'" + name + "' of " + type, "one axis");
  }

  private List<Value> elements(int input, String name) {
    return switch (known(input)) {
      case Sizes s -> s.elements().stream().map(e -> Measure.of(builder(), e)).toList();
      case Known.Data(var x) -> {
        if (!Sizes.isSmall(x.type().shape())) {
          throw notKnown(x, name);
        }
        yield IntStream.range(0, Sizes.count(x.type())).mapToObj(i -> scope.function().element(x, i)).toList();
      }
    };
  }

  /// An input that must be known now.
  ///
  /// @throws NeededValues when it can be computed from inputs of the model
  /// @throws UnsupportedError when it cannot be known
  Tensor constant(int input, String name) {
    return switch (known(input)) {
      case Sizes s -> s.tensor().orElseThrow(() -> notKnown(s.value(builder()), name));
      case Known.Data(var x) -> scope.function().constants().of(x).orElseThrow(() -> notKnown(x, name));
    };
  }

  /// What to throw where a size must be known now, and is not.
  ///
  /// @param what says what cannot be had without
  RuntimeException notKnown(Dim size, String what, String alternative) {
    return scope.function().inputsBehind(Measure.of(builder(), size)).<RuntimeException>map(NeededValues::new)
        .orElseGet(() -> unsupported(what, alternative));
  }

  private RuntimeException notKnown(Value value, String name) {
    var behind = scope.function().inputsBehind(value);
    return behind.isPresent() ? new NeededValues(behind.get())
        : unsupported("input '" + name + "' that depends on the model's inputs", "a constant");
  }

  /// A constant input of one element.
  Tensor scalar(int input, String name) {
    var tensor = constant(input, name);
    requireOne(tensor.type(), name);
    return tensor;
  }

  /// The elements of a constant input that is a list of integers.
  List<Long> integers(int input, String name) {
    requireList(input, name);
    var tensor = constant(input, name);
    return IntStream.range(0, tensor.elements()).mapToObj(tensor::longAt).toList();
  }

  // ---- outputs ----------------------------------------------------------------------------------------------------

  /// How many outputs the node names, those left out before a named one included.
  int outputs() {
    int count = proto.getOutputCount();
    while (count > 0 && !wants(count - 1)) {
      count--;
    }
    return count;
  }

  boolean wants(int output) {
    return output < proto.getOutputCount() && !proto.getOutput(output).isEmpty();
  }

  // ---- what many operators need -----------------------------------------------------------------------------------

  Value apply(ScalarFn fn, Value... args) {
    return builder().apply(fn, args);
  }

  /// `value` repeated to the shape of `like`.
  Value splat(Value like, double value) {
    return builder().splat(like, value);
  }

  Value convert(Value x, DType to) {
    return x.type().dtype() == to ? x : builder().add(new Op.Convert(x, to));
  }

  Value constant(Tensor tensor) {
    return builder().constant(Literal.of(tensor));
  }

  /// An axis of a tensor of `rank` axes, counted from the end when negative.
  int axis(long axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw error("An axis does not exist.", "axis " + axis, "-" + rank + " to " + (rank - 1)
          + ", for a tensor of rank " + rank);
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  /// `x`, whose size along an axis must be that of `size`. What only the run tells is compared then.
  ///
  /// @param sentence what is wrong where it is another
  Value sized(Value x, int axis, Dim size, String sentence) {
    require(x.type().dim(axis).equalTo(size) != Truth.NO, sentence, "axis " + axis + " of " + x.type(), "size " + size);
    return compared(x, axis, size);
  }

  private Value compared(Value x, int axis, Dim size) {
    var dims = new ArrayList<>(x.type().shape().dims());
    return dims.set(axis, size).equalTo(size) == Truth.YES ? x : builder().add(new Op.Reshape(x, new Shape(dims)));
  }

  /// Distinct axes in ascending order.
  List<Integer> axes(List<Long> axes, int rank) {
    return distinct(axes, rank).stream().sorted().toList();
  }

  /// Axes that are given in some order, each once.
  List<Integer> distinct(List<Long> axes, int rank) {
    var given = axes.stream().map(a -> axis(a, rank)).toList();
    require(given.stream().distinct().count() == given.size(), "An axis is given twice.", "axes " + axes,
        "each axis once");
    return given;
  }

  /// @throws UnsupportedError when `x` is not of a float type
  Value requireFloat(Value x) {
    if (!x.type().dtype().isFloat()) {
      throw unsupported(op() + " of " + x.type().dtype(), "a float type, by a Cast before it");
    }
    return x;
  }

  // ---- errors -----------------------------------------------------------------------------------------------------

  /// @throws ModelError of that sentence unless `holds`
  void require(boolean holds, String sentence, Object given, Object expected) {
    if (!holds) {
      throw error(sentence, given.toString(), expected.toString());
    }
  }

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
        throw unsupported("input " + i + " of " + op() + " at version " + version());
      }
    }
    if (!attributes.unread().isEmpty()) {
      throw unsupported("the attributes " + String.join(", ", attributes.unread()) + " of " + op() + " at version "
          + version());
    }
  }
}
