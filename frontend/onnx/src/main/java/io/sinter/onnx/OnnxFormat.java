package io.sinter.onnx;

import io.sinter.ModelFormat;
import io.sinter.ModelLimits;
import io.sinter.ModelSource;
import java.nio.file.Path;
import java.util.List;

/// ONNX models, whatever their files are called.
public final class OnnxFormat implements ModelFormat {
  /// For [java.util.ServiceLoader].
  public OnnxFormat() {}

  @Override
  public String name() {
    return "ONNX";
  }

  @Override
  public List<String> endings() {
    return List.of(".onnx", "");
  }

  @Override
  public ModelSource read(Path file, ModelLimits limits) {
    return OnnxModel.read(file, limits);
  }
}
