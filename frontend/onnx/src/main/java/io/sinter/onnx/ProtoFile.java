package io.sinter.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import io.sinter.ModelLimits;
import io.sinter.runtime.LimitExceeded;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/// A file that holds one protobuf message. What it holds instead is described in the error, so that a pointer file, a
/// web page or another format is recognised for what it is.
///
/// @param path where it lies
/// @param bytes its content; large files are mapped, not copied
/// @param stamp what the file looked like then
/// @param limits what its messages may take
record ProtoFile(Path path, ByteString bytes, FileStamp stamp, ModelLimits limits) {
  /// Up to this size a file is read to the heap; a larger one is mapped, and the messages refer to the mapping.
  private static final long MAPPED_ABOVE = 1 << 20;

  /// @throws ModelError when there is no such file, or it is empty, unreadable or larger than the limits or a message
  ///     can be
  static ProtoFile open(Path path, String expected, ModelLimits limits) {
    try {
      if (Files.isDirectory(path)) {
        throw new ModelError(Problem.of("A folder was given where a file was expected.")
            .where(path.toString())
            .given("a folder")
            .expected(expected)
            .tryThis("Name the file in it."));
      }
      var stamp = FileStamp.of(path);
      var bytes = content(path, expected, limits);
      if (bytes.isEmpty()) {
        throw new ModelError(Problem.of("The file is empty.")
            .where(path.toString())
            .given("0 bytes")
            .expected(expected)
            .tryThis("Copy or export it again."));
      }
      return new ProtoFile(path, bytes, stamp, limits);
    } catch (NoSuchFileException e) {
      throw new ModelError(Problem.of("There is no such file.")
          .where(path.toString())
          .given("a path that leads nowhere")
          .expected(expected)
          .tryThis("Check the spelling; relative paths start at " + Path.of("").toAbsolutePath()), e);
    } catch (IOException e) {
      throw new ModelError(Problem.of("The file cannot be read.")
          .where(path.toString())
          .given(reason(e))
          .expected(expected)
          .tryThis("Check its permissions and the disk."), e);
    }
  }

  private static ByteString content(Path path, String expected, ModelLimits limits) throws IOException {
    if (!Files.readAttributes(path, BasicFileAttributes.class).isRegularFile()) {
      throw new ModelError(Problem.of("The file is a device or a pipe, whose end nobody knows.")
          .where(path.toString())
          .given("no regular file")
          .expected(expected)
          .tryThis("Write it to a file first."));
    }
    try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size > Integer.MAX_VALUE) {
        throw new ModelError(Problem.of("The file is larger than a protobuf message can be.")
            .where(path.toString())
            .given(size + " bytes")
            .expected(expected + " of at most " + Integer.MAX_VALUE + " bytes")
            .tryThis("Export the model with its weights as external data."));
      }
      if (size > limits.bytes()) {
        throw new LimitExceeded(Problem.of("The file is larger than is granted.")
            .where(path.toString())
            .given(size + " bytes")
            .expected(expected + " of at most " + limits.bytes() + " bytes")
            .tryThis("grant more with --max-bytes, or ModelLimits.withBytes, and java -Xmx for so much memory"));
      }
      return UnsafeByteOperations.unsafeWrap(size > MAPPED_ABOVE
          ? channel.map(FileChannel.MapMode.READ_ONLY, 0, size)
          : ByteBuffer.wrap(Files.readAllBytes(path)));
    }
  }

  /// @param expected what the file should be, such as `an ONNX model`
  /// @param kind any message of the kind that the bytes should be
  /// @throws ModelError when the bytes are not such a message, or would take more memory than the limits
  <M extends Message> M parse(M kind, String expected) {
    try {
      MessageCost.require(input(), kind.getDescriptorForType(), path.toString(), limits);
      var input = input();
      var message = kind.getParserForType().parseFrom(input);
      input.checkLastTagWas(0);
      @SuppressWarnings("unchecked") // a message's parser makes messages of its kind
      var same = (M) message;
      return same;
    } catch (IOException e) {
      throw new ModelError(Problem.of("The file is not " + expected + ".")
          .where(path.toString())
          .given(given(reason(e)))
          .expected(expected)
          .tryThis(remedy()), e);
    }
  }

  private CodedInputStream input() {
    var input = bytes.newCodedInput();
    input.enableAliasing(true);
    input.setRecursionLimit(MessageCost.levels(limits));
    return input;
  }

  /// The error of a file that can be parsed but lacks `missing`.
  ModelError lacks(String missing, String expected) {
    return new ModelError(Problem.of("The file is not " + expected + ".")
        .where(path.toString())
        .given(given("there is no " + missing))
        .expected(expected)
        .tryThis(remedy()));
  }

  private String given(String complaint) {
    var size = bytes.size() + " bytes";
    if (!format().isEmpty()) {
      return size + " that look like " + format();
    }
    return size + (isText() ? " of text that begin with \"" + firstLine() + "\"" : "; " + complaint);
  }

  private String remedy() {
    if (isText() && firstLine().startsWith("version https://git-lfs")) {
      return "This is a Git LFS pointer: run `git lfs pull` to get the file itself.";
    }
    return isText() || !format().isEmpty()
        ? "Check that this is the right file; models of other formats need to be exported to ONNX."
        : "If it was copied or downloaded, do so again: it may be cut off or damaged.";
  }

  /// The format that well-known first bytes announce, or the empty string.
  private String format() {
    var head = bytes.substring(0, Math.min(8, bytes.size())).toString(StandardCharsets.ISO_8859_1);
    if (head.startsWith("PK\3\4")) {
      return "a zip archive (PyTorch .pt, Keras .keras, .npz, .jar)";
    }
    if (head.startsWith("\u0089HDF")) {
      return "HDF5 (Keras .h5)";
    }
    if (head.startsWith("\u0093NUMPY")) {
      return "a NumPy array (.npy)";
    }
    if (head.startsWith("TFL3", 4)) {
      return "TensorFlow Lite (.tflite)";
    }
    if (head.startsWith("ORTM", 4)) {
      return "ONNX Runtime's own format (.ort)";
    }
    if (head.startsWith("\u001f\u008b")) {
      return "gzip";
    }
    return "";
  }

  private boolean isText() {
    for (int i = 0; i < Math.min(512, bytes.size()); i++) {
      int b = bytes.byteAt(i);
      if (b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t') {
        return false;
      }
    }
    return bytes.substring(0, Math.min(64, bytes.size())).isValidUtf8();
  }

  private String firstLine() {
    var text = bytes.substring(0, Math.min(60, bytes.size())).toStringUtf8();
    return text.lines().findFirst().orElse("");
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
