package io.sinter;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/// The formats that can be read here.
final class ModelFormats {
  private static final List<ModelFormat> ALL =
      ServiceLoader.load(ModelFormat.class).stream().map(ServiceLoader.Provider::get).toList();

  private ModelFormats() {}

  /// @throws ModelError when no format has files of this name
  static ModelFormat of(Path file) {
    var name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    record Fit(ModelFormat format, String ending) {}
    return ALL.stream().flatMap(format -> format.endings().stream().map(ending -> new Fit(format, ending)))
        .filter(fit -> name.endsWith(fit.ending())).max(Comparator.comparingInt(fit -> fit.ending().length()))
        .map(Fit::format).orElseThrow(() -> new ModelError(Problem.of("The file is in no format that can be read here.")
            .where(file.toString())
            .given(ALL.isEmpty() ? "no readers" : "readers of " + ALL.stream().map(ModelFormat::name).collect(
                Collectors.joining(", ")))
            .expected("a name that ends in " + ALL.stream().flatMap(f -> f.endings().stream()).filter(e -> !e.isEmpty())
                .sorted().collect(Collectors.joining(", ")))
            .tryThis("add the module that reads the format, such as sinter-onnx")));
  }
}
