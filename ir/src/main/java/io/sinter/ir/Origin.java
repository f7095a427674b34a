package io.sinter.ir;

import java.util.ArrayList;
import java.util.List;

/// Where a value comes from: layers, nodes of a model file, Java lines. Values that merge keep both. Never part of
/// equality of values.
public record Origin(List<String> places) {
  public static final Origin NONE = new Origin(List.of());

  public Origin {
    places = List.copyOf(places);
  }

  public static Origin of(String place) {
    return new Origin(List.of(place));
  }

  public Origin and(Origin other) {
    if (places.containsAll(other.places)) {
      return this;
    }
    var all = new ArrayList<>(places);
    other.places.stream().filter(p -> !all.contains(p)).forEach(all::add);
    return new Origin(all);
  }

  @Override
  public String toString() {
    return String.join(" + ", places);
  }
}
