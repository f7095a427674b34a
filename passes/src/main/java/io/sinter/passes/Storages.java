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
/// concatenation is a part of its array, what a scatter updates is all of it; a value that windows read gets a halo
/// that holds what lies outside. What enters or leaves a function, its own or that of a control op, is row-major from
/// element 0.
final class Storages {
  /// The bytes before the first element in arrays that Sinter allocates: with what the JVM keeps there they make a line
  /// of a cache, so the first element of a large array, which the collector aligns, begins a line.
  private static final long BEFORE = 48;

  /// Bytes after which addresses fall into the same lines of a first-level cache.
  private static final long PAGE = 4096;

  /// One array. `source` is empty for those the memory plan assigns to slots.
  record Storage(int id, DType type, Shape shape, Layout layout, Optional<Source> source) {}

  /// A value as a part of an array.
  record Place(Storage storage, Layout layout) {}

  private final Orders orders;
  private final LateSizes sizes;
  private final Map<Value, Place> places = new HashMap<>();
  private final List<Storage> storages = new ArrayList<>();
  private final Weights packed;
  private final Map<Integer, Storage> weights = new HashMap<>();
  /// The results of control ops, in order.
  private final Map<Value, List<Storage>> made = new HashMap<>();
  private final Map<Value, Integer> readers = new HashMap<>();
  private final Map<Value, Room> rooms = new HashMap<>();
  /// The ops whose windows move over a value.
  private final Map<Value, List<Op>> windows = new HashMap<>();
  /// Values whose arrays have another shape too, and so neither gaps nor a halo.
  private final Set<Value> reshaped = new HashSet<>();

  private Storages(Function function, Weights packed) {
    this.orders = Orders.of(function);
    this.sizes = LateSizes.of(function);
    this.packed = packed;
    for (var u : function.body()) {
      u.op().operands().forEach(x -> readers.merge(x, 1, Integer::sum));
      switch (u.op()) {
        case Op.Convolution c -> windows.computeIfAbsent(c.x(), x -> new ArrayList<>()).add(c);
        case Op.ReduceWindow w -> windows.computeIfAbsent(w.x(), x -> new ArrayList<>()).add(w);
        case Op.Reshape r when !FreeViews.isFree(u) -> reshaped.add(ChooseLayout.unreshaped(r.x()));
        case Op.Parameter _, Op.Constant _, Op.Elementwise _, Op.View _, Op.Pad _, Op.Concatenate _, Op.Reduce _,
             Op.DotGeneral _, Op.Relayout _, Op.Composite _, Counting _, Indexed _, Op.CumulativeReduce _, Control _,
             Op.Project _, Op.Bind _ -> {}
      }
    }
  }

