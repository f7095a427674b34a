package io.sinter.report;

import java.util.ArrayDeque;

/// Writes HTML or SVG. Text and values of attributes are escaped whatever they hold; names of tags and attributes are
/// the report's own.
final class Html {
  private final StringBuilder out = new StringBuilder();
  private final ArrayDeque<String> open = new ArrayDeque<>();

  /// Text as it stands in an element or a quoted attribute.
  static String escape(String text) {
    var out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c < ' ' && c != '\n' && c != '\t' ? '\ufffd' : c);
      }
    }
    return out.toString();
  }

  /// Begins an element.
  ///
  /// @param attributes names and values in turn; numbers are written short
  Html open(String tag, Object... attributes) {
    tag(tag, attributes);
    out.append('>');
    open.push(tag);
    return this;
  }

  /// Ends the element that began last.
  Html close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /// An element without content.
  Html empty(String tag, Object... attributes) {
    tag(tag, attributes);
    out.append("/>");
    return this;
  }

  /// An element that holds text.
  Html leaf(String tag, String text, Object... attributes) {
    return open(tag, attributes).text(text).close();
  }

  Html text(String text) {
    out.append(escape(text));
    return this;
  }

  /// What was written elsewhere.
  Html add(Html other) {
    if (!other.open.isEmpty()) {
      throw new IllegalStateException("open: " + other.open);
    }
    out.append(other.out);
    return this;
  }

  /// A style sheet, a script or data of the report, as it is.
  Html verbatim(String tag, String content, Object... attributes) {
    tag(tag, attributes);
    out.append('>').append(content.replace("</", "<\\/")).append("</").append(tag).append('>');
    return this;
  }

  private void tag(String tag, Object... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"").append(escape(value(attributes[i + 1]))).append('"');
    }
  }

  private static String value(Object value) {
    return value instanceof Double d ? Units.coordinate(d) : value.toString();
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
