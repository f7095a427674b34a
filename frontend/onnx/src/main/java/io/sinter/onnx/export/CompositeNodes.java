package io.sinter.onnx.export;

import io.sinter.ir.Builder;
import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.ir.Text;
import io.sinter.ir.Value;
import io.sinter.ir.composite.BatchNormalization;
import io.sinter.ir.composite.Gelu;
import io.sinter.ir.composite.GroupNormalization;
import io.sinter.ir.composite.InstanceNormalization;
import io.sinter.ir.composite.LayerNormalization;
import io.sinter.ir.composite.LogSoftmax;
import io.sinter.ir.composite.Softmax;
import io.sinter.ir.composite.Softplus;
import io.sinter.onnx.proto.AttributeProto;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Composites for which ONNX has an operator of exactly their meaning. A composite is told by its body, not by its name
/// alone: it is the one that an operator means when making it again, with the attributes that the operator would have,
/// gives the same body.
final class CompositeNodes {
  private CompositeNodes() {}

  /// An operator with its attributes, and what it means.
  private record Form(String operator, List<AttributeProto> attributes, Meaning meaning) {
    static Form of(String operator, Meaning meaning, AttributeProto... attributes) {
      return new Form(operator, List.of(attributes), meaning);
    }
  }

  /// Makes the composite that an operator means.
  private interface Meaning {
    Value of(Builder b, List<Value> args);
  }

  /// Whether ONNX has a composite.
  static boolean has(Op.Composite c) {
    return find(c).isPresent();
  }

  /// @throws java.util.NoSuchElementException when [#has] is false
  static String of(Op.Composite c, List<String> inputs, Graph graph) {
    var form = find(c).orElseThrow();
    return graph.node(form.operator(), inputs, form.attributes().toArray(AttributeProto[]::new));
  }

  private static Optional<Form> find(Op.Composite c) {
    boolean single = c.args().stream().allMatch(a -> a.type().dtype() == DType.F32);
    return single ? forms(c).filter(f -> isMeant(c, f.meaning())).findFirst() : Optional.empty();
  }

  private static boolean isMeant(Op.Composite c, Meaning meaning) {
    var b = new Builder();
    var args = c.body().parameters().stream().map(p -> b.parameter(((Op.Parameter) p.op()).name(), p.type())).toList();
    return meaning.of(b, args).op() instanceof Op.Composite other && text(other.body()).equals(text(c.body()));
  }

  /// A function without origins, as text.
  private static String text(Function f) {
    var b = new Builder();
    var map = new HashMap<Value, Value>();
    f.values().forEach(v -> map.put(v, b.add(v.op().withOperands(map::get))));
    return Text.print(b.finish(f.name(), f.results().stream().map(map::get).toList(), f.outputs()));
  }

  private static Stream<Form> forms(Op.Composite c) {
    var x = c.args().getFirst();
    int rank = x.type().rank();
    return switch (c.name()) {
      case Softmax.NAME -> axes(rank).mapToObj(i -> Form.of(
          "Softmax", (b, in) -> Softmax.of(b, in.getFirst(), List.of(i)), Attributes.of("axis", i)));
      case LogSoftmax.NAME -> axes(rank).mapToObj(i -> Form.of(
          "LogSoftmax", (b, in) -> LogSoftmax.of(b, in.getFirst(), List.of(i)), Attributes.of("axis", i)));
      case Gelu.NAME -> Stream.of(Form.of(
          "Gelu", (b, in) -> Gelu.of(b, in.getFirst()), Attributes.of("approximate", "none")));
      case Gelu.TANH_NAME -> Stream.of(Form.of(
          "Gelu", (b, in) -> Gelu.tanh(b, in.getFirst()), Attributes.of("approximate", "tanh")));
      case Softplus.NAME -> Stream.of(Form.of("Softplus", (b, in) -> Softplus.of(b, in.getFirst())));
      case LayerNormalization.NAME -> axes(rank).filter(i -> isWhole(c, i)).boxed().flatMap(i -> epsilons(c)
          .map(e -> Form.of("LayerNormalization", (b, in) -> LayerNormalization.of(
              b, in.get(0), in.get(1), in.stream().skip(2).findFirst(), i, e, DType.F32),
              Attributes.of("axis", i), Attributes.of("epsilon", e))));
      case BatchNormalization.NAME -> epsilons(c).map(e -> Form.of("BatchNormalization", (b, in) ->
          BatchNormalization.of(b, in.get(0), in.get(1), in.get(2), in.get(3), in.get(4), e),
          Attributes.of("epsilon", e)));
      case InstanceNormalization.NAME -> epsilons(c).map(e -> Form.of("InstanceNormalization", (b, in) ->
          InstanceNormalization.of(b, in.get(0), in.get(1), in.get(2), e), Attributes.of("epsilon", e)));
      case GroupNormalization.NAME -> groups(c).boxed().flatMap(g -> epsilons(c).map(e -> Form.of(
          "GroupNormalization", (b, in) -> GroupNormalization.of(
              b, in.get(0), in.get(1), in.get(2), g, e, DType.F32),
          Attributes.of("num_groups", g), Attributes.of("epsilon", e))));
      default -> Stream.empty();
    };
  }

  private static IntStream axes(int rank) {
    return IntStream.range(0, rank);
  }

  /// Whether scale and bias have exactly the axes that are normalised.
  private static boolean isWhole(Op.Composite c, int axis) {
    var shape = c.args().getFirst().type().shape();
    var normalised = new Shape(shape.dims().subList(axis, shape.rank()));
    return c.args().stream().skip(1).allMatch(a -> a.type().shape().equals(normalised));
  }

  /// The numbers in a body that an attribute can hold.
  private static Stream<Double> epsilons(Op.Composite c) {
    return c.body().body().stream()
        .filter(v -> v.op() instanceof Op.Constant && v.type().rank() == 0 && v.type().dtype() == DType.F32)
        .map(v -> ((Op.Constant) v.op()).literal().tensor().doubleAt(0));
  }

  /// How many groups of channels a body may make.
  private static LongStream groups(Op.Composite c) {
    return c.body().body().stream().filter(v -> v.op() instanceof Op.Reshape && v.type().rank() > 1)
        .map(v -> v.type().dim(1)).filter(d -> d.constant().isPresent()).mapToLong(Dim::asLong);
  }
}
