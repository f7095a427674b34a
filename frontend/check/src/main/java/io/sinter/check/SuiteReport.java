package io.sinter.check;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.sinter.check.CaseResult.Cost;
import io.sinter.check.CaseResult.Verdict;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// What a run of the suite gave, as a table for a terminal, as Markdown and as JSON.
public record SuiteReport(String target, List<Suite.Category> categories, List<CaseResult> results) {
  public SuiteReport {
    categories = List.copyOf(categories);
    results = List.copyOf(results);
  }

  /// The table by category.
  public String table() {
    int width = categories.stream().mapToInt(c -> c.name().length()).max().orElse(0);
    var line = "%-" + width + "s %6s %7s %7s %8s%n";
    return line.formatted("category", "cases", "passed", "failed", "skipped") + categories.stream()
        .map(c -> line.formatted(c.name(), c.tally().cases(), c.tally().passed(), c.tally().failed(),
            c.tally().skipped())).collect(Collectors.joining());
  }

  /// What a case took on average, of those that ran, and where the time of compiling went.
  public String times() {
    var ran = results.stream().filter(r -> r.verdict() != Verdict.SKIPPED).map(CaseResult::cost).toList();
    return ("ms per case: compiling %.1f (reading %.1f, passes %.1f, kernels %.1f, code %.1f, loading %.1f), "
        + "running %.1f")
        .formatted(mean(ran, Cost::compileMs), mean(ran, Cost::readMs), mean(ran, c -> c.times().passes()),
            mean(ran, c -> c.times().kernels()), mean(ran, c -> c.times().code()), mean(ran, c -> c.times().loading()),
            mean(ran, Cost::runMs));
  }

  private static double mean(List<Cost> costs, ToDoubleFunction<Cost> part) {
    return costs.stream().mapToDouble(part).average().orElse(0);
  }

  /// What the skipped cases would need, the most frequent first, with the number of cases.
  public List<Map.Entry<String, Integer>> missing() {
    var counts = new TreeMap<String, Integer>();
    results.forEach(r -> r.unsupported().forEach(what -> counts.merge(what, 1, Integer::sum)));
    return counts.entrySet().stream().sorted(Map.Entry.comparingByValue(Comparator.reverseOrder())).toList();
  }

  /// @param file its name ends in `.md` or `.json`
  /// @throws ModelError when it does not
  public static void requireFormat(Path file) {
    if (!isMarkdown(file) && !file.toString().endsWith(".json")) {
      throw new ModelError(Problem.of("There is no report of that format.").given(file.toString())
          .expected("a file name that ends in .md or .json"));
    }
  }

  private static boolean isMarkdown(Path file) {
    return file.toString().endsWith(".md");
  }

  /// @param file its name ends in `.md` or `.json`
  public void write(Path file) throws IOException {
    requireFormat(file);
    if (isMarkdown(file)) {
      Files.writeString(file, markdown());
    } else {
      Json.write(file, json());
    }
  }

  private JsonObject json() {
    var json = ResultsJson.json(target, results);
    var table = new JsonArray();
    for (var c : categories) {
      var row = new JsonObject();
      row.addProperty("category", c.name());
      row.addProperty("cases", c.tally().cases());
      row.addProperty("passed", c.tally().passed());
      row.addProperty("failed", c.tally().failed());
      row.addProperty("skipped", c.tally().skipped());
      table.add(row);
    }
    json.add("categories", table);
    return json;
  }

  private String markdown() {
    var out = new StringBuilder("# ONNX backend suite on " + target + "\n\n" + Tally.of(results) + "\n\n" + times()
        + "\n\n");
    out.append("| category | cases | passed | failed | skipped |\n|---|--:|--:|--:|--:|\n");
    for (var c : categories) {
      var t = c.tally();
      out.append("| %s | %d | %d | %d | %d |\n".formatted(c.name(), t.cases(), t.passed(), t.failed(), t.skipped()));
    }
    var failed = results.stream().filter(r -> r.verdict() == Verdict.FAILED).toList();
    if (!failed.isEmpty()) {
      out.append("\n## Failed\n\n| case | reason |\n|---|---|\n");
      failed.forEach(r -> out.append("| %s | %s |\n".formatted(r.subject().name(), cell(r.reason()))));
    }
    if (!missing().isEmpty()) {
      out.append("\n## What skipped cases need\n\n| not supported | cases |\n|---|--:|\n");
      missing().forEach(m -> out.append("| %s | %d |\n".formatted(cell(m.getKey()), m.getValue())));
    }
    return out.toString();
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
