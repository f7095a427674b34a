package io.sinter.passes.kernel;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Label;
import io.sinter.ir.kernel.Local;
import io.sinter.ir.kernel.Stmt;
import io.sinter.ir.kernel.Target;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Dim.Range;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Unroll-and-jam: UNROLL and VECTOR loops may stand anywhere; this sinks them to the leaves, so that SERIAL loops
/// inside them run once for all iterations ("points"), each of which has copies of the locals set inside. That is the
/// register tile: accumulators become locals, and nothing is special about what stands before or after the inner loop.
///
/// A VECTOR loop of extent n becomes n / w vectors of the target's w lanes; one inside another, or on a target
/// without such vectors, is unrolled, and one whose body is straight-line code then stays a SERIAL loop. A guard that
/// depends on the lane becomes a mask on memory accesses and on locals that outlive the guard.
///
/// The iterations of a loop that carries a local follow each other; of other loops, those of the innermost lie
/// farthest apart: with vectors around rows, all vectors of a row follow each other, so what is read per row is not
/// needed for long.
///
/// Stores become puts, loads fetches, at array positions; folds combine vectors by halves, then lanes by rotation.
final class Jam {
  /// The most iterations of a VECTOR loop around other loops that a target without vectors unrolls.
  private static final int MOST_UNROLLED = 8;

  /// The vector axis being unrolled.
  private record Lanes(String symbol, int count) {}

  private final Kernel.Scheduled kernel;
  private final Map<String, Buffer> buffers = new HashMap<>();
  private final VectorWidth widths;
  private final Names names;
  private final Map<String, Range> ranges = new HashMap<>();
  private final Map<String, List<Local>> copies = new HashMap<>();
  private Optional<Lanes> lanes = Optional.empty();

  Jam(Kernel.Scheduled kernel, Target target, Names names) {
    this.kernel = kernel;
    kernel.buffers().forEach(b -> buffers.put(b.name(), b));
    this.widths = new VectorWidth(kernel, target);
    this.names = names;
  }

  Stmt jam() {
    return jam(kernel.body(), List.of(Point.START), Set.of());
  }

  /// @param outside locals that are set outside of `s`
  private Stmt jam(Stmt s, List<Point> points, Set<Local> outside) {
    return switch (s) {
      case Stmt.Loop l -> switch (l.label()) {
        case SERIAL, GROUP -> loop(l, points, outside);
        case UNROLL -> unroll(l, points, outside, 1);
        case VECTOR -> vector(l, points, outside);
        case LOCAL -> items(l, points, outside);
        case LANE -> throw new IllegalStateException(l.label() + " loop " + l.axis());
      };
      case Stmt.Block b -> block(b, points, outside);
      case Stmt.Outline o -> new Stmt.Outline(o.name(), jam(o.body(), points, outside));
      case Stmt.If i -> guard(i, points, outside);
      case Stmt.Set x -> each(points, p -> set(x, p));
      case Stmt.Store x -> each(points, p -> put(x, p));
      case Stmt.Take _ -> block(Stmt.block(s), points, outside);
      case Stmt.Bind b -> each(points, p -> new Stmt.Bind(b.name(), index(b.value(), p)));
      case Stmt.Put _, Stmt.Reduce _, Stmt.Barrier _ ->
          throw new IllegalStateException("not a scheduled statement: " + s);
    };
  }

  private static Stmt each(List<Point> points, java.util.function.Function<Point, Stmt> made) {
    return points.size() == 1 ? made.apply(points.getFirst()) : new Stmt.Block(points.stream().map(made).toList());
  }

  private Dim index(Dim d, Point p) {
    return p.index(d, this::range);
  }

  private Range range(String symbol) {
    return ranges.getOrDefault(symbol, Range.SIZE);
  }

  // ---- loops -------------------------------------------------------------------------------------------------------