  /// @param packed where constants that are stored go
  /// @param states which inputs and outputs share arrays
  static Storages of(Function function, Fusion fusion, Weights packed, States states) {
    var s = new Storages(function, packed);
    for (int i = 0; i < function.parameters().size(); i++) {
      var p = function.parameters().get(i);
      s.places.put(p, s.outer(p, states, new Source.Input(i)));
    }
    for (int i = 0; i < function.results().size(); i++) {
      var r = function.results().get(i);
      var place = s.outer(r, states, new Source.Output(i));
      s.places.put(r, place);
      for (var v = r; v.op() instanceof Op.Reshape shape; v = shape.x()) {
        s.places.put(shape.x(), new Place(place.storage(), Layout.dense(shape.x().type().shape())));
      }
    }
    function.body().forEach(s::control);
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

  /// Where data starts in an array that Sinter allocates.
  static long first(DType type) {
    return BEFORE / Math.max(1, type.bytes());
  }

  /// How the weights of products are packed.
  Panels panels() {
    return packed.panels();
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

  /// The arrays that a control op leaves, one for each of its results.
  List<Storage> made(Value control) {
    return made.get(control);
  }

  /// Where a value lies that a step other than a launch reads: a constant, or another shape of an array, of the same
  /// elements in the same order.
  Place read(Value v) {
    var base = ChooseLayout.unreshaped(v);
    return base.op() instanceof Op.Constant c ? weight(c.literal(), Layout.dense(c.type().shape())) : of(base);
  }

  /// The array of a constant in a layout, made once.
  Place weight(Literal literal, Layout layout) {
    int index = packed.index(literal, layout);
    var storage = weights.get(index);
    if (storage == null) {
      storage = new Storage(storages.size(), literal.type().dtype(), literal.type().shape(), layout,
          Optional.of(new Source.Weight(index)));
      storages.add(storage);
      weights.put(index, storage);
    }
    return new Place(storage, layout);
  }

  private Place whole(Value v, Layout layout, Optional<Source> source) {
    var storage = new Storage(storages.size(), v.type().dtype(), v.type().shape(), layout, source);
    storages.add(storage);
    return new Place(storage, layout);
  }

  /// An array of the caller.
  private Place outer(Value v, States states, Source source) {
    var room = states.rooms().get(v);
    if (room == null) {
      return whole(v, Layout.dense(v.type().shape()), Optional.of(source));
    }
    rooms.put(v, room);
    return whole(v, room.layout(v.type().shape()), Optional.of(source));
  }

  private Place dense(Value v) {
    return whole(v, Layout.dense(v.type().shape()), Optional.empty());
  }

  /// What a control op takes and gives.
  private void control(Value v) {
    switch (v.op()) {
      case Control.If i -> control(v, i, i.args());
      case Control.Loop l -> {
        control(v, l, l.carried());
        handed(l.captured());
      }
      case Op.Project(var tuple, var index) -> {
        var storage = made.get(tuple).get(index);
        places.put(v, new Place(storage, storage.layout()));
      }
      case Op.Parameter _, Op.Constant _, Op.Elementwise _, Op.View _, Op.Pad _, Op.Concatenate _, Op.Reduce _,
           Op.ReduceWindow _, Op.Contraction _, Op.Relayout _, Op.Composite _, Counting _, Indexed _,
           Op.CumulativeReduce _, Op.Bind _ -> {}
    }
  }

  private void control(Value v, Control op, List<Value> args) {
    handed(args);
    int first = made.values().stream().mapToInt(List::size).sum();
    made.put(v, IntStream.range(0, op.types().size()).mapToObj(i -> {
      var type = op.types().get(i);
      var storage = new Storage(storages.size(), type.dtype(), type.shape(), Layout.dense(type.shape()),
          Optional.of(new Source.Made(first + i)));
      storages.add(storage);
      return storage;
    }).toList());
  }

  private void handed(List<Value> args) {
    for (var x : args) {
      var base = ChooseLayout.unreshaped(x);
      if (!(base.op() instanceof Op.Constant) && !places.containsKey(base)) {
        places.put(base, dense(base));
      }
    }
  }

  private void place(Value v) {
    if (v.op() instanceof Op.Reshape || v.op() instanceof Control || v.op() instanceof Op.Bind) {
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
        if (mayBePart(x) && sizes.isKnown(v.type().shape(), x)) {
          places.put(x, new Place(place.storage(), place.layout().shifted(start)));
        }
        start.set(c.axis(), start.get(c.axis()).plus(x.type().dim(c.axis())));
      }
    }
    if (v.op() instanceof Indexed.Scatter s && mayBePart(s.x()) && readers.get(s.x()) == 1) {
      places.put(s.x(), place);
    }
  }

  /// Whether a value may be computed where a concatenation or a scatter wants it.
  private boolean mayBePart(Value x) {
    return !places.containsKey(x) && !FreeViews.isFree(x) && !(x.op() instanceof Op.View)
        && !reshaped.contains(x) && halo(x).isEmpty();
  }

  private void reshaped(Value v, Op.Reshape r) {
    if (places.containsKey(v)) {
      return;
    }
    var base = ChooseLayout.unreshaped(r.x());
    var from = of(base);
    var dense = rooms.containsKey(base) ? renamed(base, v) : Layout.dense(v.type().shape());
    var layout = new Layout(dense.parts(), dense.offset().plus(from.layout().offset()), from.layout().size(),
        dense.low(), dense.high(), 0);
    places.put(v, new Place(from.storage(), layout));
  }

  private Layout renamed(Value base, Value v) {
    var room = rooms.get(base).reshaped(base.type().shape(), v.type().shape());
    return room.orElseThrow(() -> new IllegalStateException(v + " is no other shape of the array of " + base))
        .layout(v.type().shape());
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
    return Layout.haloed(shape, orders.of(v), first(v.type().dtype()), halo.low(), halo.high(), halo.fill(), alias);
  }
}
