package io.sinter.runtime.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.sinter.runtime.DeviceError;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.device.Capabilities.Kind;
import io.sinter.runtime.device.Probe.Skipped;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceChoiceTest {
  private static final Probe PROBE = new Probe(
      List.of(device(0, "Arc 770", "Intel OpenCL, 3.0"), device(1, "Arc", "Intel OpenCL, 3.0"),
          device(2, "cpu EPYC 7313", "Portable Computing Language, OpenCL 3.0 PoCL 3.1")),
      List.of(new Skipped("Old GPU", "It has OpenCL 1.1, and 1.2 is needed.", "install a newer driver"),
          new Skipped("Another", "It is not available.", "")));

  private static Description device(int number, String name, String platform) {
    return new Description(number, name, "someone", platform, "1", "OpenCL C 1.2",
        new Capabilities(Kind.GPU, 8, 1 << 30, 1 << 28, 1 << 15, true, 256, 32, 0, false, false, true, true, true,
            false));
  }

  private static int chosen(String wanted) {
    return DeviceChoice.named("opencl", PROBE, wanted).number();
  }

  @Test
  void theFirstDeviceIsPreferred() {
    assertThat(DeviceChoice.preferred("opencl", PROBE).number()).isZero();
  }

  @Test
  void aNumberIsThatOfADeviceNeverAPartOfAName() {
    assertThat(chosen("1")).isEqualTo(1);
    assertThatThrownBy(() -> chosen("770")).hasMessageStartingWith("The target 'opencl' has no such device.");
  }

  @Test
  void aPartOfANameOrPlatformIsEnoughInAnyCase() {
    assertThat(chosen("epyc")).isEqualTo(2);
    assertThat(chosen("pocl")).isEqualTo(2);
    assertThat(chosen("ARC 7")).isZero();
    assertThat(chosen("arc")).as("called exactly so").isEqualTo(1);
  }

  @Test
  void aWordThatFitsSeveralDevicesIsAnErrorThatListsThem() {
    assertThatThrownBy(() -> chosen("intel")).isInstanceOf(ModelError.class).hasMessage("""
        More than one device is called so.
        given: opencl:intel
        expected: opencl:0  Arc 770, Intel OpenCL
          opencl:1  Arc, Intel OpenCL
        try: name it by its number""");
  }

  @Test
  void anUnknownDeviceIsAnErrorThatSaysWhatThereIsAndWhatIsNot() {
    assertThatThrownBy(() -> chosen("9")).isInstanceOf(ModelError.class).hasMessage("""
        The target 'opencl' has no such device.
        given: opencl:9
        expected: opencl:0  Arc 770, Intel OpenCL
          opencl:1  Arc, Intel OpenCL
          opencl:2  cpu EPYC 7313, Portable Computing Language
          not Old GPU: It has OpenCL 1.1, and 1.2 is needed.
          not Another: It is not available.
        try: install a newer driver""");
  }

  @Test
  void withoutAnyDeviceTheErrorSaysWhatWouldEnableOne() {
    var none = new Probe(List.of(), PROBE.skipped());
    assertThatThrownBy(() -> DeviceChoice.named("opencl", none, "0"))
        .asInstanceOf(type(DeviceError.class)).satisfies(e -> {
          assertThat(e.reason()).isEqualTo(DeviceError.Reason.MISSING);
          assertThat(e).hasMessage("""
              There is no device for the target 'opencl'.
              given: Old GPU: It has OpenCL 1.1, and 1.2 is needed.
                Another: It is not available.
              try: install a newer driver""");
        });
    assertThatThrownBy(() -> DeviceChoice.preferred("opencl", new Probe(List.of(), List.of())))
        .hasMessage("There is no device for the target 'opencl'.\ngiven: nothing was found");
  }
}
