package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// One direction of a recurrent layer, with T steps, a batch of B rows, I inputs, H hidden units and G gates.
///
/// @param x `[T, B, I]`, of a float type, as all others but `lengths`
/// @param w `[G*H, I]`, the gates one after the other
/// @param r `[G*H, H]`
/// @param bias `[2*G*H]`: what is added to the products with `w`, then what is added to those with `r`
/// @param lengths `[B]`, integers: how many steps each row has; later ones leave its state as it is and give 0
/// @param initial the state, `[B, H]` each; the output first
/// @param peepholes `[3*H]`, for [Lstm] only
/// @param activations the functions f, g, h of the layer
/// @param reverse whether the last step of each row comes first
/// @param index a symbol that occurs nowhere else in the model
public record Recurrent(Value x, Value w, Value r, Optional<Value> bias, Optional<Value> lengths, List<Value> initial,
    Optional<Value> peepholes, List<Activation> activations, boolean reverse, String index) {
  public Recurrent {
    initial = List.copyOf(initial);
    activations = List.copyOf(activations);
  }

  /// One step of a layer.
  interface Cell {
    /// The new state from the slice `x` of `[B, I]`, the weights and the old state; the output first.
    List<Value> of(Builder b, Value x, Weights weights, List<Value> state);
  }

  /// What every step sees, with `bias` and `peepholes` where the layer has them.
  record Weights(Value w, Value r, Optional<Value> bias, Optional<Value> peepholes) {
    /// `x wᵀ`, plus its bias.
    Value input(Builder b, Value x) {
      return line(b, x, w, bias.map(v -> part(b, v, 0, 2)));
    }

    /// `h rᵀ`, plus its bias.
    Value hidden(Builder b, Value h) {
      return line(b, h, r, bias.map(v -> part(b, v, 1, 2)));
    }

    /// `h rᵀ`, plus its bias, for gates `from` to `to` of `gates`.
    Value hidden(Builder b, Value h, int from, int to, int gates) {
      var bound = bias.map(v -> Part.of(b, part(b, v, 1, 2), 0, from, to, gates));
      return line(b, h, Part.of(b, r, 0, from, to, gates), bound);
    }
  }

  /// The composite `name`: the outputs `[T, B, H]`, then the last state. Half floats go through f32, state included.
  List<Value> of(Builder b, String name, Cell cell) {
    var names = new ArrayList<>(List.of("x", "w", "r"));
    var args = new ArrayList<>(List.of(x, w, r));
    for (int i = 0; i < initial.size(); i++) {
      names.add("state" + i);
      args.add(initial.get(i));
    }
    bias.ifPresent(v -> names.add("bias"));
    peepholes.ifPresent(v -> names.add("peepholes"));
    lengths.ifPresent(v -> names.add("lengths"));
    Stream.of(bias, peepholes, lengths).flatMap(Optional::stream).forEach(args::add);
    return Composition.several(b, name, names, args, (c, in) -> {
      var wide = IntStream.range(0, in.size())
          .mapToObj(i -> names.get(i).equals("lengths") ? in.get(i) : Precision.widen(c, in.get(i))).toList();
      int states = initial.size();
      var captured = Stream.concat(wide.subList(1, 3).stream(), Stream.of("bias", "peepholes")
          .filter(names::contains).map(n -> wide.get(names.indexOf(n)))).toList();
      var loop = new Recurrence(index, wide.subList(0, 1), wide.subList(3, 3 + states), captured, reverse,
          lengths.map(v -> wide.getLast()));
      var result = loop.of(c, (s, slices, state, shared) -> {
        var weights = new Weights(shared.get(0), shared.get(1), bias.map(v -> shared.get(2)),
            peepholes.map(v -> shared.getLast()));
        var next = cell.of(s, slices.getFirst(), weights, state);
        return new Recurrence.Next(next, next.getFirst());
      });
      return Stream.concat(Stream.of(result.outputs()), result.state().stream())
          .map(v -> Precision.convert(c, v, x.type().dtype())).toList();
    }, outputs());
  }

  private List<String> outputs() {
    return Stream.concat(Stream.of("outputs"), IntStream.range(0, initial.size()).mapToObj(i -> "last" + i)).toList();
  }

  /// Gate `k` of `gates` of `x`, which has them one after the other along its last axis.
  static Value part(Builder b, Value x, int k, int gates) {
    return Part.of(b, x, x.type().rank() - 1, k, k + 1, gates);
  }

  private static Value line(Builder b, Value x, Value w, Optional<Value> bias) {
    var product = b.add(new Op.DotGeneral(x, w, List.of(), List.of(), List.of(1), List.of(1)));
    return bias.map(v -> b.apply(ScalarFn.ADD, product, b.broadcast(v, product.type().shape()))).orElse(product);
  }
}
