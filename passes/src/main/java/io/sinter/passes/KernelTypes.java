package io.sinter.passes;

import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.ir.Schema;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.UnsupportedError.Node;
import io.sinter.runtime.UnsupportedError;
import java.util.stream.Stream;

/// The element types that kernels hold and compute with.
final class KernelTypes {
  private KernelTypes() {}

  /// @throws UnsupportedError naming every value of another type
  static void check(Function function) {
    var nodes = Stream.concat(function.parameters().stream(), Bodies.values(function))
        .filter(v -> !(v.op() instanceof Op.Relayout)).filter(v -> !isComputed(v.type().dtype()))
        .map(KernelTypes::node).toList();
    if (!nodes.isEmpty()) {
      throw new UnsupportedError(nodes);
    }
  }

  private static boolean isComputed(DType type) {
    return switch (type) {
      case F32, F64, F16, BF16, I8, I16, I32, I64, U8, U16, U32, U64, BOOL -> true;
      case STRING -> false;
    };
  }

  private static Node node(Value v) {
    var what = Schema.of(v.op()).mnemonic(v.op()) + " of type " + v.type();
    var where = v.op() instanceof Op.Parameter p ? "input '" + p.name() + "'"
        : v.origin().places().isEmpty() ? what : v.origin().toString();
    return new Node(where, what, "the target 'interpreter'");
  }
}
