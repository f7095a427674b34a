package io.sinter.passes;

import io.sinter.passes.Storages.Storage;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Program.Slot;
import io.sinter.runtime.Program.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Gives arrays to storages so that those whose lives do not overlap share one.
///
/// An array with a halo is shared only by storages of the same geometry, whose halos coincide: nobody writes a halo,
/// so it keeps what the array was filled with. Sizes are compared at a sample size of each symbol; the slot is as long
/// as the largest of its storages for every size. Storages whose sizes become known at different times share none, for
/// the slot's array is made when its size is known.
final class PlanMemory {
  /// What every symbol stands for when sizes are compared.
  private static final long SAMPLE = 64;

  /// @param of the source of every storage
  record Plan(List<Slot> slots, Map<Storage, Source> of) {}

  /// One storage's life: the first and the last step that touch it.
  private record Life(Storage storage, int first, int last) {}

  private static final class Open {
    final Storage shape;
    Dim elements;
    int busyUntil;

    Open(Storage s, int last) {
      shape = s;
      elements = s.layout().size();
      busyUntil = last;
    }
  }

  private final Set<String> late;

  private PlanMemory(Set<String> late) {
    this.late = late;
  }

  /// @param touched the storages each step reads or writes
  /// @param late the symbols that steps bind
  static Plan of(List<List<Storage>> touched, Set<String> late) {
    return new PlanMemory(late).plan(lives(touched));
  }

  private Plan plan(List<Life> lives) {
    var open = new ArrayList<Open>();
    var sources = new HashMap<Storage, Source>();
    for (var life : lives) {
      var s = life.storage();
      if (s.source().isPresent()) {
        sources.put(s, s.source().get());
        continue;
      }
      var slot = open.stream().filter(o -> o.busyUntil < life.first() && fits(o.shape, s))
          .min((a, b) -> Long.compare(waste(a, s), waste(b, s)));
      if (slot.isPresent()) {
        var o = slot.get();
        o.elements = o.elements.max(s.layout().size());
        o.busyUntil = life.last();
        sources.put(s, new Source.Frame(open.indexOf(o)));
      } else {
        open.add(new Open(s, life.last()));
        sources.put(s, new Source.Frame(open.size() - 1));
      }
    }
    var slots = open.stream().map(o -> new Slot(
        o.shape.type(), o.elements, o.shape.layout().fill(), o.shape.layout().hasHalo())).toList();
    return new Plan(slots, sources);
  }

  private static List<Life> lives(List<List<Storage>> touched) {
    var first = new LinkedHashMap<Storage, Integer>();
    var last = new HashMap<Storage, Integer>();
    for (int i = 0; i < touched.size(); i++) {
      for (var s : touched.get(i)) {
        first.putIfAbsent(s, i);
        last.put(s, i);
      }
    }
    return first.entrySet().stream().map(e -> new Life(e.getKey(), e.getValue(), last.get(e.getKey()))).toList();
  }

  private boolean fits(Storage a, Storage b) {
    if (a.type() != b.type() || !late(a).equals(late(b))) {
      return false;
    }
    boolean halo = a.layout().hasHalo() || b.layout().hasHalo();
    return !halo || a.layout().equals(b.layout()) && a.shape().equals(b.shape());
  }

  private Set<String> late(Storage s) {
    return late.isEmpty() ? Set.of()
        : s.layout().size().symbols().stream().filter(late::contains).collect(Collectors.toSet());
  }

  private static long waste(Open o, Storage s) {
    return Math.abs(sample(o.elements) - sample(s.layout().size()));
  }

  private static long sample(Dim d) {
    return d.evaluate(name -> SAMPLE);
  }
}