  /// One loop for all points that run it equally often.
  private Stmt loop(Stmt.Loop given, List<Point> points, Set<Local> outside) {
    var l = given.label() == Label.SERIAL ? withoutGuard(given) : given;
    var groups = new LinkedHashMap<Dim, List<Point>>();
    points.forEach(p -> groups.computeIfAbsent(index(l.extent(), p), e -> new ArrayList<>()).add(p));
    var loops = new ArrayList<Stmt>();
    groups.forEach((extent, group) -> {
      if (extent.isConstant(1) && l.label() == Label.SERIAL) {
        loops.add(jam(l.body(), group.stream().map(p -> p.with(l.axis(), Dim.ZERO, Map.of(), "")).toList(), outside));
        return;
      }
      if (lanes.filter(v -> extent.mentions(v.symbol())).isPresent()) {
        throw error("the extent " + l.extent() + " of loop " + l.axis() + " differs between lanes");
      }
      ranges.put(l.axis(), new Range(0, Math.max(0, extent.range(this::range).high() - 1)));
      loops.add(new Stmt.Loop(l.axis(), extent, l.label(), jam(l.body(), group, outside)));
    });
    return loops.size() == 1 ? loops.getFirst() : new Stmt.Block(loops);
  }

  /// Work items run once for all points, of which they must know nothing.
  private Stmt items(Stmt.Loop l, List<Point> points, Set<Local> outside) {
    if (Dependence.on(Point.differing(points, this::isVector), l)) {
      throw error("work items of " + l.axis() + " depend on unrolled loops or lanes around them");
    }
    var before = lanes;
    lanes = Optional.empty();
    var body = loop(l, List.of(points.getFirst()), outside);
    lanes = before;
    return body;
  }

  /// A guard that admits the first iterations of a loop is an extent.
  private static Stmt.Loop withoutGuard(Stmt.Loop l) {
    if (l.body() instanceof Stmt.If i && i.room().strideOf(l.axis()).orElse(0) == -1) {
      return new Stmt.Loop(
          l.axis(), l.extent().min(i.room().plus(Dim.symbol(l.axis()))), l.label(), i.body());
    }
    return l;
  }

  private Stmt vector(Stmt.Loop l, List<Point> points, Set<Local> outside) {
    if (lanes.isPresent()) {
      return unroll(l, points, outside, 1);
    }
    long n = l.extent().asLong();
    var own = withoutItems(l.body());
    int width = storesMove(own, l.axis()) ? widths.of(own, l.axis(), n) : 1;
    if (width == 1 && n > 1 && (n > MOST_UNROLLED || !hasLoops(l.body()))) {
      return loop(new Stmt.Loop(l.axis(), l.extent(), Label.SERIAL, l.body()), points, outside);
    }
    return unroll(l, points, outside, width);
  }

  /// False where the axis is one of extent 1, of which layouts know nothing.
  private boolean storesMove(Stmt body, String axis) {
    var moves = new boolean[] {true};
    body.forEach(s -> moves[0] &= !(s instanceof Stmt.Store x)
        || buffers.get(x.buffer()).layout().at(x.at()).mentions(axis));
    return moves[0];
  }

  /// What work items do together is done once for all points.
  private static Stmt withoutItems(Stmt s) {
    return s instanceof Stmt.Loop l && l.label() == Label.LOCAL ? Stmt.block() : s.withChildren(Jam::withoutItems);
  }

  private static boolean hasLoops(Stmt s) {
    return s instanceof Stmt.Loop || s.children().stream().anyMatch(Jam::hasLoops);
  }

  private Stmt unroll(Stmt.Loop l, List<Point> points, Set<Local> outside, int width) {
    long n = l.extent().constant().orElseThrow(
        () -> error("the extent " + l.extent() + " of " + l.label() + " loop " + l.axis() + " is not a constant"));
    var before = lanes;
    if (width > 1) {
      lanes = Optional.of(new Lanes(l.axis() + " lane", width));
      ranges.put(lanes.get().symbol(), new Range(0, width - 1));
    }
    int count = lanes.map(Lanes::count).orElse(1);
    var own = new LinkedHashSet<Local>();
    l.body().forEach(s -> {
      if (s instanceof Stmt.Set x) {
        own.add(x.local());
      }
    });
    boolean carries = own.removeAll(outside);
    points.forEach(p -> own.forEach(x -> copies.put(key(p, x), new ArrayList<>())));
    var inner = new ArrayList<Point>();
    int iterations = (int) (n / width);
    for (int i = 0; i < iterations * points.size(); i++) {
      int u = carries ? i % iterations : i / points.size();
      var p = points.get(carries ? i / iterations : i % points.size());
      var suffix = "_" + u;
      var copied = new HashMap<Local, Local>();
      for (var x : own) {
        var copy = new Local(names.fresh(p.local(x).name() + suffix), x.type(), count);
        copied.put(x, copy);
        copies.get(key(p, x)).add(copy);
      }
      var at = width > 1 ? Dim.symbol(lanes.get().symbol()).plus((long) u * width) : Dim.of(u);
      inner.add(p.with(l.axis(), at, copied, suffix));
    }
    var body = jam(l.body(), inner, outside);
    lanes = before;
    return body;
  }

