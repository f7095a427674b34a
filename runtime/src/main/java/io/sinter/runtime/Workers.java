package io.sinter.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The threads of this process that run the groups of kernels: one pool for all models.
///
/// The caller always works itself, and takes whatever no worker has started yet, so a call makes progress even when all
/// workers are busy with other calls, and calls may nest. A worker that has nothing to do spins for a moment, because
/// the next launch of a model usually follows within microseconds, and then parks. Nothing spins where a cgroup quota
/// limits this process, nor do workers for which there is no core.
public final class Workers {
  private static final int LARGEST_POOL = 256;
  private static final int CHUNKS_PER_THREAD = 8;
  private static final int CORES = Runtime.getRuntime().availableProcessors();
  private static final long SPIN_NANOS = CpuQuota.present() ? 0 : 80_000;
  /// Stands in a worker's slot while it works.
  private static final Job BUSY = new Job((worker, first, end) -> {});

  private static volatile Worker[] pool = {};

  private Workers() {}

  /// Work that is split into groups.
  @FunctionalInterface
  public interface Body {
    /// Does the groups `first` (inclusive) to `end` (exclusive).
    ///
    /// @param worker which of the call's threads this is, from 0 (the caller); no two threads of a call share one
    void run(int worker, int first, int end);
  }

  /// Runs all groups, on the calling thread and up to `threads - 1` workers, and returns when all are done. Which
  /// thread does which groups is left to chance.
  ///
  /// With one thread or one group the body runs once, in the caller.
  ///
  /// What the body throws reaches the caller: the first exception, with those of other threads suppressed in it. Groups
  /// not started by then are left out.
  public static void parallel(int threads, int groups, Body body) {
    new Job(body).parallel(threads, groups);
  }

  /// What `each` makes of every item, in their order, on as many threads as there are cores.
  public static <A, B> List<B> map(List<A> items, Function<A, B> each) {
    var made = new AtomicReferenceArray<B>(items.size());
    parallel(CORES, items.size(), (worker, first, end) -> {
      for (int i = first; i < end; i++) {
        made.set(i, each.apply(items.get(i)));
      }
    });
    return IntStream.range(0, items.size()).mapToObj(made::get).toList();
  }

  private static Worker[] pool(int size) {
    var workers = pool;
    return workers.length >= Math.min(size, LARGEST_POOL) ? workers : grow(Math.min(size, LARGEST_POOL));
  }

  private static synchronized Worker[] grow(int size) {
    var old = pool;
    var workers = Arrays.copyOf(old, Math.max(old.length, size));
    for (int i = old.length; i < workers.length; i++) {
      workers[i] = new Worker(i + 1 < CORES ? SPIN_NANOS : 0);
      Thread.ofPlatform().daemon().name("sinter-worker-" + (i + 1)).inheritInheritableThreadLocals(false)
          .start(workers[i]);
    }
    pool = workers;
    return workers;
  }

  /// Calls of one body, one at a time.
  static final class Job {
    private final AtomicLong next = new AtomicLong();
    private final AtomicInteger entered = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Body body;
    private @Nullable Thread caller;
    private int groups;
    private int chunk;
    private Worker[] asked = {};

    Job(Body body) {
      this.body = body;
    }

    /// As [Workers#parallel].
    void parallel(int threads, int groups) {
      if (threads < 1 || groups < 0) {
        throw new IllegalArgumentException(threads + " threads, " + groups + " groups");
      }
      int helpers = Math.min(threads, groups) - 1;
      if (groups == 0) {
        return;
      }
      if (helpers <= 0) {
        body.run(0, 0, groups);
        return;
      }
      begin(threads, groups);
      int count = ask(helpers);
      work(0);
      int started = 0;
      for (int i = 0; i < count; i++) {
        started += asked[i].takeBack(this) ? 0 : 1;
      }
      await(started);
      rethrow();
    }

    /// The workers that took part before have left, so nobody else looks.
    private void begin(int threads, int all) {
      caller = Thread.currentThread();
      groups = all;
      chunk = Math.max(1, all / (threads * CHUNKS_PER_THREAD));
      next.set(0);
      entered.set(0);
      left.set(0);
      failure.set(null);
    }

    /// Gives how many workers may take part.
    private int ask(int helpers) {
      var workers = pool(helpers);
      int most = Math.min(helpers, workers.length);
      if (asked.length < most) {
        asked = new Worker[most];
      }
      int count = 0;
      for (int i = 0; i < workers.length && count < most; i++) {
        if (workers[i].offer(this)) {
          asked[count++] = workers[i];
        }
      }
      return count;
    }

    void work(int worker) {
      try {
        for (long first; (first = next.getAndAdd(chunk)) < groups; ) {
          body.run(worker, (int) first, (int) Math.min(first + chunk, groups));
        }
      } catch (Throwable t) {
        next.set(groups);
        var earlier = failure.compareAndExchange(null, t);
        if (earlier != null && earlier != t) {
          earlier.addSuppressed(t);
        }
      }
    }

    /// Waits until `started` workers have left.
    void await(int started) {
      if (left.get() == started) {
        return;
      }
      long spinUntil = System.nanoTime() + SPIN_NANOS;
      boolean interrupted = false;
      while (left.get() != started) {
        if (SPIN_NANOS > 0 && System.nanoTime() < spinUntil) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
          interrupted |= Thread.interrupted();
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    void leave() {
      var waiting = caller;
      left.incrementAndGet();
      LockSupport.unpark(waiting);
    }

    void rethrow() {
      switch (failure.get()) {
        case null -> { }
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable t -> throw new AssertionError("a body threw a checked exception", t);
      }
    }
  }

  /// A thread's loop. Its slot is empty when it is idle, holds a job that it is asked to take part in, or [#BUSY].
  private static final class Worker implements Runnable {
    private final AtomicReference<@Nullable Job> slot = new AtomicReference<>();
    private final long spinNanos;
    private volatile @Nullable Thread parked;

    Worker(long spinNanos) {
      this.spinNanos = spinNanos;
    }

    boolean offer(Job job) {
      if (slot.get() != null || !slot.compareAndSet(null, job)) {
        return false;
      }
      LockSupport.unpark(parked);
      return true;
    }

    boolean takeBack(Job job) {
      return slot.compareAndSet(job, null);
    }

    @Override
    public void run() {
      while (true) {
        await();
        takePart();
      }
    }

    private void takePart() {
      var job = slot.get();
      if (job == null || !slot.compareAndSet(job, BUSY)) {
        return;
      }
      job.work(job.entered.incrementAndGet());
      slot.set(null);
      job.leave();
    }

    /// Spins, then parks, until there is a job, or was one.
    private void await() {
      for (long until = System.nanoTime() + spinNanos; spinNanos > 0 && System.nanoTime() < until; ) {
        for (int i = 0; i < 32; i++) {
          if (slot.get() != null) {
            return;
          }
          Thread.onSpinWait();
        }
      }
      parked = Thread.currentThread();
      while (slot.get() == null) {
        LockSupport.park(this);
        Thread.interrupted();
      }
      parked = null;
    }
  }
}
