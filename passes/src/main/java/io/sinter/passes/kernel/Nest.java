package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.ExpandPicks;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Label;
import io.sinter.ir.kernel.Layout;
import io.sinter.ir.kernel.Local;
import io.sinter.ir.kernel.Stage;
import io.sinter.ir.kernel.Stmt;
import io.sinter.ir.kernel.StoreUpdate;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Stages become loops over stores: computed to scheduled.
///
/// The last stage is the root: loops over its axes, in order, around a store. Other stages run where `place` says, in
/// stage order, before the inner loops of the stage they stand in. An axis of a placed stage whose index is the same
/// in all reads, and known at the place, takes that value: its loop and the dimension of its storage vanish. What is
/// left is stored in a local (no dimension left), in the result that `share` names, or in a scratch buffer.
///
/// A chain becomes an accumulator and SERIAL loops, which for a running one store it too; lanes become a [Stmt.Reduce]
/// over the flattened axes. Indices that are data are taken where they are needed.
final class Nest {
  private final Kernel.Computed kernel;
  private final Schedule schedule;
  private final Map<String, Placed> placed = new HashMap<>();
  private final List<Placed> latestFirst = new ArrayList<>();
  private final Map<String, Set<String>> around = new HashMap<>();
  private final Map<String, Placed> owner = new HashMap<>();
  private final Names names;

  private Nest(Kernel.Computed kernel, Schedule schedule) {
    this.kernel = kernel;
    this.schedule = schedule;
    this.names = Names.of(kernel);
  }

  static Kernel.Scheduled nest(Kernel.Computed kernel, Schedule schedule) {
    var nest = new Nest(kernel, schedule);
    kernel.stages().reversed().forEach(nest::place);
    var body = ExpandPicks.in(nest.block(nest.stagesAt(Optional.empty())), nest::index);
    return new Kernel.Scheduled(kernel.name(), kernel.parameters(), nest.buffers(), body);
  }

  private String index() {
    return names.fresh("p");
  }

  private IllegalArgumentException error(String what) {
    return new IllegalArgumentException("cannot schedule kernel " + kernel.name() + ": " + what);
  }

  // ---- where stages stand and what they are stored in --------------------------------------------------------------

  private void place(Stage given) {
    var stage = withOwnNames(given);
    boolean root = latestFirst.isEmpty();
    var at = schedule.steps(Step.Place.class).stream().filter(p -> p.stage().equals(stage.into()))
        .map(Step.Place::axis).findFirst();
    if (root && at.isPresent()) {
      throw error("stage " + stage.into() + " is the last one and cannot be placed");
    }
    at.filter(a -> !around.containsKey(a)).ifPresent(a -> {
      throw error("stage " + stage.into() + " is placed at " + a + ", which is no loop of a later stage");
    });
    var outer = at.map(around::get).orElse(Set.of());
    var readings = latestFirst.stream().flatMap(p -> p.readings(stage.into()).stream()).toList();
    at.ifPresent(a -> readings.stream().filter(r -> !r.isInside(a)).findFirst().ifPresent(r -> {
      throw error("stage " + stage.into() + " is placed at " + a + ", but stage " + r.reader().stage().into()
          + " reads it outside of that loop");
    }));
    boolean result = kernel.buffer(stage.into()).role() == Buffer.Role.OUT;
    var bound = readings.isEmpty() && result ? boundByPosition(stage, at) : bound(stage, outer, readings, result);
    var p = stored(new Placed(stage, at, outer, bound, Optional.empty(), Optional.empty()), readings, result);
    latestFirst.add(p);
    placed.put(stage.into(), p);
    var inside = new LinkedHashSet<>(outer);
    Stream.concat(p.loops().stream(), p.reductionLoops().stream()).forEach(a -> {
      inside.add(a.name());
      around.put(a.name(), Set.copyOf(inside));
      owner.put(a.name(), p);
    });
  }

