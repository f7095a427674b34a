package io.sinter.cli;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The names of classes, the first of which is class 0; none: classes are called by their numbers.
record Labels(List<String> names) {
  static final Labels NUMBERS = new Labels(List.of());

  /// A text file in UTF-8 with a name on each line.
  static Labels read(Path file) throws IOException {
    try {
      return new Labels(Files.readAllLines(file).stream().map(String::strip).toList());
    } catch (CharacterCodingException e) {
      throw new ModelError(Problem.of("The labels are no text.").where(file.toString())
          .given("bytes that are not UTF-8").expected("a text file with a name on each line"), e);
    }
  }

  /// @throws ModelError when there are names, but none for this class
  String of(int index) {
    if (names.isEmpty()) {
      return Integer.toString(index);
    }
    if (index >= names.size()) {
      throw new ModelError(Problem.of("A class has no label.").given("class " + index + ", and " + names.size()
          + " labels").expected("a line for each class"));
    }
    return names.get(index);
  }
}
