package io.sinter.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class MachineTest {
  @Test
  void aMachineIsMeasuredOnce() {
    var machine = Machine.of(1);
    assertThat(machine.bandwidth()).isGreaterThan(1e8);
    assertThat(machine.flops().orElse(1e10)).isGreaterThan(1e8);
    assertThat(Machine.of(1)).isSameAs(machine);
  }

  @Test
  void whateverNeedsMoreIsTheRoof() {
    var machine = new Machine(1, OptionalDouble.of(100e9), 10e9);
    assertThat(machine.roofline(1000, 10, 20)).isCloseTo(0.5, within(1e-12));
    assertThat(machine.roofline(10, 100, 20)).isCloseTo(0.5, within(1e-12));
    assertThat(machine.roofline(0, 100, 40)).isCloseTo(0.25, within(1e-12));
    assertThat(machine.roofline(10, 100, 0)).isZero();
  }

  @Test
  void withoutARateOfOperationsOnlyBytesCount() {
    assertThat(new Machine(2, OptionalDouble.empty(), 10e9).roofline(1e9, 100, 20)).isCloseTo(0.5, within(1e-12));
  }
}
