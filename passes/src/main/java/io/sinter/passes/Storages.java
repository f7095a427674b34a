package io.sinter.passes;

import io.sinter.ir.Combiners;
import io.sinter.ir.Control;
import io.sinter.ir.Counting;
import io.sinter.ir.Function;
import io.sinter.ir.Indexed;
import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.ir.Window;
import io.sinter.ir.kernel.Layout;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Program.Source;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Which array each stored value lies in, and how. A reshape is another shape of the same array; the operand of a
/// concatenation is a part of its array; a value that windows read gets a halo that holds what lies outside.
final class Storages {
  /// Where data starts in arrays that Sinter allocates: away from 0, so that halos and vector loads stay inside and
  /// addresses are aligned to 64 bytes as far as the JVM aligns arrays.
  static final long FIRST = 16;

  /// Bytes after which addresses fall into the same lines of a first-level cache.
  private static final long PAGE = 4096;

  /// One array. `source` is empty for those the memory plan assigns to slots.
  record Storage(int id, DType type, Shape shape, Layout layout, Optional<Source> source) {}

  /// A value as a part of an array.
  record Place(Storage storage, Layout layout) {}

  /// A constant in one layout.
  record Weight(Literal literal, Layout layout) {}

  private final Orders orders;
  private final Map<Value, Place> places = new HashMap<>();
  private final List<Storage> storages = new ArrayList<>();
  private final Map<Weight, Storage> weights = new LinkedHashMap<>();
  /// The ops whose windows move over a value.
  private final Map<Value, List<Op>> windows = new HashMap<>();
  /// Values whose arrays have another shape too, and so neither gaps nor a halo.
  private final Set<Value> reshaped = new HashSet<>();

  private Storages(Function function) {
    this.orders = Orders.of(function);
    for (var u : function.body()) {
      switch (u.op()) {
        case Op.Convolution c -> windows.computeIfAbsent(c.x(), x -> new ArrayList<>()).add(c);
        case Op.ReduceWindow w -> windows.computeIfAbsent(w.x(), x -> new ArrayList<>()).add(w);
        case Op.Reshape r when !FreeViews.isFree(u) -> reshaped.add(ChooseLayout.unreshaped(r.x()));
        case Op.Parameter _, Op.Constant _, Op.Elementwise _, Op.View _, Op.Pad _, Op.Concatenate _, Op.Reduce _,
             Op.DotGeneral _, Op.Relayout _, Op.Composite _, Counting _, Indexed _, Op.CumulativeReduce _, Control _, Op.Project _, Op.Bind _ -> {}
      }
    }
  }

  static Storages of(Function function, Fusion fusion) {
    var s = new Storages(function);
    for (int i = 0; i < function.parameters().size(); i++) {
      var p = function.parameters().get(i);
      s.places.put(p, s.whole(p, Layout.dense(p.type().shape()), Optional.of(new Source.Input(i))));
    }
    for (int i = 0; i < function.results().size(); i++) {
      var r = function.results().get(i);
      var place = s.whole(r, Layout.dense(r.type().shape()), Optional.of(new Source.Output(i)));
      for (var v = r; ; v = ((Op.Reshape) v.op()).x()) {
        s.places.put(v, new Place(place.storage(), Layout.dense(v.type().shape())));
        if (!(v.op() instanceof Op.Reshape)) {
          break;
        }
      }
    }
    for (var v : function.body().reversed()) {
      if (fusion.isStored(v)) {
        s.place(v);
      }
    }
    for (var v : function.body()) {
      if (v.op() instanceof Op.Reshape r && fusion.isStored(v)) {
        s.reshaped(v, r);
      }
    }
    return s;
  }

  Place of(Value v) {
    var place = places.get(v);
    if (place == null) {
      throw new IllegalStateException("no storage for " + v);
    }
    return place;
  }

  boolean has(Value v) {
    return places.containsKey(v);
  }

  List<Storage> all() {
    return storages;
  }

  /// The packed constants, in the order of their indices.
  List<Weight> weights() {
    return List.copyOf(weights.keySet());
  }

