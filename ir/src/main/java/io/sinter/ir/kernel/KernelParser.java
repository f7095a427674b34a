package io.sinter.ir.kernel;

import io.sinter.ir.ScalarFn;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.DimText;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Reads the text of [KernelText]. Words have no meaning by themselves: a word that starts a statement is a name when
/// `[`, `=` or `:` follows, otherwise it says what statement it is.
final class KernelParser {
  private final String text;
  private final Map<String, Local> known = new HashMap<>();
  private final Map<String, DType> buffers = new HashMap<>();
  private boolean flat;
  private int at;

  KernelParser(String text) {
    this.text = text;
  }

  Kernel kernel() {
    var level = word("computed, scheduled or flat", List.of("computed", "scheduled", "flat"));
    flat = level.equals("flat");
    keyword("kernel");
    var name = name("the kernel's name");
    expect("(");
    var parameters = list(")", () -> name("a parameter"));
    expect("{");
    var arrays = new ArrayList<Buffer>();
    while (ahead().matches("in|out|scratch") && !nameAhead()) {
      arrays.add(buffer());
    }
    Kernel kernel = switch (level) {
      case "computed" -> new Kernel.Computed(name, parameters, arrays, stages());
      case "scheduled" -> new Kernel.Scheduled(name, parameters, arrays, body());
      default -> new Kernel.Flat(name, parameters, arrays, body());
    };
    space();
    if (at < text.length()) {
      throw error("the end");
    }
    return kernel;
  }

  // ---- buffers ----------------------------------------------------------------------------------------------------

  private Buffer buffer() {
    var role = Arrays.stream(Buffer.Role.values()).filter(r -> r.toString().equals(ahead())).findFirst().orElseThrow();
    keyword(role.toString());
    var name = name("the buffer's name");
    expect(":");
    var type = type();
    expect("[");
    var shape = new Shape(list("]", this::dim));
    buffers.put(name, type);
    return new Buffer(name, role, type, shape, layout(shape.rank()));
  }

  private Layout layout(int rank) {
    keyword("offset");
    var offset = dim();
    keyword("size");
    var size = dim();
    keyword("parts");
    expect("[");
    var parts = list("]", this::part);
    if (!ahead().equals("halo")) {
      var zeros = Collections.nCopies(rank, 0L);
      return new Layout(parts, offset, size, zeros, zeros, 0);
    }
    keyword("halo");
    expect("[");
    var low = list("]", this::integer);
    expect("[");
    var high = list("]", this::integer);
    keyword("fill");
    return new Layout(parts, offset, size, low, high, number());
  }

  private Layout.Part part() {
    space();
    int start = at;
    var axis = ahead();
    if (!axis.matches("d[0-9]{1,9}")) {
      throw error("an axis, such as d0");
    }
    at = start + axis.length();
    long div = take("/") ? integer() : 1;
    long mod = take("%") ? integer() : 0;
    expect(":");
    return new Layout.Part(Integer.parseInt(axis.substring(1)), div, mod, dim());
  }

  private double number() {
    space();
    int start = at;
    while (at < text.length() && (wordPart(peek()) || peek() == '-' || peek() == '+')) {
      at++;
    }
    try {
      return Double.parseDouble(text.substring(start, at));
    } catch (NumberFormatException e) {
      at = start;
      throw error("a number");
    }
  }

  // ---- stages -----------------------------------------------------------------------------------------------------

  private List<Stage> stages() {
    var stages = new ArrayList<Stage>();
    while (!take("}")) {
      word("stage or '}'", List.of("stage"));
      var into = name("the buffer that the stage writes");
      expect("[");
      var axes = list("]", this::axis);
      expect("=");
      var reduction = ahead().equals("reduce") ? Optional.of(reduction()) : Optional.<Stage.Reduction>empty();
      stages.add(new Stage(into, axes, reduction, value()));
    }
    return stages;
  }

