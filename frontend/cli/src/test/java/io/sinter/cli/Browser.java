package io.sinter.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/// A browser without a window, of the Chromium family: `-Dsinter.browser=FILE`, the variable `SINTER_BROWSER`, or what
/// is on the path. Tests that need one are skipped where there is none.
///
/// @param folder for its files
record Browser(Path program, Path folder) {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge");
  private static final int LONGEST_SECONDS = 120;

  static Browser find(Path folder) {
    var program = Stream.of(System.getProperty("sinter.browser"), System.getenv("SINTER_BROWSER"))
        .filter(Objects::nonNull).filter(s -> !s.isBlank()).map(Path::of).findFirst().or(Browser::onPath);
    assumeTrue(program.isPresent(),
        "skipped: no browser is installed; install chromium or set SINTER_BROWSER to look at reports");
    return new Browser(program.get(), folder);
  }

  private static Optional<Path> onPath() {
    var folders = Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator);
    return NAMES.stream().flatMap(name -> Stream.of(folders).map(f -> Path.of(f, name))).filter(Files::isExecutable)
        .findFirst();
  }

  /// The document of a page after its scripts have run.
  ///
  /// @param place what stands behind the `#` of its address
  String document(Path page, String place) throws IOException, InterruptedException {
    return run(page, place, "--dump-dom");
  }

  /// What a page looks like.
  BufferedImage screenshot(Path page, String place) throws IOException, InterruptedException {
    var file = folder.resolve("screenshot.png");
    Files.deleteIfExists(file);
    run(page, place, "--screenshot=" + file, "--window-size=1440,900");
    return ImageIO.read(file.toFile());
  }

  private String run(Path page, String place, String... what) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(program.toString(), "--headless", "--no-sandbox", "--disable-gpu",
        "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run", "--virtual-time-budget=10000",
        "--enable-logging=stderr", "--user-data-dir=" + folder.resolve("profile")));
    command.addAll(List.of(what));
    command.add(page.toUri() + "#" + place);
    var out = folder.resolve("browser.out");
    var errors = folder.resolve("browser.err");
    var process = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(errors.toFile()).start();
    if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(command + " does not end");
    }
    assertThat(Files.readString(errors).lines().filter(l -> l.contains(":CONSOLE")).toList())
        .as("what the page logs").isEmpty();
    return Files.readString(out);
  }
}
