package io.sinter.runtime;

import java.util.Optional;

/// What an error says, and the one place that lays it out: a whole sentence, then a line for each part that is known.
///
/// ```text
/// Input 'x' has a wrong size.
/// where: input 'x', dimension 1
/// given: f32[2, 5]
/// expected: f32[batch, 3]
/// try: pass an array whose dimension 1 is 3
/// ```
///
/// A part of several lines is indented under its first.
public record Problem(
    String sentence,
    Optional<String> where,
    Optional<String> given,
    Optional<String> expected,
    Optional<String> remedy) {
  public static Problem of(String sentence) {
    return new Problem(sentence, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// The layer, node, file and line, input or pass.
  public Problem where(String place) {
    return new Problem(sentence, Optional.of(place), given, expected, remedy);
  }

  public Problem given(Object found) {
    return new Problem(sentence, where, Optional.of(found.toString()), expected, remedy);
  }

  public Problem expected(Object wanted) {
    return new Problem(sentence, where, given, Optional.of(wanted.toString()), remedy);
  }

  /// What the reader can do: the line `try:`.
  public Problem tryThis(String advice) {
    return new Problem(sentence, where, given, expected, Optional.of(advice));
  }

  static void line(StringBuilder out, String label, String text) {
    out.append('\n').append(label).append(": ").append(text.strip().replace("\n", "\n  "));
  }

  /// The layout above.
  @Override
  public String toString() {
    var out = new StringBuilder(sentence);
    where.ifPresent(text -> line(out, "where", text));
    given.ifPresent(text -> line(out, "given", text));
    expected.ifPresent(text -> line(out, "expected", text));
    remedy.ifPresent(text -> line(out, "try", text));
    return out.toString();
  }
}
