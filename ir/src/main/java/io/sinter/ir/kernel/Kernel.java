package io.sinter.ir.kernel;

import java.util.List;

/// A kernel at one of its three levels. Parameters are sizes that launches give values to.
public sealed interface Kernel {
  String name();

  List<String> parameters();

  /// All arrays: those of the launch in order, then scratch.
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
  }
}
