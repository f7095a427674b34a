package io.sinter.codegen.opencl;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.KernelText;
import io.sinter.ir.kernel.Local;
import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.DType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Expressions. What each gives is one operand: a name, a number, a call or something in parentheses.
final class Values {
  private final Function<String, Buffer> buffers;
  private final Names names;
  private final Positions positions;
  private final Checks checks;
  private final Set<Local> counts;
  private final Set<String> masked = new TreeSet<>();

  /// @param counts the masks that are known as the number of their first lanes, which are on
  Values(Function<String, Buffer> buffers, Names names, Positions positions, Checks checks, Set<Local> counts) {
    this.buffers = buffers;
    this.names = names;
    this.positions = positions;
    this.checks = checks;
    this.counts = counts;
  }

  String name(Local local) {
    return names.of(local, local.name());
  }

  String type(Local local) {
    return counts.contains(local) ? "long" : Kind.type(local.type(), local.lanes());
  }

  /// What a local is set to.
  String of(Expr value, Local local) {
    return counts.contains(local) ? count(value).orElseThrow() : of(value, local.lanes());
  }

  /// How many lanes a mask has on, where these are its first.
  private Optional<String> count(Expr mask) {
    return switch (mask) {
      case Expr.Active(var count, _) -> Optional.of(positions.text(count));
      case Expr.Read(var local) when counts.contains(local) -> Optional.of(name(local));
      default -> Optional.empty();
    };
  }

  /// A value in so many lanes, a scalar in each.
  String of(Expr value, int lanes) {
    if (value.lanes() == lanes) {
      return of(value);
    }
    if (value.lanes() != 1) {
      throw new IllegalArgumentException(
          "a value of " + value.lanes() + " lanes stands where " + lanes + " are wanted");
    }
    return "(" + Kind.type(value.type(), lanes) + ")(" + (value.type() == DType.BOOL ? "-" : "") + of(value) + ")";
  }

  String of(Expr value) {
    int lanes = value.lanes();
    return switch (value) {
      case Expr.Const c -> Numbers.text(c);
      case Expr.Index(var dim) -> positions.operand(dim);
      case Expr.Read(var local) -> counts.contains(local) ? "first" + lanes + "(" + name(local) + ")" : name(local);
      case Expr.Apply a -> apply(a);
      case Expr.Convert(var type, var x) -> Conversions.convert(x.type(), type, lanes, of(x));
      case Expr.Bitcast(var type, var x) -> Conversions.bitcast(x.type(), type, lanes, of(x));
      case Expr.Check c -> checks.value(c, of(c.x()), of(c.holds()));
      case Expr.Fetch f -> fetch(f);
      case Expr.Splat(var x, _) -> of(x, lanes);
      case Expr.Lane(var x, int lane) -> x.lanes() == 1 ? of(x)
          : x.type() == DType.BOOL ? "(-" + of(x) + ".s" + hex(lane) + ")" : of(x) + ".s" + hex(lane);
      case Expr.Rotate(var x, int by) -> lanes == 1 ? of(x) : of(x) + IntStream.range(0, lanes)
          .mapToObj(l -> hex((l + by) % lanes)).collect(Collectors.joining("", ".s", ""));
      case Expr.Active(var count, _) -> lanes == 1 ? "(" + positions.operand(count) + " > 0)"
          : "first" + lanes + "(" + positions.text(count) + ")";
      case Expr.Load _, Expr.Fold _, Expr.Pick _ ->
          throw new IllegalArgumentException("a flat kernel has no " + KernelText.print(value));
    };
  }

  private static String hex(int lane) {
    return Integer.toHexString(lane);
  }

  // ---- memory ------------------------------------------------------------------------------------------------------

  private String pointer(String buffer) {
    return names.of(buffers.apply(buffer), buffer);
  }

  private String fetch(Expr.Fetch f) {
    var type = buffers.apply(f.buffer()).type();
    int lanes = f.lanes();
    if (lanes == 1) {
      var element = pointer(f.buffer()) + "[" + positions.text(f.at()) + "]";
      var extended = type.bytes() < 4 ? "(int)" + element : element;
      return f.mask().map(m -> "(" + of(m) + " ? " + extended + " : 0)").orElse(extended);
    }
    var from = pointer(f.buffer()) + " + " + positions.text(f.at());
    var n = Kind.lanes(lanes);
    var vector = f.mask().isEmpty() ? "vload" + n + "(0, " + from + ")"
        : masked("fetch", buffers.apply(f.buffer()), f.mask().get(), lanes, from);
    return type == DType.BOOL ? "(convert_int" + n + "(" + vector + ") != 0)"
        : type.bytes() < 4 ? "convert_int" + n + "(" + vector + ")" : vector;
  }

  /// The statement that writes.
  String put(Stmt.Put p) {
    var type = buffers.apply(p.buffer()).type();
    int lanes = p.value().lanes();
    if (lanes == 1) {
      var write = pointer(p.buffer()) + "[" + positions.text(p.at()) + "] = " + of(p.value()) + ";";
      return p.mask().map(m -> "if (" + of(m) + ") " + write).orElse(write);
    }
    var n = Kind.lanes(lanes);
    var element = Kind.element(type) + n;
    var value = type == DType.BOOL ? "convert_" + element + "(" + of(p.value()) + " & 1)"
        : type.bytes() < 4 ? "convert_" + element + "(" + of(p.value()) + ")" : of(p.value());
    var to = pointer(p.buffer()) + " + " + positions.text(p.at());
    return p.mask().isEmpty() ? "vstore" + n + "(" + value + ", 0, " + to + ");"
        : masked("put", buffers.apply(p.buffer()), p.mask().get(), lanes, value + ", " + to) + ";";
  }