  /// Later stages keep their names; an earlier one that repeats them gets others.
  private Stage withOwnNames(Stage s) {
    var renamed = new HashMap<String, Dim>();
    var axes = fresh(s.axes(), renamed);
    if (s.reduction().isEmpty()) {
      return new Stage(s.into(), axes, s.reduction(), renamed(s.value(), renamed), update(s, renamed));
    }
    var r = s.reduction().get();
    var reduced = r.order() instanceof Stage.Order.Running
        ? r.axes().stream().map(a -> axes.get(s.axes().indexOf(a))).toList() : fresh(r.axes(), renamed);
    var acc = new Local(names.fresh(r.acc().name()), r.acc().type(), 1);
    var value = renamed(s.value(), renamed)
        .map(e -> e instanceof Expr.Read x && x.local().equals(r.acc()) ? new Expr.Read(acc) : e);
    return new Stage(s.into(), axes, Optional.of(new Stage.Reduction(
        acc, renamed(r.init(), renamed), r.fold(), r.order(), reduced)), value, update(s, renamed));
  }

  private static Optional<Stage.Update> update(Stage s, Map<String, Dim> renamed) {
    return s.update()
        .map(u -> new Stage.Update(u.at().stream().map(e -> renamed(e, renamed)).toList(), u.combiner()));
  }

  private static Expr renamed(Expr e, Map<String, Dim> names) {
    return e.mapDims(OnLoop.substitution(names));
  }

  private List<Stage.Axis> fresh(List<Stage.Axis> axes, Map<String, Dim> renamed) {
    var own = axes.stream().map(a -> new Stage.Axis(names.fresh(a.name()), a.extent())).toList();
    for (int i = 0; i < own.size(); i++) {
      renamed.put(axes.get(i).name(), own.get(i).index());
    }
    return own;
  }

  private Map<String, Dim> bound(Stage stage, Set<String> outer, List<Placed.Reading> readings, boolean result) {
    var bound = new LinkedHashMap<String, Dim>();
    for (int i = 0; i < stage.axes().size(); i++) {
      int dim = i;
      var axis = stage.axes().get(i);
      var indices = readings.stream().map(r -> r.at().get(dim)).collect(Collectors.toSet());
      if (indices.size() == 1 && !isRunning(stage, axis)) {
        var index = indices.iterator().next();
        boolean known = index.symbols().stream().allMatch(s -> outer.contains(s) || kernel.parameters().contains(s));
        if (known && (!result || coversAll(index, axis))) {
          bound.put(axis.name(), index);
        }
      }
    }
    return bound;
  }

  private static boolean isRunning(Stage stage, Stage.Axis axis) {
    return stage.reduction().filter(r -> r.order() instanceof Stage.Order.Running && r.axes().contains(axis))
        .isPresent();
  }

  /// Whether an index takes every value of an axis: results must be written whole.
  private boolean coversAll(Dim index, Stage.Axis axis) {
    return axis.extent().isConstant(1) || owner.entrySet().stream().anyMatch(e -> Dim.symbol(e.getKey()).equals(index)
        && extentOf(e.getValue(), e.getKey()).equals(axis.extent()));
  }

  private static Dim extentOf(Placed p, String axis) {
    return Stream.concat(p.loops().stream(), p.reductionLoops().stream()).filter(a -> a.name().equals(axis))
        .findFirst().orElseThrow().extent();
  }

  /// A result that no stage reads goes along with the loops of the stage it is placed in, axis by axis.
  private Map<String, Dim> boundByPosition(Stage stage, Optional<String> at) {
    var bound = new LinkedHashMap<String, Dim>();
    if (at.isEmpty()) {
      return bound;
    }
    var host = owner.get(at.get()).stage().axes();
    int depth = host.stream().map(Stage.Axis::name).toList().indexOf(at.get()) + 1;
    for (int i = 0; i < depth; i++) {
      if (i >= stage.axes().size() || isRunning(stage, stage.axes().get(i))
          || !stage.axes().get(i).extent().equals(host.get(i).extent())) {
        throw error("stage " + stage.into() + " cannot run at " + at.get() + ": its axes " + stage.axes()
            + " differ from " + host);
      }
      bound.put(stage.axes().get(i).name(), owner.get(at.get()).index().get(i));
    }
    return bound;
  }

