package io.sinter.onnx;

import io.sinter.ir.Assert;
import io.sinter.ir.Counting;
import io.sinter.ir.Indexed;
import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// The arithmetic that exporters do with sizes, done at import: what each element of a small tensor is as an expression
/// of the sizes. It looks at the ops that nodes have become, so it serves all operators alike. An element that is not
/// known is traced to where it was computed, so that it gets one name however it travels.
final class SizeArithmetic {
  /// What one element is.
  private sealed interface Element {
    /// A number that the sizes tell.
    record Known(Dim number) implements Element {}

    /// What only the run tells: the element at a row-major index of a value.
    record Data(Value of, int at) implements Element {}
  }

  private final Map<Value, List<Element>> computed = new HashMap<>();
  private final Map<Element, Dim> named = new HashMap<>();

  /// The elements of a small tensor, if all are known.
  Optional<Sizes> sizes(Value value) {
    var numbers = IntStream.range(0, Sizes.count(value.type())).mapToObj(i -> number(value, i)).toList();
    return numbers.stream().allMatch(Optional::isPresent)
        ? Optional.of(new Sizes(value.type().dtype(), value.type().shape(),
            numbers.stream().map(Optional::orElseThrow).toList())).filter(Sizes::isModest)
        : Optional.empty();
  }

  /// The element at a row-major index, if it is known.
  Optional<Dim> number(Value value, int index) {
    explore(value);
    return number(element(value, index));
  }

  /// Says that an integer has the value of a symbol.
  void name(Value scalar, Dim symbol) {
    explore(scalar);
    named.put(element(scalar, 0), symbol);
  }

  private Optional<Dim> number(Element element) {
    return switch (element) {
      case Element.Known(var number) -> Optional.of(number);
      case Element.Data d -> Optional.ofNullable(named.get(d));
    };
  }

  private Element element(Value value, int index) {
    if (value.op() instanceof Op.Constant(var literal)) {
      return constant(literal, index).<Element>map(Element.Known::new).orElse(new Element.Data(value, index));
    }
    var elements = computed.get(value);
    return elements == null ? new Element.Data(value, index) : elements.get(index);
  }

  private static Optional<Dim> constant(Literal literal, int index) {
    var tensor = literal.tensor();
    if (!tensor.dtype().isFloat()) {
      return Optional.of(Dim.of(tensor.longAt(index)));
    }
    double x = tensor.doubleAt(index);
    boolean whole = x == Math.rint(x) && Math.abs(x) < 1L << 53 && Double.compare(x, -0.0) != 0;
    return whole ? Optional.of(Dim.of((long) x)) : Optional.empty();
  }

  private static boolean follows(Value v) {
    var type = v.type();
    return (Sizes.holds(type.dtype()) || type.dtype() == DType.F32 || type.dtype() == DType.F64)
        && Sizes.isSmall(type.shape()) && !(v.op() instanceof Op.Constant);
  }

  /// Computes what `value` is made of, operands first.
  private void explore(Value value) {
    var todo = new ArrayDeque<>(List.of(value));
    while (!todo.isEmpty()) {
      var v = todo.peek();
      if (computed.containsKey(v) || !follows(v)) {
        todo.pop();
        continue;
      }
      int before = todo.size();
      v.op().operands().stream().filter(o -> !computed.containsKey(o) && follows(o)).forEach(todo::push);
      if (todo.size() == before) {
        computed.put(todo.pop(), elements(v));
      }
    }
  }

  private List<Element> elements(Value v) {
    var shape = v.type().shape().toLongs();
    return IntStream.range(0, Sizes.count(v.type())).mapToObj(i -> element(v, i, index(i, shape))).toList();
  }

  private Element element(Value v, int at, List<Dim> index) {
    try {
      return traced(v, at, index).orElseGet(() -> new Element.Data(v, at));
    } catch (ArithmeticException e) {
      return new Element.Data(v, at);
    }
  }

