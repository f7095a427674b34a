package io.sinter.ir.kernel;

import io.sinter.ir.ScalarFn;
import io.sinter.runtime.CompilerBug;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A kernel prepared for one thread at a time: a tree of steps over registers, slots for axes and bound names, and the
/// arrays of the launch.
final class Machine {
  private final Kernel kernel;
  private final Map<String, Integer> slots = new HashMap<>();
  private final Map<Local, Register> locals = new HashMap<>();
  private final Map<String, Memory> memory = new HashMap<>();
  private final List<Memory> arrays = new ArrayList<>();
  private final long[] values;
  private final int groupSlot;
  private final Optional<Items> items;
  private final Step body;
  private int temporaries;
  private Stmt statement = Stmt.block();

  /// @param body what the kernel does, with logical accesses or array positions
  Machine(Kernel kernel, Stmt body) {
    this.kernel = kernel;
    items = kernel instanceof Kernel.Flat f && f.items() > 1 ? Optional.of(new Items(f)) : Optional.empty();
    for (var b : kernel.buffers()) {
      var m = new Memory(b, items.flatMap(i -> i.sharing(b)));
      if (b.role() == Buffer.Role.SHARED) {
        m.bind(b.type().newArray((int) b.layout().size().asLong()));
      } else {
        arrays.add(m);
      }
      memory.put(b.name(), m);
    }
    kernel.parameters().forEach(this::define);
    body.forEach(s -> {
      switch (s) {
        case Stmt.Loop l -> define(l.axis());
        case Stmt.Bind b -> define(b.name());
        case Stmt.Take t -> define(t.name());
        case Stmt.Reduce r -> define(r.axis());
        case Stmt.Block _, Stmt.Set _, Stmt.If _, Stmt.Outline _, Stmt.Store _, Stmt.Put _,
             Stmt.Barrier _ -> {}
      }
    });
    values = new long[slots.size() + 1];
    if (body instanceof Stmt.Loop l && l.label() == Label.GROUP) {
      groupSlot = slots.get(l.axis());
      this.body = step(l.body());
    } else {
      groupSlot = slots.size();
      this.body = step(body);
    }
  }

  private void define(String symbol) {
    slots.putIfAbsent(symbol, slots.size());
  }

  void run(Object[] buffers, int[] arguments, int first, int end) {
    for (int i = 0; i < arrays.size(); i++) {
      arrays.get(i).bind(buffers[i]);
    }
    for (int i = 0; i < arguments.length; i++) {
      values[slots.get(kernel.parameters().get(i))] = arguments[i];
    }
    for (int g = first; g < end; g++) {
      values[groupSlot] = g;
      items.ifPresent(Items::group);
      body.run();
    }
    arrays.forEach(Memory::release);
  }

  // ---- statements -------------------------------------------------------------------------------------------------

  private Step step(Stmt s) {
    var steps = new ArrayList<Step>();
    emit(s, steps);
    return sequence(steps);
  }

  private static Step sequence(List<Step> list) {
    if (list.size() == 1) {
      return list.getFirst();
    }
    var steps = list.toArray(Step[]::new);
    return () -> {
      for (var s : steps) {
        s.run();
      }
    };
  }

