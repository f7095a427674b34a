package io.sinter.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.DType;
import io.sinter.runtime.Tensor;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class TextTest {
  @Test
  void timesHaveAUnit() {
    var times = new Durations();
    assertThat(times.convert("5s")).isEqualTo(Duration.ofSeconds(5));
    assertThat(times.convert("200ms")).isEqualTo(Duration.ofMillis(200));
    assertThat(times.convert("1.5m")).isEqualTo(Duration.ofSeconds(90));
    assertThatThrownBy(() -> times.convert("5")).isInstanceOf(TypeConversionException.class);
    assertThatThrownBy(() -> times.convert("-5s")).isInstanceOf(TypeConversionException.class);
  }

  @Test
  void fewElementsAreShownAndManySummedUp() {
    assertThat(Summary.of(Tensor.of(new float[] {1, 0.5f, -2e-9f}, 3))).isEqualTo("1 0.5 -2e-09");
    assertThat(Summary.of(Tensor.of(new long[] {1, 2, 3, 4, 5, 6, 7}, 7)))
        .isEqualTo("min 1, max 7, mean 4, first 1 2 3 ...");
    assertThat(Summary.of(Tensor.of(new float[] {Float.NaN, 2, 4, 6, 1, 1, Float.NaN}, 7)))
        .startsWith("min 1, max 6, mean 2.8, 2 NaN, first nan 2 4");
    assertThat(Summary.of(Tensor.of(new float[0], 0, 4))).isEqualTo("no elements");
    assertThat(Summary.of(Tensor.scalar("hi"))).isEqualTo("\"hi\"");
    assertThat(Summary.of(Tensor.scalar(true))).isEqualTo("true");
    assertThat(Summary.of(Tensor.of(DType.U64, new long[0], new long[] {-1}))).isEqualTo("18446744073709551615");
  }

  @Test
  void numbersHaveFourDigits() {
    assertThat(Summary.number(1234567)).isEqualTo("1234567");
    assertThat(Summary.number(0.1)).isEqualTo("0.1");
    assertThat(Summary.number(123.456)).isEqualTo("123.46");
    assertThat(Summary.number(1.5e-12)).isEqualTo("1.5e-12");
    assertThat(Summary.number(Double.NEGATIVE_INFINITY)).isEqualTo("-inf");
  }

  @Test
  void scoresThatAreNoProbabilitiesBecomeSome() {
    var logits = Ranking.of(Tensor.of(new float[] {0, 0, 0, (float) Math.log(3)}, 2, 2), 1);
    assertThat(logits.best().text(Labels.NUMBERS)).isEqualTo("1 75.0%");
    var probabilities = Ranking.of(Tensor.of(new float[] {0.75f, 0.25f}, 1, 2), 0);
    assertThat(probabilities.top(5)).extracting(c -> c.text(new Labels(List.of("cat", "dog"))))
        .containsExactly("cat 75.0%", "dog 25.0%");
  }
}
