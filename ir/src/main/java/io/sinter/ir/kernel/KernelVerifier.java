package io.sinter.ir.kernel;

import io.sinter.ir.ScalarFn;
import io.sinter.runtime.CompilerBug;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Checks that a kernel keeps the rules of its level; see [KernelRule]. Does not prove that accesses stay in their
/// buffers.
public final class KernelVerifier {
  private final Kernel kernel;
  private final Map<String, Buffer> buffers = new HashMap<>();
  private final Set<String> outlined = new HashSet<>();
  private final ItemRules items;
  Supplier<String> place = () -> "";

  private KernelVerifier(Kernel kernel) {
    this.kernel = kernel;
    this.items = new ItemRules(this, kernel);
  }

  /// @throws CompilerBug naming the kernel, the rule, what breaks it and the statement
  public static void check(Kernel kernel) {
    var v = new KernelVerifier(kernel);
    v.declarations();
    var scope = new Scope();
    scope.symbols.addAll(kernel.parameters());
    switch (kernel) {
      case Kernel.Computed c -> new StageRules(v, c).check();
      case Kernel.Scheduled s -> v.check(s.body(), scope);
      case Kernel.Flat f -> {
        if (f.group().isPresent()) {
          var l = f.group().get();
          v.place = () -> KernelText.header(l);
          v.dim(l.extent(), scope);
          v.check(l.body(), v.axis(l.axis(), scope));
        } else {
          v.check(f.body(), scope);
        }
      }
    }
  }

  /// What is visible at a statement.
  static final class Scope {
    final Set<String> symbols = new HashSet<>();
    final Map<String, Local> locals = new HashMap<>();
    /// How many work items have set each local that is a register of items, and how many run the statement; 0 where
    /// all do the same.
    final Map<String, Integer> registers = new HashMap<>();
    int items;

    Scope copy() {
      var copy = new Scope();
      copy.registers.putAll(registers);
      copy.items = items;
      copy.symbols.addAll(symbols);
      copy.locals.putAll(locals);
      return copy;
    }
  }

  void require(boolean holds, KernelRule rule, String found) {
    if (!holds) {
      throw new CompilerBug("kernel " + kernel.name(), "A kernel breaks the rule that " + rule + ": " + found
          + (place.get().isEmpty() ? "." : ", in: " + place.get()));
    }
  }

  // ---- declarations -----------------------------------------------------------------------------------------------

  private void declarations() {
    name(kernel.name());
    var parameters = new HashSet<String>();
    for (var p : kernel.parameters()) {
      name(p);
      require(parameters.add(p), KernelRule.UNIQUE, "parameter '" + p + "' is there twice");
    }
    var last = Buffer.Role.IN;
    for (var b : kernel.buffers()) {
      name(b.name());
      require(buffers.put(b.name(), b) == null, KernelRule.BUFFERS, "buffer '" + b.name() + "' is there twice");
      require(b.type() != DType.STRING, KernelRule.TYPES, "buffer '" + b.name() + "' holds strings");
      require(b.role().compareTo(last) >= 0, KernelRule.BUFFERS,
          "buffer '" + b.name() + "' follows " + last + " buffers");
      last = b.role() == Buffer.Role.OUT ? Buffer.Role.IN : b.role();
      require(b.role() != Buffer.Role.SHARED
              || !(kernel instanceof Kernel.Computed) && b.layout().size().constant().isPresent(),
          KernelRule.SHARED, "'" + b.name() + "' of size " + b.layout().size());
      layout(b, parameters);
    }
  }

  private void layout(Buffer b, Set<String> parameters) {
    int rank = b.shape().rank();
    boolean fits = b.layout().low().size() == rank && b.layout().high().size() == rank
        && b.layout().parts().stream().allMatch(p -> p.axis() < rank && p.div() > 0 && p.mod() >= 0);
    require(fits, KernelRule.BUFFERS, "the layout of '" + b.name() + "' does not fit " + b.shape());
    var scope = new Scope();
    scope.symbols.addAll(parameters);
    dim(b.layout().offset(), scope);
    dim(b.layout().size(), scope);
    b.layout().parts().forEach(p -> dim(p.stride(), scope));
    b.shape().dims().forEach(d -> dim(d, scope));
  }

