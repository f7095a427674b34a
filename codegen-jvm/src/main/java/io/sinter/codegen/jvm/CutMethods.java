package io.sinter.codegen.jvm;

import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Layout;
import io.sinter.ir.kernel.Local;
import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Cuts straight-line code into outlined pieces of few values, for methods that C2 would refuse. A local that crosses
/// from one piece into another waits in an array that all pieces see; index names are computed again in each piece that
/// needs them. What sets a local that lives outside of the block stays where it is.
final class CutMethods {
  /// @param own the arrays in which locals wait: the kernel's last buffers, which no launch gives
  record Cut(Kernel.Flat kernel, List<Buffer> own) {}

  private final int most;
  private final Map<Local, Integer> all;
  private final Map<DType, Integer> lengths = new EnumMap<>(DType.class);
  private final Map<Local, Integer> places = new HashMap<>();
  private int named;
  private int pieces;

  private CutMethods(Kernel.Flat kernel, int most) {
    this.most = most;
    this.all = Mentions.of(List.of(kernel.body())).counts();
  }

  /// @param most values that a piece may compute
  static Cut of(Kernel.Flat kernel, int most) {
    var cut = new CutMethods(kernel, most);
    var body = kernel.body() instanceof Stmt.Loop l ? l.withChildren(cut::visit) : cut.visit(kernel.body());
    var own = new ArrayList<Buffer>();
    cut.lengths.forEach((type, n) -> own.add(
        new Buffer(array(type), Buffer.Role.SCRATCH, type, Shape.of(n), Layout.dense(Shape.of(n)))));
    var buffers = Stream.concat(kernel.buffers().stream(), own.stream()).toList();
    return new Cut(new Kernel.Flat(kernel.name(), kernel.parameters(), buffers, body), own);
  }

  private static String array(DType type) {
    return "waiting " + type;
  }

  private Stmt visit(Stmt s) {
    return switch (s) {
      case Stmt.Loop _, Stmt.If _, Stmt.Outline _ -> s.withChildren(this::visit);
      case Stmt.Block b -> block(b);
      case Stmt.Set _, Stmt.Put _, Stmt.Take _ -> Weight.of(s) <= most ? s : block(Stmt.block(s));
      case Stmt.Bind _, Stmt.Store _, Stmt.Reduce _, Stmt.Barrier _ -> s;
    };
  }

  private Stmt block(Stmt.Block b) {
    var parts = flat(b).map(p -> p instanceof Stmt.Loop || p instanceof Stmt.If || p instanceof Stmt.Outline
        ? visit(p) : p).flatMap(this::small).toList();
    if (Weight.of(parts) <= most) {
      return new Stmt.Block(parts);
    }
    var open = new HashSet<Local>();
    Mentions.of(List.of(b)).counts().forEach((local, n) -> {
      if (!n.equals(all.get(local))) {
        open.add(local);
      }
    });
    return new Stmt.Block(cut(parts, open));
  }

  private static Stream<Stmt> flat(Stmt s) {
    return s instanceof Stmt.Block b ? b.parts().stream().flatMap(CutMethods::flat) : Stream.of(s);
  }

  /// A statement whose value is a large tree, with names for the parts of it before it.
  private Stream<Stmt> small(Stmt s) {
    if (!(s instanceof Stmt.Set || s instanceof Stmt.Put || s instanceof Stmt.Take) || 2 * Weight.of(s) <= most) {
      return Stream.of(s);
    }
    var before = new ArrayList<Stmt>();
    var last = s.mapExprs(value -> value.withChildren(c -> small(c, before)));
    before.add(last);
    return before.stream();
  }

  private Expr small(Expr e, List<Stmt> before) {
    var made = e.withChildren(c -> small(c, before));
    if (4 * Weight.of(made) <= most) {
      return made;
    }
    var local = new Local("part " + named++, made.type(), made.lanes());
    before.add(new Stmt.Set(local, made));
    return new Expr.Read(local);
  }

  // ---- pieces ------------------------------------------------------------------------------------------------------

  /// Statements that follow each other, in a method of their own or not.
  private record Item(boolean outlined, List<Stmt> statements, Mentions mentions) {}