  private Stage.Axis axis() {
    var name = name("an axis");
    expect("<");
    return new Stage.Axis(name, dim());
  }

  private Stage.Reduction reduction() {
    keyword("reduce");
    var local = local();
    keyword("from");
    var init = value();
    keyword("with");
    var fold = function();
    Stage.Order order = word("chain or lanes", List.of("chain", "lanes")).equals("chain") ? new Stage.Order.Chain()
        : new Stage.Order.Lanes(count());
    keyword("over");
    expect("(");
    return new Stage.Reduction(local, init, fold, order, list(")", this::axis));
  }

  // ---- statements -------------------------------------------------------------------------------------------------

  private Stmt body() {
    var parts = statements();
    return parts.size() == 1 ? parts.getFirst() : new Stmt.Block(parts);
  }

  private List<Stmt> statements() {
    var parts = new ArrayList<Stmt>();
    while (!take("}")) {
      parts.add(statement());
    }
    return parts;
  }

  private Stmt statement() {
    if (take("{")) {
      return new Stmt.Block(statements());
    }
    if (nameAhead()) {
      return assignment();
    }
    var loop = Arrays.stream(Label.values()).filter(l -> word(l).equals(ahead())).findFirst();
    if (loop.isPresent()) {
      keyword(ahead());
      var axis = axis();
      return new Stmt.Loop(axis.name(), axis.extent(), loop.get(), statement());
    }
    return switch (word("a statement or '}'", List.of("index", "if", "outline", "reduce"))) {
      case "index" -> {
        var name = name("the name of an index");
        expect("=");
        yield new Stmt.Bind(name, dim());
      }
      case "if" -> {
        if (!take("0")) {
          throw error("'0 <'");
        }
        expect("<");
        yield new Stmt.If(dim(), statement());
      }
      case "outline" -> new Stmt.Outline(name("the name of the part"), statement());
      default -> {
        var local = local();
        keyword("from");
        var init = value();
        keyword("with");
        var fold = function();
        keyword("lanes");
        int lanes = count();
        keyword("over");
        var axis = axis();
        yield new Stmt.Reduce(local, init, fold, axis.name(), axis.extent(), lanes, statement());
      }
    };
  }

  static String word(Label label) {
    return label == Label.SERIAL ? "loop" : label.toString();
  }

  private Stmt assignment() {
    int start = at;
    var name = name("a buffer or local");
    if (!take("[")) {
      at = start;
      var local = local();
      expect("=");
      return new Stmt.Set(local, value());
    }
    if (!flat) {
      var index = list("]", this::dim);
      expect("=");
      return new Stmt.Store(name, index, value());
    }
    var place = place();
    expect("=");
    space();
    int valueStart = at;
    var value = value();
    if (value.lanes() != place.lanes().orElse(1)) {
      at = valueStart;
      throw error("a value of " + place.lanes().orElse(1) + " lanes, not " + value.lanes());
    }
    return new Stmt.Put(name, place.at(), value, place.mask());
  }

  /// What stands in brackets at flat level.
  private record Place(Dim at, OptionalInt lanes, Optional<Expr> mask) {}

  private Place place() {
    var position = dim();
    var lanes = take(":") ? OptionalInt.of(count()) : OptionalInt.empty();
    var mask = Optional.<Expr>empty();
    if (ahead().equals("if")) {
      keyword("if");
      mask = Optional.of(value());
    }
    expect("]");
    return new Place(position, lanes, mask);
  }

  // ---- values -----------------------------------------------------------------------------------------------------

  private Expr value() {
    space();
    int start = at;
    char c = peek();
    if (Character.isDigit(c) || c == '-' || KernelPrinter.LITERALS.contains(ahead())) {
      return constant();
    }
    var name = name("a value");
    if (take("[")) {
      return access(name, start);
    }
    if (c != '`' && take("(")) {
      return call(name, start);
    }
    at = start;
    return new Expr.Read(local());
  }

