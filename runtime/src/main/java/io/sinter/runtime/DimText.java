package io.sinter.runtime;

import io.sinter.runtime.Dim.Atom;
import io.sinter.runtime.Dim.Term;
import java.util.Comparator;
import java.util.List;

/// The text form of [Dim]: `2*h + kh - 1`, `floordiv(batch + 13, 14)`, `min(a, b)`, `max(a, b)`; also read are
/// `ceildiv`, `mod` and brackets. A symbol is a letter or `_` followed by letters, digits, `_`, `.` and `$`; any other
/// name stands in backquotes.
public final class DimText {
  static final Comparator<Atom> BY_TEXT = (a, b) -> a.equals(b) ? 0 : a.toString().compareTo(b.toString());
  /// Products before constants, then by the text of the factors.
  static final Comparator<List<Atom>> ORDER = (a, b) -> {
    if (a.isEmpty() || b.isEmpty()) {
      return Boolean.compare(a.isEmpty(), b.isEmpty());
    }
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      int c = BY_TEXT.compare(a.get(i), b.get(i));
      if (c != 0) {
        return c;
      }
    }
    return Integer.compare(a.size(), b.size());
  };

  private final String text;
  private int at;

  private DimText(String text, int at) {
    this.text = text;
    this.at = at;
  }

  static String print(List<Term> terms) {
    if (terms.isEmpty()) {
      return "0";
    }
    var out = new StringBuilder();
    for (var t : terms) {
      long c = t.coefficient();
      if (out.isEmpty()) {
        out.append(c < 0 ? "-" : "");
      } else {
        out.append(c < 0 ? " - " : " + ");
      }
      var magnitude = c == Long.MIN_VALUE ? "9223372036854775808" : Long.toString(Math.abs(c));
      if (t.factors().isEmpty()) {
        out.append(magnitude);
        continue;
      }
      if (Math.abs(c) != 1) {
        out.append(magnitude).append('*');
      }
      var separator = "";
      for (var f : t.factors()) {
        out.append(separator).append(f);
        separator = "*";
      }
    }
    return out.toString();
  }

  static String quote(String name) {
    boolean plain = !name.isEmpty() && (isLetter(name.charAt(0)) || name.charAt(0) == '_');
    for (int i = 1; plain && i < name.length(); i++) {
      char c = name.charAt(i);
      plain = isLetter(c) || c >= '0' && c <= '9' || c == '_' || c == '.' || c == '$';
    }
    return plain ? name : "`" + name + "`";
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  static Dim parse(String text) {
    var parser = new DimText(text, 0);
    var dim = parser.sum();
    parser.space();
    if (parser.at < text.length()) {
      throw parser.error("the end");
    }
    return dim;
  }

  /// A dim that stands in a longer text, and where it ends.
  public record Prefix(Dim dim, int end) {}

  /// Reads the longest expression that starts at `start`.
  ///
  /// @throws IllegalArgumentException naming the column and what was expected
  public static Prefix parsePrefix(String text, int start) {
    var parser = new DimText(text, start);
    var dim = parser.sum();
    return new Prefix(dim, parser.at);
  }

  private Dim sum() {
    space();
    var sum = take('-') ? product().times(-1) : product();
    while (true) {
      int before = at;
      space();
      if (take('+')) {
        sum = sum.plus(product());
      } else if (peek() == '-' && !text.startsWith("->", at) && take('-')) {
        sum = sum.minus(product());
      } else {
        at = before;
        return sum;
      }
    }
  }

  private Dim product() {
    var product = factor();
    while (true) {
      int before = at;
      space();
      if (!take('*')) {
        at = before;
        return product;
      }
      product = product.times(factor());
    }
  }

  private Dim factor() {
    space();
    char c = peek();
    if (Character.isDigit(c)) {
      int start = at;
      while (Character.isDigit(peek())) {
        at++;
      }
      try {
        return Dim.of(Long.parseLong(text.substring(start, at)));
      } catch (NumberFormatException e) {
        at = start;
        throw error("a number of at most 63 bits");
      }
    }
    if (take('(')) {
      var inner = sum();
      expect(')');
      return inner;
    }
    if (take('`')) {
      int end = text.indexOf('`', at);
      if (end < 0) {
        throw error("a closing backquote");
      }
      var name = text.substring(at, end);
      at = end + 1;
      return Dim.symbol(name);
    }
    if (Character.isLetter(c) || c == '_') {
      int start = at;
      while (Character.isLetterOrDigit(peek()) || peek() == '_' || peek() == '.' || peek() == '$') {
        at++;
      }
      var name = text.substring(start, at);
      return peek() == '(' ? call(name) : Dim.symbol(name);
    }
    throw error("a number, a name or '('");
  }

  private Dim call(String name) {
    expect('(');
    var a = sum();
    expect(',');
    var b = sum();
    expect(')');
    return switch (name) {
      case "floordiv" -> a.floorDiv(b);
      case "ceildiv" -> a.ceilDiv(b);
      case "mod" -> a.mod(b);
      case "min" -> a.min(b);
      case "max" -> a.max(b);
      default -> throw error("floordiv, ceildiv, mod, min or max");
    };
  }

  private void space() {
    while (at < text.length() && (text.charAt(at) == ' ')) {
      at++;
    }
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private boolean take(char c) {
    if (peek() == c) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char c) {
    space();
    if (!take(c)) {
      throw error("'" + c + "'");
    }
  }

  private IllegalArgumentException error(String expected) {
    return new IllegalArgumentException(
        "size expression '" + text + "' has an error at column " + (at + 1) + ": expected " + expected);
  }
}