  private void emit(Stmt s, List<Step> out) {
    if (s instanceof Stmt.Block(var parts)) {
      parts.forEach(p -> emit(p, out));
      return;
    }
    if (s instanceof Stmt.Outline(_, var body)) {
      emit(body, out);
      return;
    }
    statement = s;
    switch (s) {
      case Stmt.Loop l when l.label() == Label.LOCAL && items.isPresent() -> {
        // the body's registers are known when its steps are
        var body = step(l.body());
        out.add(items.get().loop(l, values, slots.get(l.axis()), body, locals));
      }
      case Stmt.Loop l -> out.add(loop(slots.get(l.axis()), position(l.extent()), step(l.body())));
      case Stmt.Set(var local, var value) -> {
        var to = register(local);
        if (value instanceof Expr.Rotate || value instanceof Expr.Fold) {
          copy(emit(value, local.lanes(), out), to, out);
        } else {
          emit(value, to, out);
        }
      }
      case Stmt.Bind(var name, var value) -> {
        int slot = slots.get(name);
        var position = position(value);
        out.add(() -> values[slot] = position.at());
      }
      case Stmt.Take(var name, var value) -> {
        int slot = slots.get(name);
        var from = emit(value, 1, out).longs();
        var header = KernelText.header(s);
        out.add(() -> {
          if (from[0] < 0) {
            throw new CompilerBug("kernel " + kernel.name(), "An index is " + from[0] + ", in: " + header);
          }
          values[slot] = from[0];
        });
      }
      case Stmt.If(var room, var body) -> {
        var position = position(room);
        var inner = step(body);
        out.add(() -> {
          if (position.at() > 0) {
            inner.run();
          }
        });
      }
      case Stmt.Store(var buffer, var at, var value) -> {
        var from = emit(value, 1, out);
        var access = access("Storing", buffer + at);
        out.add(memory(buffer).put(logical(buffer, at, access), from, access));
      }
      case Stmt.Put(var buffer, var at, var value, var mask) -> {
        var from = emit(value, value.lanes(), out);
        var access = access("Writing", buffer + "[" + at + "]");
        out.add(mask.isEmpty() ? memory(buffer).put(position(at), from, access)
            : memory(buffer).put(position(at), from, emit(mask.get(), value.lanes(), out).ints(), access));
      }
      case Stmt.Reduce r -> reduce(r, out);
      case Stmt.Barrier _ -> items.ifPresent(i -> out.add(i::barrier));
      case Stmt.Block _, Stmt.Outline _ -> throw new IllegalStateException("emitted above");
    }
  }

  private Step loop(int slot, Position extent, Step inner) {
    return () -> {
      long n = extent.at();
      for (long i = 0; i < n; i++) {
        values[slot] = i;
        inner.run();
      }
    };
  }

  private void reduce(Stmt.Reduce r, List<Step> out) {
    var acc = register(r.local());
    emit(r.init(), acc, out);
    int slot = slots.get(r.axis());
    var extent = position(r.extent());
    var inner = step(r.body());
    int lanes = r.lanes();
    if (lanes == 1) {
      out.add(loop(slot, extent, inner));
      return;
    }
    var all = Register.of(acc.type(), lanes);
    out.add(() -> {
      for (int l = 0; l < lanes; l++) {
        acc.copy(0, all, l);
      }
      long n = extent.at();
      for (long i = 0; i < n; i++) {
        int lane = (int) (i % lanes);
        all.copy(lane, acc, 0);
        values[slot] = i;
        inner.run();
        acc.copy(0, all, lane);
      }
    });
    copy(fold(r.fold(), all, out), acc, out);
  }

  /// Lane i with lane i + n/2, then n/4 and so on.
  private Register fold(ScalarFn fn, Register all, List<Step> out) {
    var x = all;
    for (int n = all.count() / 2; n > 0; n /= 2) {
      var from = x;
      var low = Register.of(all.type(), n);
      var high = Register.of(all.type(), n);
      int half = n;
      out.add(() -> {
        for (int l = 0; l < half; l++) {
          from.copy(l, low, l);
          from.copy(l + half, high, l);
        }
      });
      x = Register.of(all.type(), n);
      out.add(Elementwise.step(fn, List.of(low, high), x));
    }
    return x;
  }

  // ---- values -----------------------------------------------------------------------------------------------------

  private Register register(Local local) {
    return locals.computeIfAbsent(local, l -> Register.of(l.type(), l.lanes()));
  }

  private Register emit(Expr e, int lanes, List<Step> out) {
    return switch (e) {
      case Expr.Const c -> Register.of(c, lanes);
      case Expr.Read(var local) when local.lanes() == lanes -> register(local);
      default -> {
        var to = Register.of(e.type(), lanes);
        emit(e, to, out);
        yield to;
      }
    };
  }