  private Placed stored(Placed p, List<Placed.Reading> readings, boolean result) {
    var stage = p.stage();
    var all = IntStream.range(0, stage.axes().size()).boxed().toList();
    var kept = all.stream().filter(i -> !p.bound().containsKey(stage.axes().get(i).name())).toList();
    boolean scalar = kept.isEmpty() && !readings.isEmpty();
    var local = scalar ? Optional.of(local(stage)) : Optional.<Local>empty();
    var shared = schedule.steps(Step.ShareStorage.class).stream().filter(s -> s.stage().equals(stage.into()))
        .findFirst();
    Optional<Placed.Memory> memory;
    if (result) {
      memory = Optional.of(new Placed.Memory(stage.into(), all));
    } else if (scalar) {
      memory = Optional.empty();
    } else if (shared.isPresent()) {
      checkShared(p, shared.get().with(), readings);
      memory = Optional.of(new Placed.Memory(shared.get().with(), all));
    } else {
      memory = Optional.of(new Placed.Memory(stage.into(), kept));
    }
    return new Placed(stage, p.at(), p.around(), p.bound(), local, memory);
  }

  private Local local(Stage stage) {
    var type = kernel.buffer(stage.into()).type();
    return stage.reduction().map(Stage.Reduction::acc).filter(a -> a.type() == type)
        .orElseGet(() -> Local.scalar(names.fresh(stage.into() + "_value"), type));
  }

  private void checkShared(Placed p, String with, List<Placed.Reading> readings) {
    var from = kernel.buffer(p.stage().into());
    var to = kernel.buffer(with);
    var writer = placed.get(with);
    boolean fits = writer != null && to.role() == Buffer.Role.OUT && to.type() == from.type()
        && to.shape().equals(from.shape()) && readings.stream().allMatch(r -> r.at().equals(writer.index())
            || r.reader() != writer && writer.loops().stream().noneMatch(
                a -> r.reader().around().contains(a.name()) && !p.around().contains(a.name())));
    if (!fits) {
      throw error("stage " + from.name() + " cannot share the storage of " + with
          + ": the last reader must write an element of the same type where it reads one");
    }
  }

  private List<Buffer> buffers() {
    var buffers = new ArrayList<>(kernel.buffers().stream().filter(b -> b.role() != Buffer.Role.SCRATCH).toList());
    for (var p : latestFirst.reversed()) {
      var b = kernel.buffer(p.stage().into());
      if (b.role() == Buffer.Role.SCRATCH && p.memory().filter(m -> m.buffer().equals(b.name())).isPresent()) {
        var shape = new Shape(p.kept().stream().map(Stage.Axis::extent).toList());
        buffers.add(new Buffer(b.name(), b.role(), b.type(), shape, Layout.dense(shape)));
      }
    }
    return buffers;
  }

  // ---- loops -------------------------------------------------------------------------------------------------------

  private List<Stmt> stagesAt(Optional<String> axis) {
    return latestFirst.reversed().stream().filter(p -> p.at().equals(axis)).map(this::loops).toList();
  }

  private Stmt block(List<Stmt> parts) {
    var flat = parts.stream().flatMap(p -> p instanceof Stmt.Block b ? b.parts().stream() : Stream.of(p)).toList();
    return flat.size() == 1 ? flat.getFirst() : new Stmt.Block(flat);
  }

  private Stmt inside(String axis, Stmt inner) {
    return block(Stream.concat(stagesAt(Optional.of(axis)).stream(), Stream.of(inner)).toList());
  }

  private Stmt loops(Placed p) {
    var body = block(element(p));
    for (var a : p.loops().reversed()) {
      body = new Stmt.Loop(a.name(), a.extent(), Label.SERIAL, inside(a.name(), body));
    }
    return body;
  }

