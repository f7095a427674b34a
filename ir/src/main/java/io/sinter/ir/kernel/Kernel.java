package io.sinter.ir.kernel;

import java.util.List;

/// A kernel at one of its three levels. Parameters are sizes that launches give values to.
public sealed interface Kernel {
  String name();

  List<String> parameters();

  /// All arrays: those of the launch in order, then scratch, then what is shared.
  List<Buffer> buffers();

  default Buffer buffer(String name) {
    return buffers().stream().filter(b -> b.name().equals(name)).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("kernel " + name() + " has no buffer " + name));
  }

  /// What is computed: stages in order, the last one writing the result. No loops, no places.
  record Computed(String name, List<String> parameters, List<Buffer> buffers, List<Stage> stages) implements Kernel {
    public Computed {
      parameters = List.copyOf(parameters);
      buffers = List.copyOf(buffers);
      stages = List.copyOf(stages);
    }
  }

  /// Loops with labels over logical indices.
  record Scheduled(String name, List<String> parameters, List<Buffer> buffers, Stmt body) implements Kernel {
    public Scheduled {
      parameters = List.copyOf(parameters);
      buffers = List.copyOf(buffers);
    }
  }

  /// What backends see: at most one GROUP loop, outermost, and SERIAL loops; vectors, masks, array positions.
  ///
  /// Where the work items of a group share its work there are LOCAL loops too, of constant extents and none inside
  /// another, and [Stmt.Barrier] between them. What stands outside of LOCAL loops all items do alike: it counts, sets
  /// locals, and writes no array. Iteration i of each LOCAL loop is item i's, and items beyond its extent skip it. A
  /// local that is set in a LOCAL loop is a register of each item, which keeps its value from one LOCAL loop to the
  /// next; only LOCAL loops read it. So a barrier always stands where all items pass it, and which of them reads what
  /// another wrote is seen between two barriers of one list of statements.
  record Flat(String name, List<String> parameters, List<Buffer> buffers, Stmt body) implements Kernel {
    public Flat {
      parameters = List.copyOf(parameters);
      buffers = List.copyOf(buffers);
    }

    /// The GROUP loop, if the kernel has one; without, a launch has one group.
    public java.util.Optional<Stmt.Loop> group() {
      return body instanceof Stmt.Loop l && l.label() == Label.GROUP ? java.util.Optional.of(l)
          : java.util.Optional.empty();
    }

    /// How many work items a group has: the largest extent of a LOCAL loop, 1 where there is none.
    public int items() {
      var most = new int[] {1};
      body.forEach(s -> {
        if (s instanceof Stmt.Loop l && l.label() == Label.LOCAL) {
          most[0] = Math.max(most[0], (int) l.extent().asLong());
        }
      });
      return most[0];
    }
  }
}
