package io.sinter.runtime.device;

import io.sinter.runtime.KernelCode;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Program.Launch;
import io.sinter.runtime.Violation;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One launch of a frame on a device. Arguments that are what they were last time are not set again.
final class DeviceLaunch implements KernelCode {
  private final Launch launch;
  private final KernelFile file;
  private final Entry entry;
  private final DeviceSession session;
  private final int atOnce;
  private final @Nullable Memory[] memories;
  private final int[] numbers;

  /// @param number stands for the launch in a mark; from 1
  /// @param atOnce how many groups may run at once
  DeviceLaunch(
      Launch launch, int number, KernelFile file, Entry entry, Memory marks, int atOnce, DeviceSession session) {
    this.launch = launch;
    this.file = file;
    this.entry = entry;
    this.session = session;
    this.atOnce = atOnce;
    this.memories = new Memory[launch.buffers().size() + launch.scratch().size()];
    this.numbers = new int[3 + launch.arguments().size()];
    entry.set(memories.length, marks);
    for (int i = 0; i < numbers.length; i++) {
      entry.set(memories.length + 1 + i, 0);
    }
    number(2, number);
  }

  private void number(int i, int value) {
    if (numbers[i] != value) {
      numbers[i] = value;
      entry.set(memories.length + 1 + i, value);
    }
  }

  @Override
  public void run(Object[] buffers, int[] arguments, int first, int end) {
    for (int i = 0; i < memories.length; i++) {
      var memory = ((DeviceArray) buffers[i]).memory();
      if (memories[i] != memory) {
        memories[i] = memory;
        entry.set(i, memory);
      }
    }
    number(0, first);
    number(1, end);
    for (int i = 0; i < arguments.length; i++) {
      number(3 + i, arguments[i]);
    }
    session.launch(entry, Math.min(end - first, atOnce), file.items(), !file.checks().isEmpty());
  }

  /// What a mark says that this launch has left.
  ModelError violation(int[] mark) {
    var check = file.checks().get(mark[1]);
    long bits = Integer.toUnsignedLong(mark[2]) | (long) mark[3] << 32;
    var violation = check.type().isFloat()
        ? Violation.of(Double.longBitsToDouble(bits), check.type(), check.sentence(), check.expected())
        : Violation.of(bits, check.type(), check.sentence(), check.expected());
    return violation.at(launch.origin());
  }

  void close() {
    entry.close();
    Arrays.fill(memories, null);
  }
}
