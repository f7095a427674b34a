package io.sinter.passes;

import io.sinter.ir.Control;
import io.sinter.ir.Counting;
import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// At which index, in axes of the kernel's root, each member of a kernel is read. A member that is read at two indices
/// (two slices of it, or it and its transpose) would be computed whole for each element of the root.
final class ReadIndices {
  private final Map<Value, List<Dim>> at = new HashMap<>();

  void root(Value root) {
    at.put(root, axes("i", BuildKernel.points(root).rank()));
  }

  /// Whether all users in the kernel of `root` take the same element of `v`, which then is where `v` is read.
  ///
  /// @param users of `v`, through free views too; their own indices are known
  boolean agree(Value v, List<Value> users, Value root) {
    var found = new HashSet<List<Dim>>();
    for (var u : users) {
      for (var operand : u.op().operands()) {
        if (FreeViews.resolve(operand) == v) {
          found.add(plain(v, FreeViews.source(operand, v, index(u, operand, root))));
        }
      }
    }
    if (found.size() != 1) {
      return false;
    }
    at.put(v, found.iterator().next());
    return true;
  }

  /// Axes of size 1 have one index only.
  private static List<Dim> plain(Value v, List<Dim> index) {
    return IntStream.range(0, index.size())
        .mapToObj(i -> v.type().dim(i).isConstant(1) ? Dim.ZERO : index.get(i)).toList();
  }

  /// Where a user takes the elements of an operand. A row that the root writes and one that is reduced are one row. The
  /// axes of indices are the first of what they are indices for.
  private List<Dim> index(Value user, Value operand, Value root) {
    return switch (user.op()) {
      case Op.Reduce r -> {
        var index = new ArrayList<>(at.get(user));
        var prefix = operand.type().rank() == root.type().rank() ? "i" : "r";
        r.axes().forEach(axis -> index.add(axis, Dim.symbol(prefix + axis)));
        yield index;
      }
      case Op.Contraction _ -> axes("k", operand.type().rank());
      case Indexed _ -> at.get(user).subList(0, operand.type().rank());
      case Op.Parameter _, Op.Constant _, Op.Elementwise _, Op.View _, Op.Pad _, Op.Concatenate _, Op.ReduceWindow _,
           Op.Relayout _, Op.Composite _, Counting _, Op.CumulativeReduce _, Control _, Op.Project _, Op.Bind _ ->
          at.get(user);
    };
  }

  private static List<Dim> axes(String prefix, int rank) {
    return IntStream.range(0, rank).mapToObj(i -> Dim.symbol(prefix + i)).toList();
  }
}
