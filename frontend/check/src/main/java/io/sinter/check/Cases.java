package io.sinter.check;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds cases in trees of folders.
public final class Cases {
  private static final String MODEL = "model.onnx";

  private Cases() {}

  /// The cases under some paths, each path's in alphabetical order. A case has the name of its path from the one given,
  /// or of its own folder when it is that.
  ///
  /// @param paths folders, or models in them
  /// @throws ModelError when a path holds no case
  public static List<Case> under(List<Path> paths) {
    return find(paths, false);
  }

  /// As [#under], but a folder needs no data beside its model.
  public static List<Case> models(List<Path> paths) {
    return find(paths, true);
  }

  private static List<Case> find(List<Path> paths, boolean bare) {
    var cases = new ArrayList<Case>();
    for (var path : paths) {
      int before = cases.size();
      if (Files.isRegularFile(path)) {
        var folder = path.toAbsolutePath().getParent();
        if (bare || hasData(folder)) {
          cases.add(named(path.getFileName().toString(), folder, path));
        }
      } else {
        walk(path, bare, cases);
      }
      if (cases.size() == before) {
        throw new ModelError(Problem.of("There is no case to check.").where(path.toString())
            .given(Files.exists(path) ? "no model with data under this path" : "a path that leads nowhere")
            .expected("a folder with model.onnx and test_data_set_0, or a tree of them"));
      }
    }
    return List.copyOf(cases);
  }

  private static void walk(Path root, boolean bare, List<Case> cases) {
    if (!Files.isDirectory(root)) {
      return;
    }
    try (var folders = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
      for (var folder : folders.filter(Files::isDirectory).sorted().toList()) {
        if (!folder.getFileName().toString().startsWith("test_data_set_") && (bare || hasData(folder))) {
          model(folder).ifPresent(model ->
              cases.add(named(root.relativize(folder).toString().replace('\\', '/'), folder, model)));
        }
      }
    } catch (IOException e) {
      throw unreadable(root, e);
    }
  }

  private static Case named(String name, Path folder, Path model) {
    var found = new Case(name, folder, model);
    return name.isEmpty() ? new Case(found.title(), folder, model) : found;
  }

  /// The model of a folder: `model.onnx`, or the only `.onnx` file in it.
  private static Optional<Path> model(Path folder) throws IOException {
    if (Files.isRegularFile(folder.resolve(MODEL))) {
      return Optional.of(folder.resolve(MODEL));
    }
    try (var files = Files.list(folder)) {
      var models = files.filter(f -> f.getFileName().toString().endsWith(".onnx")).toList();
      return models.size() == 1 ? Optional.of(models.getFirst()) : Optional.empty();
    }
  }

  private static boolean hasData(Path folder) {
    try (var files = Files.list(folder)) {
      return files.anyMatch(f -> f.getFileName().toString().startsWith("test_data_set_"))
          || Files.isRegularFile(folder.resolve(Expectation.FILE));
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  private static ModelError unreadable(Path folder, IOException cause) {
    return new ModelError(Problem.of("A folder cannot be read.").where(folder.toString())
        .given(cause.toString()).expected("a readable folder"), cause);
  }
}
