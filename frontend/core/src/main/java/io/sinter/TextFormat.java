package io.sinter;

import io.sinter.ir.Text;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Npz;
import io.sinter.runtime.Problem;
import io.sinter.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Functions as text, see [Text]. The constants that the text names by their hash lie beside it in an `.npz` file of
/// the same name.
public final class TextFormat implements ModelFormat {
  private static final String ENDING = ".sir";

  /// For [java.util.ServiceLoader].
  public TextFormat() {}

  @Override
  public String name() {
    return "Sinter text";
  }

  @Override
  public List<String> endings() {
    return List.of(ENDING);
  }

  @Override
  public ModelSource read(Path file, ModelLimits limits) throws IOException {
    var name = file.getFileName().toString();
    var beside = file.resolveSibling(name.substring(0, name.length() - ENDING.length()) + ".npz");
    requireSmall(file, limits);
    Map<String, Tensor> constants = Map.of();
    if (Files.exists(beside)) {
      requireSmall(beside, limits);
      constants = Npz.read(beside);
    }
    try {
      return ModelSource.of(Text.parse(Files.readString(file), constants));
    } catch (ModelError e) {
      throw new ModelError(
          e.problem().where(e.problem().where().map(w -> file + ", " + w).orElse(file.toString())), e);
    }
  }

  private static void requireSmall(Path file, ModelLimits limits) throws IOException {
    if (Files.size(file) > limits.bytes()) {
      throw new ModelError(Problem.of("The file is larger than the limit for models.").where(file.toString())
          .given(Files.size(file) + " bytes").expected("at most " + limits.bytes())
          .tryThis("raise the limit of bytes"));
    }
  }
}