  private static String key(Point p, Local l) {
    return p.tag() + " " + l.name();
  }

  // ---- blocks and guards -------------------------------------------------------------------------------------------

  /// Straight-line statements run for a few points side by side, or point by point where those set the same locals;
  /// others run for all points together.
  private Stmt block(Stmt.Block b, List<Point> points, Set<Local> outside) {
    var seen = new HashSet<>(outside);
    var out = new ArrayList<Stmt>();
    var straight = new ArrayList<Stmt>();
    var here = points;
    for (var s : b.parts()) {
      if (s instanceof Stmt.Set || s instanceof Stmt.Store || s instanceof Stmt.Take) {
        straight.add(s);
        continue;
      }
      here = byPoint(straight, here, seen, out);
      out.add(jam(s, here, seen));
    }
    byPoint(straight, here, seen, out);
    return new Stmt.Block(out);
  }

  /// The points after it, which have names for what they take. Points that take the same share a name.
  private List<Point> byPoint(List<Stmt> straight, List<Point> points, Set<Local> seen, List<Stmt> out) {
    var taken = new Taken(straight, points.size() == 1 ? n -> n : names::fresh);
    var after = new ArrayList<Point>();
    for (var part : SideBySide.of(straight, points, widths.target())) {
      var here = part;
      for (var s : straight) {
        if (s instanceof Stmt.Take t) {
          var p = here.getFirst();
          here = List.of(p.taking(t.name(), taken.name(t, first(value(t.value(), p)), out)));
        } else {
          out.add(jam(s, here, seen));
        }
      }
      after.addAll(here);
    }
    straight.forEach(s -> {
      if (s instanceof Stmt.Set x) {
        seen.add(x.local());
      }
    });
    straight.clear();
    return after;
  }

  /// The points that run for certain, some of them only in a few lanes, run together.
  private Stmt guard(Stmt.If s, List<Point> points, Set<Local> outside) {
    var certain = new ArrayList<Point>();
    var unknown = new LinkedHashMap<Dim, List<Point>>();
    for (var p : points) {
      var room = index(s.room(), p);
      boolean differs = lanes.isPresent() && room.mentions(lanes.get().symbol());
      var count = differs ? room.plus(Dim.symbol(lanes.get().symbol())) : room;
      if (differs && count.mentions(lanes.get().symbol())) {
        throw error("the guard " + s.room() + " is not for the first lanes of a vector");
      }
      var known = count.range(this::range);
      if (known.low() >= (differs ? lanes.get().count() : 1)) {
        certain.add(p);
      } else if (known.high() > 0 && differs) {
        certain.add(p.masked(new Point.Mask(
            p.mask().map(m -> m.count().min(count)).orElse(count), Set.copyOf(outside))));
      } else if (known.high() > 0) {
        unknown.computeIfAbsent(room, r -> new ArrayList<>()).add(p);
      }
    }
    var out = new ArrayList<Stmt>();
    if (!certain.isEmpty()) {
      out.add(jam(s.body(), certain, outside));
    }
    unknown.forEach((room, group) -> out.add(new Stmt.If(room, jam(s.body(), group, outside))));
    return out.size() == 1 ? out.getFirst() : new Stmt.Block(out);
  }

  // ---- leaves ------------------------------------------------------------------------------------------------------

  private Stmt set(Stmt.Set x, Point p) {
    var to = p.local(x.local());
    var value = wide(value(x.value(), p), to.lanes());
    boolean keeps = to.lanes() > 1 && p.mask().filter(m -> m.live().contains(x.local())).isPresent();
    return new Stmt.Set(to, keeps
        ? Expr.apply(ScalarFn.SELECT, active(p).orElseThrow(), value, new Expr.Read(to)) : value);
  }

