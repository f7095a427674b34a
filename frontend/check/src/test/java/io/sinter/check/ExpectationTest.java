package io.sinter.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.ModelError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectationTest {
  @TempDir private Path folder;

  private Expectation read(String json) throws IOException {
    Files.writeString(folder.resolve("data.json"), json);
    return Expectation.beside(folder);
  }

  @Test
  void withoutAFileTheOfficialToleranceHolds() throws IOException {
    assertThat(Expectation.beside(folder)).isEqualTo(new Expectation(Tolerance.OFFICIAL, false));
    assertThat(read("{\"note\": [1, 2]}")).isEqualTo(Expectation.DEFAULT);
  }

  @Test
  void tolerancesAreRead() throws IOException {
    assertThat(read("{\"rtol\": 1e-4, \"atol\": 2e-6}").tolerance()).isEqualTo(new Tolerance(1e-4, 2e-6, true));
    assertThat(read("{\"atol\": 0.5}").tolerance()).isEqualTo(new Tolerance(1e-3, 0.5, true));
  }

  @Test
  void aFailureMayBeExpected() throws IOException {
    assertThat(read("{\"expect\": \"failure\"}").failure()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", "[1]", "{", "{\"rtol\": \"much\"}", "{\"atol\": -1}", "{\"rtol\": null}", "{\"expect\": \"success\"}",
      "{\"expect\": [\"failure\"]}", "{\"atol\": NaN}"})
  void anythingElseIsAnError(String json) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(ModelError.class)
        .hasMessageStartingWith("What a case expects cannot be read.\nwhere: " + folder.resolve("data.json"))
        .hasMessageEndingWith("expected: {\"rtol\": 1e-3, \"atol\": 1e-7} or {\"expect\": \"failure\"}");
  }
}
