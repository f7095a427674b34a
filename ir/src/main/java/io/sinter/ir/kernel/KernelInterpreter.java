package io.sinter.ir.kernel;

import io.sinter.runtime.Dim;
import io.sinter.runtime.KernelCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Runs a kernel at any level on Java arrays, with the bits of compiled code: every f32 operation rounds to f32, fma
/// once, integers wrap. A computed kernel runs its stages one after the other, each in its declared order; scalar
/// functions that are no primitives are computed by [ScalarDefinitions].
///
/// A logical index outside shape and halo, or a position outside an array, is a [io.sinter.runtime.CompilerBug] that
/// names buffer, position and statement.
public final class KernelInterpreter {
  private KernelInterpreter() {}

  /// The kernel as code for launches; groups are the iterations of its outermost GROUP loop, or one.
  ///
  /// @throws io.sinter.runtime.CompilerBug when the kernel breaks a [KernelRule]
  public static KernelCode prepare(Kernel kernel) {
    KernelVerifier.check(kernel);
    var body = body(kernel);
    var first = new Machine(kernel, body);
    var idle = new ConcurrentLinkedQueue<>(List.of(first));
    return (buffers, arguments, start, end) -> {
      var machine = Optional.ofNullable(idle.poll()).orElseGet(() -> new Machine(kernel, body));
      machine.run(buffers, arguments, start, end);
      idle.add(machine);
    };
  }

  /// How many groups a launch with these arguments has.
  public static int groups(Kernel kernel, int[] arguments) {
    return body(kernel) instanceof Stmt.Loop l && l.label() == Label.GROUP
        ? (int) l.extent().evaluate(name -> arguments[kernel.parameters().indexOf(name)]) : 1;
  }

  private static Stmt body(Kernel kernel) {
    return switch (kernel) {
      case Kernel.Computed c -> stages(c);
      case Kernel.Scheduled s -> s.body();
      case Kernel.Flat f -> f.body();
    };
  }

  /// What a computed kernel says by itself: loops in the order of the axes.
  static Stmt stages(Kernel.Computed kernel) {
    var number = new AtomicInteger();
    Supplier<String> names = () -> "p'" + number.getAndIncrement();
    return ExpandPicks.in(
        new Stmt.Block(kernel.stages().stream().map(s -> stage(s, kernel.buffer(s.into()), names)).toList()), names);
  }

  private static Stmt stage(Stage s, Buffer into, Supplier<String> names) {
    var result = s.reduction().<Expr>map(r -> new Expr.Read(r.acc())).orElse(s.value());
    var write = s.update().map(u -> StoreUpdate.of(into, u, s.axes(), result, names))
        .orElseGet(() -> new Stmt.Store(into.name(), s.axes().stream().map(Stage.Axis::index).toList(),
            result.type() == into.type() ? result : new Expr.Convert(into.type(), result)));
    if (s.reduction().isEmpty()) {
      return loops(s.axes(), write);
    }
    var r = s.reduction().get();
    var init = new Stmt.Set(r.acc(), r.init());
    var term = new Stmt.Set(r.acc(), s.value());
    return switch (r.order()) {
      case Stage.Order.Chain _ -> loops(s.axes(), Stmt.block(init, loops(r.axes(), term), write));
      case Stage.Order.Lanes(int lanes) -> loops(s.axes(), Stmt.block(lanes(r, term, lanes), write));
      case Stage.Order.Running _ -> {
        var others = s.axes().stream().filter(a -> !r.axes().contains(a)).toList();
        yield loops(others, Stmt.block(init, loops(r.axes(), Stmt.block(term, write))));
      }
    };
  }

  private static Stmt loops(List<Stage.Axis> axes, Stmt body) {
    var nest = body;
    for (var a : axes.reversed()) {
      nest = new Stmt.Loop(a.name(), a.extent(), Label.SERIAL, nest);
    }
    return nest;
  }

  private static Stmt lanes(Stage.Reduction r, Stmt update, int lanes) {
    var term = r.axes().stream().map(Stage.Axis::name).reduce("term", (a, b) -> a + "." + b);
    var terms = r.axes().stream().map(Stage.Axis::extent).reduce(Dim.ONE, Dim::times);
    var parts = new ArrayList<Stmt>();
    var inner = Dim.ONE;
    for (var a : r.axes().reversed()) {
      parts.add(new Stmt.Bind(a.name(), Dim.symbol(term).floorDiv(inner).mod(a.extent())));
      inner = inner.times(a.extent());
    }
    parts.add(update);
    return new Stmt.Reduce(r.acc(), r.init(), r.fold(), term, terms, lanes, new Stmt.Block(parts));
  }
}
