package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Label;
import io.sinter.ir.kernel.Layout;
import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Scratch that each iteration of a LOCAL loop writes and reads for itself gets a dimension more: work items run side
/// by side. Where all iterations would have the same elements, written by items together, they keep one array.
final class ItemScratch {
  private final List<Buffer> buffers;

  private ItemScratch(Kernel kernel) {
    buffers = new ArrayList<>(kernel.buffers());
  }

  /// A kernel in which scratch that has the dimension keeps it.
  static Kernel.Scheduled in(Kernel.Scheduled kernel) {
    var scratch = new ItemScratch(kernel);
    var body = scratch.visit(kernel.body());
    return new Kernel.Scheduled(kernel.name(), kernel.parameters(), scratch.buffers, body);
  }

  private Stmt visit(Stmt s) {
    if (!(s instanceof Stmt.Loop l) || l.label() != Label.LOCAL) {
      return s.withChildren(this::visit);
    }
    var body = visit(l.body());
    var own = Carried.privateTo(l);
    var depending = Dependence.names(l.body(), l.axis());
    boolean nested = dependent(l.body(), depending);
    for (int i = 0; i < buffers.size(); i++) {
      var b = buffers.get(i);
      boolean scratch = b.role() == Buffer.Role.SCRATCH || b.role() == Buffer.Role.SHARED;
      if (scratch && own.contains(b.name()) && isShared(b.name(), l.axis(), l.body())
          && !isWrittenTogether(b.name(), l.body(), depending)) {
        buffers.set(i, wider(b, l.extent(), nested));
        body = at(b.name(), Dim.symbol(l.axis()), body);
      }
    }
    return new Stmt.Loop(l.axis(), l.extent(), l.label(), body);
  }

  /// Whether several iterations of `axis` write the same elements of a buffer.
  private static boolean isShared(String buffer, String axis, Stmt s) {
    return s instanceof Stmt.Store x && x.buffer().equals(buffer) && x.at().stream().noneMatch(d -> d.mentions(axis))
        || s.children().stream().anyMatch(c -> isShared(buffer, axis, c));
  }

  /// Whether there is a LOCAL loop that multiplies the items.
  private static boolean dependent(Stmt s, Set<String> names) {
    return s instanceof Stmt.Loop l && l.label() == Label.LOCAL && Dependence.on(names, l)
        || s.children().stream().anyMatch(c -> dependent(c, names));
  }

  /// Whether only LOCAL loops that do not depend on `names` write a buffer.
  static boolean isWrittenTogether(String buffer, Stmt s, Set<String> names) {
    return switch (s) {
      case Stmt.Loop l when l.label() == Label.LOCAL && !Dependence.on(names, l) -> true;
      case Stmt.Store x -> !x.buffer().equals(buffer);
      default -> s.children().stream().allMatch(c -> isWrittenTogether(buffer, c, names));
    };
  }

  /// @param apart whether each item's elements lie side by side; otherwise those of neighbours do
  private static Buffer wider(Buffer b, Dim items, boolean apart) {
    var shape = new Shape(Stream.concat(Stream.of(items), b.shape().dims().stream()).toList());
    var inner = IntStream.rangeClosed(1, b.shape().rank()).boxed();
    var order = apart ? Stream.concat(Stream.of(0), inner) : Stream.concat(inner, Stream.of(0));
    return new Buffer(b.name(), b.role(), b.type(), shape, Layout.ordered(shape, order.toList(), 0));
  }

  private static Stmt at(String buffer, Dim item, Stmt body) {
    return body.mapExprs(value -> value.map(e -> e instanceof Expr.Load l && l.buffer().equals(buffer)
            ? new Expr.Load(buffer, l.type(), with(item, l.at())) : e))
        .map(s -> s instanceof Stmt.Store x && x.buffer().equals(buffer)
            ? new Stmt.Store(buffer, with(item, x.at()), x.value()) : s);
  }

  private static List<Dim> with(Dim item, List<Dim> at) {
    return Stream.concat(Stream.of(item), at.stream()).toList();
  }
}