  private Optional<Element> traced(Value v, int at, List<Dim> index) {
    return switch (v.op()) {
      case Counting.Size s -> Optional.of(new Element.Known(s.value()));
      case Counting.Iota i -> Optional.of(new Element.Known(index.get(i.axis())));
      case Op.Bind b -> Optional.of(element(b.x(), 0));
      case Assert a -> Optional.of(element(a.x(), at));
      case Op.Convert c -> convert(c, at);
      case Op.Apply a -> apply(a, at);
      case Op.View view -> at(view.x(), view.source(index));
      case Op.Concatenate c -> part(c, index);
      case Op.Pad p -> padded(p, index);
      case Indexed.Gather g -> gathered(g, index);
      case Indexed.Scatter s when s.update() == Indexed.Update.SET -> scattered(s, index);
      case Op.Reduce r -> fold(r.combiner(), r.x(), r.axes(), index);
      case Op.CumulativeReduce c -> cumulated(c, index);
      default -> Optional.empty();
    };
  }

  private static List<Dim> index(int at, long[] shape) {
    var index = new Dim[shape.length];
    long rest = at;
    for (int i = shape.length - 1; i >= 0; i--) {
      index[i] = Dim.of(rest % shape[i]);
      rest /= shape[i];
    }
    return List.of(index);
  }

  /// Where an element stands in row-major order, if that is known.
  private Optional<Element> at(Value x, List<Dim> index) {
    long at = 0;
    for (int i = 0; i < index.size(); i++) {
      var size = x.type().dim(i).constant();
      var position = index.get(i).constant();
      if (size.isEmpty() || position.isEmpty() || position.getAsLong() < 0
          || position.getAsLong() >= size.getAsLong()) {
        return Optional.empty();
      }
      at = at * size.getAsLong() + position.getAsLong();
    }
    return at > Integer.MAX_VALUE ? Optional.empty() : Optional.of(element(x, (int) at));
  }

  /// What fits into the narrower type for all sizes that there are stays what it is.
  private Optional<Element> convert(Op.Convert c, int at) {
    var from = c.x().type().dtype();
    var element = element(c.x(), at);
    boolean widens = c.to() == DType.I64 && (from == DType.I32 || from == DType.BOOL)
        || c.to() == DType.I32 && from == DType.BOOL;
    if (widens || from == c.to()) {
      return Optional.of(element);
    }
    return number(element).filter(n -> n.constant().isEmpty() || fits(n.asLong(), c.to()))
        .flatMap(n -> c.to() != DType.BOOL ? Optional.of(n)
            : SizeFunctions.apply(ScalarFn.EQ, List.of(Optional.of(n), Optional.of(Dim.ZERO)), false, false)
                .map(Dim.ONE::minus))
        .map(Element.Known::new);
  }

  private static boolean fits(long number, DType type) {
    return switch (type) {
      case I32 -> number == (int) number;
      case F32 -> number == (long) (float) number;
      default -> true;
    };
  }

  private Optional<Element> apply(Op.Apply a, int at) {
    var type = a.args().getLast().type().dtype();
    var args = a.args().stream().map(x -> number(element(x, at))).toList();
    return SizeFunctions.apply(a.fn(), args, type == DType.BOOL, type.isFloat())
        .<Element>map(Element.Known::new)
        .or(() -> a.fn() == ScalarFn.SELECT && args.getFirst().isPresent()
            ? Optional.of(element(a.args().get(args.getFirst().get().isConstant(0) ? 2 : 1), at)) : Optional.empty());
  }

  private Optional<Element> part(Op.Concatenate c, List<Dim> index) {
    var at = index.get(c.axis());
    for (var x : c.args()) {
      var size = x.type().dim(c.axis());
      if (at.minus(size).constant().isEmpty()) {
        return Optional.empty();
      }
      if (at.asLong() < size.asLong()) {
        return at(x, with(index, c.axis(), at));
      }
      at = at.minus(size);
    }
    return Optional.empty();
  }

  private static List<Dim> with(List<Dim> index, int axis, Dim at) {
    var moved = new ArrayList<>(index);
    moved.set(axis, at);
    return moved;
  }

