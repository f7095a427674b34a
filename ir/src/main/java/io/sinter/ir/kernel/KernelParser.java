package io.sinter.ir.kernel;

import io.sinter.ir.ScalarFn;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads the text of [KernelText]. Words have no meaning by themselves: a word that starts a statement is a name when
/// `[`, `=` or `:` follows, otherwise it says what statement it is.
final class KernelParser {
  private final KernelScanner in;
  private final Map<String, Local> known = new HashMap<>();
  private final Map<String, DType> buffers = new HashMap<>();
  private boolean flat;

  KernelParser(String text) {
    in = new KernelScanner(text);
  }

  Kernel kernel() {
    var level = in.word("computed, scheduled or flat", List.of("computed", "scheduled", "flat"));
    flat = level.equals("flat");
    in.keyword("kernel");
    var name = in.name("the kernel's name");
    in.expect("(");
    var parameters = in.list(")", () -> in.name("a parameter"));
    in.expect("{");
    var arrays = new ArrayList<Buffer>();
    while (in.ahead().matches("in|out|scratch|shared") && !in.nameAhead()) {
      var buffer = BufferParser.buffer(in);
      buffers.put(buffer.name(), buffer.type());
      arrays.add(buffer);
    }
    Kernel kernel = switch (level) {
      case "computed" -> new Kernel.Computed(name, parameters, arrays, stages());
      case "scheduled" -> new Kernel.Scheduled(name, parameters, arrays, body());
      default -> new Kernel.Flat(name, parameters, arrays, body());
    };
    in.end();
    return kernel;
  }

  // ---- stages -----------------------------------------------------------------------------------------------------

  private List<Stage> stages() {
    var stages = new ArrayList<Stage>();
    while (!in.take("}")) {
      in.word("stage or '}'", List.of("stage"));
      var into = in.name("the buffer that the stage writes");
      in.expect("[");
      var axes = in.list("]", this::axis);
      var update = in.ahead().equals("update") ? Optional.of(update()) : Optional.<Stage.Update>empty();
      in.expect("=");
      var reduction = in.ahead().equals("reduce") ? Optional.of(reduction()) : Optional.<Stage.Reduction>empty();
      stages.add(new Stage(into, axes, reduction, value(), update));
    }
    return stages;
  }

  private Stage.Update update() {
    in.keyword("update");
    in.expect("[");
    var at = in.list("]", this::value);
    if (!in.ahead().equals("with")) {
      return new Stage.Update(at, Optional.empty());
    }
    in.keyword("with");
    return new Stage.Update(at, Optional.of(function()));
  }

  private Stage.Axis axis() {
    var name = in.name("an axis");
    in.expect("<");
    return new Stage.Axis(name, in.dim());
  }

  private Stage.Reduction reduction() {
    in.keyword("reduce");
    var local = local();
    in.keyword("from");
    var init = value();
    in.keyword("with");
    var fold = function();
    Stage.Order order = switch (in.word("chain, running or lanes", List.of("chain", "running", "lanes"))) {
      case "chain" -> new Stage.Order.Chain();
      case "running" -> new Stage.Order.Running();
      default -> new Stage.Order.Lanes(in.count());
    };
    in.keyword("over");
    in.expect("(");
    return new Stage.Reduction(local, init, fold, order, in.list(")", this::axis));
  }

  // ---- statements -------------------------------------------------------------------------------------------------

  private Stmt body() {
    var parts = statements();
    return parts.size() == 1 ? parts.getFirst() : new Stmt.Block(parts);
  }

  private List<Stmt> statements() {
    var parts = new ArrayList<Stmt>();
    while (!in.take("}")) {
      parts.add(statement());
    }
    return parts;
  }

