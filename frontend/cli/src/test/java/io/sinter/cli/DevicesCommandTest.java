package io.sinter.cli;

import static io.sinter.cli.Cli.sinter;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.sinter.Targets;
import io.sinter.runtime.device.Capabilities;
import io.sinter.runtime.device.Capabilities.Kind;
import io.sinter.runtime.device.Description;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevicesCommandTest {
  @TempDir private Path folder;

  private static Description device(boolean plain) {
    return new Description(1, "Arc", "Intel", "Intel OpenCL,  3.0", "24.1", "OpenCL C 1.2", plain
        ? new Capabilities(
            Kind.GPU, 32, 1L << 34, 1L << 32, 65536, true, 1024, 32, 16, true, true, true, true, true, false)
        : new Capabilities(
            Kind.CPU, 4, 3 << 29, 1 << 28, 1 << 20, false, 64, 128, 0, false, false, false, false, false, true));
  }

  @Test
  void everyTargetIsListedWithWhatItRunsOn() {
    var devices = sinter("devices");
    assertThat(devices.code()).isZero();
    assertThat(devices.err()).isEmpty();
    Targets.names().forEach(name -> assertThat(devices.lines()).anyMatch(l -> l.startsWith(name + " ")));
    assertThat(devices.lines()).anyMatch(l -> l.matches("auto +" + Targets.auto().target() + ", because .+"));
    for (var target : Targets.names()) {
      Targets.probe(target).ifPresent(probe -> {
        probe.devices().forEach(d ->
            assertThat(devices.lines()).contains(target + ":" + d.number() + "  " + d.name()));
        probe.skipped().forEach(s -> assertThat(devices.out()).contains(s.what() + ": " + s.reason()));
      });
    }
  }

  @Test
  void theSameIsWrittenAsJson() throws IOException {
    var file = folder.resolve("devices.json");
    assertThat(sinter("devices", "--json", file).code()).isZero();
    var json = new Gson().fromJson(Files.readString(file), JsonObject.class);
    assertThat(json.getAsJsonArray("targets").asList())
        .extracting(t -> t.getAsJsonObject().get("name").getAsString()).containsExactlyElementsOf(Targets.names());
    assertThat(json.getAsJsonObject("auto").get("target").getAsString()).isEqualTo(Targets.auto().target());
    var found = Targets.names().stream().flatMap(t -> Targets.probe(t).stream())
        .flatMap(p -> p.devices().stream()).map(Description::name).toList();
    assertThat(json.getAsJsonArray("devices").asList())
        .extracting(d -> d.getAsJsonObject().get("name").getAsString()).containsExactlyElementsOf(found);
  }

  @Test
  void aDeviceIsShownInLinesOfALabelAndAText() {
    assertThat(new DeviceText("opencl", device(true)).toString().replace("\r\n", "\n")).isEqualTo("""
        opencl:1  Arc
          platform  Intel OpenCL, 3.0
          driver    24.1, OpenCL C 1.2
          kind      GPU of Intel, 32 compute units
          memory    16 GB, 4 GB in one array
          groups    1024 work items at most, which share 64 KB of fast memory
          vectors   scalars only, subgroups of 16
          types     f32, f64, f16
          results   the bits of every other target
        """);
  }

  @Test
  void aDeviceSaysWhatItLacks() {
    var text = new DeviceText("opencl", device(false)).toString();
    assertThat(text).contains("processor of Intel", "1.5 GB, the host's, 256 MB in one array",
        "1 MB of memory, no faster than the rest", "128 bits, no subgroups", "f32, no f64, f16 computed in f32",
        "may differ from other targets in the last digits: without denormals, fma, correctly rounded division");
    assertThat(new DeviceText("opencl", device(false)).json().asMap()).hasEntrySatisfying("target",
        t -> assertThat(t.getAsString()).isEqualTo("opencl:1")).extractingByKey("exact")
        .extracting(JsonElement::getAsBoolean).isEqualTo(false);
  }
}
