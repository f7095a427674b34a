package io.sinter.runtime.device;

import io.sinter.runtime.DeviceError;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/// The memory of one device, between uses: a piece that was let go serves the next one who wants about as much. Pieces
/// come in four sizes for each power of two, so at most a fifth of one is unused.
final class MemoryPool {
  private static final long SMALLEST = 256;
  private static final Map<Device, MemoryPool> POOLS = new HashMap<>();

  private final Device device;
  private final TreeMap<Long, ArrayDeque<Memory>> idle = new TreeMap<>();
  private final long mostIdle;
  private long idleBytes;
  private long inUse;
  private long inUseAtCollection;

  private MemoryPool(Device device) {
    this.device = device;
    this.mostIdle = device.description().capabilities().globalBytes() / 4;
  }

  static MemoryPool of(Device device) {
    synchronized (POOLS) {
      return POOLS.computeIfAbsent(device, MemoryPool::new);
    }
  }

  Device device() {
    return device;
  }

  /// How many bytes are in use.
  synchronized long inUse() {
    return inUse;
  }

  /// Memory of at least so many bytes. Where the device has none left, what is idle goes back to it, then what is
  /// garbage.
  ///
  /// @throws DeviceError when there is not as much
  Memory acquire(long bytes) {
    long size = sizeOf(bytes);
    synchronized (this) {
      var waiting = idle.get(size);
      if (waiting != null && !waiting.isEmpty()) {
        idleBytes -= size;
        inUse += size;
        return waiting.pop();
      }
    }
    collectNowAndThen(size);
    for (int attempt = 0; ; attempt++) {
      try {
        var memory = device.allocate(size);
        synchronized (this) {
          inUse += size;
        }
        return memory;
      } catch (DeviceError e) {
        if (e.reason() != DeviceError.Reason.MEMORY || attempt == 2) {
          throw e;
        }
        if (attempt == 1) {
          collect();
        }
        trim(0);
      }
    }
  }

  /// No work that uses the memory is under way.
  void release(Memory memory) {
    synchronized (this) {
      idle.computeIfAbsent(memory.bytes(), s -> new ArrayDeque<>()).push(memory);
      idleBytes += memory.bytes();
      inUse -= memory.bytes();
    }
    trim(mostIdle);
  }

  /// Gives idle memory back to the device, the largest pieces first, until no more than so much is left.
  synchronized void trim(long most) {
    for (Iterator<ArrayDeque<Memory>> bins = idle.descendingMap().values().iterator();
        idleBytes > most && bins.hasNext(); ) {
      var bin = bins.next();
      while (idleBytes > most && !bin.isEmpty()) {
        var memory = bin.pollLast();
        idleBytes -= memory.bytes();
        memory.close();
      }
    }
  }

  /// The JVM does not see how large the memory behind a garbage tensor is, so it is asked to look when an eighth of the
  /// device's memory has been handed out since.
  private void collectNowAndThen(long size) {
    synchronized (this) {
      inUseAtCollection = Math.min(inUseAtCollection, inUse);
      if (inUse + size - inUseAtCollection <= mostIdle / 2) {
        return;
      }
    }
    collect();
    synchronized (this) {
      inUseAtCollection = inUse;
    }
  }

  private static void collect() {
    System.gc();
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// How large a piece for so many bytes is: rounded up, but never above the largest there can be.
  long sizeOf(long bytes) {
    if (bytes <= SMALLEST) {
      return SMALLEST;
    }
    long quarter = Long.highestOneBit(bytes - 1) / 4;
    long size = (bytes + quarter - 1) / quarter * quarter;
    return Math.max(bytes, Math.min(size, device.description().capabilities().largestAllocation()));
  }
}