  private void name(String name) {
    require(!name.isEmpty() && name.indexOf('`') < 0 && name.indexOf('\n') < 0, KernelRule.NAMED, "'" + name + "'");
  }

  Buffer buffer(String name) {
    var b = buffers.get(name);
    require(b != null, KernelRule.DEFINED, "there is no buffer '" + name + "'");
    return b;
  }

  // ---- statements -------------------------------------------------------------------------------------------------

  private void check(Stmt s, Scope scope) {
    place = () -> KernelText.header(s);
    boolean flat = kernel instanceof Kernel.Flat;
    switch (s) {
      case Stmt.Loop l -> {
        require(!flat || l.label() == Label.SERIAL || l.label() == Label.LOCAL, KernelRule.LABELS,
            "there is a " + l.label() + " loop inside");
        dim(l.extent(), scope);
        carried(l);
        var inner = axis(l.axis(), scope);
        items.enter(l, inner);
        check(l.body(), inner);
        if (l.extent().constant().orElse(0) > 0) {
          scope.locals.putAll(inner.locals);
          scope.registers.putAll(inner.registers);
        }
      }
      case Stmt.Block(var parts) -> {
        var inner = scope.copy();
        parts.forEach(p -> check(p, inner));
        scope.locals.putAll(inner.locals);
        scope.registers.putAll(inner.registers);
      }
      case Stmt.Set(var local, var value) -> {
        value(value, local, scope);
        set(local, scope);
      }
      case Stmt.Bind(var name, var value) -> {
        dim(value, scope);
        define(name, scope);
      }
      case Stmt.Take(var name, var value) -> {
        value(value, scope);
        index(value);
        define(name, scope);
      }
      case Stmt.If(var room, var body) -> {
        dim(room, scope);
        check(body, scope.copy());
      }
      case Stmt.Outline o -> {
        name(o.name());
        items.outline(o);
        outline(o, scope);
      }
      case Stmt.Store(var buffer, var at, var value) -> {
        require(!flat, KernelRule.LEVEL, "there is a store");
        access(buffer, at, scope);
        value(value, scope);
        written(buffer, value.type());
        require(value.lanes() == 1, KernelRule.LANES, "a store takes one element, not " + value.lanes());
      }
      case Stmt.Reduce r -> {
        require(!flat, KernelRule.LEVEL, "there is a reduction");
        value(r.init(), r.local(), scope);
        folds(r.fold(), r.local(), r.lanes());
        dim(r.extent(), scope);
        set(r.local(), scope);
        check(r.body(), axis(r.axis(), scope));
      }
      case Stmt.Put(var buffer, var at, var value, var mask) -> {
        require(flat, KernelRule.LEVEL, "there is a put");
        items.put(scope);
        dim(at, scope);
        value(value, scope);
        written(buffer, value.type());
        mask(mask, value.lanes(), scope);
      }
      case Stmt.Barrier _ -> {
        require(flat, KernelRule.LEVEL, "there is a barrier");
        items.barrier(scope);
      }
    }
  }

  private void written(String name, DType type) {
    var b = buffer(name);
    require(b.role() != Buffer.Role.IN, KernelRule.ROLES, "'" + name + "' is an input");
    require(b.type() == type, KernelRule.ELEMENTS, "'" + name + "' holds " + b.type() + ", not " + type);
  }

  Scope axis(String name, Scope scope) {
    var inner = scope.copy();
    define(name, inner);
    return inner;
  }

  private void define(String symbol, Scope scope) {
    name(symbol);
    require(scope.symbols.add(symbol), KernelRule.UNIQUE, "'" + symbol + "' is visible here");
  }

  void set(Local local, Scope scope) {
    name(local.name());
    require(local.lanes() > 0, KernelRule.LANES, "'" + local.name() + "' has " + local.lanes() + " lanes");
    items.set(local, scope);
    var before = scope.locals.putIfAbsent(local.name(), local);
    require(before == null || before.equals(local), KernelRule.UNIQUE,
        "'" + local.name() + "' is also " + (before == null ? "" : KernelPrinter.type(before.type(), before.lanes())));
  }

