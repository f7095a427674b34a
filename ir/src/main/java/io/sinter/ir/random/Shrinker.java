package io.sinter.ir.random;

import static java.util.stream.Collectors.toSet;

import io.sinter.ir.Builder;
import io.sinter.ir.Control;
import io.sinter.ir.Counting;
import io.sinter.ir.Function;
import io.sinter.ir.Indexed;
import io.sinter.ir.Interpreter;
import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.Schema;
import io.sinter.ir.Value;
import io.sinter.ir.Window;
import io.sinter.runtime.Dim;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Makes a function that fails smaller while it still fails: fewer results, values replaced by operands, parameters
/// and constants, composites by their bodies, smaller sizes. What is left is shown with `Text.print`.
public final class Shrinker {
  private final Predicate<Function> fails;
  private int budget;

  private Shrinker(Predicate<Function> fails, int budget) {
    this.fails = fails;
    this.budget = budget;
  }

  /// A function that fails and of which no single step of shrinking does.
  ///
  /// @param fails whether a function shows the failure; must hold for `function`
  public static Function shrink(Function function, Predicate<Function> fails) {
    return shrink(function, fails, 2000);
  }

  /// @param budget how often `fails` may be asked
  public static Function shrink(Function function, Predicate<Function> fails, int budget) {
    var shrinker = new Shrinker(fails, budget);
    var smallest = function;
    for (var next = shrinker.step(smallest); next.isPresent(); next = shrinker.step(smallest)) {
      smallest = next.get();
    }
    return smallest;
  }

  /// The first smaller function that still fails.
  private Optional<Function> step(Function f) {
    return candidates(f).flatMap(candidate -> made(candidate).stream())
        .filter(g -> size(g) < size(f) && budget-- > 0 && fails.test(g)).findFirst();
  }

  private static Optional<Function> made(Supplier<Function> candidate) {
    try {
      return Optional.of(candidate.get()).filter(Shrinker::isSized);
    } catch (ModelError e) {
      return Optional.empty();
    }
  }

  /// Whether each symbol is the whole of some size of an input.
  private static boolean isSized(Function f) {
    var whole = f.parameters().stream().flatMap(p -> p.type().shape().dims().stream()).collect(toSet());
    f.body().forEach(v -> v.op().binds().forEach(s -> whole.add(Dim.symbol(s))));
    return f.values().stream().flatMap(v -> Schema.of(v.op()).symbols(v).stream()).map(Dim::symbol)
        .allMatch(whole::contains);
  }

  /// What shrinking makes less of: values first, then the work inside of ops, then elements.
  private static long size(Function f) {
    long size = 1000L * f.results().size();
    for (var v : f.body()) {
      size += 1000L * switch (v.op()) {
        case Op.Constant _ -> 2;
        case Op.Composite c -> 100 + c.body().body().size();
        default -> 10;
      };
    }
    for (var v : f.values()) {
      size += 10 + v.type().shape().dims().stream()
          .mapToLong(d -> d.constant().isPresent() ? Math.min(d.asLong(), 99) : 50).sum();
    }
    return size;
  }

  private static Stream<Supplier<Function>> candidates(Function f) {
    var all = new ArrayList<Supplier<Function>>();
    if (f.results().size() > 1) {
      f.results().forEach(r -> all.add(() -> withResult(f, r)));
    }
    f.body().forEach(v -> all.add(() -> withResult(f, v)));
    for (var v : f.body().reversed()) {
      v.op().operands().stream().filter(o -> o.type().equals(v.type()))
          .forEach(o -> all.add(() -> replace(f, v, (b, map) -> map.get(o))));
      all.add(() -> replace(f, v, (b, map) -> b.parameter(newName(f), v.type())));
      all.add(() -> replace(f, v, (b, map) -> zero(b, v.type())));
      if (v.op() instanceof Op.Composite c) {
        all.add(() -> replace(
            f, v, (b, map) -> b.inline(c.body(), c.args().stream().map(map::get).toList()).getFirst()));
      }
    }
    sizes(f).forEach(from -> Stream.of(1L, 2L, from - 1).filter(to -> to < from)
        .forEach(to -> all.add(() -> resize(f, from, to))));
    f.parameters().forEach(p -> all.add(() -> replace(f, p, (b, map) -> zero(b, p.type()))));
    return all.stream();
  }

  /// A name that no parameter has.
  private static String newName(Function f) {
    var names = f.parameters().stream().map(p -> ((Op.Parameter) p.op()).name()).toList();
    int i = 0;
    while (names.contains("cut" + i)) {
      i++;
    }
    return "cut" + i;
  }

  private static Value zero(Builder b, TensorType type) {
    return b.broadcast(b.constant(Literal.of(Tensor.zeros(type.dtype()))), type.shape());
  }

