package io.sinter.cli;

import static io.sinter.cli.Cli.MODEL;
import static io.sinter.cli.Cli.sinter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {
  @TempDir private Path folder;

  @Test
  void theJsonHasTheKeysThatScriptsRead() throws IOException {
    var file = folder.resolve("bench.json");
    var bench = sinter("bench", MODEL, "--target", "jvm-scalar", "--dim", "batch=2", "--threads", "1", "--runs", "5",
        "--json", file);
    assertThat(bench.code()).as(bench.err()).isZero();
    assertThat(bench.lines().getFirst()).isEqualTo(MODEL + " on jvm-scalar, 1 thread");
    var json = new Gson().fromJson(Files.readString(file), JsonObject.class);
    assertThat(json.keySet()).containsExactly("model", "target", "threads", "compile_ms", "first_run_ms", "median_ms",
        "p10_ms", "p90_ms", "peak_rss_mb", "runs");
    assertThat(json.get("model").getAsString()).isEqualTo(MODEL.toString());
    assertThat(json.get("target").getAsString()).isEqualTo("jvm-scalar");
    assertThat(json.get("threads").getAsInt()).isEqualTo(1);
    assertThat(json.get("runs").getAsInt()).isEqualTo(5);
    assertThat(json.get("p10_ms").getAsDouble()).isPositive().isLessThanOrEqualTo(json.get("median_ms").getAsDouble());
    assertThat(json.get("p90_ms").getAsDouble()).isGreaterThanOrEqualTo(json.get("median_ms").getAsDouble());
  }

  @Test
  void aProfileSaysWhereTheTimeGoes() throws IOException {
    var file = folder.resolve("profile.json");
    var bench = sinter("bench", MODEL, "--target", "jvm-scalar", "--dim", "batch=2", "--threads", "1", "--runs", "1",
        "--profile", "--json", file);
    assertThat(bench.code()).as(bench.err()).isZero();
    assertThat(bench.out()).containsPattern("machine, 1 thread: .* reads [0-9.]+ GB/s")
        .containsPattern("\nchoose-layout +[0-9.]+\n")
        .containsPattern("\nconvolution_relu_2 +[0-9.]+ +1 .* % .*/f/f.3/Conv");
    var profile = new Gson().fromJson(Files.readString(file), JsonObject.class).getAsJsonObject("profile");
    assertThat(profile.keySet()).containsExactly("machine", "compile", "passes", "launches", "run_ms");
    var launches = profile.getAsJsonArray("launches").asList().stream().map(JsonElement::getAsJsonObject).toList();
    assertThat(launches).hasSizeGreaterThan(3).allSatisfy(l -> {
      assertThat(l.get("bytes").getAsDouble()).isPositive();
      assertThat(l.get("compile_ms").getAsDouble()).isPositive();
    });
    assertThat(launches).extracting(l -> l.get("share").getAsDouble())
        .satisfies(shares -> assertThat(shares.stream().mapToDouble(s -> s).sum()).isCloseTo(1, within(1e-9)));
    // three convolutions of 8x8, 8x8 and 4x4 positions and two dense layers, for two pictures
    assertThat(launches.stream().mapToDouble(l -> l.get("flops").getAsDouble()).sum())
        .isGreaterThan(2 * 2 * (64 * 16 * 9 + 64 * 32 * 16 * 9 + 16 * 64 * 32 * 9 + 256 * 64 + 64 * 10))
        .isLessThan(2.1 * 2 * (64 * 16 * 9 + 64 * 32 * 16 * 9 + 16 * 64 * 32 * 9 + 256 * 64 + 64 * 10) + 40_000);
  }

  @Test
  void theInterpreterHasNoProfile() {
    var bench = sinter("bench", MODEL, "--target", "interpreter", "--runs", "1", "--profile");
    assertThat(bench.code()).isEqualTo(2);
    assertThat(bench.err()).contains("The target has no kernels.");
  }

  @Test
  void timeMayBeGivenInPlaceOfRuns() {
    assertThat(sinter("bench", MODEL, "--target", "interpreter", "--seconds", "0.01").out())
        .containsPattern("\n\\d+ runs: median ");
  }

  @Test
  void quantilesLieBetweenRuns() {
    var times = new Stopwatch.Times(new double[] {1, 2, 3, 4, 11});
    assertThat(times.quantile(0.5)).isEqualTo(3);
    assertThat(times.quantile(0)).isEqualTo(1);
    assertThat(times.quantile(1)).isEqualTo(11);
    assertThat(times.quantile(0.125)).isEqualTo(1.5);
    assertThat(new Stopwatch.Times(new double[] {7}).quantile(0.9)).isEqualTo(7);
  }
}