  private List<Stmt> cut(List<Stmt> parts, Set<Local> open) {
    var binds = new LinkedHashMap<String, Stmt.Bind>();
    var items = items(parts, open, binds);
    var crossing = crossing(items, open);
    var waiting = new HashSet<Local>();
    var known = new HashSet<String>();
    var out = new ArrayList<Stmt>();
    for (var item : items) {
      var code = new ArrayList<Stmt>();
      needed(item.mentions().symbols(), binds).forEach(b -> {
        if (item.outlined() || known.add(b.name())) {
          code.add(b);
        }
      });
      var surely = new HashSet<>(item.mentions().surely());
      crossing.stream().filter(l -> waiting.contains(l) && item.mentions().counts().containsKey(l)).forEach(l -> {
        code.add(new Stmt.Set(l, new Expr.Fetch(array(l.type()), l.type(), place(l), l.lanes(), Optional.empty())));
        surely.add(l);
      });
      code.addAll(item.statements());
      crossing.stream().filter(l -> item.mentions().set().contains(l) && surely.contains(l)).forEach(l -> {
        code.add(new Stmt.Put(array(l.type()), place(l), new Expr.Read(l), Optional.empty()));
        waiting.add(l);
      });
      out.addAll(item.outlined() ? List.of(new Stmt.Outline("piece" + pieces++, new Stmt.Block(code)))
          : withOwn(code, crossing));
    }
    return out;
  }

  /// The statements with locals of their own in place of some: pieces set those.
  private List<Stmt> withOwn(List<Stmt> code, List<Local> locals) {
    var own = new HashMap<Local, Local>();
    locals.forEach(l -> own.put(l, new Local(l.name() + " " + named, l.type(), l.lanes())));
    named++;
    return code.stream().map(s -> s
        .mapExprs(v -> v.map(e -> e instanceof Expr.Read r ? new Expr.Read(own.getOrDefault(r.local(), r.local())) : e))
        .map(x -> x instanceof Stmt.Set set
            ? new Stmt.Set(own.getOrDefault(set.local(), set.local()), set.value()) : x)).toList();
  }

  private List<Item> items(List<Stmt> parts, Set<Local> open, Map<String, Stmt.Bind> binds) {
    var items = new ArrayList<Item>();
    var piece = new ArrayList<Stmt>();
    for (var s : parts) {
      if (s instanceof Stmt.Bind b) {
        binds.put(b.name(), b);
        continue;
      }
      boolean stays = s instanceof Stmt.Take || Mentions.of(List.of(s)).set().stream().anyMatch(open::contains);
      if (stays || Weight.of(piece) + Weight.of(s) > most) {
        add(items, true, piece);
      }
      piece.add(s);
      if (stays) {
        add(items, false, piece);
      }
    }
    add(items, true, piece);
    return items;
  }

  private static void add(List<Item> items, boolean outlined, List<Stmt> piece) {
    if (!piece.isEmpty()) {
      items.add(new Item(outlined, List.copyOf(piece), Mentions.of(piece)));
      piece.clear();
    }
  }

  /// Locals of the block that one item sets and another mentions.
  private static List<Local> crossing(List<Item> items, Set<Local> open) {
    var first = new HashMap<Local, Item>();
    var crossing = new LinkedHashMap<Local, Boolean>();
    for (var item : items) {
      item.mentions().counts().keySet().stream().sorted((a, b) -> a.name().compareTo(b.name())).forEach(l -> {
        if (!open.contains(l) && first.computeIfAbsent(l, x -> item) != item) {
          crossing.put(l, true);
        }
      });
    }
    return List.copyOf(crossing.keySet());
  }

  /// The bound names that others are computed from come first.
  private static List<Stmt.Bind> needed(Set<String> symbols, Map<String, Stmt.Bind> binds) {
    var names = new HashSet<>(symbols);
    var all = new ArrayList<>(binds.values());
    for (var b : all.reversed()) {
      if (names.contains(b.name())) {
        names.addAll(b.value().symbols());
      }
    }
    return all.stream().filter(b -> names.contains(b.name())).toList();
  }

  private Dim place(Local local) {
    return Dim.of(places.computeIfAbsent(local, l -> lengths.merge(l.type(), l.lanes(), Integer::sum) - l.lanes()));
  }
}
