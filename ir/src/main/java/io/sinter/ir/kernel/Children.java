package io.sinter.ir.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// The parts of an expression or a statement.
final class Children {
  private Children() {}

  /// Each part rewritten; the list itself where none changes.
  static <T> List<T> map(List<T> parts, UnaryOperator<T> rewrite) {
    var out = new ArrayList<T>(parts.size());
    boolean same = true;
    for (var part : parts) {
      var made = rewrite.apply(part);
      same &= made == part;
      out.add(made);
    }
    return same ? parts : out;
  }
}
