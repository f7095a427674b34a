package io.sinter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AllowanceTest {
  @Test
  void whatIsTakenIsNotThereAnyMore() {
    var allowance = new Allowance(Duration.ofDays(1), 100);
    allowance.take(60, "a");
    assertThat(allowance.left()).isEqualTo(40);
    assertThatThrownBy(() -> allowance.take(41, "constant 'w'")).isInstanceOf(LimitExceeded.class).hasMessage("""
        The model has more constants than is granted.
        where: constant 'w'
        given: 41 bytes, after 60 bytes before
        expected: at most 100 bytes of constants in all
        try: grant more with --max-bytes, or ModelLimits.withBytes, and java -Xmx for so much memory""");
    allowance.take(40, "b");
  }

  @Test
  void timeThatIsOverIsAnError() {
    var allowance = new Allowance(Duration.ofNanos(1), 100);
    assertThatThrownBy(() -> allowance.check("node 'a'")).isInstanceOf(LimitExceeded.class)
        .hasMessageContaining("where: node 'a'").hasMessageContaining("--max-time");
    new Allowance(Duration.ofDays(1), 100).check("node 'a'");
  }

  @Test
  void withoutLimitsNothingIsRefused() {
    Allowance.UNLIMITED.check("all");
    Allowance.UNLIMITED.take(Long.MAX_VALUE / 2, "all");
    Allowance.UNLIMITED.require(Long.MAX_VALUE, "all");
  }
}