  private Stmt statement() {
    if (in.take("{")) {
      return new Stmt.Block(statements());
    }
    if (in.nameAhead()) {
      return assignment();
    }
    var loop = Arrays.stream(Label.values()).filter(l -> word(l).equals(in.ahead())).findFirst();
    if (loop.isPresent()) {
      in.keyword(in.ahead());
      var axis = axis();
      return new Stmt.Loop(axis.name(), axis.extent(), loop.get(), statement());
    }
    return switch (in.word("a statement or '}'", List.of("index", "take", "if", "outline", "barrier", "reduce"))) {
      case "index" -> {
        var name = in.name("the name of an index");
        in.expect("=");
        yield new Stmt.Bind(name, in.dim());
      }
      case "take" -> {
        var name = in.name("the name of an index");
        in.expect("=");
        yield new Stmt.Take(name, value());
      }
      case "if" -> {
        if (!in.take("0")) {
          throw in.error("'0 <'");
        }
        in.expect("<");
        yield new Stmt.If(in.dim(), statement());
      }
      case "outline" -> new Stmt.Outline(in.name("the name of the part"), statement());
      case "barrier" -> new Stmt.Barrier();
      default -> reduce();
    };
  }

  private Stmt reduce() {
    var local = local();
    in.keyword("from");
    var init = value();
    in.keyword("with");
    var fold = function();
    in.keyword("lanes");
    int lanes = in.count();
    var label = in.word("over or local", List.of("over", "local")).equals("local") ? Label.LOCAL : Label.SERIAL;
    if (label == Label.LOCAL) {
      in.keyword("over");
    }
    var axis = axis();
    return new Stmt.Reduce(local, init, fold, axis.name(), axis.extent(), lanes, label, statement());
  }

  static String word(Label label) {
    return label == Label.SERIAL ? "loop" : label.toString();
  }

  private Stmt assignment() {
    int start = in.at;
    var name = in.name("a buffer or local");
    if (!in.take("[")) {
      in.at = start;
      var local = local();
      in.expect("=");
      return new Stmt.Set(local, value());
    }
    if (!flat) {
      var index = in.list("]", in::dim);
      in.expect("=");
      return new Stmt.Store(name, index, value());
    }
    var place = place();
    in.expect("=");
    in.space();
    int valueStart = in.at;
    var value = value();
    if (value.lanes() != place.lanes().orElse(1)) {
      in.at = valueStart;
      throw in.error("a value of " + place.lanes().orElse(1) + " lanes, not " + value.lanes());
    }
    return new Stmt.Put(name, place.position(), value, place.mask());
  }

  /// What stands in brackets at flat level.
  private record Place(Dim position, OptionalInt lanes, Optional<Expr> mask) {}

  private Place place() {
    var position = in.dim();
    var lanes = in.take(":") ? OptionalInt.of(in.count()) : OptionalInt.empty();
    var mask = Optional.<Expr>empty();
    if (in.ahead().equals("if")) {
      in.keyword("if");
      mask = Optional.of(value());
    }
    in.expect("]");
    return new Place(position, lanes, mask);
  }

  // ---- values -----------------------------------------------------------------------------------------------------

  private Expr value() {
    in.space();
    int start = in.at;
    char c = in.peek();
    if (Character.isDigit(c) || c == '-' || KernelPrinter.LITERALS.contains(in.ahead())) {
      return constant();
    }
    var name = in.name("a value");
    if (in.take("[")) {
      return access(name, start);
    }
    if (c != '`' && in.take("(")) {
      return call(name, start);
    }
    in.at = start;
    return new Expr.Read(local());
  }

  private Expr access(String buffer, int start) {
    if (!flat) {
      var index = in.list("]", in::dim);
      return new Expr.Load(buffer, elements(buffer, start), index);
    }
    var place = place();
    return new Expr.Fetch(buffer, elements(buffer, start), place.position(), place.lanes().orElse(1), place.mask());
  }

