package io.sinter.runtime.opencl;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Blocks of host memory that a device transfers from and to at full speed; its streams borrow them.
final class StagingPool {
  /// Bytes of a block: large enough for transfers to run at full speed.
  static final int BLOCK = 1 << 20;

  private static final long MAP_READ_AND_WRITE = 3;

  private final OpenDevice device;
  private final List<Block> all = new ArrayList<>();
  private final ArrayDeque<Block> idle = new ArrayDeque<>();
  /// Of the pool's own, since a queue with work would keep a block waiting.
  private @Nullable Long queue;

  StagingPool(OpenDevice device) {
    this.device = device;
  }

  /// @param bytes the block as the host sees it
  record Block(Buffer buffer, MemorySegment bytes) {}

  synchronized Block take() {
    var block = idle.poll();
    return block == null ? fresh() : block;
  }

  /// @param block that no command reads any more
  synchronized void give(Block block) {
    idle.push(block);
  }

  @SuppressWarnings("restricted")
  private Block fresh() {
    if (queue == null) {
      queue = device.newQueue();
    }
    var buffer = Buffer.of(device, BLOCK, Buffer.STAGING);
    try (var arena = Arena.ofConfined()) {
      var status = arena.allocate(JAVA_INT);
      long pointer = device.commands().map(queue, buffer.handle(), MAP_READ_AND_WRITE, 0, BLOCK, status);
      device.health().check(status.get(JAVA_INT, 0), "share memory with the host");
      var block = new Block(buffer, MemorySegment.ofAddress(pointer).reinterpret(BLOCK));
      all.add(block);
      return block;
    } catch (RuntimeException | Error e) {
      buffer.close();
      throw e;
    }
  }

  /// When all streams are closed.
  synchronized void close() {
    if (queue != null) {
      for (var block : all) {
        device.commands().unmap(queue, block.buffer().handle(), block.bytes().address());
      }
      device.library().on(Function.FINISH, queue);
      device.library().on(Function.RELEASE_QUEUE, queue);
    }
  }
}
