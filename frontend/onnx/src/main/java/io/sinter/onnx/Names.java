package io.sinter.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What names stand for in one graph. A body sees the names of the graphs around it too.
final class Names {
  /// The graphs around one.
  interface Surroundings {
    Optional<Known> find(String name);

    boolean isSkipped(String name);
  }

  private static final Surroundings NOTHING = new Surroundings() {
    @Override
    public Optional<Known> find(String name) {
      return Optional.empty();
    }

    @Override
    public boolean isSkipped(String name) {
      return false;
    }
  };

  /// How much of a name errors and origins show.
  private static final int SHOWN = 1000;

  private final Map<String, Known> known = new HashMap<>();
  private final Set<String> skipped = new HashSet<>();
  private final Surroundings around;

  Names(Surroundings around) {
    this.around = around;
  }

  /// Those of a graph that stands alone.
  Names() {
    this(NOTHING);
  }

  /// A name as errors and origins show it: the middle of a very long one is left out.
  static String shown(String name) {
    return name.length() <= SHOWN ? name
        : name.substring(0, SHOWN / 2) + "…" + name.substring(name.length() - SHOWN / 2);
  }

  /// Those of a graph that is a part of this one.
  Names inner() {
    return new Names(new Surroundings() {
      @Override
      public Optional<Known> find(String name) {
        return Names.this.find(name);
      }

      @Override
      public boolean isSkipped(String name) {
        return Names.this.isSkipped(name);
      }
    });
  }

  void put(String name, Known value) {
    known.put(name, value);
  }

  /// Says that nothing will be known of a name, for reasons that are reported elsewhere.
  void skip(String name) {
    skipped.add(name);
  }

  Optional<Known> find(String name) {
    var own = known.get(name);
    return own != null ? Optional.of(own) : skipped.contains(name) ? Optional.empty() : around.find(name);
  }

  boolean isSkipped(String name) {
    return skipped.contains(name) || !known.containsKey(name) && around.isSkipped(name);
  }

  /// Whether the graph itself has given the name.
  boolean isGiven(String name) {
    return known.containsKey(name) || skipped.contains(name);
  }
}