  private void emit(Expr e, Register to, List<Step> out) {
    int lanes = to.count();
    switch (e) {
      case Expr.Const c -> copy(Register.of(c, lanes), to, out);
      case Expr.Read(var local) -> copy(register(local), to, out);
      case Expr.Index(var value) -> {
        var position = position(value);
        long[] d = to.longs();
        out.add(() -> d[0] = position.at());
      }
      case Expr.Apply(var fn, var args) -> {
        if (fn.isPrimitive()) {
          out.add(Elementwise.step(fn, args.stream().map(a -> emit(a, lanes, out)).toList(), to));
        } else {
          var meaning = ScalarDefinitions.expand(fn, args, hint -> hint + "'" + temporaries++);
          meaning.lets().forEach(let -> emit(let.value(), register(let.local()), out));
          emit(meaning.value(), to, out);
        }
      }
      case Expr.Convert(var type, var x) -> out.add(Conversions.convert(emit(x, lanes, out), to));
      case Expr.Bitcast(var type, var x) -> out.add(Conversions.bitcast(emit(x, lanes, out), to));
      case Expr.Check c -> check(c, to, out);
      case Expr.Load(var buffer, var type, var at) -> {
        var access = access("Loading", buffer + at);
        out.add(memory(buffer).fetch(logical(buffer, at, access), to, access));
      }
      case Expr.Pick p -> throw new IllegalStateException("not a scheduled expression: " + p);
      case Expr.Fold(var fn, var local) -> copy(fold(fn, register(local), out), to, out);
      case Expr.Fetch f -> {
        var access = access("Reading", f.buffer() + "[" + f.at() + "]");
        out.add(f.mask().isEmpty() ? memory(f.buffer()).fetch(position(f.at()), to, access)
            : memory(f.buffer()).fetch(position(f.at()), to, emit(f.mask().get(), lanes, out).ints(), access));
      }
      case Expr.Splat(Expr.Fetch f, _) when f.type() == DType.F32 && f.mask().isEmpty() -> {
        var access = access("Reading", f.buffer() + "[" + f.at() + "]");
        out.add(memory(f.buffer()).splat(position(f.at()), to.floats(), access));
      }
      case Expr.Splat(var x, _) -> {
        var from = emit(x, 1, out);
        out.add(() -> {
          for (int l = 0; l < lanes; l++) {
            from.copy(0, to, l);
          }
        });
      }
      case Expr.Lane(var x, int lane) -> {
        var from = emit(x, x.lanes(), out);
        out.add(() -> from.copy(lane, to, 0));
      }
      case Expr.Rotate(var x, int by) -> {
        var from = emit(x, lanes, out);
        out.add(() -> {
          for (int l = 0; l < lanes; l++) {
            from.copy((l + by) % lanes, to, l);
          }
        });
      }
      case Expr.Active(var count, _) -> {
        var position = position(count);
        int[] d = to.ints();
        out.add(() -> {
          long n = position.at();
          for (int l = 0; l < d.length; l++) {
            d[l] = l < n ? 1 : 0;
          }
        });
      }
    }
  }

  private void check(Expr.Check c, Register to, List<Step> out) {
    emit(c.x(), to, out);
    var holds = emit(c.holds(), 1, out).ints();
    var type = c.type();
    boolean real = type.isFloat();
    var wide = Register.of(real ? DType.F64 : DType.I64, 1);
    var widen = Conversions.convert(to, wide);
    out.add(() -> {
      if (holds[0] == 0) {
        widen.run();
        throw real ? Violation.of(wide.doubles()[0], type, c.sentence(), c.expected())
            : Violation.of(wide.longs()[0], type, c.sentence(), c.expected());
      }
    });
  }

  private static void copy(Register from, Register to, List<Step> out) {
    int n = to.count();
    out.add(() -> System.arraycopy(from.lanes(), 0, to.lanes(), 0, n));
  }

  // ---- places -----------------------------------------------------------------------------------------------------

  private Position position(Dim dim) {
    return Position.of(dim, values, name -> {
      var slot = slots.get(name);
      if (slot == null) {
        throw new CompilerBug(
            "kernel " + kernel.name(), "Nothing defines '" + name + "' in: " + KernelText.header(statement));
      }
      return slot;
    });
  }

  private Memory memory(String buffer) {
    kernel.buffer(buffer);
    return memory.get(buffer);
  }

  private Memory.Access access(String verb, String place) {
    return new Memory.Access(kernel.name(), verb, place, statement);
  }

  /// The position of a logical index that is checked against the shape and halo.
  private Position logical(String name, List<Dim> at, Memory.Access access) {
    var buffer = kernel.buffer(name);
    var index = at.stream().map(this::position).toArray(Position[]::new);
    var extent = buffer.shape().dims().stream().map(this::position).toArray(Position[]::new);
    var layout = buffer.layout();
    var place = position(layout.at(at));
    return () -> {
      for (int i = 0; i < index.length; i++) {
        long x = index[i].at();
        if (x < -layout.low().get(i) || x >= extent[i].at() + layout.high().get(i)) {
          throw new CompilerBug("kernel " + access.kernel(), access.verb() + " " + access.place() + " is outside "
              + name + buffer.shape() + ": index " + x + " on axis " + i + " of size " + extent[i].at() + ", in: "
              + KernelText.header(access.statement()));
        }
      }
      return place.at();
    };
  }
}
