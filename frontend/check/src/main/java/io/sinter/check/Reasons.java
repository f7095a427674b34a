package io.sinter.check;

import io.sinter.runtime.SinterException;
import io.sinter.runtime.UnsupportedError;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// Errors in one line.
final class Reasons {
  private Reasons() {}

  /// The sentence, and where it happened.
  static String of(Throwable e) {
    if (!(e instanceof SinterException)) {
      return e.toString().lines().findFirst().orElse("");
    }
    var lines = e.getMessage().lines().toList();
    var where = lines.stream().filter(l -> l.startsWith("where: ")).findFirst();
    return lines.getFirst() + where.map(w -> " (" + w.substring("where: ".length()) + ")").orElse("");
  }

  /// What is not supported, each thing once with how often it stands in the model.
  static String of(UnsupportedError e) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    e.nodes().forEach(n -> counts.merge(n.what(), 1, Integer::sum));
    return counts.entrySet().stream().map(c -> c.getKey() + (c.getValue() == 1 ? "" : " (" + c.getValue() + " times)"))
        .collect(Collectors.joining(", "));
  }

  static String trace(Throwable e) {
    var text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