  /// The array of a constant in a layout, made once.
  Place weight(Literal literal, Layout layout) {
    var storage = weights.get(new Weight(literal, layout));
    if (storage == null) {
      storage = new Storage(storages.size(), literal.type().dtype(), literal.type().shape(), layout,
          Optional.of(new Source.Weight(weights.size())));
      storages.add(storage);
      weights.put(new Weight(literal, layout), storage);
    }
    return new Place(storage, layout);
  }

  private Place whole(Value v, Layout layout, Optional<Source> source) {
    var storage = new Storage(storages.size(), v.type().dtype(), v.type().shape(), layout, source);
    storages.add(storage);
    return new Place(storage, layout);
  }

  private void place(Value v) {
    if (v.op() instanceof Op.Reshape) {
      return;
    }
    var place = places.get(v);
    if (place == null) {
      place = whole(v, layout(v), Optional.empty());
      places.put(v, place);
    }
    if (v.op() instanceof Op.Concatenate c) {
      var start = new ArrayList<>(Collections.nCopies(v.type().rank(), Dim.ZERO));
      for (var x : c.args()) {
        if (mayBePart(x)) {
          places.put(x, new Place(place.storage(), place.layout().shifted(start)));
        }
        start.set(c.axis(), start.get(c.axis()).plus(x.type().dim(c.axis())));
      }
    }
  }

  /// Whether a value may be computed where a concatenation wants it.
  private boolean mayBePart(Value x) {
    return !places.containsKey(x) && !(x.op() instanceof Op.View) && !(x.op() instanceof Op.Constant)
        && !reshaped.contains(x) && halo(x).isEmpty();
  }

  private void reshaped(Value v, Op.Reshape r) {
    if (places.containsKey(v)) {
      return;
    }
    var from = of(ChooseLayout.unreshaped(r.x()));
    var dense = Layout.dense(v.type().shape());
    var layout = new Layout(dense.parts(), dense.offset().plus(from.layout().offset()), from.layout().size(),
        dense.low(), dense.high(), 0);
    places.put(v, new Place(from.storage(), layout));
  }

  /// How far windows reach over the edges of a value, and what they find there.
  private record Halo(List<Long> low, List<Long> high, double fill) {}

  private Optional<Halo> halo(Value v) {
    int rank = v.type().rank();
    @Nullable Double fill = null;
    var low = new ArrayList<>(Collections.nCopies(rank, 0L));
    var high = new ArrayList<>(Collections.nCopies(rank, 0L));
    if (reshaped.contains(v)) {
      return Optional.empty();
    }
    for (var u : windows.getOrDefault(v, List.of())) {
      var window = windowOf(u);
      double outside = u instanceof Op.ReduceWindow w ? Combiners.identity(w.combiner(), v.type().dtype()) : 0;
      int first = rank - window.rank();
      boolean reaches = IntStream.range(0, window.rank())
          .anyMatch(i -> window.low().get(i) > 0 || window.high().get(i) > 0);
      if (!reaches || fill != null && fill != outside) {
        continue;
      }
      fill = outside;
      for (int i = 0; i < window.rank(); i++) {
        low.set(first + i, Math.max(low.get(first + i), window.low().get(i)));
        high.set(first + i, Math.max(high.get(first + i), window.high().get(i)));
      }
    }
    return fill == null ? Optional.empty() : Optional.of(new Halo(low, high, fill));
  }

  private static Window windowOf(Op op) {
    return op instanceof Op.Convolution c ? c.window() : ((Op.ReduceWindow) op).window();
  }

  private Layout layout(Value v) {
    var shape = v.type().shape();
    var halo = halo(v).orElseGet(() -> {
      var zeros = Collections.nCopies(shape.rank(), 0L);
      return new Halo(zeros, zeros, 0);
    });
    long alias = reshaped.contains(v) ? 0 : PAGE / Math.max(1, v.type().dtype().bytes());
    return Layout.haloed(shape, orders.of(v), FIRST, halo.low(), halo.high(), halo.fill(), alias);
  }
}
