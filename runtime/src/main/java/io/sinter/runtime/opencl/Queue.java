package io.sinter.runtime.opencl;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.sinter.runtime.device.Entry;
import io.sinter.runtime.device.Memory;
import io.sinter.runtime.device.Stream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A queue of commands that are done in order. The device is told to begin with the first command, then with the next
/// two, four and so on, so that it starts early and is not told too often.
final class Queue extends Owned implements Stream {
  private static final int FLUSH_AT_MOST_EVERY = 64;
  private static final long MAP_TO_READ = 1;

  private final Commands commands;
  private final Health health;
  private final boolean unified;
  private final Staging staging;
  private final MemorySegment global;
  private final MemorySegment local;
  private final MemorySegment pattern;
  private final MemorySegment status;
  private int waiting;
  private int enough = 1;

  Queue(OpenDevice device, long handle) {
    super(device, handle, Function.RELEASE_QUEUE);
    this.commands = device.commands();
    this.health = device.health();
    this.unified = device.description().capabilities().unifiedMemory();
    this.staging = new Staging(device, handle);
    var arena = Arena.ofAuto();
    this.global = arena.allocate(JAVA_LONG);
    this.local = arena.allocate(JAVA_LONG);
    this.pattern = arena.allocate(JAVA_LONG);
    this.status = arena.allocate(JAVA_INT);
  }

  private static long handle(Memory memory) {
    return ((Buffer) memory).handle();
  }

  @Override
  public void write(Memory to, long offset, MemorySegment from) {
    health.demand();
    long buffer = handle(to);
    for (long done = 0; done < from.byteSize();) {
      int bytes = staging.put(from, done);
      check(commands.write(handle(), buffer, offset + done, bytes, staging.sent(bytes)), "write to its memory");
      done += bytes;
    }
  }

  @Override
  public void read(Memory from, long offset, MemorySegment to) {
    health.demand();
    if (to.byteSize() == 0) {
      finish();
    } else if (unified) {
      map(handle(from), offset, to);
    } else {
      transfer(handle(from), offset, to);
    }
    done();
  }

  @SuppressWarnings("restricted")
  private void map(long buffer, long offset, MemorySegment to) {
    long bytes = to.byteSize();
    long pointer = commands.map(handle(), buffer, MAP_TO_READ, offset, bytes, status);
    health.check(status.get(JAVA_INT, 0), "read from its memory");
    MemorySegment.copy(MemorySegment.ofAddress(pointer).reinterpret(bytes), 0, to, 0, bytes);
    health.check(commands.unmap(handle(), buffer, pointer), "read from its memory");
  }

  private void transfer(long buffer, long offset, MemorySegment to) {
    try (var download = new Download(device, handle(), buffer, offset, to)) {
      download.run();
    }
  }

  @Override
  public void copy(Memory from, long offset, Memory to, long at, long bytes) {
    health.demand();
    if (bytes > 0) {
      check(commands.copy(handle(), handle(from), handle(to), offset, at, bytes), "copy in its memory");
    }
  }

  @Override
  public void fill(Memory to, long offset, long bytes, long value, int width) {
    health.demand();
    if (bytes > 0) {
      pattern.set(JAVA_LONG, 0, value);
      check(commands.fill(handle(), handle(to), pattern, width, offset, bytes), "fill its memory");
    }
  }

  @Override
  public void launch(Entry entry, long groups, int items) {
    health.demand();
    if (groups > 0) {
      var kernel = (BoundKernel) entry;
      global.set(JAVA_LONG, 0, groups * items);
      local.set(JAVA_LONG, 0, items);
      int result = commands.launch(handle(), kernel.handle(), global, local);
      if (result != Status.SUCCESS) {
        throw health.failure(result, "run " + groups + " groups of " + items + " of the kernel " + kernel.name());
      }
      asked();
    }
  }

  private void check(int result, String doing) {
    health.check(result, doing);
    asked();
  }

  private void asked() {
    waiting++;
    if (waiting >= enough) {
      flush();
    }
  }

  @Override
  public void flush() {
    health.check(device.library().on(Function.FLUSH, handle()), "begin");
    waiting = 0;
    enough = Math.min(2 * enough, FLUSH_AT_MOST_EVERY);
  }

  @Override
  public void finish() {
    health.demand();
    health.check(device.library().on(Function.FINISH, handle()), "finish its work");
    done();
  }

  /// Everything that was asked for has been done.
  private void done() {
    staging.clear();
    waiting = 0;
    enough = 1;
  }

  @Override
  void end() {
    device.library().on(Function.FINISH, handle());
    staging.close();
  }
}
