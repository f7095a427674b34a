package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Scaled dot-product attention (Vaswani et al. 2017, <https://arxiv.org/abs/1706.03762>), where each head of keys and
/// values may serve a group of heads of queries (Ainslie et al. 2023, <https://arxiv.org/abs/2305.13245>):
/// `softmax(cap(scale * q kᵀ) + added) v` over the keys that are allowed. A query that may look at no key gives 0.
///
/// @param scale what products of queries and keys are multiplied with
/// @param cap if above 0, the limit `c` of `c * tanh(score / c)`
/// @param softmax the type in which the softmax is computed
/// @param looksAtNone whether all keys may be forbidden to some query
public record Attention(double scale, double cap, DType softmax, boolean looksAtNone) {
  public static final String NAME = "attention";

  /// A stage of the computation that is of interest beside its result.
  public enum Stage { PRODUCT, CAPPED, MASKED, PROBABILITIES }

  /// What is computed from, in terms of a batch of N, H heads of queries and G of keys, a divisor of H, S queries and T
  /// keys.
  ///
  /// @param q `[N, H, S, D]`
  /// @param k `[N, G, T, D]`
  /// @param v `[N, G, T, E]`
  /// @param allowed bools `[N, H, S, T]`: which keys a query may look at
  /// @param added `[N, H, S, T]`: added to the scores; where it is -inf the key is forbidden
  public record Operands(Value q, Value k, Value v, Optional<Value> allowed, Optional<Value> added) {}

  /// The result, `[N, H, S, E]`.
  public Value of(Builder b, Operands in) {
    return Composition.of(b, NAME, names(in), args(in), (c, args) -> body(c, stand(in, args)).get(0));
  }

  /// The result, then the scores or probabilities at a stage, `[N, H, S, T]`.
  public List<Value> of(Builder b, Operands in, Stage stage) {
    return Composition.several(b, NAME, names(in), args(in), (c, args) -> {
      var values = body(c, stand(in, args));
      return List.of(values.getFirst(), values.get(1 + stage.ordinal()));
    }, List.of("result", "scores"));
  }

  private static List<Value> args(Operands in) {
    return Stream.concat(Stream.of(in.q(), in.k(), in.v()), Stream.of(in.allowed(), in.added())
        .flatMap(Optional::stream)).toList();
  }

  private static List<String> names(Operands in) {
    return Stream.of(Stream.of("q", "k", "v"), in.allowed().map(v -> "allowed").stream(),
        in.added().map(v -> "added").stream()).flatMap(s -> s).toList();
  }

  private static Operands stand(Operands in, List<Value> args) {
    return new Operands(args.get(0), args.get(1), args.get(2), in.allowed().map(v -> args.get(3)),
        in.added().map(v -> args.getLast()));
  }

  /// The result, then all stages.
  private List<Value> body(Builder b, Operands in) {
    var type = in.q().type().dtype();
    double root = Math.sqrt(scale);
    var product = products(b, scaled(b, in.q(), root), scaled(b, in.k(), root), 3);
    var capped = cap > 0 ? scaled(b, b.apply(ScalarFn.TANH,
        b.apply(ScalarFn.DIV, product, b.splat(product, cap))), cap) : product;
    var sum = in.added().map(a -> b.apply(ScalarFn.ADD, capped, a)).orElse(capped);
    var masked = in.allowed().map(a -> b.apply(ScalarFn.SELECT, a, sum, infinity(b, sum))).orElse(sum);
    var axis = List.of(3);
    var p = Softmax.of(b, Precision.convert(b, masked, softmax), axis);
    if (looksAtNone) {
      var bias = in.added().orElseGet(() -> b.splat(masked, 0));
      var open = in.allowed().map(a -> b.apply(ScalarFn.SELECT, a, bias, infinity(b, bias))).orElse(bias);
      var none = b.apply(ScalarFn.EQ, open, infinity(b, open));
      var all = b.add(new Op.Reduce(none, ScalarFn.AND, axis));
      p = b.apply(ScalarFn.SELECT, b.spread(all, p.type().shape(), axis), b.splat(p, 0), p);
    }
    var probabilities = Precision.convert(b, p, type);
    return List.of(products(b, probabilities, in.v(), 2), product, capped, masked, probabilities);
  }

  private static Value infinity(Builder b, Value like) {
    return b.splat(like, Double.NEGATIVE_INFINITY);
  }

  private static Value scaled(Builder b, Value x, double factor) {
    return b.apply(ScalarFn.MUL, x, b.splat(x, factor));
  }

  /// The sums of products along the last axis of `x` and `axis` of `y`, where heads are axis 1 and each one of `y`
  /// serves a group of neighbours of `x`.
  public static Value products(Builder b, Value x, Value y, int axis) {
    var shape = x.type().shape();
    var heads = y.type().dim(1);
    if (shape.get(1).equals(heads)) {
      return b.add(new Op.DotGeneral(x, y, List.of(0, 1), List.of(0, 1), List.of(3), List.of(axis)));
    }
    var grouped = b.add(new Op.Reshape(x, split(shape, heads, shape.get(1).floorDiv(heads))));
    var product = b.add(new Op.DotGeneral(grouped, y, List.of(0, 1), List.of(0, 1), List.of(4), List.of(axis)));
    var dims = new ArrayList<>(shape.dims());
    dims.set(3, y.type().dim(5 - axis));
    return b.add(new Op.Reshape(product, new Shape(dims)));
  }

  private static Shape split(Shape shape, Dim heads, Dim group) {
    return Shape.of(shape.get(0), heads, group, shape.get(2), shape.get(3));
  }
}