  private void outline(Stmt.Outline o, Scope scope) {
    var sets = new HashSet<String>();
    o.body().forEach(s -> {
      switch (s) {
        case Stmt.Set x -> sets.add(x.local().name());
        case Stmt.Reduce r -> sets.add(r.local().name());
        case Stmt.Loop _, Stmt.Block _, Stmt.Bind _, Stmt.If _, Stmt.Outline _, Stmt.Store _, Stmt.Take _,
             Stmt.Put _, Stmt.Barrier _ -> {}
      }
    });
    for (var name : sets.stream().sorted().toList()) {
      require(!scope.locals.containsKey(name), KernelRule.OUTLINES, "'" + name + "' was set before");
    }
    check(o.body(), scope.copy());
    outlined.addAll(sets);
  }

  private void carried(Stmt.Loop l) {
    boolean registers = l.label() == Label.LOCAL && kernel instanceof Kernel.Flat;
    if (l.label() == Label.SERIAL || l.label() == Label.UNROLL || registers) {
      return;
    }
    LocalFlow.carried(l.body()).stream().sorted().findFirst().ifPresent(
        name -> require(false, KernelRule.CARRIED, "'" + name + "' is read before it is set"));
  }

  // ---- values -----------------------------------------------------------------------------------------------------

  void dim(Dim d, Scope scope) {
    for (var s : d.symbols()) {
      require(scope.symbols.contains(s), KernelRule.DEFINED, "nothing defines '" + s + "' in " + d);
    }
  }

  private void access(String name, List<Dim> at, Scope scope) {
    var b = buffer(name);
    require(at.size() == b.shape().rank(), KernelRule.INDICES,
        "'" + name + "' has " + b.shape().rank() + " axes and " + at.size() + " indices");
    at.forEach(d -> dim(d, scope));
  }

  /// A value for a local.
  void value(Expr e, Local local, Scope scope) {
    value(e, scope);
    require(e.type() == local.type(), KernelRule.TYPES,
        "'" + local.name() + "' is " + local.type() + ", its value " + e.type());
    require(e.lanes() == local.lanes() || e instanceof Expr.Const, KernelRule.LANES,
        "'" + local.name() + "' has " + local.lanes() + " lanes, its value " + e.lanes());
  }

  void value(Expr e, Scope scope) {
    e.children().forEach(c -> value(c, scope));
    boolean flat = kernel instanceof Kernel.Flat;
    switch (e) {
      case Expr.Const c -> require(c.type() != DType.STRING, KernelRule.TYPES, "there is a string");
      case Expr.Index i -> dim(i.value(), scope);
      case Expr.Read(var local) -> read(local, scope);
      case Expr.Apply a -> apply(a);
      case Expr.Convert(var type, var x) -> require(type != DType.STRING && x.type() != DType.STRING, KernelRule.TYPES,
          x.type() + " does not convert to " + type);
      case Expr.Bitcast(var type, var x) -> require(type.bytes() == x.type().bytes(), KernelRule.TYPES,
          x.type() + " and " + type + " have different widths");
      case Expr.Check(var x, var holds, _, _) -> {
        require(holds.type() == DType.BOOL, KernelRule.TYPES, "what must hold is " + holds.type());
        require(x.lanes() == 1 && holds.lanes() == 1, KernelRule.LANES,
            "a check of " + x.lanes() + " lanes by " + holds.lanes());
      }
      case Expr.Load l -> {
        require(!flat, KernelRule.LEVEL, "there is a logical load");
        access(l.buffer(), l.at(), scope);
        element(l.buffer(), l.type());
      }
      case Expr.Pick p -> {
        require(kernel instanceof Kernel.Computed, KernelRule.LEVEL, "there is a pick");
        var shape = buffer(p.buffer()).shape();
        require(p.at().size() == shape.rank(), KernelRule.INDICES,
            "'" + p.buffer() + "' has " + shape.rank() + " axes and " + p.at().size() + " indices");
        element(p.buffer(), p.type());
        p.at().forEach(this::index);
      }
      case Expr.Fold(var fn, var local) -> {
        require(kernel instanceof Kernel.Scheduled, KernelRule.LEVEL, "there is a fold");
        read(local, scope);
        folds(fn, local, local.lanes());
      }
      case Expr.Fetch f -> {
        require(flat, KernelRule.LEVEL, "there is a fetch");
        dim(f.at(), scope);
        element(f.buffer(), f.type());
        require(f.lanes() > 0, KernelRule.LANES, "a fetch of " + f.lanes() + " lanes");
        mask(f.mask(), f.lanes(), scope);
      }
      case Expr.Splat(var x, int lanes) -> require(x.lanes() == 1 && lanes > 0, KernelRule.LANES,
          "splat takes a scalar, not " + x.lanes() + " lanes");
      case Expr.Lane(var x, int lane) -> require(lane >= 0 && lane < x.lanes(), KernelRule.LANES,
          "there is no lane " + lane + " of " + x.lanes());
      case Expr.Rotate(var x, int by) -> require(by >= 0 && by < x.lanes(), KernelRule.LANES,
          "rotation of " + x.lanes() + " lanes by " + by);
      case Expr.Active(var count, int lanes) -> {
        dim(count, scope);
        require(lanes > 0, KernelRule.LANES, "a mask of " + lanes + " lanes");
      }
    }
  }

