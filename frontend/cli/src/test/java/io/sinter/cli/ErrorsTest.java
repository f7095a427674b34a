package io.sinter.cli;

import static io.sinter.cli.Cli.DIGITS;
import static io.sinter.cli.Cli.MODEL;
import static io.sinter.cli.Cli.sinter;
import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.runtime.Cancelled;
import io.sinter.runtime.CompilerBug;
import io.sinter.runtime.DeadlineExceeded;
import io.sinter.runtime.DeviceError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.UnsupportedError;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErrorsTest {
  @TempDir private Path folder;

  private static void usage(String err, Object... args) {
    var run = sinter(args);
    assertThat(run.err()).startsWith(err);
    assertThat(run.out()).isEmpty();
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aCommandThatIsMissingOrUnknownIsWrongUsage() {
    assertThat(sinter().code()).isEqualTo(2);
    assertThat(sinter().err()).startsWith("Usage: sinter").contains("A command is missing.\ntry: sinter --help\n");
    usage("Unmatched arguments from index 0: 'chek', 'x'\nDid you mean: sinter check", "chek", "x");
    usage("Unknown option: '--fast'", "run", MODEL, "--fast");
    usage("Missing required parameter: 'MODEL'\ntry: sinter run --help\n", "run");
  }

  @Test
  void aModelThatIsNotThereOrNoModel() throws IOException {
    usage("There is no such file.\nwhere: nowhere.onnx\n", "run", "nowhere.onnx");
    var text = Files.writeString(folder.resolve("m.onnx"), "hello");
    usage("The file is not an ONNX model.\nwhere: " + text, "run", text);
    usage("There is no such file.\nwhere: nowhere.sir\n", "run", "nowhere.sir");
    var broken = Files.writeString(folder.resolve("broken.sir"), "function main(");
    var run = sinter("inspect", broken);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("where: " + broken);
  }

  @Test
  void anInputThatDoesNotFit() throws IOException {
    usage("""
        The model has no input 'picture'.
        given: --input picture=x.npy
        expected: image: f32[batch, 1, 8, 8]
        """, "run", MODEL, "--input", "picture=x.npy");
    usage("There is no such file.\nwhere: x.npy\n", "run", MODEL, "--input", "image=x.npy");
    usage("There is no such file.\nwhere: x.npz\n", "run", MODEL, "--input", "x.npz");
    usage("There is no such file.\nwhere: x.pb\n", "run", MODEL, "--input", "x.pb");
    usage("There is no such file.\nwhere: x.png\n", "run", MODEL, "--input", "x.png");
    usage("An input is in a format that Sinter does not read.\nwhere: x.txt\n", "run", MODEL, "--input", "x.txt");
    usage("Input 'image' has the wrong element type.", "run", MODEL, "--input", DIGITS.resolve("samples_labels.npy"));
    usage("There are more inputs than the model has.\ngiven: --input random\n",
        "run", MODEL, "--input", "random", "--input", "random");
    usage("The input 'image' is given twice.", "run", MODEL, "--input", "image=random", "--input", "image=random");
    var two = Files.writeString(folder.resolve("two.sir"), """
        function two(%a: f32[], %b: f32[]) -> (y: f32[]) {
          %0 = add(%a, %b) : f32[]
          return %0
        }
        """);
    usage("""
        The input 'b' is missing.
        expected: a: f32[]
          b: f32[]
        try: pass --input b=FILE or --input b=random
        """, "run", two, "--input", "a=random");
  }

  @Test
  void aSizeThatCannotBe() {
    usage("The model has no size 'n'.\ngiven: --dim n=3\nexpected: one of batch\n", "run", MODEL, "--input",
        "random", "--dim", "n=3");
    usage("A size is negative.", "run", MODEL, "--input", "random", "--dim", "batch=-1");
    usage("The size 'batch' has two values.\ngiven: --dim batch=3\nexpected: 12, as in the inputs\n",
        "run", MODEL, "--input", DIGITS.resolve("samples.npy"), "--dim", "batch=3");
    usage("Value for option option '--dim' (NAME=VALUE) should be in KEY=VALUE format but was batch\n",
        "run", MODEL, "--dim", "batch");
  }

  @Test
  void anOptionThatCannotBe() {
    usage("There is no target 'gpu'.\nexpected: one of ", "run", MODEL, "--target", "gpu");
    usage("The vector width cannot be used.", "run", MODEL, "--vector-bits", "64");
    usage("The number of threads cannot be used.\ngiven: --threads 0\n", "run", MODEL, "--threads", "0");
    usage("Invalid value for option '--deadline': '5' is not a time such as 5s, 200ms or 1.5m\n",
        "run", MODEL, "--deadline", "5");
    usage("There is no debug option 'bisec'.", "run", MODEL, "--debug", "bisec");
    usage("There is no report of that format.", "conformance", "--data", "x", "--report", "r.html");
    usage("Two different targets can be compared.", "compare", MODEL, "--targets", "jvm");
    usage("There is no pass 'better'.", "inspect", MODEL, "--passes", "better");
    usage("There is no case to check.", "check", "nowhere");
    usage("Nothing would be measured.", "bench", MODEL, "--runs", "0");
    usage("The number of jobs cannot be used.", "check", DIGITS, "--jobs", "0");
  }

  @Test
  void aPassedDeadlineIsExitCode1() {
    var run = sinter("run", MODEL, "--dim", "batch=20000", "--deadline", "1ms");
    assertThat(run.code()).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(run.err()).contains("The work was stopped because its deadline has passed.");
  }

  private static Cli report(Throwable e, boolean stacktrace) {
    var err = new StringWriter();
    int code = new Errors(() -> stacktrace).report(new PrintWriter(err), e);
    return new Cli(code, "", err.toString());
  }

  @Test
  void aBugIsExitCode3AndNamesItsReproducer() {
    var bug = report(new CompilerBug("pass 'x'", "It broke.").withReproducer(Path.of("x.sir")), false);
    assertThat(bug.code()).isEqualTo(ExitCode.BUG);
    assertThat(bug.err()).startsWith("It broke.\nwhere: pass 'x'\n")
        .endsWith("reproducer: x.sir\nthis is a bug in Sinter\n");
  }

  @Test
  void whateverElseIsABugToo() {
    for (var e : new Throwable[] {new IndexOutOfBoundsException("7"), new StackOverflowError(), new AssertionError()}) {
      var run = report(e, false);
      assertThat(run.code()).isEqualTo(ExitCode.BUG);
      assertThat(run.err()).startsWith("An unexpected error stopped Sinter: " + e).contains("this is a bug in Sinter")
          .doesNotContain("\tat ");
    }
    assertThat(report(new IllegalStateException("x"), true).err()).contains("\tat io.sinter.cli.ErrorsTest");
  }

  @Test
  void otherErrorsHaveTheirCodes() {
    assertThat(report(new UnsupportedError(new UnsupportedError.Node("n", "Foo")), false).code()).isEqualTo(2);
    for (var reason : DeviceError.Reason.values()) {
      var device = report(new DeviceError(reason, Problem.of("The device is on fire.").given("smoke")), false);
      assertThat(device).isEqualTo(new Cli(2, "", "The device is on fire.\ngiven: smoke\n"));
    }
    assertThat(report(new AccessDeniedException("f"), false).err())
        .isEqualTo("A file may not be read or written.\nwhere: f\n");
    assertThat(report(new IOException("no space left"), false).code()).isEqualTo(2);
    assertThat(report(new DeadlineExceeded(Duration.ofSeconds(1), "x"), false).code()).isEqualTo(1);
    assertThat(report(new Cancelled("x"), false).code()).isEqualTo(1);
  }

  @Test
  void aStackTraceIsPrintedWhenAskedFor() {
    assertThat(sinter("run", "nowhere.onnx").err()).doesNotContain("\tat ");
    assertThat(sinter("run", "nowhere.onnx", "--stacktrace").err()).contains("\tat io.sinter");
  }
}
