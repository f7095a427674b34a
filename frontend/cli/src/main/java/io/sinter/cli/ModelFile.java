package io.sinter.cli;

import io.sinter.ModelSource;
import io.sinter.ir.Function;
import io.sinter.ir.Text;
import io.sinter.onnx.OnnxModel;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Npz;
import io.sinter.runtime.Problem;
import io.sinter.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Reads models: `.sir` text, and ONNX whatever the file is called.
final class ModelFile {
  private static final String TEXT = ".sir";

  private ModelFile() {}

  /// @throws ModelError when the file is not such a model
  static ModelSource read(Path file) throws IOException {
    return read(file, Map.of());
  }

  /// @param fixed what some inputs always are, in text, by their names
  static ModelSource read(Path file, Map<String, String> fixed) throws IOException {
    if (!file.toString().endsWith(TEXT)) {
      var model = OnnxModel.read(file);
      return model.with(FixedInputs.parse(fixed, model.signature()));
    }
    if (!fixed.isEmpty()) {
      throw new ModelError(Problem.of("Inputs of text cannot be fixed.").where(file.toString())
          .given("--fix " + fixed.keySet().iterator().next()).expected("an ONNX model")
          .tryThis("Write a constant in place of the parameter."));
    }
    return ModelSource.of(text(file));
  }

  /// The constants that the text names by their hash lie beside it in an `.npz` file of the same name.
  private static Function text(Path file) throws IOException {
    var name = file.getFileName().toString();
    var beside = file.resolveSibling(name.substring(0, name.length() - TEXT.length()) + ".npz");
    Map<String, Tensor> constants = Files.exists(beside) ? Npz.read(beside) : Map.of();
    try {
      return Text.parse(Files.readString(file), constants);
    } catch (ModelError e) {
      throw new ModelError(
          e.problem().where(e.problem().where().map(w -> file + ", " + w).orElse(file.toString())), e);
    }
  }
}