  /// What stands for an index is data.
  void index(Expr e) {
    require(e.type() == DType.I64, KernelRule.TYPES, "an index is " + e.type());
    require(e.lanes() == 1, KernelRule.LANES, "an index has " + e.lanes() + " lanes");
  }

  private void read(Local local, Scope scope) {
    require(scope.locals.containsKey(local.name()) || !outlined.contains(local.name()), KernelRule.OUTLINES,
        "'" + local.name() + "' is set in an outlined part only");
    var set = scope.locals.get(local.name());
    items.read(local, scope);
    require(set != null, KernelRule.DEFINED, "'" + local.name() + "' may not be set");
    require(local.equals(set), KernelRule.UNIQUE, "'" + local.name() + "' was set as " + set);
  }

  private void element(String buffer, DType type) {
    var b = buffer(buffer);
    require(b.type() == type, KernelRule.ELEMENTS, "'" + buffer + "' holds " + b.type() + ", not " + type);
  }

  private void mask(Optional<Expr> mask, int lanes, Scope scope) {
    mask.ifPresent(m -> {
      value(m, scope);
      require(m.type() == DType.BOOL, KernelRule.TYPES, "a mask is bool, not " + m.type());
      require(m.lanes() == lanes, KernelRule.LANES, "a mask of " + m.lanes() + " lanes for " + lanes);
    });
  }

  private void apply(Expr.Apply a) {
    require(!(kernel instanceof Kernel.Flat) || a.fn().isPrimitive(), KernelRule.PRIMITIVES, "there is " + a.fn());
    var types = a.args().stream().map(Expr::type).toList();
    try {
      a.fn().resultType(types);
    } catch (IllegalArgumentException e) {
      require(false, KernelRule.TYPES, e.getMessage());
    }
    boolean narrow = types.stream().anyMatch(t -> t == DType.F16 || t == DType.BF16);
    require(!narrow || a.fn() == ScalarFn.SELECT, KernelRule.TYPES, a.fn() + " of " + types + " is computed in f32");
    int lanes = a.lanes();
    require(a.args().stream().allMatch(x -> x.lanes() == lanes || x instanceof Expr.Const), KernelRule.LANES,
        a.fn() + " of " + a.args().stream().map(Expr::lanes).toList() + " lanes");
  }

  void folds(ScalarFn fn, Local local, int lanes) {
    require(Integer.bitCount(lanes) == 1, KernelRule.FOLDS, lanes + " lanes");
    boolean fits = switch (fn) {
      case ADD, MUL, MAX, MIN -> local.type() != DType.BOOL;
      case AND, OR, XOR -> !local.type().isFloat();
      case SUB, DIV, FMA, NEG, ABS, SQRT, FLOOR, CEIL, ROUND, LT, LE, EQ, NOT, SHL, SHR, SELECT, RELU, EXP, LOG, TANH,
          SIGMOID, ERF, EXPM1, LOG1P, POW, SIN, COS, TAN, ASIN, ACOS, ATAN, SINH, COSH, ASINH, ACOSH, ATANH -> false;
    };
    require(fits, KernelRule.FOLDS, fn + " of " + local.type());
  }
}
