package io.sinter.runtime.opencl;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.sinter.runtime.device.Entry;
import io.sinter.runtime.device.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A kernel object: a kernel with arguments.
final class BoundKernel extends Owned implements Entry {
  private final String name;
  private final Commands commands;
  /// Where the library reads an argument's value from; it keeps a copy.
  private final MemorySegment value = Arena.ofAuto().allocate(JAVA_LONG);

  BoundKernel(OpenDevice device, long handle, String name) {
    super(device, handle, Function.RELEASE_KERNEL);
    this.name = name;
    this.commands = device.commands();
  }

  String name() {
    return name;
  }

  @Override
  public void set(int argument, Memory memory) {
    value.set(JAVA_LONG, 0, ((Buffer) memory).handle());
    check(commands.set(handle(), argument, Long.BYTES, value), argument);
  }

  @Override
  public void set(int argument, int number) {
    value.set(JAVA_INT, 0, number);
    check(commands.set(handle(), argument, Integer.BYTES, value), argument);
  }

  private void check(int status, int argument) {
    if (status != Status.SUCCESS) {
      throw device.health().failure(status, "take argument " + argument + " of the kernel " + name);
    }
  }
}
