package io.sinter.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.report.TextDiff.Mark;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TextDiffTest {
  private static String diff(String before, String after) {
    return TextDiff.between(List.of(before.split("")), List.of(after.split("")), UnaryOperator.identity()).stream()
        .map(l -> switch (l.mark()) {
          case SAME -> l.text();
          case GONE -> "-" + l.text();
          case NEW -> "+" + l.text();
        }).collect(Collectors.joining());
  }

  @Test
  void whatStayedStandsOnce() {
    assertThat(diff("abcd", "abcd")).isEqualTo("abcd");
    assertThat(diff("abcd", "axcd")).isEqualTo("a-b+xcd");
    assertThat(diff("abc", "xabc")).isEqualTo("+xabc");
    assertThat(diff("abc", "ab")).isEqualTo("ab-c");
    assertThat(diff("ab", "xy")).isEqualTo("-a-b+x+y");
  }

  @Test
  void bothTextsCanBeReadBackAndNoWayIsShorterThanTheFirstExample() {
    // the example of the paper: five edits
    assertThat(diff("abcabba", "cbabac").replaceAll("[^+-]", "")).hasSize(5);
    var random = new Random(1);
    for (int i = 0; i < 300; i++) {
      var before = letters(random);
      var after = letters(random);
      var lines = TextDiff.between(before, after, UnaryOperator.identity());
      assertThat(lines.stream().filter(l -> l.mark() != Mark.NEW).map(TextDiff.Line::text)).isEqualTo(before);
      assertThat(lines.stream().filter(l -> l.mark() != Mark.GONE).map(TextDiff.Line::text)).isEqualTo(after);
    }
  }

  private static List<String> letters(Random random) {
    return random.ints(random.nextInt(12), 0, 4).mapToObj(i -> "abcd".substring(i, i + 1)).toList();
  }

  @Test
  void linesAreComparedByTheirKeysAndShownAsTheyAre() {
    assertThat(TextDiff.between(List.of("%1 = x"), List.of("%2 = x"), l -> l.replaceAll("%\\d+", "%")))
        .containsExactly(new TextDiff.Line(Mark.SAME, "%2 = x"));
  }
}