  /// The element type of an access: the buffer's, or what is written after it.
  private DType elements(String buffer, int start) {
    if (in.take(":")) {
      return in.type();
    }
    var type = buffers.get(buffer);
    if (type == null) {
      in.at = start;
      throw in.error("a buffer (" + String.join(", ", buffers.keySet().stream().sorted().toList()) + ")");
    }
    return type;
  }

  private Expr call(String name, int start) {
    var fn = ScalarFn.named(name);
    if (fn.isPresent()) {
      var args = in.list(")", this::value);
      if (args.size() != fn.get().arity()) {
        in.at = start;
        throw in.error(fn.get().arity() + " operands for " + name + ", not " + args.size());
      }
      return new Expr.Apply(fn.get(), args);
    }
    Expr value = switch (name) {
      case "index" -> new Expr.Index(in.dim());
      case "convert" -> {
        var x = operand();
        yield new Expr.Convert(in.type(), x);
      }
      case "bitcast" -> {
        var x = operand();
        yield new Expr.Bitcast(in.type(), x);
      }
      case "check" -> {
        var x = operand();
        var holds = operand();
        var sentence = in.text();
        in.expect(",");
        yield new Expr.Check(x, holds, sentence, in.text());
      }
      case "pick" -> {
        var buffer = in.name("a buffer");
        in.expect("[");
        var at = in.list("]", this::value);
        yield new Expr.Pick(buffer, elements(buffer, start), at);
      }
      case "fold" -> {
        var by = function();
        in.expect(",");
        yield new Expr.Fold(by, local());
      }
      case "splat" -> new Expr.Splat(operand(), in.count());
      case "lane" -> new Expr.Lane(operand(), in.count());
      case "rotate" -> new Expr.Rotate(operand(), in.count());
      case "active" -> {
        var n = in.dim();
        in.expect(",");
        yield new Expr.Active(n, in.count());
      }
      default -> {
        in.at = start;
        throw in.error("a scalar function, index, convert, bitcast, check, pick, fold, splat, lane, rotate or active");
      }
    };
    in.expect(")");
    return value;
  }

  private Expr operand() {
    var x = value();
    in.expect(",");
    return x;
  }

  private Expr constant() {
    in.space();
    int start = in.at;
    var number = in.numeral();
    var type = number.matches("true|false") || !in.take(":") ? Optional.<DType>empty() : Optional.of(in.type());
    try {
      if (number.startsWith("0x") && type.isPresent()) {
        return new Expr.Const(type.get(), Long.parseUnsignedLong(number.substring(2), 16));
      }
      if (type.isPresent() || !number.matches("-?[0-9]+")) {
        return KernelPrinter.literal(type.map(t -> number + ":" + t).orElse(number));
      }
    } catch (NumberFormatException e) {
      in.at = start;
      throw in.error("a constant" + type.map(t -> " of type " + t).orElse(""));
    }
    throw in.error("'.' or ':' and a type");
  }

  private ScalarFn function() {
    in.space();
    var fn = ScalarFn.named(in.ahead());
    if (fn.isEmpty()) {
      throw in.error("a scalar function");
    }
    in.at += in.ahead().length();
    return fn.get();
  }

  /// `acc:f32x16`, or `acc` once it is known.
  private Local local() {
    in.space();
    int start = in.at;
    var name = in.name("a local");
    if (!in.take(":")) {
      var local = known.get(name);
      if (local == null) {
        in.at = start;
        throw in.error("a local that was set before, or its type: " + KernelPrinter.name(name) + ":f32");
      }
      return local;
    }
    in.space();
    var words = in.ahead().split("x", 2);
    int typeStart = in.at;
    var type = in.type(words[0]);
    in.at += words[0].length();
    int lanes = 1;
    if (words.length == 2) {
      in.at++;
      lanes = in.count();
    }
    if (lanes < 1) {
      in.at = typeStart;
      throw in.error("at least 1 lane");
    }
    var local = new Local(name, type, lanes);
    known.put(name, local);
    return local;
  }
}
