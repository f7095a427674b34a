package io.sinter.onnx;

import io.sinter.ModelLimits;
import io.sinter.onnx.proto.ModelProto;
import io.sinter.runtime.ModelError;
import java.nio.file.Path;
import java.util.Optional;

/// A model file as it stands on disk, not yet understood. Whether its versions and operators are supported is for the
/// importer to say.
///
/// @param path where it was read
/// @param model the message; its weights refer to the mapped file
/// @param external the files beside it that hold further weights
/// @param stamp of the file, if the model was read from one
record OnnxFile(Path path, ModelProto model, ExternalData external, Optional<FileStamp> stamp) {
  /// A model that lies on the heap.
  OnnxFile(Path path, ModelProto model, ExternalData external) {
    this(path, model, external, Optional.empty());
  }

  private static final String EXPECTED = "an ONNX model";

  /// From this version on a model must say which operator sets it means.
  private static final int OPSETS_SINCE = 3;

  /// Within the default limits.
  static OnnxFile read(Path path) {
    return read(path, ModelLimits.DEFAULTS);
  }

  /// @throws ModelError when the file is missing, empty, cut off, damaged or something else, or larger than the limits
  static OnnxFile read(Path path, ModelLimits limits) {
    var file = ProtoFile.open(path, EXPECTED, limits);
    var model = file.parse(ModelProto.getDefaultInstance(), EXPECTED);
    if (!model.hasIrVersion()) {
      throw file.lacks("ir_version", EXPECTED);
    }
    if (!model.hasGraph()) {
      throw file.lacks("graph", EXPECTED);
    }
    if (model.getIrVersion() >= OPSETS_SINCE && model.getOpsetImportCount() == 0) {
      throw file.lacks("opset_import", EXPECTED);
    }
    return new OnnxFile(path, model, ExternalData.beside(path), Optional.of(file.stamp()));
  }
}
