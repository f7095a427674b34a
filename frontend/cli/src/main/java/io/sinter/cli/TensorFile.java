package io.sinter.cli;

import io.sinter.onnx.OnnxTensors;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Npy;
import io.sinter.runtime.Npz;
import io.sinter.runtime.Problem;
import io.sinter.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Path;

/// Reads a tensor from a file; its format is known by the end of its name.
final class TensorFile {
  private TensorFile() {}

  /// @param input the array to take from an `.npz` file that has several
  /// @throws ModelError when the file holds no such tensor
  static Tensor read(Path file, String input) throws IOException {
    var name = file.getFileName() == null ? "" : file.getFileName().toString();
    if (name.endsWith(".npy")) {
      return Npy.read(file);
    }
    if (name.endsWith(".pb")) {
      return OnnxTensors.read(file);
    }
    if (name.endsWith(".npz")) {
      var arrays = Npz.read(file);
      if (arrays.containsKey(input)) {
        return arrays.get(input);
      }
      if (arrays.size() == 1) {
        return arrays.values().iterator().next();
      }
      throw new ModelError(Problem.of("A file has no array for the input '" + input + "'.").where(file.toString())
          .given("arrays " + String.join(", ", arrays.keySet())).expected("an array named " + input));
    }
    throw new ModelError(Problem.of("An input is in a format that Sinter does not read.").where(file.toString())
        .given(name.isEmpty() ? "no file name" : name).expected("a .npy, .npz, .pb, .png or .jpg file, or random"));
  }
}