  private Stmt put(Stmt.Store x, Point p) {
    var at = position(x.buffer(), x.at(), p);
    var value = value(x.value(), p);
    if (isVector(at)) {
      return new Stmt.Put(x.buffer(), base(at), wide(value, lanes.get().count()), active(p));
    }
    if (value.lanes() > 1) {
      throw error("all lanes write one element of " + x.buffer() + x.at());
    }
    return new Stmt.Put(x.buffer(), at, value, Optional.empty());
  }

  private Expr value(Expr e, Point p) {
    return switch (e) {
      case Expr.Const _ -> e;
      case Expr.Index i -> new Expr.Index(index(i.value(), p));
      case Expr.Read r -> new Expr.Read(p.local(r.local()));
      case Expr.Load l -> {
        var at = position(l.buffer(), l.at(), p);
        yield isVector(at) ? new Expr.Fetch(l.buffer(), l.type(), base(at), lanes.get().count(), active(p))
            : new Expr.Fetch(l.buffer(), l.type(), at, 1, Optional.empty());
      }
      case Expr.Apply a -> {
        var args = a.args().stream().map(x -> value(x, p)).toList();
        int n = args.stream().mapToInt(Expr::lanes).max().orElse(1);
        yield new Expr.Apply(a.fn(), args.stream().map(x -> wide(x, n)).toList());
      }
      case Expr.Convert _, Expr.Bitcast _ -> e.withChildren(x -> value(x, p));
      case Expr.Check _ -> e.withChildren(x -> first(value(x, p)));
      case Expr.Fold f -> fold(f, p);
      case Expr.Fetch _, Expr.Splat _, Expr.Lane _, Expr.Rotate _, Expr.Active _, Expr.Pick _ ->
          throw new IllegalStateException("not a scheduled expression: " + e);
    };
  }

  /// Lane i with lane i + n/2, then n/4 and so on, whether lanes are copies of a local or lanes of a vector.
  private Expr fold(Expr.Fold f, Point p) {
    var values = copies.get(key(p, f.local())).stream().<Expr>map(Expr.Read::new).toList();
    while (values.size() > 1) {
      var halves = new ArrayList<Expr>();
      int half = values.size() / 2;
      for (int i = 0; i < half; i++) {
        halves.add(Expr.apply(f.fn(), values.get(i), values.get(i + half)));
      }
      values = halves;
    }
    var last = values.getFirst();
    int n = last.lanes();
    if (n == lanes.map(Lanes::count).orElse(1)) {
      return last;
    }
    // masks do not rotate
    boolean mask = last.type() == DType.BOOL;
    last = mask ? new Expr.Convert(DType.I32, last) : last;
    for (int half = n / 2; half > 0; half /= 2) {
      last = Expr.apply(f.fn(), last, new Expr.Rotate(last, half));
    }
    var first = new Expr.Lane(last, 0);
    return mask ? new Expr.Convert(DType.BOOL, first) : first;
  }

  private Dim position(String buffer, List<Dim> index, Point p) {
    var at = index(buffers.get(buffer).layout().at(index), p);
    lanes.ifPresent(v -> {
      var stride = at.strideOf(v.symbol());
      if (stride.orElse(-1) != 0 && stride.orElse(-1) != 1) {
        throw error("strided vector access to " + buffer + index + ": lanes lie "
            + (stride.isPresent() ? stride.getAsLong() + " elements apart" : "at " + at));
      }
    });
    return at;
  }

  private boolean isVector(Dim at) {
    return lanes.filter(v -> at.mentions(v.symbol())).isPresent();
  }

  private Dim base(Dim at) {
    return at.minus(Dim.symbol(lanes.orElseThrow().symbol()));
  }

  private Optional<Expr> active(Point p) {
    return p.mask().map(m -> new Expr.Active(m.count(), lanes.orElseThrow().count()));
  }

  /// What is the same in all lanes, as an index that is data must be.
  private static Expr first(Expr e) {
    return e.lanes() == 1 ? e : new Expr.Lane(e, 0);
  }

  private static Expr wide(Expr e, int lanes) {
    return e.lanes() < lanes ? new Expr.Splat(e, lanes) : e;
  }

  private IllegalArgumentException error(String what) {
    return new IllegalArgumentException("kernel " + kernel.name() + ": " + what);
  }
}
