package io.sinter.ir;

import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Writes what [Text] describes.
final class TextPrinter {
  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_.$]*");

  private final Map<Value, String> names;

  TextPrinter(Map<Value, String> names) {
    this.names = names;
  }

  String print(Function f) {
    var out = new StringBuilder("function ").append(word(f.name()));
    out.append(f.parameters().stream().map(p -> name(p) + ": " + p.type()).collect(Collectors.joining(", ", "(", ")")));
    out.append(" -> ");
    out.append(IntStream.range(0, f.results().size())
        .mapToObj(i -> (i < f.outputs().size() ? word(f.outputs().get(i)) : "?") + ": " + f.results().get(i).type())
        .collect(Collectors.joining(", ", "(", ")")));
    out.append(" {\n");
    for (var v : f.body()) {
      out.append("  ").append(line(v).replace("\n", "\n  ")).append('\n');
    }
    var results = f.results().stream().map(this::name).collect(Collectors.joining(", "));
    return out.append(results.isEmpty() ? "  return" : "  return " + results).append("\n}").toString();
  }

  /// One definition; it has more lines where an attribute is a function.
  String line(Value v) {
    return name(v) + " = " + definition(v) + origin(v.origin());
  }

  private String definition(Value v) {
    var op = v.op();
    if (op instanceof Op.Constant(var literal)) {
      return "constant " + LiteralText.print(literal);
    }
    var schema = Schema.of(op);
    var out = new StringBuilder(schema.mnemonic(op)).append('(').append(operands(schema, op)).append(')');
    for (var c : schema.attributes()) {
      out.append(' ').append(c.getName()).append('(').append(attribute(schema.get(op, c))).append(')');
    }
    return out.append(" : ").append(v.type()).toString();
  }

  private String operands(Schema schema, Op op) {
    return schema.operandComponents().stream().map(c -> switch (schema.get(op, c)) {
      case Value v -> name(v);
      case List<?> l -> l.stream().map(v -> name((Value) v))
          .collect(Collectors.joining(", ", schema.isTail(c) ? "" : "[", schema.isTail(c) ? "" : "]"));
      default -> throw new AssertionError(c);
    }).collect(Collectors.joining(", "));
  }

  private static String attribute(Object value) {
    return switch (value) {
      case String s -> quote(s);
      case Literal l -> LiteralText.print(l);
      case TensorType t -> t.toString();
      case Function f -> Text.print(f);
      case Shape s -> attribute(s.dims());
      case List<?> l -> l.stream().map(i -> i instanceof List<?> ? "(" + attribute(i) + ")" : attribute(i))
          .collect(Collectors.joining(", "));
      case Record r -> Arrays.stream(r.getClass().getRecordComponents())
          .map(c -> c.getName() + "(" + attribute(read(c, r)) + ")").collect(Collectors.joining(" "));
      default -> value.toString();
    };
  }

  private static Object read(RecordComponent c, Record r) {
    try {
      return c.getAccessor().invoke(r);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private String name(Value v) {
    return names.getOrDefault(v, "%?");
  }

  private static String origin(Origin origin) {
    return origin.places().isEmpty() ? ""
        : origin.places().stream().map(TextPrinter::quote).collect(Collectors.joining(" ", "  @ ", ""));
  }

  /// A name as it is, or quoted where it is not a plain word.
  static String word(String name) {
    return WORD.matcher(name).matches() ? name : quote(name);
  }

  /// `text` in double quotes; quotes, backslashes and control characters escaped as in Java.
  static String quote(String text) {
    var out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        default -> {
          if (c < ' ' || Character.isSurrogate(c) || c == 0x7f || c == 0x2028 || c == 0x2029 || c == 0x85) {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