  /// A call of one of the functions that touch only some lanes.
  private String masked(String function, Buffer buffer, Expr mask, int lanes, String arguments) {
    var count = count(mask);
    var space = buffer.role() == Buffer.Role.SHARED ? "local" : "global";
    var element = Kind.element(buffer.type());
    masked.add("MASKED(" + space + ", " + element + ", " + Kind.lanes(lanes) + ")");
    return function + (count.isPresent() ? "_first_" : "_") + space + "_" + element + lanes + "(" + arguments + ", "
        + count.orElseGet(() -> of(mask, lanes)) + ")";
  }

  /// What the prelude has to be asked for: each an instance of a macro.
  Set<String> masked() {
    return masked;
  }

  // ---- functions ---------------------------------------------------------------------------------------------------

  private String apply(Expr.Apply a) {
    int lanes = a.lanes();
    var type = a.args().get(a.fn() == ScalarFn.SELECT ? 1 : 0).type();
    if ((type == DType.F16 || type == DType.BF16) && a.fn() != ScalarFn.SELECT) {
      throw new IllegalArgumentException("kernels compute " + type + " in f32, also " + a.fn());
    }
    var kind = Kind.of(type);
    var x = a.args().stream().map(e -> of(e, lanes)).toList();
    return switch (a.fn()) {
      case ADD -> arithmetic(type, lanes, x.get(0), " + ", x.get(1));
      case SUB -> arithmetic(type, lanes, x.get(0), " - ", x.get(1));
      case MUL -> arithmetic(type, lanes, x.get(0), " * ", x.get(1));
      case NEG -> arithmetic(type, lanes, "", "-", x.get(0));
      case DIV -> kind.isFloat() ? "(" + x.get(0) + " / " + x.get(1) + ")" : quotient(a, kind, x);
      case MAX -> extreme("max", type, lanes, x);
      case MIN -> extreme("min", type, lanes, x);
      case FMA -> call("fma", x);
      case ABS -> kind.isFloat() ? call("fabs", x)
          : !kind.isSigned() ? x.getFirst()
          : Conversions.wrap(type, "as_" + Kind.type(type, lanes) + "(" + call("abs", x) + ")");
      case SQRT -> call("sqrt", x);
      case FLOOR -> call("floor", x);
      case CEIL -> call("ceil", x);
      case ROUND -> call("rint", x);
      case LT -> compare(type, lanes, x, " < ");
      case LE -> compare(type, lanes, x, " <= ");
      case EQ -> compare(type, lanes, x, " == ");
      case AND -> "(" + x.get(0) + " & " + x.get(1) + ")";
      case OR -> "(" + x.get(0) + " | " + x.get(1) + ")";
      case XOR -> "(" + x.get(0) + " ^ " + x.get(1) + ")";
      case NOT -> type == DType.BOOL && lanes == 1 ? "(!" + x.getFirst() + ")"
          : Conversions.wrap(type, "(~" + x.getFirst() + ")");
      case SHL -> Conversions.wrap(type, "(" + x.get(0) + " << " + x.get(1) + ")");
      case SHR -> "(" + x.get(0) + " >> " + x.get(1) + ")";
      case SELECT -> "(" + (lanes > 1 && kind.isWide() ? "convert_long" + lanes + "(" + x.get(0) + ")" : x.get(0))
          + " ? " + x.get(1) + " : " + x.get(2) + ")";
      case RELU, EXP, LOG, TANH, SIGMOID, ERF, EXPM1, LOG1P, POW, SIN, COS, TAN, ASIN, ACOS, ATAN, SINH, COSH, ASINH,
          ACOSH, ATANH -> throw new IllegalArgumentException(a.fn() + " is not a primitive");
    };
  }

  private static String call(String function, List<String> x) {
    return function + "(" + String.join(", ", x) + ")";
  }

  /// Signed integers wrap around as unsigned ones do; in C they may not overflow.
  private static String arithmetic(DType type, int lanes, String a, String operator, String b) {
    var kind = Kind.of(type);
    if (!kind.isSigned()) {
      return "(" + a + operator + b + ")";
    }
    var unsigned = "as_" + kind.unsigned() + Kind.lanes(lanes) + "(";
    return Conversions.wrap(type, "as_" + kind + Kind.lanes(lanes) + "("
        + (a.isEmpty() ? "" : unsigned + a + ")") + operator + unsigned + b + "))");
  }

  private String quotient(Expr.Apply a, Kind kind, List<String> x) {
    if (a.lanes() > 1) {
      throw new IllegalArgumentException("vectors of " + a.type() + " have no div: lanes that are off divide by 0");
    }
    boolean plain = a.args().get(1) instanceof Expr.Const(_, long by) && by != 0 && by != -1;
    return Conversions.wrap(a.type(), plain ? "(" + x.get(0) + " / " + x.get(1) + ")"
        : "div_" + kind + "(" + x.get(0) + ", " + x.get(1) + ", " + checks.divisor() + ")");
  }

  private static String extreme(String name, DType type, int lanes, List<String> x) {
    return call(Kind.of(type).isFloat() ? name + "_" + Kind.type(type, lanes) : name, x);
  }

  /// True is less than false, seen as the lanes of a mask.
  private static String compare(DType type, int lanes, List<String> x, String operator) {
    boolean mask = type == DType.BOOL && lanes > 1;
    var comparison = "(" + x.get(mask ? 1 : 0) + operator + x.get(mask ? 0 : 1) + ")";
    return Conversions.mask(Kind.of(type), lanes, comparison);
  }
}
