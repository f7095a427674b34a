package io.sinter.conformance.bench;

import io.sinter.conformance.bench.Ratios.Row;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Results as tables of Markdown.
record Tables(Results results) {
  private static final String JVM = "jvm";
  private static final String SCALAR = "jvm-scalar";

  private static String table(String heads, Stream<String> lines) {
    var rule = "|" + heads.chars().filter(c -> c == '|').skip(1).mapToObj(c -> "---|").collect(Collectors.joining());
    var rows = lines.toList();
    return rows.isEmpty() ? "Not measured yet." : heads + "\n" + rule + "\n" + String.join("\n", rows);
  }

  /// The table of a name.
  ///
  /// @throws IllegalArgumentException where there is no such table
  String table(String name) {
    return switch (name) {
      case "machine" -> machine();
      case "models" -> ratios(false);
      case "kernels" -> ratios(true);
      case "scaling" -> scaling();
      case "scalar" -> scalar();
      case "start" -> starts();
      case "bits" -> bits();
      default -> throw new IllegalArgumentException("no table " + name);
    };
  }

  private List<Row> rows(String target) {
    return Stream.of(Workload.values()).flatMap(w -> results.rows().stream()
        .filter(r -> r.workload().equals(w.label()) && r.target().equals(target))
        .sorted((a, b) -> a.threads() - b.threads())).toList();
  }

  private String machine() {
    return table("| threads | GFLOP/s of fused multiply-adds | GB/s read |", results.rows().stream().map(Row::threads)
        .distinct().sorted().map(n -> "| %d | %s | %s |".formatted(n, number(results.rows().stream()
            .filter(r -> r.threads() == n).mapToDouble(Row::peak).max().orElse(0) / 1e9), number(results.rows().stream()
            .filter(r -> r.threads() == n).mapToDouble(Row::bandwidth).max().orElse(0) / 1e9))));
  }

  private String ratios(boolean kernels) {
    return table("| workload | threads | Sinter ms | ONNX Runtime ms | ratio | GFLOP/s | of peak | GB/s | of read |",
        rows(JVM).stream().filter(r -> Workload.of(r.workload()).isKernel() == kernels)
            .map(r -> "| %s | %d | %s | %s | %s | %s | %s | %s | %s |".formatted(r.workload(), r.threads(),
                number(r.sinterMs()), theirs(r), ratio(r.ratio()), number(r.flopRate() / 1e9), percent(r.ofPeak()),
                number(r.byteRate() / 1e9), percent(r.ofBandwidth()))));
  }

  private static String theirs(Row r) {
    return r.slowMs() < 1.25 * r.fastMs() ? number(r.fastMs()) : number(r.fastMs()) + " to " + number(r.slowMs());
  }

  /// How many times as fast two threads are as one.
  private String scaling() {
    return table("| workload | Sinter | ONNX Runtime |", rows(JVM).stream().filter(r -> r.threads() == 1)
        .flatMap(one -> rows(JVM).stream()
            .filter(two -> two.workload().equals(one.workload()) && two.threads() == 2)
            .map(two -> "| %s | %s | %s |".formatted(one.workload(), ratio(one.sinterMs() / two.sinterMs()),
                ratio(one.fastMs() / two.fastMs())))));
  }

  private String scalar() {
    return table("| workload | threads | Sinter ms | ONNX Runtime ms | ratio | GFLOP/s |", rows(SCALAR).stream()
        .map(r -> "| %s | %d | %s | %s | %s | %s |".formatted(r.workload(), r.threads(), number(r.sinterMs()),
            theirs(r), ratio(r.ratio()), number(r.flopRate() / 1e9))));
  }

  private String starts() {
    return table("| workload | engine | first result ms | reading and compiling ms | peak memory MB | bytes a run |",
        Stream.of(Workload.values()).flatMap(w -> Stream.of(Engine.values()).flatMap(e -> start(w, e).stream()))
            .map(s -> "| %s | %s | %s | %s | %s | %s |".formatted(s.workload(),
                s.engine() == Engine.SINTER ? "Sinter" : "ONNX Runtime", number(s.firstMs()), number(s.compileMs()),
                number(s.peakMb()), String.format(Locale.ROOT, "%,.0f", s.allocated()))));
  }

  private String bits() {
    return table("| workload | runs compared | SHA-256 of the outputs |", Stream.of(Workload.values())
        .flatMap(w -> results.bits().stream().filter(b -> b.workload().equals(w.label())))
        .map(b -> "| %s | %d | `%s` |".formatted(b.workload(), b.runs(), b.digest())));
  }

  private Optional<Start> start(Workload workload, Engine engine) {
    return results.starts().stream().filter(s -> s.workload().equals(workload.label()) && s.engine() == engine)
        .findFirst();
  }

  private static String ratio(double x) {
    return String.format(Locale.ROOT, "%.2f", x);
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * part);
  }

  /// Three digits that matter.
  private static String number(double x) {
    return String.format(Locale.ROOT, x >= 100 ? "%.0f" : x >= 10 ? "%.1f" : x >= 1 ? "%.2f" : "%.3f", x);
  }

  /// A text with the tables between its marks: a line `<!-- table NAME -->` before a table and `<!-- end -->` after it.
  /// All else stays.
  String into(String text) {
    var out = new StringBuilder();
    boolean inside = false;
    for (var line : text.lines().toList()) {
      inside &= !line.equals("<!-- end -->");
      if (!inside) {
        out.append(line).append('\n');
      }
      if (line.startsWith("<!-- table ")) {
        out.append('\n').append(table(line.split(" ")[2])).append("\n\n");
        inside = true;
      }
    }
    return out.toString();
  }
}
