package io.sinter.runtime.opencl;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.sinter.runtime.CompilerBug;
import io.sinter.runtime.device.Description;
import io.sinter.runtime.device.Device;
import io.sinter.runtime.device.Memory;
import io.sinter.runtime.device.Module;
import io.sinter.runtime.device.Stream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// A device with a context of its own.
final class OpenDevice implements Device {
  private static final long CONTEXT_PLATFORM = 0x1084;
  private static final int EVENT_STATUS = 0x11D3;

  private final Library library;
  private final Commands commands;
  private final Discovery.Found found;
  private final BinaryCache cache;
  private final Health health;
  private final long context;
  private final Set<Owned> owned = ConcurrentHashMap.newKeySet();
  private final StagingPool staging;
  private final AtomicBoolean closed = new AtomicBoolean();

  private OpenDevice(Library library, Discovery.Found found, BinaryCache cache, Health health, long context) {
    this.library = library;
    this.commands = new Commands(library);
    this.found = found;
    this.cache = cache;
    this.health = health;
    this.context = context;
    this.staging = new StagingPool(this);
  }

  static OpenDevice open(Library library, Discovery.Found found, BinaryCache cache) {
    try (var arena = Arena.ofConfined()) {
      var status = arena.allocate(JAVA_INT);
      long context = library.context(arena.allocateFrom(JAVA_LONG, CONTEXT_PLATFORM, found.platform(), 0),
          arena.allocateFrom(JAVA_LONG, found.device()), status);
      var health = new Health(found.description());
      health.check(status.get(JAVA_INT, 0), "open");
      return new OpenDevice(library, found, cache, health, context);
    }
  }

  Library library() {
    return library;
  }

  Commands commands() {
    return commands;
  }

  Health health() {
    return health;
  }

  BinaryCache cache() {
    return cache;
  }

  StagingPool staging() {
    return staging;
  }

  long context() {
    if (closed.get()) {
      throw new CompilerBug(description().name(), "A device is used after it was closed.");
    }
    return context;
  }

  /// The library's number of the device.
  long id() {
    return found.device();
  }

  /// Waits until an event is complete, and releases it.
  ///
  /// @return how its command has ended
  int await(MemorySegment event) {
    int status = commands.await(event);
    long handle = event.get(JAVA_LONG, 0);
    if (status == Status.CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST.code) {
      int ended = (int) new Facts(library, Function.GET_EVENT_INFO, handle).number(EVENT_STATUS);
      status = ended < 0 ? ended : status;
    }
    library.on(Function.RELEASE_EVENT, handle);
    return status;
  }

  void add(Owned object) {
    owned.add(object);
  }

  void remove(Owned object) {
    owned.remove(object);
  }

  boolean isClosed() {
    return closed.get();
  }

  @Override
  public Description description() {
    return found.description();
  }

  @Override
  public Memory allocate(long bytes) {
    return Buffer.of(this, bytes, Buffer.ORDINARY);
  }

  @Override
  public Stream newStream() {
    return new Queue(this, newQueue());
  }

  /// The handle of a fresh queue.
  long newQueue() {
    health.demand();
    try (var arena = Arena.ofConfined()) {
      var status = arena.allocate(JAVA_INT);
      long queue = library.queue(context(), id(), status);
      health.check(status.get(JAVA_INT, 0), "make a queue");
      return queue;
    }
  }

  @Override
  public Module build(String source, List<String> kernels) {
    health.demand();
    return new Building(this, source, kernels).module();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      owned.stream().filter(Queue.class::isInstance).forEach(Owned::close);
      staging.close();
      owned.forEach(Owned::close);
      library.on(Function.RELEASE_CONTEXT, context);
    }
  }
}
