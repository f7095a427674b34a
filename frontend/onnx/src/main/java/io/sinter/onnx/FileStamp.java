package io.sinter.onnx;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/// What a file looked like when it was opened; parts of it may be read later.
///
/// @param size in bytes
record FileStamp(Path path, long size, FileTime modified) {
  static FileStamp of(Path path) throws IOException {
    var file = Files.readAttributes(path, BasicFileAttributes.class);
    return new FileStamp(path, file.size(), file.lastModifiedTime());
  }

  /// @throws ModelError when the file is another now
  void require() {
    try {
      if (!equals(of(path))) {
        throw changed(Optional.empty());
      }
    } catch (IOException e) {
      throw changed(Optional.of(e));
    }
  }

  /// @param cause what went wrong in reading, where something did
  ModelError changed(Optional<Throwable> cause) {
    var problem = Problem.of("A model's file has changed while it was in use.")
        .where(path.toString())
        .given(cause.map(Throwable::toString).orElse("another size or time of change"))
        .expected("the file of " + size + " bytes, last changed " + modified)
        .tryThis("Load the model again; write new files beside old ones and rename them.");
    return cause.map(e -> new ModelError(problem, e)).orElseGet(() -> new ModelError(problem));
  }
}
