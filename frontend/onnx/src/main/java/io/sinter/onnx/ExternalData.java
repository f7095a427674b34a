package io.sinter.onnx;

import io.sinter.onnx.proto.StringStringEntryProto;
import io.sinter.onnx.proto.TensorProto;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Where tensors may lie outside their own file. A model is not trusted: only regular files under `roots` are opened,
/// after links have been followed.
///
/// @param roots real folders, the one to which locations are relative first; none: external data is refused
record ExternalData(List<Path> roots) {
  /// Nothing may be outside.
  static final ExternalData NONE = new ExternalData(List.of());

  /// Bytes of a file.
  record Part(Path file, long offset, long length) {}

  /// The folder of `file`; and, when `file` is a link (as in a Hugging Face cache), the folder that it leads to.
  static ExternalData beside(Path file) {
    try {
      var folder = file.toAbsolutePath().getParent().toRealPath();
      return new ExternalData(Stream.of(folder, file.toRealPath().getParent()).distinct().toList());
    } catch (IOException e) {
      return NONE;
    }
  }

  /// The `length` bytes of `tensor`.
  ///
  /// @throws ModelError when the location leaves the folder, or the bytes are not all there
  Part locate(TensorProto tensor, long length, String where) {
    var location = entry(tensor, "location");
    var file = resolve(location, where);
    long offset = number(tensor, "offset", 0, where);
    long declared = number(tensor, "length", length, where);
    if (declared != length) {
      throw new ModelError(Problem.of("The length of external data does not match the tensor.")
          .where(where)
          .given("length " + declared)
          .expected(length + " bytes, from the tensor's dims and type")
          .tryThis("Export the model again."));
    }
    long size = size(file, where);
    if (offset > size || length > size - offset) {
      throw new ModelError(Problem.of("External data lies beyond the end of its file.")
          .where(where)
          .given("bytes " + offset + " to " + offset + " + " + length + " of " + file)
          .expected("at most " + size + ", the file's size")
          .tryThis("Copy the data file again: it may be cut off, or belong to another model."));
    }
    return new Part(file, offset, length);
  }

  private Path resolve(String location, String where) {
    var objection = objection(location);
    if (!objection.isEmpty()) {
      throw outside(location, objection, where);
    }
    try {
      var file = roots.getFirst().resolve(location);
      if (!Files.exists(file)) {
        throw new ModelError(Problem.of("The file of external data is missing.")
            .where(where)
            .given("location \"" + location + "\"")
            .expected("a file at " + file)
            .tryThis("Put the data file beside the model, under the name it was exported with."));
      }
      var real = file.toRealPath();
      if (roots.stream().noneMatch(real::startsWith)) {
        throw outside(location, "a link that leads to " + real, where);
      }
      if (!Files.isRegularFile(real)) {
        throw outside(location, "not a regular file", where);
      }
      if (links(real) > 1) {
        throw outside(location, "a file with " + links(real) + " names, of which others may lie elsewhere", where);
      }
      return real;
    } catch (InvalidPathException | IOException e) {
      throw outside(location, "not a path that can be opened here", where);
    }
  }

  /// How many names a file has, as far as the file system tells: of a hard link nobody can say where it leads.
  private static int links(Path file) throws IOException {
    try {
      return (int) Files.getAttribute(file, "unix:nlink");
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return 1;
    }
  }

  /// What is wrong with a location before any file is looked at, or the empty string. A colon stands in drive letters,
  /// URLs and alternate streams; a backslash separates folders on some machines and not on others.
  private String objection(String location) {
    if (roots.isEmpty()) {
      return "external data where none can be";
    }
    if (location.isBlank()) {
      return "no location";
    }
    if (location.chars().anyMatch(Character::isISOControl)) {
      return "a control character";
    }
    if (location.indexOf(':') >= 0) {
      return "a drive letter or URL";
    }
    if (location.indexOf('\\') >= 0) {
      return "a backslash";
    }
    if (location.startsWith("/")) {
      return "an absolute path";
    }
    return List.of(location.split("/")).contains("..") ? "a step to the folder above" : "";
  }

  private static ModelError outside(String location, String objection, String where) {
    return new ModelError(Problem.of("The location of external data is refused.")
        .where(where)
        .given("\"" + visible(location) + "\": " + objection)
        .expected("a relative path, with '/' between folders, to a file in the model's own folder")
        .tryThis("Put the data file, or a copy of it, beside the model and export with a relative location."));
  }

  private static long number(TensorProto tensor, String key, long fallback, String where) {
    var text = entry(tensor, key);
    if (text.isEmpty()) {
      return fallback;
    }
    if (!text.matches("[0-9]{1,18}")) {
      throw new ModelError(Problem.of("The " + key + " of external data is not a size.")
          .where(where)
          .given(key + " \"" + visible(text) + "\"")
          .expected("a decimal number of bytes")
          .tryThis("Export the model again."));
    }
    return Long.parseLong(text);
  }

  private static String entry(TensorProto tensor, String key) {
    return tensor.getExternalDataList().stream()
        .filter(e -> e.getKey().equals(key))
        .map(StringStringEntryProto::getValue)
        .findFirst()
        .orElse("");
  }

  private static long size(Path file, String where) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new ModelError(Problem.of("The file of external data cannot be read.")
          .where(where)
          .given(file.toString())
          .expected("a readable file")
          .tryThis("Check its permissions and the disk."), e);
    }
  }

  private static String visible(String text) {
    return text.codePoints()
        .limit(200)
        .collect(StringBuilder::new, (out, c) -> out.appendCodePoint(Character.isISOControl(c) ? '?' : c),
            StringBuilder::append)
        .toString();
  }
}
