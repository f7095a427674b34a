package io.sinter.passes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Text;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every reason why a value is an array, each in a function where it is the reason for `%a` to be one for `%b`.
class FusedTest {
  private static final String DOT = " lhsBatch() rhsBatch() lhsContracting(1) rhsContracting(0) : f32[8, 8]\n";
  private static final String WINDOW =
      " combiner(max) window(sizes(2, 2) strides(1, 1) low(0, 0) high(0, 0) dilations(1, 1)) : f32[7, 7]\n";

  /// The definitions of `%a`, `%b` and what else there must be, and the results.
  private record Case(String body, String results) {
    /// Values are numbered, so the names are written out.
    String text() {
      var names = new HashMap<String, String>();
      var lines = new StringBuilder();
      for (var line : body.strip().split("\n")) {
        var renamed = renamed(line.substring(line.indexOf('=')), names);
        var name = line.substring(0, line.indexOf('=')).strip();
        names.put(name, "%" + names.size());
        lines.append(names.get(name)).append(' ').append(renamed).append('\n');
      }
      var types = new StringBuilder();
      int n = 0;
      for (var r : results.split(", ")) {
        var line = body.strip().lines().filter(l -> l.strip().startsWith(r + " ")).findFirst().orElseThrow();
        types.append(n == 0 ? "" : ", ").append("r").append(n++).append(": ").append(
            line.substring(line.lastIndexOf(" : ") + 3).strip());
      }
      return "function f(%x: f32[8, 8], %y: f32[8, 8], %v: f32[8], %i: i64[3], %n: i64[]) -> (" + types + ") {\n"
        + lines
          + "return " + renamed(results, names) + "\n}\n";
    }

    private static String renamed(String text, Map<String, String> names) {
      var out = text;
      for (var entry : names.entrySet()) {
        out = out.replaceAll(entry.getKey() + "(?![a-z0-9])", entry.getValue());
      }
      return out;
    }
  }

  private static Case example(Apart reason) {
    return switch (reason) {
      case RESULT -> new Case("%a = exp(%x) : f32[8, 8]\n%b = neg(%a) : f32[8, 8]", "%b, %a");
      case CONTRACTED -> new Case("%a = exp(%x) : f32[8, 8]\n%b = dot_general(%a, %y)" + DOT, "%b");
      case MOVED -> new Case("%c = dot_general(%x, %y)" + DOT + "%a = exp(%c) : f32[8, 8]\n"
          + "%b = relayout(%a) order(1, 0) : f32[8, 8]", "%b");
      case WINDOWED -> new Case("%a = exp(%x) : f32[8, 8]\n%b = reduce_window(%a)" + WINDOW, "%b");
      case PART -> new Case("%a = exp(%x) : f32[8, 8]\n%b = concatenate(%a, %y) axis(0) : f32[16, 8]", "%b");
      case ALIAS -> new Case("%a = concatenate(%x, %y) axis(0) : f32[16, 8]\n%b = exp(%a) : f32[16, 8]", "%b");
      case PROLOGUE -> new Case("%a = exp(%x) : f32[8, 8]\n%b = neg(%a) : f32[8, 8]\n"
          + "%d = abs(%a) : f32[8, 8]\n%c = dot_general(%b, %y)" + DOT, "%c, %d");
      case CHOSEN -> new Case("%a = exp(%x) : f32[8, 8]\n%b = gather(%a, %i) axes(0) : f32[3, 8]", "%b");
      case CONTROL -> new Case("%a = add(%n, %n) : i64[]\n%b = bind(%a) symbol(\"k\") : i64[]", "%b");
      case ANOTHER_READER -> new Case("%a = exp(%x) : f32[8, 8]\n%b = neg(%a) : f32[8, 8]\n"
          + "%c = dot_general(%a, %y)" + DOT, "%b, %c");
      case UNREAD -> throw new IllegalArgumentException("nothing reads it");
      case SEVERAL_KERNELS -> new Case("%a = exp(%x) : f32[8, 8]\n%b = neg(%a) : f32[8, 8]\n"
          + "%c = abs(%a) : f32[8, 8]", "%b, %c");
      case LONG -> new Case("%a = sin(%x) : f32[8, 8]\n%b = sin(%a) : f32[8, 8]\n%c = sin(%b) : f32[8, 8]\n"
          + "%d = sin(%c) : f32[8, 8]", "%d");
      case INDICES -> new Case("%a = exp(%x) : f32[8, 8]\n%t = transpose(%a) permutation(1, 0) : f32[8, 8]\n"
          + "%b = add(%a, %t) : f32[8, 8]", "%b");
      case REPEATED -> new Case("%a = exp(%v) : f32[8]\n%t = broadcast(%a) shape(8, 8) axes(0) : f32[8, 8]\n"
          + "%b = add(%x, %t) : f32[8, 8]", "%b");
      case HEAVY -> new Case("%a = dot_general(%x, %y)" + DOT + "%b = reduce(%a) combiner(add) axes(1) : f32[8]", "%b");
      case EPILOGUE -> new Case("%a = dot_general(%x, %y)" + DOT + "%t = transpose(%a) permutation(1, 0) : f32[8, 8]\n"
          + "%b = exp(%t) : f32[8, 8]", "%b");
      case ROWS -> new Case("%a = reduce(%x) combiner(add) axes(0) : f32[8]\n"
          + "%b = reduce(%a) combiner(add) axes(0) : f32[]", "%b");
      case ALONE -> new Case("%a = cumulative_reduce(%x) combiner(add) axis(0) : f32[8, 8]\n%b = exp(%a) : f32[8, 8]",
          "%b");
    };
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNREAD")
  void everyReasonHasAFunctionWhereItIsTheReason(Apart reason) {
    var example = example(reason);
    var function = Text.parse(example.text());
    var lines = example.body().strip().lines().map(l -> l.substring(0, l.indexOf(' '))).toList();
    var value = function.body().get(lines.indexOf("%a"));
    var reader = function.body().get(lines.indexOf("%b"));
    assertThat(Fused.of(function).cuts()).filteredOn(c -> c.value() == value && c.reader() == reader)
        .extracting(Fused.Cut::why).containsExactly(reason);
  }

  @Test
  void cutsAreBetweenGroups() {
    for (var reason : EnumSet.complementOf(EnumSet.of(Apart.UNREAD))) {
      var fused = Fused.of(Text.parse(example(reason).text()));
      for (var cut : fused.cuts()) {
        var own = fused.groups().stream().filter(g -> g.members().contains(cut.reader())).toList();
        assertThat(own).allSatisfy(g -> assertThat(g.members()).doesNotContain(cut.value()));
        assertThat(fused.groups()).anyMatch(g -> g.root() == cut.value());
      }
    }
  }

  @Test
  void reasonsAreSentences() {
    for (var reason : Apart.values()) {
      assertThat(reason.sentence()).matches("[A-Z].*\\.");
    }
  }
}
