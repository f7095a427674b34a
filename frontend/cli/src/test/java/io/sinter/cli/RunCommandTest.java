package io.sinter.cli;

import static io.sinter.cli.Cli.DIGITS;
import static io.sinter.cli.Cli.MODEL;
import static io.sinter.cli.Cli.sinter;
import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.Targets;
import io.sinter.onnx.OnnxTensors;
import io.sinter.runtime.DType;
import io.sinter.runtime.Npy;
import io.sinter.runtime.Npz;
import io.sinter.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
  private static final Path SAMPLES = DIGITS.resolve("samples.npy");

  @TempDir private Path folder;

  private Path sum() throws IOException {
    return Files.writeString(folder.resolve("sum.sir"), """
        function sum(%a: f32[n], %b: f32[n]) -> (`the sum`: f32[n]) {
          %0 = add(%a, %b) : f32[n]
          return %0
        }
        """.replace('`', '"'));
  }

  @Test
  void theDigitsAreShownWithWhatTheyAreTakenForAndWhatTheyAre() {
    var run = sinter("run", MODEL, "--input", "image=" + SAMPLES);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.lines()).contains(
        "predicted 0 100.0%  predicted 1 100.0%  predicted 2 100.0%  predicted 3 100.0%",
        "true 0              true 1              true 2              true 3");
    assertThat(run.lines()).anyMatch(l -> l.startsWith("probabilities  f32[12, 10]  min "));
    assertThat(run.lastLine()).isEqualTo("12 of 12 right");
    assertThat(run.lines()).allMatch(l -> l.length() <= 120).hasSizeLessThan(40);
    assertThat(run.out()).as("no colours where nobody watches").doesNotContain("\033");
  }

  @Test
  void aWrongAnswerIsCounted() throws IOException {
    Files.copy(SAMPLES, folder.resolve("mine.npy"));
    Npy.write(folder.resolve("mine_labels.npy"), Tensor.of(new int[] {7, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9}, 12));
    var run = sinter("run", MODEL, "--input", folder.resolve("mine.npy"));
    assertThat(run.lastLine()).isEqualTo("10 of 12 right");
    assertThat(run.out()).contains("true 7, wrong");
  }

  @Test
  void withoutLabelsNothingIsCounted() throws IOException {
    Files.copy(SAMPLES, folder.resolve("mine.npy"));
    var run = sinter("run", MODEL, "--input", folder.resolve("mine.npy"));
    assertThat(run.out()).contains("predicted 9").doesNotContain("true").doesNotContain("right");
  }

  @Test
  void furtherClassesStandUnderAPicture() {
    assertThat(sinter("run", MODEL, "--input", SAMPLES, "--top", "2").out())
        .containsPattern("predicted 9 68\\.\\d%.*\\n.*  or \\d \\d+\\.\\d%");
  }

  @Test
  void allTargetsWriteOutputsThatAgree() throws IOException {
    for (var target : Targets.usable()) {
      var out = folder.resolve(target);
      assertThat(sinter("run", MODEL, "--target", target, "--input", SAMPLES, "--output", out).code()).isZero();
      var actual = Npy.read(out.resolve("probabilities.npy"));
      var expected = OnnxTensors.read(DIGITS.resolve("test_data_set_0/output_0.pb"));
      assertThat(actual.shape()).isEqualTo(expected.shape());
      assertThat(actual.floats()).usingComparatorWithPrecision(2e-5f).containsExactly(expected.floats());
    }
  }

  @Test
  void inputsMayBeNpyNpzAndPb() throws IOException {
    var a = Tensor.of(new float[] {1, 2}, 2);
    var b = Tensor.of(new float[] {10, 20}, 2);
    Npy.write(folder.resolve("a.npy"), a);
    OnnxTensors.write(folder.resolve("b.pb"), "b", b);
    Npz.write(folder.resolve("both.npz"), Map.of("b", b, "a", a, "other", a));
    var sum = sum();
    for (var args : new Object[][] {
        {"--input", "a=" + folder.resolve("a.npy"), "--input", "b=" + folder.resolve("b.pb")},
        {"--input", folder.resolve("a.npy"), "--input", folder.resolve("b.pb")},
        {"--input", "b=" + folder.resolve("b.pb"), "--input", folder.resolve("a.npy")},
        {"--input", folder.resolve("both.npz")},
        {"--input", "a=" + folder.resolve("both.npz"), "--input", "b=" + folder.resolve("both.npz")}}) {
      var all = new Object[args.length + 2];
      all[0] = "run";
      all[1] = sum;
      System.arraycopy(args, 0, all, 2, args.length);
      assertThat(sinter(all).out()).isEqualTo("the sum  f32[2]  11 22\n");
    }
  }

  @Test
  void outputFilesHaveNamesThatStayInTheirFolder() throws IOException {
    sinter("run", sum(), "--output", folder.resolve("out"), "--dim", "n=3");
    assertThat(Npy.read(folder.resolve("out/the_sum.npy")).shape()).containsExactly(3);
    assertThat(Outputs.fileName("../../etc/passwd")).isEqualTo("__.._etc_passwd");
    assertThat(Outputs.fileName("")).isEqualTo("_");
  }

  @Test
  void withoutInputsTheyAreRandomAndTheSameForTheSameSeed() {
    var first = sinter("run", MODEL);
    assertThat(first.code()).isZero();
    assertThat(first.err()).isEqualTo("""
        note: inputs are random (seed 0); pass files with --input
        note: size batch is 1; set it with --dim batch=N
        """);
    assertThat(first.out()).startsWith("probabilities  f32[1, 10]  min ").isEqualTo(sinter("run", MODEL).out())
        .isNotEqualTo(sinter("run", MODEL, "--seed", 1).out());
    assertThat(sinter("run", MODEL, "--dim", "batch=5").out()).startsWith("probabilities  f32[5, 10]  min ");
  }

  @Test
  void theLastRandomStandsForAllThatRemain() throws IOException {
    Npy.write(folder.resolve("a.npy"), Tensor.of(new float[3], 3));
    var run = sinter("run", sum(), "--input", folder.resolve("a.npy"), "--input", "random");
    assertThat(run.out()).startsWith("the sum  f32[3]");
    assertThat(run.err()).isEmpty();
    assertThat(sinter("run", sum(), "--input", "random").err())
        .isEqualTo("note: size n is 1; set it with --dim n=N\n");
  }

  @Test
  void theMostLikelyClassesAreListed() throws IOException {
    var scores = Files.writeString(folder.resolve("scores.sir"), """
        function scores(%x: f32[2, 3]) -> (y: f32[2, 3]) {
          %0 = relu(%x) : f32[2, 3]
          return %0
        }
        """);
    Npy.write(folder.resolve("x.npy"), Tensor.of(new float[] {0.5f, 0.25f, 0.25f, 0, 0, 1000}, 2, 3));
    assertThat(sinter("run", scores, "--input", folder.resolve("x.npy"), "--top", "2").out()).endsWith("""
        y 0: 0 50.0%, 1 25.0%
        y 1: 2 100.0%, 0 0.0%
        """);
  }

  @Test
  void aBf16InputIsReadFromTheFloatsThatNumpyHas() throws IOException {
    var model = Files.writeString(folder.resolve("m.sir"), """
        function m(%x: bf16[2]) -> (y: bf16[2]) {
          %0 = relu(%x) : bf16[2]
          return %0
        }
        """);
    Npy.write(folder.resolve("x.npy"), Tensor.fromDoubles(DType.BF16, new long[] {2}, 1.5, -1));
    assertThat(sinter("run", model, "--input", folder.resolve("x.npy"), "--target", "interpreter").out())
        .isEqualTo("y  bf16[2]  1.5 0\n");
  }
}
