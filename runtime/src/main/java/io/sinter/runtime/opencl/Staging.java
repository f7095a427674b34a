package io.sinter.runtime.opencl;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Where a queue's writes take their bytes from: a few blocks, one filled after the other, so that the next bytes are
/// copied into one while the device transfers those of another. Only when all are under way does it wait.
final class Staging {
  private static final int BLOCKS = 4;
  private static final int ALIGNMENT = 64;

  private final OpenDevice device;
  private final long queue;
  /// Blocks whose bytes may still be read, with the event after which they are not.
  private final ArrayDeque<Sent> sent = new ArrayDeque<>();
  private final MemorySegment event = Arena.ofAuto().allocate(JAVA_LONG);
  private StagingPool.@Nullable Block block;
  private int used;

  private record Sent(StagingPool.Block block, long event) {}

  Staging(OpenDevice device, long queue) {
    this.device = device;
    this.queue = queue;
  }

  /// Copies the next bytes, as many as fit.
  ///
  /// @return how many, at least 1
  int put(MemorySegment from, long offset) {
    long wanted = Math.min(from.byteSize() - offset, StagingPool.BLOCK);
    if (block == null) {
      block = device.staging().take();
      used = 0;
    } else if (wanted > StagingPool.BLOCK - used) {
      next(block);
    }
    MemorySegment.copy(from, offset, block.bytes(), used, wanted);
    return (int) wanted;
  }

  /// Where the bytes of the last [#put] lie; the next ones come behind them.
  long sent(int bytes) {
    long pointer = block.bytes().address() + used;
    used = Math.min(StagingPool.BLOCK, used + bytes + ALIGNMENT - 1 & -ALIGNMENT);
    return pointer;
  }

  private void next(StagingPool.Block full) {
    device.health().check(device.commands().mark(queue, event), "mark a place in a queue");
    sent.add(new Sent(full, event.get(JAVA_LONG, 0)));
    block = null;
    used = 0;
    block = sent.size() < BLOCKS ? device.staging().take() : oldest();
  }

  private StagingPool.Block oldest() {
    var oldest = sent.remove();
    event.set(JAVA_LONG, 0, oldest.event());
    device.health().check(device.await(event), "transfer bytes");
    return oldest.block();
  }

  /// Everything that was asked for has been done.
  void clear() {
    used = 0;
    while (!sent.isEmpty()) {
      var done = sent.remove();
      device.library().on(Function.RELEASE_EVENT, done.event());
      device.staging().give(done.block());
    }
  }

  /// Gives all blocks back; everything has been done.
  void close() {
    clear();
    if (block != null) {
      device.staging().give(block);
      block = null;
    }
  }
}
