package io.sinter.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnitsTest {
  @Test
  void threeDigitsMatter() {
    assertThat(Units.of(0, "B")).isEqualTo("0 B");
    assertThat(Units.of(999, "B")).isEqualTo("999 B");
    assertThat(Units.of(999.6, "B")).isEqualTo("1 kB");
    assertThat(Units.of(12_345, "FLOP")).isEqualTo("12.3 kFLOP");
    assertThat(Units.of(8.2e9, "FLOP/s")).isEqualTo("8.2 GFLOP/s");
    assertThat(Units.time(1_500)).isEqualTo("1.5 µs");
    assertThat(Units.time(2.5e9)).isEqualTo("2.5 s");
  }

  @Test
  void longNamesKeepTheirEnds() {
    assertThat(Units.shorten("encoder/layer/attention", 11)).isEqualTo("encod…ntion");
    assertThat(Units.shorten("short", 11)).isEqualTo("short");
  }
}
