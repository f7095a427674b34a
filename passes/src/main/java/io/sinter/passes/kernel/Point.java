package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Local;
import io.sinter.runtime.Dim;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// One iteration of the loops that [Jam] unrolls.
///
/// @param at the value of each unrolled axis, and this iteration's names of locals that stand in indices and of what is
///     taken
/// @param names this iteration's copies of locals
/// @param tag tells the iteration from others
/// @param mask which lanes run
record Point(Map<String, Dim> at, Map<Local, Local> names, String tag, Optional<Mask> mask) {
  static final Point START = new Point(Map.of(), Map.of(), "", Optional.empty());

  /// The first `count` lanes run.
  ///
  /// @param live locals that exist outside of the guard, so that lanes switched off must keep their values
  record Mask(Dim count, Set<Local> live) {}

  /// The names that do not mean the same at all points, or in all lanes of one.
  static Set<String> differing(List<Point> points, Predicate<Dim> differsInLanes) {
    var differ = new HashSet<String>();
    points.getFirst().at.forEach((axis, at) -> {
      if (differsInLanes.test(at) || points.stream().anyMatch(p -> !at.equals(p.at.get(axis)))) {
        differ.add(axis);
      }
    });
    points.getFirst().names.forEach((from, to) -> {
      if (to.lanes() > 1 || points.stream().anyMatch(p -> !to.equals(p.names.get(from)))) {
        differ.add(from.name());
      }
    });
    return differ;
  }

  Local local(Local l) {
    return names.getOrDefault(l, l);
  }

  Dim index(Dim d, Dim.Ranges ranges) {
    return d.substitute(at::get, ranges);
  }

  /// The point at `index` along one more axis, with its own copies of locals.
  Point with(String axis, Dim index, Map<Local, Local> copies, String suffix) {
    var places = new HashMap<>(at);
    places.put(axis, index);
    copies.forEach((from, to) -> {
      if (from.type().isInteger()) {
        places.put(from.name(), Dim.symbol(to.name()));
      }
    });
    var all = new HashMap<>(names);
    all.putAll(copies);
    return new Point(places, all, tag + suffix, mask);
  }

  /// The point in a block in which `name` stands for `index`.
  Point taking(String name, Dim index) {
    var places = new HashMap<>(at);
    places.put(name, index);
    return new Point(places, names, tag, mask);
  }

  Point masked(Mask m) {
    return new Point(at, names, tag, Optional.of(m));
  }
}
