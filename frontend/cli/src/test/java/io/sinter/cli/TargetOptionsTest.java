package io.sinter.cli;

import static io.sinter.cli.Cli.DIGITS;
import static io.sinter.cli.Cli.MODEL;
import static io.sinter.cli.Cli.sinter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.sinter.Targets;
import io.sinter.runtime.device.Description;
import io.sinter.runtime.device.KernelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `--target` with devices. Tests that need one are skipped, with a line that says so, where there is none.
class TargetOptionsTest {
  private static final String OPENCL = "opencl";
  private static final Path SAMPLES = DIGITS.resolve("samples.npy");

  @TempDir private Path folder;

  private static Description device() {
    assumeTrue(Targets.usable().contains(OPENCL), () -> "skipped: there is no OpenCL device");
    return Targets.device(OPENCL).orElseThrow();
  }

  @Test
  void autoSaysWhatItPicksAndWhy() {
    var choice = Targets.auto();
    var run = sinter("run", MODEL, "--input", SAMPLES, "--target", "auto");
    assertThat(run.err()).isEqualTo("note: target " + choice.target() + ": " + choice.why() + "\n");
    assertThat(run.lastLine()).isEqualTo("12 of 12 right");
  }

  @Test
  void aTargetWithoutSuchADeviceIsAnErrorBeforeAnythingIsRead() {
    var run = sinter("run", "nowhere.onnx", "--target", "opencl:no such device");
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).startsWith(Targets.usable().contains(OPENCL)
        ? "The target 'opencl' has no such device.\ngiven: opencl:no such device\nexpected: opencl:0"
        : "There is no device for the target 'opencl'.\ngiven: ");
    var host = sinter("bench", "nowhere.onnx", "--target", "jvm:0");
    assertThat(host.code()).isEqualTo(ExitCode.USAGE);
    assertThat(host.err()).startsWith("The target 'jvm' has no devices to choose from.");
  }

  @Test
  void aDeviceIsNamedByItsNumberOrItsName() {
    var device = device();
    for (var target : new String[] {OPENCL, "opencl:" + device.number(), "opencl:" + device.name()}) {
      var run = sinter("run", MODEL, "--input", SAMPLES, "--target", target);
      assertThat(run.lastLine()).as(run.err()).isEqualTo("12 of 12 right");
      assertThat(run.err()).isEmpty();
    }
  }

  @Test
  void aDeviceComparesWithTheInterpreter() {
    device();
    var compare = sinter("compare", MODEL, "--targets", "opencl,interpreter", "--dim", "batch=3");
    assertThat(compare.out()).startsWith("opencl and the interpreter agree in all ");
  }

  @Test
  void aDeviceWithTheSameBitsAgreesWithTheJvmInEveryLaunch() {
    assumeTrue(device().capabilities().isExact(), "skipped: the OpenCL device rounds differently");
    var compare = sinter("compare", MODEL, "--targets", "jvm,opencl", "--dim", "batch=3");
    assertThat(compare.out()).matches("jvm and opencl agree to the bit in all \\d+ launches\n");
  }

  @Test
  void aBenchNamesTheDevice() throws IOException {
    var name = device().name();
    var json = folder.resolve("bench.json");
    var timeline = folder.resolve("timeline.json");
    var bench = sinter("bench", MODEL, "--target", OPENCL, "--runs", "2", "--json", json, "--timeline", timeline);
    assertThat(bench.lines().getFirst()).isEqualTo(MODEL + " on opencl, " + name);
    assertThat(new Gson().fromJson(Files.readString(json), JsonObject.class).get("device").getAsString())
        .isEqualTo(name);
    assertThat(Files.readString(timeline)).contains("convolution_relu_1");
  }

  @Test
  void theCodeOfADeviceIsText() {
    device();
    var code = sinter("inspect", MODEL, "--stage", "code", "--target", OPENCL, "--kernel", "convolution_relu_1");
    assertThat(code.out()).startsWith("//! items\t").contains("kernel ", "get_group_id(0)");
  }

  @Test
  void aCompiledModelHoldsTheSourceOfADevice() throws IOException {
    device();
    var file = folder.resolve("digits.zip");
    assertThat(sinter("compile", MODEL, "-o", file, "--target", OPENCL).code()).isZero();
    try (var zip = new ZipFile(file.toFile())) {
      var kernel = zip.getInputStream(zip.getEntry("kernels/convolution_relu_1.cl")).readAllBytes();
      assertThat(KernelFile.parse(kernel).source()).contains("kernel ");
    }
  }
}