  private Expr access(String buffer, int start) {
    if (!flat) {
      var index = list("]", this::dim);
      return new Expr.Load(buffer, elements(buffer, start), index);
    }
    var place = place();
    return new Expr.Fetch(buffer, elements(buffer, start), place.at(), place.lanes().orElse(1), place.mask());
  }

  /// The element type of an access: the buffer's, or what is written after it.
  private DType elements(String buffer, int start) {
    if (take(":")) {
      return type();
    }
    var type = buffers.get(buffer);
    if (type == null) {
      at = start;
      throw error("a buffer (" + String.join(", ", buffers.keySet().stream().sorted().toList()) + ")");
    }
    return type;
  }

  private Expr call(String name, int start) {
    var fn = ScalarFn.named(name);
    if (fn.isPresent()) {
      var args = list(")", this::value);
      if (args.size() != fn.get().arity()) {
        at = start;
        throw error(fn.get().arity() + " operands for " + name + ", not " + args.size());
      }
      return new Expr.Apply(fn.get(), args);
    }
    Expr value = switch (name) {
      case "index" -> new Expr.Index(dim());
      case "convert" -> {
        var x = operand();
        yield new Expr.Convert(type(), x);
      }
      case "bitcast" -> {
        var x = operand();
        yield new Expr.Bitcast(type(), x);
      }
      case "fold" -> {
        var by = function();
        expect(",");
        yield new Expr.Fold(by, local());
      }
      case "splat" -> new Expr.Splat(operand(), count());
      case "lane" -> new Expr.Lane(operand(), count());
      case "rotate" -> new Expr.Rotate(operand(), count());
      case "active" -> {
        var n = dim();
        expect(",");
        yield new Expr.Active(n, count());
      }
      default -> {
        at = start;
        throw error("a scalar function, index, convert, bitcast, fold, splat, lane, rotate or active");
      }
    };
    expect(")");
    return value;
  }

  private Expr operand() {
    var x = value();
    expect(",");
    return x;
  }

  private Expr constant() {
    int start = at;
    while (at < text.length() && (wordPart(peek()) || peek() == '-' || peek() == '+')) {
      at++;
    }
    var number = text.substring(start, at);
    var type = number.matches("true|false") || !take(":") ? Optional.<DType>empty() : Optional.of(type());
    try {
      if (number.startsWith("0x") && type.isPresent()) {
        return new Expr.Const(type.get(), Long.parseUnsignedLong(number.substring(2), 16));
      }
      if (type.isPresent() || !number.matches("-?[0-9]+")) {
        return KernelPrinter.literal(type.map(t -> number + ":" + t).orElse(number));
      }
    } catch (NumberFormatException e) {
      at = start;
      throw error("a constant" + type.map(t -> " of type " + t).orElse(""));
    }
    throw error("'.' or ':' and a type");
  }

  private ScalarFn function() {
    space();
    var fn = ScalarFn.named(ahead());
    if (fn.isEmpty()) {
      throw error("a scalar function");
    }
    at += ahead().length();
    return fn.get();
  }

  /// `acc:f32x16`, or `acc` once it is known.
  private Local local() {
    space();
    int start = at;
    var name = name("a local");
    if (!take(":")) {
      var local = known.get(name);
      if (local == null) {
        at = start;
        throw error("a local that was set before, or its type: " + KernelPrinter.name(name) + ":f32");
      }
      return local;
    }
    space();
    var words = ahead().split("x", 2);
    int typeStart = at;
    var type = type(words[0]);
    at += words[0].length();
    int lanes = 1;
    if (words.length == 2) {
      at++;
      lanes = count();
    }
    if (lanes < 1) {
      at = typeStart;
      throw error("at least 1 lane");
    }
    var local = new Local(name, type, lanes);
    known.put(name, local);
    return local;
  }

  // ---- words ------------------------------------------------------------------------------------------------------

