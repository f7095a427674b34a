package io.sinter.onnx;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/// What a file looked like when it was opened; parts of it may be read later.
///
/// @param size in bytes
/// @param key by what the system knows the file, whatever its name; some systems do not say
record FileStamp(Path path, long size, FileTime modified, Optional<Object> key) {
  static FileStamp of(Path path) throws IOException {
    var file = Files.readAttributes(path, BasicFileAttributes.class);
    return new FileStamp(path, file.size(), file.lastModifiedTime(), Optional.ofNullable(file.fileKey()));
  }

  /// A file that was deleted, or replaced by another of its name, is still what was opened.
  ///
  /// @throws ModelError when the file that was opened has changed
  void require() {
    try {
      var now = of(path);
      boolean replaced = key.isPresent() && !key.equals(now.key);
      if (!replaced && !equals(now)) {
        throw changed(Optional.empty());
      }
    } catch (NoSuchFileException e) {
      // Its pages stay mapped.
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
