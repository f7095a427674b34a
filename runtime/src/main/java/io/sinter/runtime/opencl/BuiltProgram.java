package io.sinter.runtime.opencl;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.sinter.runtime.device.Entry;
import io.sinter.runtime.device.Module;
import java.lang.foreign.Arena;

/// A program object that has been built.
final class BuiltProgram extends Owned implements Module {
  BuiltProgram(OpenDevice device, long handle) {
    super(device, handle, Function.RELEASE_PROGRAM);
  }

  @Override
  public Entry entry(String kernel) {
    device.health().demand();
    try (var arena = Arena.ofConfined()) {
      var status = arena.allocate(JAVA_INT);
      long made = device.library().kernel(handle(), arena.allocateFrom(kernel), status);
      device.health().check(status.get(JAVA_INT, 0), "take the kernel " + kernel);
      return new BoundKernel(device, made, kernel);
    }
  }
}
