package io.sinter.ir.kernel;

import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.DimText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Words, names, numbers and sizes of a kernel's text from a place on, and errors that show a place.
final class KernelScanner {
  private final String text;
  /// The place: the position in the text.
  int at;

  KernelScanner(String text) {
    this.text = text;
  }

  DType type() {
    space();
    var type = type(ahead());
    at += ahead().length();
    return type;
  }

  DType type(String word) {
    return Arrays.stream(DType.values()).filter(t -> t.toString().equals(word)).findFirst().orElseThrow(() ->
        error(Arrays.stream(DType.values()).map(DType::toString).collect(Collectors.joining(", ", "a type (", ")"))));
  }

  Dim dim() {
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

  long integer() {
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

  int count() {
    space();
    int start = at;
    long n = integer();
    if (n > Integer.MAX_VALUE) {
      at = start;
      throw error("a number below 2^31");
    }
    return (int) n;
  }

  <T> List<T> list(String close, Supplier<T> element) {
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

  String name(String expected) {
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

  /// A text in quotes.
  String text() {
    expect("\"");
    int start = at - 1;
    var read = new StringBuilder();
    for (char c; (c = peek()) != '"'; at++) {
      boolean escaped = c == '\\' && at + 1 < text.length();
      at += escaped ? 1 : 0;
      if (at >= text.length() || c == '\n') {
        at = start;
        throw error("a text that ends in this line");
      }
      read.append(escaped && peek() == 'n' ? '\n' : peek());
    }
    at++;
    return read.toString();
  }

  /// Whether the next token is a name that something is done with, rather than a word of the language.
  boolean nameAhead() {
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
  String ahead() {
    space();
    int end = at;
    while (end < text.length() && wordPart(text.charAt(end))) {
      end++;
    }
    return text.substring(at, end);
  }

  static boolean wordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '$';
  }

  String word(String expected, List<String> words) {
    var word = ahead();
    if (!words.contains(word)) {
      throw error(expected);
    }
    at += word.length();
    return word;
  }

  void keyword(String word) {
    word("'" + word + "'", List.of(word));
  }

  void space() {
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

  char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  boolean take(String token) {
    int before = at;
    space();
    if (text.startsWith(token, at)) {
      at += token.length();
      return true;
    }
    at = before;
    return false;
  }

  void expect(String token) {
    if (!take(token)) {
      throw error("'" + token + "'");
    }
  }

  /// What is written like a number: letters, digits, signs and points.
  String numeral() {
    space();
    int start = at;
    while (at < text.length() && (wordPart(peek()) || peek() == '-' || peek() == '+')) {
      at++;
    }
    return text.substring(start, at);
  }

  void end() {
    space();
    if (at < text.length()) {
      throw error("the end");
    }
  }

  IllegalArgumentException error(String expected) {
    space();
    int start = text.lastIndexOf('\n', at - 1) + 1;
    int end = text.indexOf('\n', at);
    var line = text.substring(start, end < 0 ? text.length() : end);
    long number = text.substring(0, start).chars().filter(c -> c == '\n').count() + 1;
    return new IllegalArgumentException("The kernel text has an error at line " + number + ", column "
        + (at - start + 1) + ": expected " + expected + ".\n  " + line + "\n  " + " ".repeat(at - start) + "^");
  }

  double number() {
    space();
    int start = at;
    try {
      return Double.parseDouble(numeral());
    } catch (NumberFormatException e) {
      at = start;
      throw error("a number");
    }
  }
}