  private Optional<Element> padded(Op.Pad p, List<Dim> index) {
    var from = new ArrayList<Dim>();
    for (int i = 0; i < index.size(); i++) {
      var at = index.get(i).minus(p.low().get(i));
      if (at.constant().isEmpty() || p.x().type().dim(i).constant().isEmpty()) {
        return Optional.empty();
      }
      long step = p.interior().get(i) + 1;
      if (at.asLong() < 0 || at.asLong() % step != 0 || at.asLong() / step >= p.x().type().dim(i).asLong()) {
        return Optional.of(element(p.value(), 0));
      }
      from.add(at.floorDiv(step));
    }
    return at(p.x(), from);
  }

  private Optional<Element> gathered(Indexed.Gather g, List<Dim> index) {
    var indices = g.indices().getFirst().type().shape();
    var from = new Dim[g.x().type().rank()];
    for (int k = 0; k < g.axes().size(); k++) {
      var size = g.x().type().dim(g.axes().get(k));
      var chosen = at(g.indices().get(k), index.subList(0, indices.rank())).flatMap(this::number);
      if (chosen.isEmpty() || size.isConstant(0)) {
        return Optional.empty();
      }
      from[g.axes().get(k)] = chosen.get().min(size.minus(1)).max(Dim.ZERO);
    }
    for (int f = 0; f < g.free().size(); f++) {
      from[g.free().get(f)] = index.get(indices.rank() + f);
    }
    return at(g.x(), List.of(from));
  }

  /// The last update that meets the element, or else what was there.
  private Optional<Element> scattered(Indexed.Scatter s, List<Dim> index) {
    var indices = s.indices().getFirst().type();
    if (!Sizes.isSmall(indices.shape())) {
      return Optional.empty();
    }
    for (int b = Sizes.count(indices) - 1; b >= 0; b--) {
      boolean meets = true;
      for (int k = 0; k < s.axes().size(); k++) {
        var at = number(element(s.indices().get(k), b));
        if (at.isEmpty() || at.get().constant().isEmpty()) {
          return Optional.empty();
        }
        meets &= at.get().equals(index.get(s.axes().get(k)));
      }
      if (meets) {
        var from = new ArrayList<>(index(b, indices.shape().toLongs()));
        s.free().forEach(axis -> from.add(index.get(axis)));
        return at(s.updates(), from);
      }
    }
    return at(s.x(), index);
  }

  private Optional<Element> cumulated(Op.CumulativeReduce c, List<Dim> index) {
    int count = (int) index.get(c.axis()).asLong() + 1;
    var terms = IntStream.range(0, count).mapToObj(i -> with(index, c.axis(), Dim.of(i))).toList();
    return fold(c.combiner(), c.x(), terms);
  }

  private Optional<Element> fold(ScalarFn combiner, Value x, List<Integer> axes, List<Dim> index) {
    if (!Sizes.isSmall(x.type().shape())) {
      return Optional.empty();
    }
    var reduced = new Shape(axes.stream().map(x.type()::dim).toList()).toLongs();
    int count = (int) java.util.Arrays.stream(reduced).reduce(1, (a, b) -> a * b);
    var terms = IntStream.range(0, count).mapToObj(i -> {
      var inner = index(i, reduced);
      var all = new ArrayList<>(index);
      for (int k = 0; k < axes.size(); k++) {
        all.add(axes.get(k), inner.get(k));
      }
      return (List<Dim>) all;
    }).toList();
    return fold(combiner, x, terms);
  }

  /// Of no terms, nothing is said.
  private Optional<Element> fold(ScalarFn combiner, Value x, List<List<Dim>> terms) {
    var type = x.type().dtype();
    return terms.stream().map(t -> at(x, t).flatMap(this::number))
        .reduce((a, b) -> SizeFunctions.apply(combiner, List.of(a, b), type == DType.BOOL, type.isFloat()))
        .flatMap(n -> n).map(Element.Known::new);
  }
}
