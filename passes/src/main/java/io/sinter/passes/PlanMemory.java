package io.sinter.passes;

import io.sinter.passes.Storages.Storage;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Program.Slot;
import io.sinter.runtime.Program.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
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
    final int index;
    final Storage shape;
    Dim elements;
    int busyUntil;

    Open(int index, Storage s) {
      this.index = index;
      this.shape = s;
      this.elements = s.layout().size();
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
    var busy = new PriorityQueue<Open>(Comparator.comparingInt(o -> o.busyUntil));
    var free = new TreeSet<Open>(Comparator.comparingInt(o -> o.index));
    var sources = new HashMap<Storage, Source>();
    for (var life : lives) {
      var s = life.storage();
      if (s.source().isPresent()) {
        sources.put(s, s.source().get());
        continue;
      }
      while (!busy.isEmpty() && busy.peek().busyUntil < life.first()) {
        free.add(busy.remove());
      }
      var slot = free.stream().filter(o -> fits(o.shape, s)).min(Comparator.comparingLong(o -> waste(o, s)))
          .orElseGet(() -> {
            open.add(new Open(open.size(), s));
            return open.getLast();
          });
      free.remove(slot);
      slot.elements = slot.elements.max(s.layout().size());
      slot.busyUntil = life.last();
      busy.add(slot);
      sources.put(s, new Source.Frame(slot.index));
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
