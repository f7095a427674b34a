package io.sinter.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.sinter.check.CaseResult.Cost;
import io.sinter.check.CaseResult.Verdict;
import io.sinter.runtime.ModelError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteReportTest {
  private static final String HEADER =
      "kind\tname\texpanded\tir_version\topset_imports\tn_nodes\tops\tio_types\tinner_types\tfeatures\n";

  @TempDir private Path folder;

  private static CaseResult result(String kind, String name, Verdict verdict, String... unsupported) {
    var folder = Path.of("/suite", kind, name);
    var reason = verdict == Verdict.PASSED ? "" : "because a|b";
    return new CaseResult(new Case(kind + "/" + name, folder, folder.resolve("model.onnx")), verdict, reason, reason,
        List.of(unsupported), new Comparison(Double.POSITIVE_INFINITY, 0.5, Optional.empty()), Cost.NONE);
  }

  private static final List<CaseResult> RESULTS = List.of(
      result("node", "test_abs", Verdict.PASSED),
      result("node", "test_celu_expanded", Verdict.FAILED),
      result("node", "test_bernoulli", Verdict.SKIPPED, "Bernoulli", "Cast"),
      result("simple", "test_sequence", Verdict.SKIPPED, "Bernoulli"));

  private SuiteReport report(Optional<Path> list) throws IOException {
    return new SuiteReport("jvm", Suite.of(list).categories(RESULTS), RESULTS);
  }

  @Test
  void withoutAListCategoriesFollowFromTheFolders() throws IOException {
    assertThat(report(Optional.empty()).table().lines().map(String::stripTrailing)).containsExactly(
        "category                           cases  passed  failed  skipped",
        "all                                    4       1       1        2",
        "kind node                              3       1       1        1",
        "kind simple                            1       0       0        1",
        "node, not expanded                     2       1       0        1",
        "node, _expanded (function bodies)      1       0       1        0",
        "random                                 1       0       0        1");
  }

  @Test
  void aListGivesMoreCategories() throws IOException {
    var list = Files.writeString(folder.resolve("cases.tsv"), HEADER
        + "node\ttest_abs\t0\t13\tai.onnx=13\t1\tAbs\tfloat16,int64\t\t\n"
        + "node\ttest_celu_expanded\t1\t13\tai.onnx.ml=2;ai.onnx=28\t1\tCelu\tfloat\tdouble\t\n"
        + "node\ttest_bernoulli\t0\t13\tai.onnx=15\t1\tB\tuint4\t\t\n"
        + "simple\ttest_sequence\t0\t13\tai.onnx.preview.training=1\t1\tB\tstring\t\tsequence,subgraph\n");
    assertThat(report(Optional.of(list)).categories()).extracting(c -> c.name() + ": " + c.tally().cases()).contains(
        "opset 13-17: 2", "opset 28 and newer: 1", "ai.onnx.ml: 1", "ai.onnx.preview.training: 1", "sequence: 1",
        "subgraph: 1", "string: 1", "float16: 1", "double: 1", "4 and 2 bits: 1").doesNotContain("ai.onnx.preview: 1");
  }

  @Test
  void anotherFileInPlaceOfTheListIsAnError() throws IOException {
    var list = Files.writeString(folder.resolve("cases.tsv"), "kind\tname\n");
    assertThatThrownBy(() -> Suite.of(Optional.of(list))).isInstanceOf(ModelError.class)
        .hasMessageStartingWith("The list of the suite's cases cannot be read.");
  }

  @Test
  void whatIsMissingMostComesFirst() throws IOException {
    assertThat(report(Optional.empty()).missing()).extracting(Object::toString)
        .containsExactly("Bernoulli=2", "Cast=1");
  }

  @Test
  void theMarkdownHasTheTableTheFailuresAndWhatIsMissing() throws IOException {
    report(Optional.empty()).write(folder.resolve("r.md"));
    assertThat(folder.resolve("r.md")).content()
        .startsWith("# ONNX backend suite on jvm\n\n1 passed, 1 failed, 2 skipped\n")
        .contains("| all | 4 | 1 | 1 | 2 |\n")
        .contains("| node/test_celu_expanded | because a\\|b |\n")
        .endsWith("| Bernoulli | 2 |\n| Cast | 1 |\n");
  }

  @Test
  void theJsonHasCasesAndCategories() throws IOException {
    report(Optional.empty()).write(folder.resolve("r.json"));
    var json = (JsonObject) Json.read(folder.resolve("r.json"));
    assertThat(json.keySet()).containsExactly("target", "passed", "failed", "skipped", "cases", "categories");
    var first = json.getAsJsonArray("cases").get(0).getAsJsonObject();
    assertThat(first.get("verdict").getAsString()).isEqualTo("passed");
    assertThat(first.get("max_absolute_error").isJsonNull()).as("JSON has no infinity").isTrue();
    assertThat(json.getAsJsonArray("categories").get(0).getAsJsonObject().get("cases").getAsInt()).isEqualTo(4);
  }

  @Test
  void aReportHasOneOfTwoFormats() {
    assertThatThrownBy(() -> SuiteReport.requireFormat(Path.of("r.html"))).isInstanceOf(ModelError.class)
        .hasMessage("""
            There is no report of that format.
            given: r.html
            expected: a file name that ends in .md or .json""");
  }
}
