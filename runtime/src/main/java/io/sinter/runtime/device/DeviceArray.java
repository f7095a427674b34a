package io.sinter.runtime.device;

import io.sinter.runtime.DType;
import io.sinter.runtime.RemoteArray;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Elements in a device's memory, which goes back to the pool when this is released, or garbage.
final class DeviceArray implements RemoteArray {
  private static final Cleaner CLEANER = Cleaner.create();

  private final DType type;
  private final int length;
  private final Transfers transfers;
  private final Memory memory;
  private final Lease lease;
  private final Cleaner.Cleanable cleanable;

  /// The right to use a piece of memory, which ends once.
  private record Lease(AtomicReference<Memory> memory, MemoryPool pool) implements Runnable {
    @Override
    public void run() {
      var last = memory.getAndSet(null);
      if (last != null) {
        pool.release(last);
      }
    }
  }

  DeviceArray(DType type, int length, Memory memory, MemoryPool pool, Transfers transfers) {
    this.type = type;
    this.length = length;
    this.memory = memory;
    this.transfers = transfers;
    this.lease = new Lease(new AtomicReference<>(memory), pool);
    this.cleanable = CLEANER.register(this, lease);
  }

  @Override
  public DType type() {
    return type;
  }

  @Override
  public int length() {
    return length;
  }

  Memory memory() {
    return memory;
  }

  boolean isOf(MemoryPool pool) {
    return lease.pool == pool;
  }

  /// Ends the use of the memory, which the caller has then to give back; nothing where it has ended already.
  Optional<Memory> give() {
    var last = Optional.ofNullable(lease.memory.getAndSet(null));
    cleanable.clean();
    return last;
  }

  @Override
  public Object toHost(int count) {
    var array = type.newArray(count);
    if (count > 0) {
      transfers.read(memory, 0, segment(array));
    }
    return array;
  }

  /// A typed Java array as memory.
  static MemorySegment segment(Object array) {
    return switch (array) {
      case float[] a -> MemorySegment.ofArray(a);
      case double[] a -> MemorySegment.ofArray(a);
      case long[] a -> MemorySegment.ofArray(a);
      case int[] a -> MemorySegment.ofArray(a);
      case short[] a -> MemorySegment.ofArray(a);
      case byte[] a -> MemorySegment.ofArray(a);
      default -> throw new IllegalArgumentException(array.getClass() + " has no elements of a device");
    };
  }
}
