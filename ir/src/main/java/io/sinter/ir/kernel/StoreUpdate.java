package io.sinter.ir.kernel;

import io.sinter.ir.ScalarFn;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// What one point of a stage with a [Stage.Update] does to the buffer.
public final class StoreUpdate {
  private StoreUpdate() {}

  /// Takes of the indices, guards that keep them inside the shape, and a store of the value, or of what the element was
  /// combined with it. An index below 0 is taken as one behind the last, since names are at least 0.
  ///
  /// @param axes those of the stage
  /// @param names gives names that nothing else has
  public static Stmt of(Buffer into, Stage.Update update, List<Stage.Axis> axes, Expr value, Supplier<String> names) {
    var parts = new ArrayList<Stmt>();
    var index = new ArrayList<Dim>();
    var rooms = new ArrayList<Dim>();
    for (int k = 0; k < update.at().size(); k++) {
      var at = update.at().get(k);
      var size = into.shape().get(k);
      var own = axes.stream().filter(a -> at.equals(new Expr.Index(a.index()))).findFirst();
      var name = own.map(Stage.Axis::name).orElseGet(names);
      var place = Dim.symbol(name);
      if (own.isEmpty()) {
        parts.add(new Stmt.Take(name, within(at, size)));
      }
      if (own.isEmpty() || own.get().extent().atMost(size) != Truth.YES) {
        rooms.add(size.minus(place));
      }
      index.add(place);
    }
    Stmt store = new Stmt.Store(into.name(), index, combined(into, update, index, value));
    for (var room : rooms.reversed()) {
      store = new Stmt.If(room, store);
    }
    parts.add(store);
    return new Stmt.Block(parts);
  }

  /// The index where it is from 0 to `size`, otherwise `size`.
  private static Expr within(Expr at, Dim size) {
    var end = new Expr.Index(size);
    return Expr.apply(ScalarFn.SELECT, Expr.apply(ScalarFn.LT, at, new Expr.Const(DType.I64, 0)), end,
        Expr.apply(ScalarFn.MIN, at, end));
  }

  /// Half floats are combined in f32.
  private static Expr combined(Buffer into, Stage.Update update, List<Dim> index, Expr value) {
    if (update.combiner().isEmpty()) {
      return as(into.type(), value);
    }
    var type = into.type() == DType.F16 || into.type() == DType.BF16 ? DType.F32 : into.type();
    var old = new Expr.Load(into.name(), into.type(), index);
    return as(into.type(), Expr.apply(update.combiner().get(), as(type, old), as(type, value)));
  }

  private static Expr as(DType type, Expr x) {
    return x.type() == type ? x : new Expr.Convert(type, x);
  }
}
