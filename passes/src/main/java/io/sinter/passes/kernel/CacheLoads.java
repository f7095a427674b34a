package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Label;
import io.sinter.ir.kernel.Layout;
import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// [Step.Cache].
final class CacheLoads {
  /// How much longer than its extents a row of the array is: what lies below each other in rows does not meet in one
  /// bank of the memory, and four elements stay aligned.
  private static final long PITCH = 4;

  private final Step.Cache step;
  private final Map<String, Dim> extents = new HashMap<>();

  private CacheLoads(Step.Cache step) {
    this.step = step;
  }

  /// @param buffers where the array is added
  static Stmt apply(Step.Cache step, Stmt body, List<Buffer> buffers) {
    var cached = buffers.stream().filter(b -> b.name().equals(step.buffer())).findFirst()
        .filter(b -> b.role() == Buffer.Role.IN)
        .orElseThrow(() -> new StepError(step.buffer() + " is no input"));
    step.over().forEach(a -> OnLoop.checkFree(step.loop(a), body));
    var cache = new CacheLoads(step);
    cache.collect(body);
    var array = cache.array(cached);
    if (buffers.stream().anyMatch(b -> b.name().equals(array.name()))) {
      throw new StepError("there is an array " + array.name() + " already");
    }
    var rewritten = OnLoop.apply(step.at(), body, l -> cache.copied(l, cached, array));
    buffers.add(array);
    return rewritten;
  }

  private void collect(Stmt body) {
    body.forEach(s -> {
      if (s instanceof Stmt.Loop l && step.over().contains(l.axis())) {
        var before = extents.putIfAbsent(l.axis(), l.extent());
        if (before != null && !before.equals(l.extent())) {
          throw new StepError("loops " + l.axis() + " differ");
        }
      }
    });
    for (var axis : step.over()) {
      if (!extents.containsKey(axis)) {
        throw new StepError("there is no loop " + axis);
      }
      if (most(axis) > Integer.MAX_VALUE) {
        throw new StepError("the extent " + extents.get(axis) + " of " + axis + " has no bound");
      }
    }
  }

  private long most(String axis) {
    return extents.get(axis).range(Dim.Ranges.NONE).high();
  }

  private Buffer array(Buffer cached) {
    var shape = new Shape(step.over().stream().map(a -> Dim.of(most(a))).toList());
    var parts = new ArrayList<Layout.Part>();
    long stride = 1;
    for (int i = shape.rank() - 1; i >= 0; i--) {
      parts.addFirst(new Layout.Part(i, 1, 0, Dim.of(stride)));
      stride *= shape.get(i).asLong();
      if (i == 1) {
        stride += PITCH;
      }
    }
    var zeros = Collections.nCopies(shape.rank(), 0L);
    return new Buffer(cached.name() + "_cache", Buffer.Role.SHARED, cached.type(), shape,
        new Layout(parts, Dim.ZERO, Dim.of(stride), zeros, zeros, 0));
  }

  private Stmt copied(Stmt.Loop at, Buffer from, Buffer array) {
    var indices = new HashSet<List<Dim>>();
    at.body().mapExprs(value -> value.map(e -> {
      if (e instanceof Expr.Load l && l.buffer().equals(from.name())) {
        indices.add(l.at());
      }
      return e;
    }));
    if (indices.size() != 1) {
      throw new StepError(from.name() + " is read at " + indices.size() + " indices in " + at.axis());
    }
    var index = indices.iterator().next();
    var inner = step.over().stream().map(Dim::symbol).toList();
    var body = at.body().mapExprs(value -> value.map(e -> e instanceof Expr.Load l && l.buffer().equals(from.name())
        ? new Expr.Load(array.name(), array.type(), inner) : e));
    return new Stmt.Loop(at.axis(), at.extent(), at.label(), Stmt.block(copy(index, from, array), body));
  }

  private Stmt copy(List<Dim> index, Buffer from, Buffer array) {
    var own = new HashMap<String, Dim>();
    step.over().forEach(a -> own.put(a, Dim.symbol(step.loop(a))));
    var place = step.over().stream().map(own::get).toList();
    var at = index.stream().map(OnLoop.substitution(own)).toList();
    Stmt copy = new Stmt.Store(array.name(), place, new Expr.Load(from.name(), from.type(), at));
    for (var axis : step.over().reversed()) {
      var extent = extents.get(axis);
      if (extent.constant().isEmpty()) {
        copy = new Stmt.If(extent.minus(own.get(axis)), copy);
      }
    }
    for (var axis : step.over().reversed()) {
      copy = new Stmt.Loop(step.loop(axis), Dim.of(most(axis)), Label.SERIAL, copy);
    }
    return copy;
  }
}
