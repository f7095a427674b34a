package io.sinter.conformance.docs;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A fenced block of a Markdown file.
///
/// @param file as messages name it
/// @param line of the opening fence, from 1
/// @param info what stands after the opening fence: a language, then options `key=value`
/// @param lines between the fences, without the indentation of the fence
record Block(String file, int line, String info, List<String> lines) {
  Block {
    lines = List.copyOf(lines);
  }

  String language() {
    return info.split("\\s+", 2)[0];
  }

  Optional<String> option(String key) {
    return Stream.of(info.split("\\s+")).filter(word -> word.startsWith(key + "="))
        .map(word -> word.substring(key.length() + 1)).findFirst();
  }

  String text() {
    return String.join("\n", lines) + "\n";
  }

  /// The line of the file that holds one of the block's.
  int lineOf(int index) {
    return line + 1 + index;
  }

  /// `README.md:12`, the opening fence.
  String place() {
    return file + ":" + line;
  }
}
