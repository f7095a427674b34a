package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Attention whose past is a matrix S instead of all keys and values (Katharopoulos et al. 2020,
/// <https://arxiv.org/abs/2006.16236>), with a gate (Yang et al. 2023, <https://arxiv.org/abs/2312.06635>) and the
/// delta rule (Yang et al. 2024, <https://arxiv.org/abs/2412.06464>) where they are given: for each step
///
/// ```
/// S = e^decay * S
/// v = beta * (v - Sᵀ k)
/// S = S + k vᵀ
/// y = scale * Sᵀ q
/// ```
///
/// with T steps, a batch of B, H heads of queries, G of keys, a divisor of H, and sizes D and E.
///
/// @param q `[T, B, H, D]`
/// @param k `[T, B, G, D]`
/// @param v `[T, B, G, E]`
/// @param state S before the first step, `[B, G, D, E]`
/// @param decay what broadcasts to `[T, B, G, D]`
/// @param beta what broadcasts to `[T, B, G, E]`
/// @param index a symbol that occurs nowhere else in the model
public record LinearAttention(Value q, Value k, Value v, Value state, Optional<Value> decay, Optional<Value> beta,
    double scale, String index) {
  public static final String NAME = "linear_attention";

  /// All `y`, `[T, B, H, E]`, and the last S, in the types of `q` and `state`. Half floats go through f32, S included.
  public List<Value> of(Builder b) {
    var args = new ArrayList<>(List.of(q, k, v, state));
    var names = new ArrayList<>(List.of("q", "k", "v", "state"));
    decay.ifPresent(d -> names.add("decay"));
    beta.ifPresent(d -> names.add("beta"));
    Stream.of(decay, beta).flatMap(Optional::stream).forEach(args::add);
    return Composition.several(b, NAME, names, args, (c, in) -> {
      var wide = in.stream().map(x -> Precision.widen(c, x)).toList();
      var sequences = Stream.concat(wide.subList(0, 3).stream(), wide.subList(4, wide.size()).stream()).toList();
      var loop = new Recurrence(index, sequences, List.of(wide.get(3)), List.of(), false, Optional.empty());
      var result = loop.of(c, (s, at, before, shared) -> step(s, at, before.getFirst()));
      return List.of(Precision.convert(c, result.outputs(), q.type().dtype()),
          Precision.convert(c, result.state().getFirst(), state.type().dtype()));
    }, List.of("y", "last"));
  }

  private Recurrence.Next step(Builder b, List<Value> at, Value before) {
    var query = at.get(0);
    var key = at.get(1);
    var kept = decay.map(d -> b.apply(ScalarFn.MUL, before, gate(b, at.get(3), before.type().shape()))).orElse(before);
    var value = beta.map(d -> corrected(b, at.getLast(), at.get(2), key, kept)).orElse(at.get(2));
    var shape = kept.type().shape();
    var outer = b.apply(ScalarFn.MUL, b.spread(key, shape, List.of(3)), b.spread(value, shape, List.of(2)));
    var after = b.apply(ScalarFn.ADD, kept, outer);
    var heads = query.type().shape();
    var groups = Shape.of(heads.get(0), shape.get(1), heads.get(1).floorDiv(shape.get(1)), heads.get(2));
    var read = b.add(new Op.DotGeneral(b.add(new Op.Reshape(query, groups)), after,
        List.of(0, 1), List.of(0, 1), List.of(3), List.of(2)));
    var flat = b.add(new Op.Reshape(read, Shape.of(heads.get(0), heads.get(1), shape.get(3))));
    return new Recurrence.Next(List.of(after), b.apply(ScalarFn.MUL, flat, b.splat(flat, scale)));
  }

  private static Value gate(Builder b, Value decay, Shape shape) {
    return b.spread(b.apply(ScalarFn.EXP, decay), shape, List.of(3));
  }

  private static Value corrected(Builder b, Value beta, Value value, Value key, Value state) {
    var seen = b.add(new Op.DotGeneral(key, state, List.of(0, 1), List.of(0, 1), List.of(2), List.of(2)));
    return b.apply(ScalarFn.MUL, b.broadcast(beta, value.type().shape()), b.apply(ScalarFn.SUB, value, seen));
  }
}
