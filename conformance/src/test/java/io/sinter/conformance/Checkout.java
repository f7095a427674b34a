package io.sinter.conformance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/// Where the repository lies, and the models that may lie beside it.
public final class Checkout {
  private static final Path ROOT = find();

  private Checkout() {}

  public static Path root() {
    return ROOT;
  }

  /// A file or folder of `../shared`; the test is skipped with a line where it is missing.
  static Path shared(String path) {
    var file = ROOT.resolveSibling("shared").resolve(path);
    if (!Files.exists(file)) {
      System.out.println("Skipped: " + file + " is not there.");
    }
    assumeTrue(Files.exists(file), file + " is not there");
    return file;
  }

  /// Whether the shared folder lies beside the checkout.
  public static boolean hasShared() {
    return Files.exists(ROOT.resolveSibling("shared/models"));
  }

  /// The folder of one of the shared models; some are packed.
  public static Path model(String name) {
    var models = shared("models");
    var folder = models.resolve(name);
    return Files.exists(folder) ? folder : Archive.unpacked(shared("models/more.tar.xz")).resolve(name);
  }

  private static Path find() {
    for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("sinter")) && Files.exists(folder.resolve("conformance"))) {
        return folder;
      }
    }
    throw new IllegalStateException("no checkout of Sinter around " + Path.of("").toAbsolutePath());
  }
}
