package io.sinter.cli;

import static io.sinter.cli.Cli.MODEL;
import static io.sinter.cli.Cli.sinter;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimelineOptionTest {
  @TempDir private Path folder;

  private static List<String> named(Path file, String category) throws IOException {
    return new Gson().fromJson(Files.readString(file), JsonObject.class).getAsJsonArray("traceEvents").asList().stream()
        .map(JsonElement::getAsJsonObject).filter(e -> e.has("cat") && e.get("cat").getAsString().equals(category))
        .map(e -> e.get("name").getAsString()).toList();
  }

  @Test
  void aRunIsRecorded() throws IOException {
    var file = folder.resolve("run.json");
    var plain = sinter("run", MODEL, "--target", "jvm-scalar");
    var run = sinter("run", MODEL, "--target", "jvm-scalar", "--timeline", file);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo(plain.out());
    assertThat(named(file, "run")).containsExactly("run 0");
    assertThat(named(file, "launch")).isNotEmpty();
    assertThat(named(file, "compile")).containsExactly("read", "passes", "kernels", "code", "loading");
  }

  @Test
  void aBenchmarkRecordsWarmRuns() throws IOException {
    var file = folder.resolve("bench.json");
    var bench = sinter("bench", MODEL, "--target", "jvm-scalar", "--runs", "2", "--timeline", file);
    assertThat(bench.code()).as(bench.err()).isZero();
    assertThat(named(file, "run")).hasSize(5);
    assertThat(named(file, "launch")).hasSize(5 * named(file, "launch").stream().distinct().toList().size());
  }

  @Test
  void theInterpreterHasNoLaunches() {
    assertThat(sinter("run", MODEL, "--target", "interpreter", "--timeline", folder.resolve("t.json")).err())
        .contains("The target has no kernels.");
  }
}
