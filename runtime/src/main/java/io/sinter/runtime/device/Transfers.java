package io.sinter.runtime.device;

import java.lang.foreign.MemorySegment;

/// Copies between the host and a device outside of runs: of weights when a model is loaded, and of results that
/// somebody looks at. All work on the memory has ended. Safe for many threads.
final class Transfers {
  private final Stream stream;

  Transfers(Stream stream) {
    this.stream = stream;
  }

  synchronized void write(Memory to, MemorySegment from) {
    stream.write(to, 0, from);
    stream.finish();
  }

  synchronized void read(Memory from, long offset, MemorySegment to) {
    stream.read(from, offset, to);
  }
}
