package io.sinter.runtime.opencl;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Bytes on their way to the host through two blocks: while one is transferred, the other one is copied.
final class Download implements AutoCloseable {
  private static final String DOING = "read from its memory";

  private final OpenDevice device;
  private final long queue;
  private final long buffer;
  private final long offset;
  private final MemorySegment to;
  private final Arena arena = Arena.ofConfined();
  /// Of two reads, where they are under way; else 0.
  private final MemorySegment events = arena.allocate(JAVA_LONG, 2);
  private final StagingPool.@Nullable Block[] blocks = new StagingPool.Block[2];

  Download(OpenDevice device, long queue, long buffer, long offset, MemorySegment to) {
    this.device = device;
    this.queue = queue;
    this.buffer = buffer;
    this.offset = offset;
    this.to = to;
  }

  void run() {
    int parts = Math.toIntExact((to.byteSize() - 1) / StagingPool.BLOCK + 1);
    begin(0);
    for (int part = 0; part < parts; part++) {
      if (part + 1 < parts) {
        begin(part + 1);
      }
      device.health().check(await(part), DOING);
      MemorySegment.copy(blocks[part % 2].bytes(), 0, to, at(part), bytes(part));
    }
  }

  private static long at(int part) {
    return (long) part * StagingPool.BLOCK;
  }

  private long bytes(int part) {
    return Math.min(StagingPool.BLOCK, to.byteSize() - at(part));
  }

  private MemorySegment event(int part) {
    return events.asSlice(part % 2 * JAVA_LONG.byteSize(), JAVA_LONG);
  }

  private void begin(int part) {
    if (part < blocks.length) {
      blocks[part] = device.staging().take();
    }
    device.health().check(device.commands().read(queue, buffer, offset + at(part), bytes(part),
        blocks[part % 2].bytes().address(), event(part)), DOING);
    device.health().check(device.library().on(Function.FLUSH, queue), DOING);
  }

  private int await(int part) {
    var event = event(part);
    int status = device.await(event);
    event.set(JAVA_LONG, 0, 0);
    return status;
  }

  /// Waits for what is under way, and gives the blocks back.
  @Override
  public void close() {
    for (int b = 0; b < blocks.length; b++) {
      if (event(b).get(JAVA_LONG, 0) != 0) {
        await(b);
      }
      if (blocks[b] != null) {
        device.staging().give(blocks[b]);
      }
    }
    arena.close();
  }
}
