package io.sinter.ir;

import io.sinter.runtime.Dim;
import io.sinter.runtime.DimText;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads the words of a text from left to right. It remembers what would have been accepted at the place reached, which
/// is what an error then says.
final class TextScanner {
  private final String text;
  private int at;
  private int reached;
  private final Set<String> expected = new LinkedHashSet<>();

  TextScanner(String text) {
    this.text = text;
  }

  /// Where the next word starts.
  int position() {
    while (at < text.length()) {
      if (Character.isWhitespace(text.charAt(at))) {
        at++;
      } else if (text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else {
        break;
      }
    }
    if (at > reached) {
      reached = at;
      expected.clear();
    }
    return at;
  }

  boolean atEnd() {
    boolean end = position() == text.length();
    if (!end) {
      expected.add("the end");
    }
    return end;
  }

  /// Takes `token` if it stands here; a word only where it ends.
  boolean accept(String token) {
    position();
    int end = at + token.length();
    if (text.startsWith(token, at)
        && !(isWordPart(token.charAt(token.length() - 1)) && end < text.length() && isWordPart(text.charAt(end)))) {
      at = end;
      return true;
    }
    expected.add("'" + token + "'");
    return false;
  }

  void expect(String token) {
    if (!accept(token)) {
      throw error();
    }
  }

  /// Whether `token` stands here; takes nothing.
  boolean sees(String token) {
    int before = position();
    boolean seen = accept(token);
    at = before;
    return seen;
  }

  /// A plain or quoted name.
  String name(String what) {
    position();
    if (at < text.length() && text.charAt(at) == '"') {
      return quoted(what);
    }
    return word(what);
  }

  /// A letter or `_`, then letters, digits, `_`, `.` and `$`.
  String word(String what) {
    int start = position();
    if (at == text.length() || !isWordPart(text.charAt(at)) || Character.isDigit(text.charAt(at))) {
      throw error(what);
    }
    while (at < text.length() && isWordPart(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  private static boolean isWordPart(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c == '$';
  }

  /// A name of a value without its `%`: a number, a plain word, or a quoted name.
  String valueName() {
    int start = position();
    expect("%");
    if (at < text.length() && text.charAt(at) == '"') {
      return TextPrinter.word(quoted("a name"));
    }
    int from = at;
    while (at < text.length() && isWordPart(text.charAt(at))) {
      at++;
    }
    if (at == from) {
      at = start;
      throw error("a value such as %x or %0");
    }
    return text.substring(from, at);
  }

  Optional<String> maybeQuoted() {
    position();
    return at < text.length() && text.charAt(at) == '"' ? Optional.of(quoted("text")) : Optional.empty();
  }

  String quoted(String what) {
    int start = position();
    if (at == text.length() || text.charAt(at) != '"') {
      throw error(what + " in double quotes");
    }
    var out = new StringBuilder();
    for (at++; at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\n'; at++) {
      out.append(text.charAt(at) == '\\' ? escape(start) : text.charAt(at));
    }
    if (at == text.length() || text.charAt(at) != '"') {
      throw errorAt(start, "a closing double quote on the same line");
    }
    at++;
    return out.toString();
  }

  private char escape(int start) {
    var rest = text.substring(Math.min(at + 1, text.length()), Math.min(at + 6, text.length()));
    if (rest.startsWith("n")) {
      at++;
      return '\n';
    }
    if (rest.startsWith("\"") || rest.startsWith("\\")) {
      at++;
      return rest.charAt(0);
    }
    if (rest.matches("u[0-9a-fA-F]{4}")) {
      at += 5;
      return (char) Integer.parseInt(rest.substring(1), 16);
    }
    throw errorAt(start, "one of \\n, \\\", \\\\ and \\uXXXX after a backslash");
  }

  /// A number, or what stands for one: letters, digits, signs and dots, then possibly digits in brackets.
  String literal(String what) {
    int start = position();
    while (at < text.length() && (isWordPart(text.charAt(at)) || text.charAt(at) == '-' || text.charAt(at) == '+')) {
      at++;
    }
    if (at == start) {
      throw error(what);
    }
    int close = text.indexOf(')', at);
    if (at < text.length() && text.charAt(at) == '(' && close > 0
        && text.substring(at + 1, close).matches("[0-9a-zA-Z]+")) {
      at = close + 1;
    }
    return text.substring(start, at);
  }

  long integer() {
    int start = position();
    var digits = literal("a whole number");
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw errorAt(start, "a whole number of 64 bits");
    }
  }

  Dim dim() {
    int start = position();
    try {
      var prefix = DimText.parsePrefix(text, at);
      at = prefix.end();
      return prefix.dim();
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw errorAt(start, "a size such as 3, batch or 2*h + 1");
    }
  }

  /// An error at the place reached.
  ModelError error(String... alsoExpected) {
    expected.addAll(List.of(alsoExpected));
    return errorAt(reached, String.join(" or ", expected));
  }

  ModelError errorAt(int position, String wanted) {
    int start = text.lastIndexOf('\n', position - 1) + 1;
    int end = text.indexOf('\n', position);
    var line = text.substring(start, end < 0 ? text.length() : end);
    var shown = line.strip();
    int caret = position - start - line.indexOf(shown);
    return new ModelError(Problem.of("The program text cannot be read.").where(where(position))
        .given(shown.isEmpty() ? "the end of the text" : shown + "\n" + " ".repeat(5 + Math.max(0, caret)) + "^")
        .expected(wanted));
  }

  String where(int position) {
    var before = text.substring(0, position);
    long line = before.chars().filter(c -> c == '\n').count() + 1;
    return "line " + line + ", column " + (position - before.lastIndexOf('\n'));
  }
}
