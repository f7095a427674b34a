package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Stmt;
import java.util.HashSet;
import java.util.Set;

/// Hands out names that nothing else in a kernel has.
final class Names {
  private final Set<String> taken = new HashSet<>();

  /// What a kernel's launch names is taken: parameters and buffers.
  static Names of(Kernel kernel) {
    var names = new Names();
    names.taken.addAll(kernel.parameters());
    kernel.buffers().forEach(b -> names.taken.add(b.name()));
    return names;
  }

  /// The names of locals, axes, bound names and outlined methods in the body are taken too.
  static Names of(Kernel.Scheduled kernel) {
    var names = of((Kernel) kernel);
    kernel.body().forEach(s -> {
      switch (s) {
        case Stmt.Loop l -> names.taken.add(l.axis());
        case Stmt.Set x -> names.taken.add(x.local().name());
        case Stmt.Bind b -> names.taken.add(b.name());
        case Stmt.Take t -> names.taken.add(t.name());
        case Stmt.Outline o -> names.taken.add(o.name());
        case Stmt.Reduce r -> {
          names.taken.add(r.axis());
          names.taken.add(r.local().name());
        }
        case Stmt.Block _, Stmt.If _, Stmt.Store _, Stmt.Put _, Stmt.Barrier _ -> {}
      }
    });
    return names;
  }

  /// `name` itself while it is free, else `name_1`, `name_2` and so on.
  String fresh(String name) {
    var fresh = name;
    for (int i = 1; !taken.add(fresh); i++) {
      fresh = name + "_" + i;
    }
    return fresh;
  }
}
