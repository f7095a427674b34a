package io.sinter.cli;

import static io.sinter.cli.Cli.MODEL;
import static io.sinter.cli.Cli.sinter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The report of the digits CNN, as a file and as a browser shows it.
class ReportTest {
  /// Of kernels that are sums of products, in light colours.
  private static final int BLUE = 0x2f6fd6;

  @TempDir private static Path folder;
  private static Path report;

  @TempDir private Path profile;

  @BeforeAll
  static void write() {
    report = folder.resolve("digits.html");
    var run = sinter("inspect", MODEL, "--report", report, "--runs", "2", "--threads", "1", "--target", "jvm-scalar",
        "--dim", "batch=2");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo("report written to " + report + "\n");
  }

  private static int launches() {
    return count(sinter("inspect", MODEL, "--stage", "program").out(), "(?m)^  launch ");
  }

  private static int count(String text, String pattern) {
    return (int) Pattern.compile(pattern).matcher(text).results().count();
  }

  /// The element with an id, up to the end of the tag's first namesake.
  private static String element(String document, String tag, String id) {
    int start = document.indexOf("id=\"" + id + "\"");
    return document.substring(start, document.indexOf("</" + tag + ">", start));
  }

  @Test
  void theFileNeedsNothingBesideIt() throws IOException {
    var html = Files.readString(report);
    assertThat(html).startsWith("<!doctype html>").contains("digits_cnn.onnx", "jvm-scalar", "batch = 2")
        .doesNotContain("http:", "https:", " src=", "@import");
    assertThat(html.length()).isLessThan(400_000);
  }

  @Test
  void nothingIsMeasuredWithoutRuns() {
    assertThat(sinter("inspect", MODEL, "--report", report, "--runs", "0").code()).isEqualTo(ExitCode.USAGE);
    var run = sinter("inspect", MODEL, "--report", report, "--target", "interpreter");
    assertThat(run.err()).contains("The target 'interpreter' has no kernels.");
  }

  @Test
  void theGraphHasABoxForEachLaunch() throws IOException, InterruptedException {
    var document = Browser.find(profile).document(report, "graph");
    assertThat(document).contains("data-ready=\"true\"");
    assertThat(count(element(document, "svg", "graph-kernels"), "class=\"node ")).isEqualTo(launches()).isPositive();
    assertThat(count(element(document, "svg", "graph-ops"), "class=\"op member ")).isGreaterThan(launches());
  }

  @Test
  void aStepShowsItsKernelAndItsNeighbours() throws IOException, InterruptedException {
    var document = Browser.find(profile).document(report, "step=1");
    assertThat(element(document, "aside", "panel")).contains("computed kernel ", "Not one kernel: ", "FLOP/s",
        "What became this kernel");
  }

  @Test
  void theSliderChoosesThePass() throws IOException, InterruptedException {
    var browser = Browser.find(profile);
    var first = browser.document(report, "pass=0");
    var third = browser.document(report, "pass=3");
    assertThat(third).containsPattern("<input [^>]*id=\"pass\"[^>]*max=\"9\"");
    assertThat(first).contains("<b>imported</b>");
    assertThat(third).contains("<b>inline-composites</b>").contains("class=\"new\"").contains("class=\"gone\"");
    assertThat(count(first, "class=\"(new|gone)\"")).isZero();
    assertThat(third).contains("div class=\"gone\">  %32 = composite(");
  }

  @Test
  void theGraphIsSeen() throws IOException, InterruptedException {
    var picture = Browser.find(profile).screenshot(report, "graph");
    assertThat(colours(picture, 0, 0, picture.getWidth(), picture.getHeight())).as("colours").isGreaterThan(60);
    assertThat(colours(picture, 100, 150, 700, 600)).as("colours where the graph is").isGreaterThan(30);
    int blue = 0;
    for (int y = 100; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth() / 2; x++) {
        blue += (picture.getRGB(x, y) & 0xffffff) == BLUE ? 1 : 0;
      }
    }
    assertThat(blue).as("points in the colour of products").isGreaterThan(500);
  }

  @Test
  void whatAPageLogsFailsATest() throws IOException {
    var broken = Files.writeString(folder.resolve("broken.html"), "<script>throw new Error('broken')</script>");
    var browser = Browser.find(profile);
    assertThatThrownBy(() -> browser.document(broken, "")).isInstanceOf(AssertionError.class)
        .hasMessageContaining("broken");
  }

  private static int colours(BufferedImage picture, int left, int top, int width, int height) {
    var colours = new HashSet<Integer>();
    for (int y = top; y < top + height; y++) {
      for (int x = left; x < left + width; x++) {
        colours.add(picture.getRGB(x, y));
      }
    }
    return colours.size();
  }
}
