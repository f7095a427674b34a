package io.sinter.passes;

import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.ir.Schema;
import io.sinter.ir.Value;
import io.sinter.ir.kernel.Target;
import io.sinter.runtime.DType;
import io.sinter.runtime.UnsupportedError.Node;
import io.sinter.runtime.UnsupportedError;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The element types that kernels hold and compute with: those that every target has.
final class KernelTypes {
  private KernelTypes() {}

  /// @throws UnsupportedError naming every value of another type
  static void check(Function function, List<Target> targets) {
    var nodes = new ArrayList<Node>();
    Stream.concat(function.parameters().stream(), Bodies.values(function))
        .filter(v -> !(v.op() instanceof Op.Relayout))
        .forEach(v -> targets.stream().filter(t -> !t.types().contains(v.type().dtype())).findFirst()
            .ifPresent(target -> nodes.add(node(v, target))));
    if (!nodes.isEmpty()) {
      throw new UnsupportedError(nodes);
    }
  }

  private static Node node(Value v, Target target) {
    boolean text = v.type().dtype() == DType.STRING;
    var what = Schema.of(v.op()).mnemonic(v.op()) + " of type " + v.type()
        + (text ? "" : ", which the device of target '" + target.name() + "' does not have");
    var where = v.op() instanceof Op.Parameter p ? "input '" + p.name() + "'"
        : v.origin().places().isEmpty() ? what : v.origin().toString();
    return new Node(where, what, "the target '" + (text ? "interpreter" : "jvm") + "'");
  }
}
