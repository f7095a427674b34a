package io.sinter.runtime.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.DeviceError;
import io.sinter.runtime.device.Capabilities;
import io.sinter.runtime.device.Capabilities.Kind;
import io.sinter.runtime.device.Description;
import io.sinter.runtime.device.Probe;
import io.sinter.runtime.device.Probe.Skipped;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OpenClProbeTest {
  @TempDir private Path folder;

  private Probe probe(FakeLibrary library) {
    var probe = new OpenClDriver(library, folder).probe();
    assertThat(library.thrown).isEmpty();
    return probe;
  }

  private static FakeFunctions machine(FakeFacts... devices) {
    return new FakeFunctions().with(FakeFacts.platform("Fake"), devices);
  }

  private static FakeFacts gpu() {
    return FakeFacts.device("gpu", FakeFacts.GPU);
  }

  /// Why the one device that there is cannot be used, after a change.
  private Skipped skipped(UnaryOperator<FakeFacts> change) {
    var probe = probe(new FakeLibrary(machine(change.apply(gpu()))));
    assertThat(probe.devices()).isEmpty();
    assertThat(probe.skipped()).hasSize(1);
    assertThat(probe.skipped().getFirst().what()).isEqualTo("gpu");
    return probe.skipped().getFirst();
  }

  private Skipped only(Probe probe) {
    assertThat(probe.devices()).isEmpty();
    assertThat(probe.skipped()).hasSize(1);
    return probe.skipped().getFirst();
  }

  @Test
  void withoutALibraryThePackagesToInstallAreNamed() {
    var skipped = only(new OpenClDriver(name -> Optional.empty(), folder).probe());
    assertThat(skipped.what()).isEqualTo("libOpenCL");
    assertThat(skipped.reason()).isEqualTo("There is no OpenCL library on this machine.");
    assertThat(skipped.remedy()).contains("ocl-icd-libopencl1", "pocl-opencl-icd");
  }

  @Test
  void functionsThatTheLibraryLacksAreNamed() {
    var skipped = only(probe(new FakeLibrary(machine(gpu()), "clEnqueueFillBuffer", "clEnqueueMarkerWithWaitList")));
    assertThat(skipped.reason())
        .isEqualTo("The OpenCL library lacks clEnqueueFillBuffer, clEnqueueMarkerWithWaitList.");
    assertThat(skipped.remedy()).contains("install");
  }

  @Test
  void aLibraryWithoutDriversSaysWhereDriversAreRegistered() {
    var none = new FakeLibrary(new FakeFunctions());
    assertThat(only(probe(none)).reason()).isEqualTo("The OpenCL library knows no driver.");
    none.fail("clGetPlatformIDs", -1001);
    assertThat(only(probe(none)).remedy()).contains(".icd", "pocl-opencl-icd");
  }

  @Test
  void aLibraryThatFailsIsSkippedWithItsStatus() {
    var library = new FakeLibrary(machine(gpu()));
    library.fail("clGetPlatformIDs", 0, -6);
    assertThat(only(probe(library)).reason()).contains("CL_OUT_OF_HOST_MEMORY (-6)");
  }

  @Test
  void aPlatformWithoutDevicesIsSkipped() {
    var library = new FakeLibrary(machine());
    assertThat(only(probe(library)).what()).isEqualTo("Fake");
    assertThat(only(probe(library)).reason()).isEqualTo("The platform has no device.");
    library.fail("clGetDeviceIDs", -34);
    assertThat(only(probe(library)).reason()).contains("CL_INVALID_CONTEXT (-34)");
  }

  @Test
  void devicesThatCannotBeUsedAreSkippedWithTheReason() {
    assertThat(skipped(f -> f.i32(FakeFacts.AVAILABLE, 0)).reason()).isEqualTo("The device is not available.");
    assertThat(skipped(f -> f.i32(FakeFacts.COMPILER, 0)).reason()).contains("no compiler");
    assertThat(skipped(f -> f.i32(FakeFacts.LITTLE_ENDIAN, 0)).reason()).contains("highest byte");
    assertThat(skipped(f -> f.text(FakeFacts.PROFILE, "EMBEDDED_PROFILE")).reason()).contains("EMBEDDED_PROFILE");
    assertThat(skipped(f -> f.text(FakeFacts.VERSION, "OpenCL 1.1 old")).reason())
        .isEqualTo("The device has 'OpenCL 1.1 old', and 1.2 is needed.");
    assertThat(skipped(f -> f.text(FakeFacts.VERSION, "nonsense")).reason()).contains("'nonsense'");
  }

  @Test
  void allDevicesOfAllPlatformsAreListedTheOneToPreferFirst() {
    var rough = FakeFacts.device("rough gpu", FakeFacts.GPU).i64(FakeFacts.F32, FakeFacts.F32_WITHOUT_DIVIDE);
    var broken = gpu().text(FakeFacts.NAME, "broken gpu").i32(FakeFacts.AVAILABLE, 0);
    var functions = new FakeFunctions()
        .with(FakeFacts.platform("First"), FakeFacts.device("dsp", FakeFacts.ACCELERATOR),
            FakeFacts.device("processor", FakeFacts.CPU), rough)
        .with(FakeFacts.platform("Second"), broken, gpu());
    var probe = probe(new FakeLibrary(functions));
    assertThat(probe.devices()).extracting(Description::name)
        .containsExactly("gpu", "rough gpu", "processor", "dsp");
    assertThat(probe.devices()).extracting(Description::number).containsExactly(0, 1, 2, 3);
    assertThat(probe.devices()).extracting(d -> d.capabilities().kind())
        .containsExactly(Kind.GPU, Kind.GPU, Kind.CPU, Kind.ACCELERATOR);
    assertThat(probe.devices()).extracting(Description::platform)
        .containsExactly("Second, OpenCL 3.0 fake", "First, OpenCL 3.0 fake", "First, OpenCL 3.0 fake",
            "First, OpenCL 3.0 fake");
    assertThat(probe.skipped()).extracting(Skipped::what).containsExactly("broken gpu");
  }

  private Capabilities capabilities(FakeFacts device) {
    return probe(new FakeLibrary(machine(device))).devices().getFirst().capabilities();
  }

  @Test
  void capabilitiesAreWhatTheDeviceSays() {
    assertThat(capabilities(gpu())).isEqualTo(new Capabilities(Kind.GPU, 4, 1 << 25, 1 << 24, 1 << 15, true, 256, 32,
        0, false, false, true, true, true, false));
    var processor = FakeFacts.device("processor", FakeFacts.CPU).i32(FakeFacts.LOCAL_TYPE, 2)
        .i32(FakeFacts.NATIVE_FLOATS, 16).i64(FakeFacts.F64, 0x3F).i32(FakeFacts.UNIFIED_MEMORY, 1)
        .text(FakeFacts.EXTENSIONS, "cl_khr_icd cl_khr_fp16").i64(FakeFacts.F32, FakeFacts.F32_WITHOUT_DIVIDE);
    assertThat(capabilities(processor)).isEqualTo(new Capabilities(Kind.CPU, 4, 1 << 25, 1 << 24, 1 << 15, false, 256,
        512, 0, true, true, true, true, false, true));
    assertThat(capabilities(processor).isExact()).isFalse();
  }

  @Test
  void fmaInSoftwareIsNone() {
    assertThat(capabilities(gpu().i64(FakeFacts.F32, 0xFF)).fma()).isFalse();
  }

  @Test
  void subgroupsCountWhereKernelsCanUseThemAndTheirSizeIsCertain() {
    var extension = "cl_khr_subgroups";
    assertThat(capabilities(gpu().i32(FakeFacts.SUBGROUPS, 8).i32(FakeFacts.WARP_OF_NVIDIA, 32)).subgroup()).isZero();
    assertThat(capabilities(gpu().text(FakeFacts.EXTENSIONS, extension).i32(FakeFacts.SUBGROUPS, 8)).subgroup())
        .isZero();
    var one = gpu().text(FakeFacts.EXTENSIONS, extension).i32(FakeFacts.SUBGROUPS, 8);
    assertThat(capabilities(one.i32(FakeFacts.WARP_OF_NVIDIA, 32)).subgroup()).isEqualTo(32);
    var several = gpu().text(FakeFacts.EXTENSIONS, extension).i32(FakeFacts.SUBGROUPS, 8);
    assertThat(capabilities(several.i64(FakeFacts.SIZES_OF_INTEL, 8, 16, 32)).subgroup()).isZero();
    assertThat(capabilities(gpu().text(FakeFacts.EXTENSIONS, extension).i32(FakeFacts.SUBGROUPS, 8)
        .i64(FakeFacts.SIZES_OF_INTEL, 16)).subgroup()).isEqualTo(16);
  }

  @Test
  void aDeviceThatIsOpenIsTheSameOneAndAClosedOneIsOpenedAgain() {
    var library = new FakeLibrary(machine(gpu()));
    var driver = new OpenClDriver(library, folder);
    var description = driver.probe().devices().getFirst();
    var device = driver.open(description);
    assertThat(driver.open(description)).isSameAs(device);
    device.close();
    assertThat(driver.open(description)).isNotSameAs(device);
    assertThat(library.thrown).isEmpty();
  }

  @Test
  void onlyWhatTheProbeHasFoundCanBeOpened() {
    var driver = new OpenClDriver(new FakeLibrary(machine(gpu())), folder);
    var other = new OpenClDriver(new FakeLibrary(machine(FakeFacts.device("other", FakeFacts.CPU))), folder);
    assertThatThrownBy(() -> driver.open(other.probe().devices().getFirst())).isInstanceOf(DeviceError.class)
        .hasMessageContaining("no such OpenCL device");
  }

  @Test
  void everyFunctionIsOneThatTheFakeHas() {
    var library = new FakeLibrary(machine());
    assertThat(Arrays.stream(Function.values()).map(f -> f.symbol)).allMatch(s -> library.find(s).isPresent());
  }
}
