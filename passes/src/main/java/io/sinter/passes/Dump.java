package io.sinter.passes;

import io.sinter.ir.Function;
import io.sinter.ir.Text;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Numbered files of a function on its way: `00-input.sir`, `03-simplify.sir`. Nothing without a folder.
final class Dump {
  private final Optional<Path> folder;
  private int number;

  Dump(Optional<Path> folder) {
    this.folder = folder;
  }

  /// A pass that changed nothing leaves a gap in the numbers.
  void skip() {
    number++;
  }

  void write(String name, Function function) {
    if (folder.isPresent()) {
      var file = folder.get().resolve("%02d-%s.sir".formatted(number, name));
      try {
        Files.createDirectories(folder.get());
        Files.writeString(file, Text.print(function));
      } catch (IOException e) {
        throw new ModelError(Problem.of("A dump cannot be written.").where(file.toString()).given(e), e);
      }
    }
    number++;
  }
}
