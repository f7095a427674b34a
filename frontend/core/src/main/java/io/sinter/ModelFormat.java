package io.sinter;

import io.sinter.runtime.ModelError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A format of files that hold models. [Sinter#read] finds the formats by [java.util.ServiceLoader]: a reader is
/// declared in `module-info` and in `META-INF/services`.
public interface ModelFormat {
  /// What errors call it.
  String name();

  /// How the names of its files end, such as `.onnx`; the empty string for all that no other format has. The format
  /// with the longest ending that fits reads a file.
  List<String> endings();

  /// @throws ModelError when the file is no model of this format, or costs more than the limits
  /// @throws io.sinter.runtime.UnsupportedError naming all in it that Sinter cannot do
  /// @throws IOException when the file cannot be read
  ModelSource read(Path file, ModelLimits limits) throws IOException;
}
