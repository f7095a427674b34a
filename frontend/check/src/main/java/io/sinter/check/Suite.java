package io.sinter.check;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// The ONNX backend suite: what its cases are about, and so the rows of the table by category.
///
/// Kind and name of a case are known from its folder. All else stands in a list of the cases, a file of tab-separated
/// columns with a header (`kind name expanded ir_version opset_imports … io_types inner_types features`).
public final class Suite {
  /// The name of the list where it lies beside the data.
  public static final String LIST = "onnx-backend-cases.tsv";

  private static final Pattern OPSET = Pattern.compile("(?:^|;)ai\\.onnx=(\\d+)");
  private static final Pattern RANDOM = Pattern.compile("test_(bernoulli|training_dropout).*");

  private static final Pattern NARROW = Pattern.compile("float4|int4|int2");

  private final Map<String, Map<String, String>> rows;

  private Suite(Map<String, Map<String, String>> rows) {
    this.rows = rows;
  }

  /// A line of the table.
  public record Category(String name, Tally tally) {}

  /// Without a list there are fewer categories.
  ///
  /// @throws ModelError when the list is not of that form
  public static Suite of(Optional<Path> list) throws IOException {
    var rows = new HashMap<String, Map<String, String>>();
    if (list.isPresent()) {
      var lines = Files.readAllLines(list.get());
      var header = lines.isEmpty() ? List.<String>of() : List.of(lines.getFirst().split("\t", -1));
      if (!header.containsAll(List.of("kind", "name", "opset_imports", "io_types", "inner_types", "features"))) {
        throw new ModelError(Problem.of("The list of the suite's cases cannot be read.").where(list.get().toString())
            .given(lines.isEmpty() ? "nothing" : lines.getFirst())
            .expected("columns kind, name, opset_imports, io_types, inner_types, features"));
      }
      for (var line : lines.subList(1, lines.size())) {
        var cells = line.split("\t", -1);
        var row = new HashMap<String, String>();
        for (int i = 0; i < Math.min(cells.length, header.size()); i++) {
          row.put(header.get(i), cells[i]);
        }
        rows.put(row.get("kind") + "/" + row.get("name"), row);
      }
    }
    return new Suite(rows);
  }

  /// The table: all, by kind, and what the list tells. Categories without a case are left out.
  public List<Category> categories(List<CaseResult> results) {
    var table = new LinkedHashMap<String, Predicate<Case>>();
    table.put("all", _ -> true);
    results.stream().map(r -> r.subject().kind()).distinct().sorted()
        .forEach(kind -> table.put("kind " + kind, c -> c.kind().equals(kind)));
    table.put("node, not expanded", c -> c.kind().equals("node") && !c.title().contains("_expanded"));
    table.put("node, _expanded (function bodies)", c -> c.kind().equals("node") && c.title().contains("_expanded"));
    if (!rows.isEmpty()) {
      for (var range : List.of(new int[] {1, 6}, new int[] {7, 12}, new int[] {13, 17}, new int[] {18, 20},
          new int[] {21, 22}, new int[] {23, 24}, new int[] {25, 26}, new int[] {27, 27}, new int[] {28, 99})) {
        table.put("opset " + range[0] + (range[1] == 99 ? " and newer" : range[0] == range[1] ? "" : "-" + range[1]),
            c -> opset(c) >= range[0] && opset(c) <= range[1]);
      }
      for (var domain : List.of("ai.onnx.ml", "ai.onnx.preview.training", "ai.onnx.preview")) {
        table.put(domain, c -> (";" + cell(c, "opset_imports")).contains(";" + domain + "="));
      }
      for (var feature : List.of("sequence", "optional", "subgraph")) {
        table.put(feature, c -> cell(c, "features").contains(feature));
      }
      for (var type : List.of("string", "bfloat16", "float16", "double")) {
        table.put(type, c -> List.of(types(c).split(",")).contains(type));
      }
      table.put("float8", c -> types(c).contains("float8"));
      table.put("4 and 2 bits", c -> NARROW.matcher(types(c)).find());
    }
    table.put("image_decoder", c -> c.title().startsWith("test_image_decoder"));
    table.put("random", c -> RANDOM.matcher(c.title()).matches());
    var categories = new ArrayList<Category>();
    table.forEach((name, holds) -> {
      var tally = Tally.of(results.stream().filter(r -> holds.test(r.subject())).toList());
      if (tally.cases() > 0) {
        categories.add(new Category(name, tally));
      }
    });
    return categories;
  }

  private String cell(Case subject, String column) {
    return rows.getOrDefault(subject.kind() + "/" + subject.title(), Map.of()).getOrDefault(column, "");
  }

  private String types(Case subject) {
    return cell(subject, "io_types") + "," + cell(subject, "inner_types");
  }

  private int opset(Case subject) {
    var version = OPSET.matcher(cell(subject, "opset_imports"));
    return version.find() ? Integer.parseInt(version.group(1)) : 0;
  }
}
