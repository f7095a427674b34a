package io.sinter.ir.kernel;

import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Writes what [KernelParser] reads; the grammar is described at [KernelText].
final class KernelPrinter {
  static final Set<String> LITERALS = Set.of("true", "false", "nan", "inf");
  /// Follows a layout where a statement might follow.
  private static final String HALO = "halo";

  private final StringBuilder out = new StringBuilder();
  private final Map<String, Local> known = new HashMap<>();
  private final Map<String, DType> buffers = new HashMap<>();
  private boolean bodies = true;
  private int depth;

  String kernel(Kernel kernel) {
    var level = switch (kernel) {
      case Kernel.Computed _ -> "computed";
      case Kernel.Scheduled _ -> "scheduled";
      case Kernel.Flat _ -> "flat";
    };
    out.append(level).append(" kernel ").append(name(kernel.name()))
        .append(kernel.parameters().stream().map(KernelPrinter::name).collect(Collectors.joining(", ", "(", ") {\n")));
    depth++;
    for (var b : kernel.buffers()) {
      buffers.put(b.name(), b.type());
      line().append(b.role()).append(' ').append(name(b.name())).append(" : ").append(b.type()).append(b.shape())
          .append(' ').append(b.layout()).append('\n');
    }
    switch (kernel) {
      case Kernel.Computed c -> c.stages().forEach(this::write);
      case Kernel.Scheduled s -> body(s.body());
      case Kernel.Flat f -> body(f.body());
    }
    depth--;
    return out.append("}\n").toString();
  }

  String statement(Stmt statement) {
    write(statement);
    return out.toString();
  }

  /// The statement without its body.
  String header(Stmt statement) {
    bodies = false;
    write(statement);
    return out.toString().strip();
  }

  String stage(Stage stage) {
    write(stage);
    return out.toString();
  }

  String value(Expr value) {
    write(value);
    return out.toString();
  }

  static String name(String name) {
    boolean plain = name.matches("[A-Za-z_][A-Za-z0-9_.$]*") && !LITERALS.contains(name) && !name.equals(HALO);
    return plain ? name : "`" + name + "`";
  }

  private StringBuilder line() {
    return out.repeat("  ", depth);
  }

  // ---- stages -----------------------------------------------------------------------------------------------------

  private void write(Stage s) {
    line().append("stage ").append(name(s.into())).append('[').append(axes(s.axes())).append(']');
    s.update().ifPresent(u -> {
      out.append(" update ");
      values("[", u.at(), "]");
      u.combiner().ifPresent(fn -> out.append(" with ").append(fn));
    });
    out.append(" = ");
    s.reduction().ifPresent(r -> {
      out.append("reduce ").append(local(r.acc())).append(" from ");
      write(r.init());
      out.append(" with ").append(r.fold()).append(' ').append(switch (r.order()) {
        case Stage.Order.Chain _ -> "chain";
        case Stage.Order.Running _ -> "running";
        case Stage.Order.Lanes(int lanes) -> "lanes " + lanes;
      }).append(" over (").append(axes(r.axes())).append(") ");
    });
    write(s.value());
    out.append('\n');
  }

  private static String axes(List<Stage.Axis> axes) {
    return axes.stream().map(a -> name(a.name()) + " < " + a.extent()).collect(Collectors.joining(", "));
  }

  // ---- statements -------------------------------------------------------------------------------------------------

  /// A kernel's braces stand for a block unless they hold exactly one statement.
  private void body(Stmt body) {
    if (body instanceof Stmt.Block(var parts) && parts.size() != 1) {
      parts.forEach(this::write);
    } else {
      write(body);
    }
  }

  private void write(Stmt s) {
    line();
    switch (s) {
      case Stmt.Loop l -> {
        out.append(l.label() == Label.SERIAL ? "loop" : l.label().toString()).append(' ').append(name(l.axis()))
            .append(" < ").append(l.extent());
        nested(l.body());
      }
      case Stmt.Block(var parts) -> braces(parts);
      case Stmt.Set(var local, var value) -> {
        out.append(local(local)).append(" = ");
        write(value);
        out.append('\n');
      }
      case Stmt.Bind(var name, var value) ->
          out.append("index ").append(name(name)).append(" = ").append(value).append('\n');
      case Stmt.Take(var name, var value) -> {
        out.append("take ").append(name(name)).append(" = ");
        write(value);
        out.append('\n');
      }
      case Stmt.If(var room, var body) -> {
        out.append("if 0 < ").append(room);
        nested(body);
      }
      case Stmt.Outline(var name, var body) -> {
        out.append("outline ").append(name(name));
        nested(body);
      }
      case Stmt.Store(var buffer, var at, var value) -> {
        out.append(name(buffer)).append(index(at)).append(" = ");
        write(value);
        out.append('\n');
      }
      case Stmt.Reduce r -> {
        out.append("reduce ").append(local(r.local())).append(" from ");
        write(r.init());
        out.append(" with ").append(r.fold()).append(" lanes ").append(r.lanes())
            .append(r.label() == Label.LOCAL ? " local over " : " over ")
            .append(name(r.axis())).append(" < ").append(r.extent());
        nested(r.body());
      }
      case Stmt.Barrier _ -> out.append("barrier\n");
      case Stmt.Put(var buffer, var at, var value, var mask) -> {
        position(buffer, at, value.lanes(), mask);
        out.append(" = ");
        write(value);
        out.append('\n');
      }
    }
  }

