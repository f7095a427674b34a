package io.sinter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.ir.kernel.Backend;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Target;
import io.sinter.runtime.DType;
import io.sinter.runtime.DeviceError;
import io.sinter.runtime.KernelSet;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.device.Capabilities;
import io.sinter.runtime.device.Capabilities.Kind;
import io.sinter.runtime.device.Description;
import io.sinter.runtime.device.Probe;
import io.sinter.runtime.device.Probe.Skipped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BackendsTest {
  /// Emits nothing; only what it finds matters.
  private record Fake(String name, Optional<Probe> probe, String device) implements Backend {
    Fake(String name) {
      this(name, Optional.empty(), "");
    }

    Fake(String name, Description... devices) {
      this(name, Optional.of(new Probe(List.of(devices), List.of(new Skipped("a toaster", "It bakes.", "")))), "");
    }

    @Override
    public Target target(int vectorBits) {
      return new Target(name, vectorBits, 16, Set.of(DType.F32));
    }

    @Override
    public byte[] emit(Kernel.Flat kernel) {
      throw new AssertionError();
    }

    @Override
    public String extension() {
      return name;
    }

    @Override
    public KernelSet load(Map<String, byte[]> kernels) {
      throw new AssertionError();
    }

    @Override
    public Backend on(String wanted) {
      return probe.isEmpty() ? Backend.super.on(wanted) : new Fake(name, probe, wanted);
    }
  }

  private static Description device(int number, String name, Kind kind, boolean exact) {
    return new Description(number, name, "someone", "platform", "1", "C", new Capabilities(
        kind, 8, 1 << 30, 1 << 28, 1 << 15, true, 256, 32, 0, false, false, true, true, exact, false));
  }

  private static Backends of(Description... devices) {
    return new Backends(List.of(new Fake("jvm"), new Fake("cl", devices)));
  }

  @Test
  void namesAreKnownWithoutDevices() {
    var all = of();
    assertThat(all.names()).containsExactly("cl", "jvm", "interpreter");
    assertThat(all.usable()).containsExactly("jvm", "interpreter");
    assertThat(of(device(0, "Arc", Kind.GPU, true)).usable()).containsExactly("cl", "jvm", "interpreter");
  }

  @Test
  void aColonNamesADevice() {
    var all = of(device(0, "Arc", Kind.GPU, true), device(1, "EPYC", Kind.CPU, true));
    assertThat(all.device("cl")).hasValueSatisfying(d -> assertThat(d.name()).isEqualTo("Arc"));
    assertThat(all.device("cl:epyc")).hasValueSatisfying(d -> assertThat(d.number()).isEqualTo(1));
    assertThat(all.device("jvm")).isEmpty();
    assertThat(all.device("interpreter")).isEmpty();
    assertThat(all.of("cl:epyc")).isInstanceOfSatisfying(Fake.class, f -> assertThat(f.device()).isEqualTo("epyc"));
    assertThat(all.of("cl")).isInstanceOfSatisfying(Fake.class, f -> assertThat(f.device()).isEmpty());
    assertThat(all.probe("cl:nothing")).as("the driver's whole answer").isPresent();
  }

  @Test
  void aTargetThatCannotBeIsAnError() {
    var all = of(device(0, "Arc", Kind.GPU, true));
    assertThatThrownBy(() -> all.require("gpu:0")).isInstanceOf(ModelError.class)
        .hasMessage("There is no target 'gpu'.\nexpected: one of cl, jvm, interpreter");
    assertThatThrownBy(() -> all.require("cl:")).isInstanceOf(ModelError.class)
        .hasMessage("The device of the target is not named.\ngiven: cl:\nexpected: cl or cl:NUMBER");
    for (var host : List.of("jvm", "interpreter")) {
      assertThatThrownBy(() -> all.device(host + ":0")).isInstanceOf(ModelError.class).hasMessage(
          "The target '" + host + "' has no devices to choose from.\ngiven: " + host + ":0\nexpected: " + host);
    }
    assertThatThrownBy(() -> all.of("jvm:0")).isInstanceOf(ModelError.class);
    assertThatThrownBy(() -> all.device("cl:1")).isInstanceOf(ModelError.class);
    assertThatThrownBy(() -> of().device("cl")).isInstanceOf(DeviceError.class).hasMessageContaining("It bakes.");
  }

  @Test
  void theFirstGpuWithTheSameBitsIsChosen() {
    assertThat(of(device(0, "Mali", Kind.GPU, false), device(1, "Arc", Kind.GPU, true), device(2, "B", Kind.GPU, true))
        .auto()).isEqualTo(new Targets.Choice("cl:1", "Arc is a GPU that gives the bits of every other target"));
  }

  @Test
  void otherwiseTheJvmIsChosenAndTheReasonTellsOfEachDevice() {
    assertThat(of(device(0, "Mali", Kind.GPU, false), device(1, "EPYC", Kind.CPU, true),
        device(2, "FPGA", Kind.ACCELERATOR, true)).auto()).isEqualTo(new Targets.Choice("jvm",
            "cl:0 (Mali) is a GPU that rounds differently; cl:1 (EPYC) is a processor, which the JVM uses without a "
                + "driver; cl:2 (FPGA) is no GPU; a toaster is skipped: It bakes"));
    assertThat(new Backends(List.of(new Fake("jvm"))).auto())
        .isEqualTo(new Targets.Choice("jvm", "no other target has a device"));
  }
}
