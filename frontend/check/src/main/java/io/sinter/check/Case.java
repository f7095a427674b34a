package io.sinter.check;

import java.nio.file.Path;

/// A folder with a model and what it should do: `model.onnx`, `test_data_set_0/input_0.pb`, `output_0.pb` and so on,
/// and perhaps `data.json` (see [Expectation]).
///
/// @param name how reports call it
/// @param folder where it lies
/// @param model the model's file
public record Case(String name, Path folder, Path model) {
  /// The name of the folder it lies in, which is the kind of a case of the ONNX suite.
  String kind() {
    var parent = folder.toAbsolutePath().normalize().getParent();
    return parent == null || parent.getFileName() == null ? "" : parent.getFileName().toString();
  }

  /// The name of its own folder.
  String title() {
    var name = folder.toAbsolutePath().normalize().getFileName();
    return name == null ? "/" : name.toString();
  }
}
