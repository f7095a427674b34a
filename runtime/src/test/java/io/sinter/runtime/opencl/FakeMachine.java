package io.sinter.runtime.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.runtime.device.Device;
import java.nio.file.Path;

/// One open fake device behind a library, which counts from the moment on at which it is open.
final class FakeMachine implements AutoCloseable {
  final FakeFunctions functions;
  final FakeLibrary library;
  final Device device;

  FakeMachine(Path cache, FakeFacts facts) {
    functions = new FakeFunctions().with(FakeFacts.platform("Fake"), facts);
    library = new FakeLibrary(functions);
    var driver = new OpenClDriver(library, cache);
    device = driver.open(driver.probe().devices().getFirst());
    library.calls.clear();
    functions.options.clear();
    functions.objects.forgetFormer();
  }

  /// A GPU with memory of its own.
  static FakeMachine gpu(Path cache) {
    return new FakeMachine(cache, FakeFacts.device("gpu", FakeFacts.GPU));
  }

  /// A processor, which has the memory of the host.
  static FakeMachine processor(Path cache) {
    return new FakeMachine(cache, FakeFacts.device("processor", FakeFacts.CPU).i32(FakeFacts.UNIFIED_MEMORY, 1));
  }

  /// Checks that all has been released, each thing once.
  @Override
  public void close() {
    device.close();
    assertThat(functions.objects.alive()).isEmpty();
    assertThat(functions.objects.wrong()).isZero();
    assertThat(library.thrown).isEmpty();
  }
}