  private static Function withResult(Function f, Value result) {
    return rebuilt(f, List.of(result), Shrinker::same);
  }

  private static Function replace(Function f, Value old, BiFunction<Builder, Map<Value, Value>, Value> by) {
    return rebuilt(f, f.results(), (b, map, v) -> v == old ? by.apply(b, map) : same(b, map, v));
  }

  /// What becomes of a value.
  @FunctionalInterface
  private interface Remake {
    /// @param map the new values of those before
    Value of(Builder b, Map<Value, Value> map, Value old);
  }

  private static Value same(Builder b, Map<Value, Value> map, Value v) {
    return v.op() instanceof Op.Parameter p ? b.parameter(p.name(), p.type()) : b.add(v.op().withOperands(map::get));
  }

  /// `f` without what the results do not need.
  private static Function rebuilt(Function f, List<Value> results, Remake remake) {
    var b = new Builder();
    var map = new HashMap<Value, Value>();
    for (var v : f.values()) {
      b.at(v.origin());
      map.put(v, remake.of(b, map, v));
    }
    return withoutIdleParameters(b.finish(f.name(), results.stream().map(map::get).toList(),
        IntStream.range(0, results.size()).mapToObj(i -> "y" + i).toList()));
  }

  private static Function withoutIdleParameters(Function f) {
    var used = new LinkedHashSet<>(f.results());
    f.body().forEach(v -> used.addAll(v.op().operands()));
    return new Function(
        f.name(), f.parameters().stream().filter(used::contains).toList(), f.body(), f.results(), f.outputs());
  }

  /// The constant sizes that occur, largest first.
  private static List<Long> sizes(Function f) {
    return f.values().stream().flatMap(v -> v.type().shape().dims().stream())
        .filter(d -> d.constant().isPresent() && d.asLong() > 1).map(Dim::asLong).distinct()
        .sorted(Comparator.reverseOrder()).toList();
  }

  /// `f` with one constant size replaced wherever a type or a shape names it.
  private static Function resize(Function f, long from, long to) {
    return rebuilt(f, f.results(), (b, map, v) -> switch (v.op().withOperands(map::get)) {
      case Op.Parameter p -> b.parameter(p.name(), p.type().withShape(resize(p.type().shape(), from, to)));
      case Op.Constant c -> b.constant(Literal.of(resize(c.literal().tensor(), from, to)));
      case Op.Broadcast r -> b.add(new Op.Broadcast(r.x(), resize(r.shape(), from, to), r.axes()));
      case Op.Reshape r -> b.add(new Op.Reshape(r.x(), resize(r.shape(), from, to)));
      case Op.Slice s -> b.add(new Op.Slice(s.x(), s.start(), resize(s.sizes(), from, to), s.strides()));
      case Op.Convolution c -> b.add(new Op.Convolution(c.x(), c.w(), resize(c.window(), c.w()), c.groups()));
      case Op.Elementwise op -> b.add(op);
      case Op.Transpose op -> b.add(op);
      case Op.Pad op -> b.add(op);
      case Op.Concatenate op -> b.add(op);
      case Op.Reduce op -> b.add(op);
      case Op.ReduceWindow op -> b.add(op);
      case Op.DotGeneral op -> b.add(op);
      case Op.Relayout op -> b.add(op);
      case Counting.Iota i -> b.add(new Counting.Iota(resize(i.shape(), from, to), i.axis()));
      case Counting.Size op -> b.add(op);
      case Indexed op -> b.add(op);
      case Op.CumulativeReduce op -> b.add(op);
      case Op.Bind op -> b.add(op);
      case Control op -> b.add(op);
      case Op.Project op -> b.add(op);
      case Op.Composite op -> b.add(op);
    });
  }

  private static Window resize(Window window, Value weights) {
    return new Window(weights.type().shape().dims().stream().skip(2).map(Dim::asLong).toList(), window.strides(),
        window.low(), window.high(), window.dilations());
  }

  private static Shape resize(Shape shape, long from, long to) {
    return new Shape(shape.dims().stream().map(d -> d.isConstant(from) ? Dim.of(to) : d).toList());
  }

  /// The first elements of each axis.
  private static Tensor resize(Tensor t, long from, long to) {
    var shape = resize(t.type().shape(), from, to);
    if (shape.equals(t.type().shape())) {
      return t;
    }
    var b = new Builder();
    var x = b.constant(Literal.of(t));
    var cut = b.add(new Op.Slice(x, shape.dims().stream().map(d -> Dim.ZERO).toList(), shape,
        shape.dims().stream().map(d -> 1L).toList()));
    return Interpreter.run(b.finish("cut", List.of(cut), List.of("y")), List.of()).getFirst();
  }
}
