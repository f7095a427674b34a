package io.sinter.passes;

import io.sinter.ir.Function;
import io.sinter.ir.Text;
import java.util.List;

/// A rule's example as two functions.
///
/// The text is the parameters, the definitions, `=>`, and the definitions after the rule; the last line of each part
/// is the result.
///
/// ```text
/// (%x: f32[4])
/// %0 = neg(%x) : f32[4]
/// %1 = neg(%0) : f32[4]
/// =>
/// %x
/// ```
record Example(Function before, Function after) {
  /// @throws io.sinter.runtime.ModelError when the text is no example
  static Example parse(String text) {
    var parts = text.strip().split("\\s*=>\\s*", 2);
    var head = parts[0].lines().findFirst().orElseThrow();
    var before = parts[0].lines().skip(1).toList();
    var result = type(before.getLast());
    return new Example(function(head, before, result), function(head, parts[1].lines().toList(), result));
  }

  private static String type(String line) {
    int constant = line.indexOf("= constant ");
    return constant < 0 ? line.substring(line.lastIndexOf(" : ") + 3)
        : line.substring(constant + 11, line.indexOf(']') + 1);
  }

  private static Function function(String head, List<String> lines, String result) {
    var out = new StringBuilder("function example" + head + " -> (y: " + result + ") {\n");
    lines.stream().filter(l -> l.contains(" = ")).forEach(l -> out.append("  ").append(l).append('\n'));
    var last = lines.getLast();
    return Text.parse(out + "  return " + last.replaceFirst(" = .*", "") + "\n}\n");
  }
}