  /// Computes one element, or all that a running reduction passes by.
  private List<Stmt> element(Placed p) {
    var value = resolved(p.value());
    if (p.stage().reduction().isEmpty()) {
      return written(p, value);
    }
    var r = p.stage().reduction().get();
    var result = written(p, new Expr.Read(r.acc()));
    return switch (r.order()) {
      case Stage.Order.Chain _ -> joined(chain(p, r, List.of(new Stmt.Set(r.acc(), value))), result);
      case Stage.Order.Running _ -> chain(p, r, joined(List.of(new Stmt.Set(r.acc(), value)), result));
      case Stage.Order.Lanes l -> joined(List.of(lanes(p, r, l.lanes(), value)), result);
    };
  }

  private static List<Stmt> joined(List<Stmt> first, List<Stmt> then) {
    return Stream.concat(first.stream(), then.stream()).toList();
  }

  /// Stores a value where the stage's readers find it.
  private List<Stmt> written(Placed p, Expr value) {
    var out = new ArrayList<Stmt>();
    if (p.local().isPresent() && !value.equals(new Expr.Read(p.local().get()))) {
      out.add(new Stmt.Set(p.local().get(), as(p.local().get().type(), value)));
    }
    if (p.update().isPresent()) {
      var u = p.update().get();
      var at = new Stage.Update(u.at().stream().map(this::resolved).toList(), u.combiner());
      out.add(StoreUpdate.of(kernel.buffer(p.stage().into()), at, p.kept(), value, this::index));
    } else if (p.memory().isPresent()) {
      var m = p.memory().get();
      var known = p.local().<Expr>map(Expr.Read::new).orElse(value);
      out.add(new Stmt.Store(m.buffer(), m.of(p.index()), as(kernel.buffer(m.buffer()).type(), known)));
    }
    return out;
  }

  private static Expr as(DType type, Expr x) {
    return x.type() == type ? x : new Expr.Convert(type, x);
  }

  private Expr resolved(Expr value) {
    return value.map(e -> switch (e) {
      case Expr.Load l when placed.containsKey(l.buffer()) -> placed.get(l.buffer()).read(l);
      case Expr.Pick p when placed.containsKey(p.buffer()) -> placed.get(p.buffer()).read(p);
      default -> e;
    });
  }

  /// @param term what each term does
  private List<Stmt> chain(Placed p, Stage.Reduction r, List<Stmt> term) {
    var body = block(term);
    for (var a : p.reductionLoops().reversed()) {
      body = new Stmt.Loop(a.name(), a.extent(), Label.SERIAL, inside(a.name(), body));
    }
    return List.of(new Stmt.Set(r.acc(), resolved(p.init().orElseThrow())), body);
  }

  private Stmt lanes(Placed p, Stage.Reduction r, int lanes, Expr value) {
    var axes = p.reductionLoops();
    Stmt body = new Stmt.Set(r.acc(), value);
    for (var a : axes.reversed()) {
      if (a != axes.getLast() && !stagesAt(Optional.of(a.name())).isEmpty()) {
        throw error("stages can be placed at the last axis of the reduction of " + p.stage().into() + ", not at "
            + a.name());
      }
      body = inside(a.name(), body);
    }
    var init = resolved(p.init().orElseThrow());
    if (axes.size() == 1) {
      return new Stmt.Reduce(r.acc(), init, r.fold(), axes.getFirst().name(), axes.getFirst().extent(), lanes, body);
    }
    var flat = names.fresh(axes.stream().map(Stage.Axis::name).collect(Collectors.joining()));
    var at = new HashMap<String, Dim>();
    var size = Dim.ONE;
    var index = Dim.symbol(flat);
    for (var a : axes.reversed()) {
      at.put(a.name(), a == axes.getFirst() ? index : index.mod(a.extent()));
      index = index.floorDiv(a.extent());
      size = size.times(a.extent());
    }
    return new Stmt.Reduce(r.acc(), init, r.fold(), flat, size, lanes, body.mapDims(d -> d.substitute(at::get)));
  }
}