  private void nested(Stmt body) {
    if (!bodies) {
      return;
    }
    if (body instanceof Stmt.Block(var parts)) {
      out.append(' ');
      braces(parts);
    } else {
      out.append('\n');
      depth++;
      write(body);
      depth--;
    }
  }

  private void braces(List<Stmt> parts) {
    out.append("{\n");
    depth++;
    parts.forEach(this::write);
    depth--;
    line().append("}\n");
  }

  // ---- values -----------------------------------------------------------------------------------------------------

  private void write(Expr e) {
    switch (e) {
      case Expr.Const c -> out.append(constant(c));
      case Expr.Index(var value) -> out.append("index(").append(value).append(')');
      case Expr.Read(var local) -> out.append(local(local));
      case Expr.Apply(var fn, var args) -> {
        out.append(fn);
        values("(", args, ")");
      }
      case Expr.Convert(var type, var x) -> call("convert", x, type);
      case Expr.Bitcast(var type, var x) -> call("bitcast", x, type);
      case Expr.Check(var x, var holds, var sentence, var expected) -> {
        values("check(", List.of(x, holds), ", ");
        out.append(text(sentence)).append(", ").append(text(expected)).append(')');
      }
      case Expr.Load(var buffer, var type, var at) ->
          out.append(name(buffer)).append(index(at)).append(elements(buffer, type));
      case Expr.Pick(var buffer, var type, var at) -> {
        out.append("pick(").append(name(buffer));
        values("[", at, "]");
        out.append(elements(buffer, type)).append(')');
      }
      case Expr.Fold(var fn, var local) ->
          out.append("fold(").append(fn).append(", ").append(local(local)).append(')');
      case Expr.Fetch f -> {
        position(f.buffer(), f.at(), f.lanes(), f.mask());
        out.append(elements(f.buffer(), f.type()));
      }
      case Expr.Splat(var x, int lanes) -> call("splat", x, lanes);
      case Expr.Lane(var x, int lane) -> call("lane", x, lane);
      case Expr.Rotate(var x, int by) -> call("rotate", x, by);
      case Expr.Active(var count, int lanes) ->
          out.append("active(").append(count).append(", ").append(lanes).append(')');
    }
  }

  private void values(String open, List<Expr> values, String close) {
    out.append(open);
    for (int i = 0; i < values.size(); i++) {
      out.append(i == 0 ? "" : ", ");
      write(values.get(i));
    }
    out.append(close);
  }

  /// In quotes, and on one line.
  static String text(String s) {
    return '"' + s.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  /// Nothing where an access has the type of its buffer, as it must.
  private String elements(String buffer, DType type) {
    return buffers.getOrDefault(buffer, type) == type ? "" : ":" + type;
  }

  private void call(String function, Expr x, Object last) {
    out.append(function).append('(');
    write(x);
    out.append(", ").append(last).append(')');
  }

  private void position(String buffer, Dim at, int lanes, Optional<Expr> mask) {
    out.append(name(buffer)).append('[').append(at);
    if (lanes != 1) {
      out.append(" : ").append(lanes);
    }
    mask.ifPresent(m -> {
      out.append(" if ");
      write(m);
    });
    out.append(']');
  }

  private static String index(List<Dim> at) {
    return at.stream().map(Dim::toString).collect(Collectors.joining(", ", "[", "]"));
  }

  private String local(Local l) {
    return l.equals(known.put(l.name(), l)) ? name(l.name()) : name(l.name()) + ':' + type(l.type(), l.lanes());
  }

  static String type(DType type, int lanes) {
    return lanes == 1 ? type.toString() : type + "x" + lanes;
  }

  static String constant(Expr.Const c) {
    var hex = "0x" + Long.toHexString(c.bits()) + ":" + c.type();
    var text = switch (c.type()) {
      case F32 -> real(Float.toString((float) c.real()));
      case F64 -> real(Double.toString(c.real())) + ":f64";
      case BOOL -> c.bits() == 0 ? "false" : "true";
      case I8, I16, I32, I64, U8, U16, U32, U64 -> c.bits() + ":" + c.type();
      case F16, BF16, STRING -> hex;
    };
    return text.equals(hex) || c.equals(literal(text)) ? text : hex;
  }

  private static String real(String java) {
    return java.replace("Infinity", "inf").replace("NaN", "nan");
  }

  /// The constant that a literal other than hex stands for.
  ///
  /// @throws NumberFormatException when it is none
  static Expr.Const literal(String text) {
    int colon = text.indexOf(':');
    if (colon < 0 && text.matches("true|false")) {
      return new Expr.Const(DType.BOOL, text.equals("true") ? 1 : 0);
    }
    var type = colon < 0 ? DType.F32 : DType.parse(text.substring(colon + 1));
    var number = (colon < 0 ? text : text.substring(0, colon)).replace("inf", "Infinity").replace("nan", "NaN");
    return switch (type) {
      case F32 -> new Expr.Const(type, Float.floatToRawIntBits(Float.parseFloat(number)) & 0xffffffffL);
      case F64 -> new Expr.Const(type, Double.doubleToRawLongBits(Double.parseDouble(number)));
      case I8, I16, I32, I64, U8, U16, U32, U64 -> new Expr.Const(type, Long.parseLong(number));
      case F16, BF16, BOOL, STRING -> throw new NumberFormatException(number);
    };
  }
}