  private DType type() {
    space();
    var type = type(ahead());
    at += ahead().length();
    return type;
  }

  private DType type(String word) {
    return Arrays.stream(DType.values()).filter(t -> t.toString().equals(word)).findFirst().orElseThrow(() ->
        error(Arrays.stream(DType.values()).map(DType::toString).collect(Collectors.joining(", ", "a type (", ")"))));
  }

  private Dim dim() {
    space();
    int end = text.indexOf('\n', at);
    try {
      var prefix = DimText.parsePrefix(text.substring(at, end < 0 ? text.length() : end), 0);
      at += prefix.end();
      return prefix.dim();
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw error("an index or size expression");
    }
  }

  private long integer() {
    space();
    int start = at;
    while (Character.isDigit(peek())) {
      at++;
    }
    try {
      return Long.parseLong(text.substring(start, at));
    } catch (NumberFormatException e) {
      at = start;
      throw error("a number");
    }
  }

  private int count() {
    space();
    int start = at;
    long n = integer();
    if (n > Integer.MAX_VALUE) {
      at = start;
      throw error("a number below 2^31");
    }
    return (int) n;
  }

  private <T> List<T> list(String close, Supplier<T> element) {
    var list = new ArrayList<T>();
    if (take(close)) {
      return list;
    }
    while (true) {
      list.add(element.get());
      if (take(close)) {
        return list;
      }
      if (!take(",")) {
        throw error("',' or '" + close + "'");
      }
    }
  }

  private String name(String expected) {
    space();
    if (peek() != '`') {
      var word = ahead();
      if (word.isEmpty() || Character.isDigit(word.charAt(0)) || word.charAt(0) == '.' || word.charAt(0) == '$') {
        throw error(expected);
      }
      at += word.length();
      return word;
    }
    int end = text.indexOf('`', at + 1);
    int line = text.indexOf('\n', at);
    if (end < 0 || line >= 0 && line < end) {
      throw error("a name with a closing backquote");
    }
    var name = text.substring(at + 1, end);
    at = end + 1;
    return name;
  }

  /// Whether the next token is a name that something is done with, rather than a word of the language.
  private boolean nameAhead() {
    space();
    if (peek() == '`') {
      return true;
    }
    int before = at;
    at += ahead().length();
    boolean moved = at > before;
    space();
    char next = peek();
    at = before;
    return moved && (next == '[' || next == '=' || next == ':');
  }

  /// The word at this place, possibly empty; does not move.
  private String ahead() {
    space();
    int end = at;
    while (end < text.length() && wordPart(text.charAt(end))) {
      end++;
    }
    return text.substring(at, end);
  }

  private static boolean wordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '$';
  }

  private String word(String expected, List<String> words) {
    var word = ahead();
    if (!words.contains(word)) {
      throw error(expected);
    }
    at += word.length();
    return word;
  }

  private void keyword(String word) {
    word("'" + word + "'", List.of(word));
  }

  private void space() {
    while (at < text.length()) {
      if (Character.isWhitespace(peek())) {
        at++;
      } else if (text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else {
        return;
      }
    }
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private boolean take(String token) {
    int before = at;
    space();
    if (text.startsWith(token, at)) {
      at += token.length();
      return true;
    }
    at = before;
    return false;
  }

  private void expect(String token) {
    if (!take(token)) {
      throw error("'" + token + "'");
    }
  }

  private IllegalArgumentException error(String expected) {
    space();
    int start = text.lastIndexOf('\n', at - 1) + 1;
    int end = text.indexOf('\n', at);
    var line = text.substring(start, end < 0 ? text.length() : end);
    long number = text.substring(0, start).chars().filter(c -> c == '\n').count() + 1;
    return new IllegalArgumentException("The kernel text has an error at line " + number + ", column "
        + (at - start + 1) + ": expected " + expected + ".\n  " + line + "\n  " + " ".repeat(at - start) + "^");
  }
}
