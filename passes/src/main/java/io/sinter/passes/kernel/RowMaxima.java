package io.sinter.passes.kernel;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Local;
import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which locals of a scheduled kernel are the largest of a whole row, and of what: a term minus such a local is at most
/// 0, or NaN.
final class RowMaxima {
  /// @param before how many stores to each buffer stand before it
  private record Row(String axis, Dim extent, Expr term, Map<String, Integer> before) {}

  private final Map<String, Buffer> buffers = new HashMap<>();
  private final Map<String, Integer> stores = new HashMap<>();
  private final Map<Local, Row> rows = new HashMap<>();

  private RowMaxima(Kernel.Scheduled kernel) {
    kernel.buffers().forEach(b -> buffers.put(b.name(), b));
    kernel.body().forEach(s -> {
      if (s instanceof Stmt.Store x) {
        stores.merge(x.buffer(), 1, Integer::sum);
      }
      if (s instanceof Stmt.Reduce r && r.fold() == ScalarFn.MAX
          && r.body() instanceof Stmt.Set(var local, Expr.Apply(var fn, var args)) && fn == r.fold()
          && local.equals(r.local()) && args.getFirst().equals(new Expr.Read(local))) {
        rows.put(local, new Row(r.axis(), r.extent(), args.getLast(), Map.copyOf(stores)));
      }
    });
  }

  static RowMaxima of(Kernel.Scheduled kernel) {
    return new RowMaxima(kernel);
  }

  /// Whether the value is a term of a row minus the largest one.
  boolean isAtMostZero(Expr value) {
    if (!(value instanceof Expr.Apply(var fn, var args)) || fn != ScalarFn.SUB
        || !(args.getLast() instanceof Expr.Read(var local)) || !rows.containsKey(local)) {
      return false;
    }
    var row = rows.get(local);
    var terms = loads(row.term());
    var own = loads(args.getFirst());
    if (terms.size() != own.size() || !terms.stream().allMatch(l -> isUnchanged(l.buffer(), row))) {
      return false;
    }
    for (int i = 0; i < terms.size(); i++) {
      int axis = terms.get(i).at().indexOf(Dim.symbol(row.axis()));
      var buffer = buffers.get(terms.get(i).buffer());
      if (axis >= 0 && own.get(i).at().size() > axis && buffer.shape().get(axis).equals(row.extent())) {
        var at = own.get(i).at().get(axis);
        return row.term().mapDims(d -> d.substitute(s -> s.equals(row.axis()) ? at : null)).equals(args.getFirst());
      }
    }
    return false;
  }

  /// Whether what the largest was found in is not written any more.
  private boolean isUnchanged(String buffer, Row row) {
    return stores.getOrDefault(buffer, 0).equals(row.before().getOrDefault(buffer, 0));
  }

  private static List<Expr.Load> loads(Expr e) {
    var found = new ArrayList<Expr.Load>();
    if (e instanceof Expr.Load l) {
      found.add(l);
    }
    e.children().forEach(c -> found.addAll(loads(c)));
    return found;
  }
}
