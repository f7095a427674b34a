package io.sinter.codegen.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.ir.kernel.Target;
import io.sinter.runtime.DType;
import io.sinter.runtime.DeviceError;
import io.sinter.runtime.device.Capabilities;
import io.sinter.runtime.device.Capabilities.Kind;
import io.sinter.runtime.device.Description;
import io.sinter.runtime.device.Device;
import io.sinter.runtime.device.Driver;
import io.sinter.runtime.device.Probe;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What schedules are told of a device.
class OpenClBackendTest {
  private static Description device(int number, String name, Kind kind, int vectorBits, boolean f64) {
    var capabilities = new Capabilities(
        kind, 8, 1 << 30, 1 << 28, 1 << 15, true, 1024, vectorBits, 32, false, f64, true, true, true, false);
    return new Description(number, name, "someone", "a platform", "1", "OpenCL C 1.2", capabilities);
  }

  private static final List<Description> DEVICES = List.of(device(0, "Graphics", Kind.GPU, 32, false),
      device(1, "Narrow", Kind.CPU, 128, true), device(2, "Wide", Kind.CPU, 2048, true));

  private record Found(List<Description> devices) implements Driver {
    @Override
    public String name() {
      return "opencl";
    }

    @Override
    public Probe probe() {
      return new Probe(devices, List.of(new Probe.Skipped("another", "It is too old.", "install a newer one")));
    }

    @Override
    public Device open(Description device) {
      throw new AssertionError("nothing is opened to choose a schedule");
    }
  }

  private static Target target(String device) {
    return new OpenClBackend(() -> new Found(DEVICES)).on(device).target(0);
  }

  @Test
  void processorsGetThreadsWithWideVectors() {
    assertThat(target("narrow").vectorBits()).isEqualTo(128);
    assertThat(target("wide").vectorBits()).isEqualTo(512);
    assertThat(target("wide").hasItems()).isFalse();
    assertThat(new OpenClBackend(() -> new Found(DEVICES)).on("wide").target(256).vectorBits()).isEqualTo(256);
  }

  @Test
  void workItemsOfOtherDevicesShareTheWorkOfAGroup() {
    assertThat(target("graphics").group()).isEqualTo(new Target.Group(256, 1 << 15, 32));
    assertThat(new OpenClBackend(() -> new Found(DEVICES)).target(0)).isEqualTo(target("0"));
  }

  @Test
  void typesThatADeviceLacksAreNoTypesOfTheTarget() {
    assertThat(target("graphics").types()).doesNotContain(DType.F64, DType.STRING).contains(DType.F16, DType.BF16);
    assertThat(target("wide").types()).contains(DType.F64);
  }

  @Test
  void withoutADeviceTheErrorSaysWhatWasSkippedAndWhatToDo() {
    var backend = new OpenClBackend(() -> new Found(List.of()));
    assertThat(backend.name()).isEqualTo("opencl");
    assertThatThrownBy(() -> backend.target(0)).isInstanceOf(DeviceError.class).hasMessage("""
        There is no device for the target 'opencl'.
        given: another: It is too old.
        try: install a newer one""");
  }
}
