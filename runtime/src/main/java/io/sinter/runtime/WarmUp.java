package io.sinter.runtime;

import java.lang.ref.WeakReference;
import java.lang.reflect.Array;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// One background thread that calls the vector forms of kernels on arrays of its own until the JVM has compiled them,
/// and then lets each [TieredKernel] change over. Kernels take turns of a few milliseconds, so that the JVM's compiler
/// threads work on several at once. A kernel that the JVM has not compiled after [#EAGER_NANOS] of its own, as on a
/// busy machine, takes fewer turns; one that it has not compiled after [#LIMIT_NANOS] stays scalar.
public final class WarmUp {
  /// The package that generated vector forms live in, and nothing else: [#installDirectives] is about its methods.
  public static final String VECTOR_PACKAGE = "io.sinter.kernels.vector";

  private static final long SCALAR_NANOS = 2_000_000;
  private static final long VECTOR_NANOS = 8_000_000;
  private static final long EAGER_NANOS = 2_000_000_000;
  private static final long LIMIT_NANOS = 10 * EAGER_NANOS;
  private static final Duration REST = Duration.ofMillis(20);
  /// After so many calls and so much time the JVM has compiled what it will: a vector form that is slower stays so.
  private static final int MANY_CALLS = 20_000;
  private static final long MANY_NANOS = 500_000_000;
  /// How much faster than the first a rehearsal must become.
  private static final int COMPILED = 12;
  private static final int MOST_GROUPS = 64;
  private static final long LARGEST_BYTES = Runtime.getRuntime().maxMemory() / 8;

  private static final BlockingQueue<Trial> QUEUE = new LinkedBlockingQueue<>();

  static {
    Thread.ofPlatform().daemon().name("sinter-warm-up").priority(Thread.MIN_PRIORITY)
        .inheritInheritableThreadLocals(false).start(WarmUp::loop);
  }

  private WarmUp() {}

  static void submit(TieredKernel kernel) {
    QUEUE.add(new Trial(new WeakReference<>(kernel)));
  }

  /// Keeps the JVM's first compiler (C1) off the vector forms: it cannot compile some of them, and a method of which it
  /// has left an intermediate version stays there for ever. Needs the modules `java.management` and `jdk.management`;
  /// without them nothing happens. Takes effect once.
  ///
  /// @return whether the directive is in place
  public static boolean installDirectives() {
    return Directives.INSTALLED;
  }

  /// Installs when it is first asked for.
  private static final class Directives {
    static final boolean INSTALLED = install();

    private static boolean install() {
      try {
        return CompilerDirective.keepC1Off(VECTOR_PACKAGE);
      } catch (LinkageError e) {
        // There is no java.management here.
        return false;
      }
    }
  }

  private static void loop() {
    var scratch = new Scratch();
    while (true) {
      try {
        var trial = QUEUE.take();
        if (trial.spent() > EAGER_NANOS) {
          Thread.sleep(REST);
        }
        if (trial.turn(scratch)) {
          QUEUE.add(trial);
        }
        if (QUEUE.isEmpty()) {
          scratch = new Scratch();
        }
      } catch (InterruptedException e) {
        // Nobody has a reason to interrupt this thread.
      }
    }
  }

  /// Calls the vector form with loops of one iteration until such a call has become much faster than the first ones:
  /// the JVM counts calls, and short ones are over sooner.
  private static final class Rehearsal {
    private long first;
    private long spent;
    private boolean over;

    /// @return whether another turn is needed
    boolean turn(TieredKernel kernel, List<Call> calls) {
      var brief = calls.stream().filter(Call::isShort).toList();
      if (over || brief.isEmpty()) {
        return false;
      }
      long start = System.nanoTime();
      long now = start;
      do {
        for (var call : brief) {
          call.rehearse(kernel.vector());
        }
        long took = System.nanoTime() - now;
        now += took;
        first = first == 0 ? took : first;
        over = took < first / COMPILED;
      } while (!over && now - start < VECTOR_NANOS && !kernel.isSettled());
      spent += now - start;
      over |= spent > LIMIT_NANOS / 2;
      return !over;
    }
  }

  /// The attempt to warm up one kernel.
  private static final class Trial {
    private final WeakReference<TieredKernel> subject;
    private int samples;
    private long scalarBest = Long.MAX_VALUE;
    private long spent;
    private int wins;
    private int calls;
    private final Rehearsal rehearsal = new Rehearsal();

    Trial(WeakReference<TieredKernel> subject) {
      this.subject = subject;
    }

    long spent() {
      return spent + rehearsal.spent;
    }

    /// Goes on for a few milliseconds.
    ///
    /// @return whether another turn is needed
    boolean turn(Scratch scratch) {
      var kernel = subject.get();
      if (kernel == null || kernel.isSettled()) {
        return false;
      }
      installDirectives();
      List<Call> calls;
      try {
        calls = calls(kernel, scratch);
        if (calls.isEmpty()) {
          // Sizes so large compile within their first real launch.
          kernel.settle(kernel.vector());
          return false;
        }
        if (rehearsal.turn(kernel, calls)) {
          return true;
        }
        if (calls.size() != samples) {
          samples = calls.size();
          scalarBest = Long.MAX_VALUE;
          wins = 0;
        }
        scalarBest = Math.min(scalarBest, best(kernel, kernel.scalar(), calls, SCALAR_NANOS));
      } catch (RuntimeException | Error e) {
        // Made-up data does not suit this kernel, or memory is short: it has to become warm in real runs.
        kernel.settle(kernel.vector());
        return false;
      }
      try {
        decide(kernel, best(kernel, kernel.vector(), calls, VECTOR_NANOS));
      } catch (RuntimeException | Error e) {
        // Such as a JVM without the Vector API.
        kernel.settle(kernel.scalar());
      }
      return !kernel.isSettled();
    }

    private void decide(TieredKernel kernel, long vectorBest) {
      // Where memory is the limit the two come out equal.
      wins = vectorBest <= scalarBest + scalarBest / 4 ? wins + 1 : 0;
      if (wins > 2 || vectorBest < scalarBest / 4) {
        kernel.settle(kernel.vector());
      } else if (calls > MANY_CALLS && spent > MANY_NANOS || spent() > LIMIT_NANOS) {
        kernel.settle(kernel.scalar());
      }
    }

    private long best(TieredKernel kernel, KernelCode form, List<Call> several, long nanos) {
      long start = System.nanoTime();
      long best = Long.MAX_VALUE;
      long now = start;
      do {
        for (var call : several) {
          call.run(form);
        }
        calls += several.size();
        long then = now;
        now = System.nanoTime();
        best = Math.min(best, now - then);
      } while (now - start < nanos && !kernel.isSettled());
      spent += now - start;
      return best;
    }

    /// Empty when the sizes are too large to be repeated on arrays of our own.
    private static List<Call> calls(TieredKernel kernel, Scratch scratch) {
      var calls = new ArrayList<Call>();
      for (var sample : kernel.samples()) {
        var own = scratch.like(sample);
        if (scratch.bytes() > LARGEST_BYTES) {
          scratch.clear();
          return List.of();
        }
        calls.add(new Call(own, sample.arguments(), sample.few(), sample.groups()));
      }
      return calls;
    }
  }

  /// The first and the last group of a launch, which may take other paths, and a few in one call, so that the compiler
  /// does not believe that a call is about one group.
  private record Call(Object[] arrays, int[] arguments, int[] few, int groups) {
    boolean isShort() {
      return few.length > 0 && !Arrays.equals(few, arguments);
    }

    /// All groups, up to a number, with as few iterations as there can be.
    void rehearse(KernelCode form) {
      form.run(arrays, few, 0, Math.min(groups, MOST_GROUPS));
      if (groups > MOST_GROUPS) {
        form.run(arrays, few, groups - 1, groups);
      }
    }

    void run(KernelCode form) {
      form.run(arrays, arguments, 0, 1);
      if (groups > 1) {
        form.run(arrays, arguments, groups - 1, groups);
        form.run(arrays, arguments, 0, Math.min(groups, 3));
      }
    }
  }

  /// Scratch that all trials share, as long as the longest asked for. Whole numbers are 0 at each turn: they may be
  /// indices.
  private static final class Scratch {
    private final Map<Class<?>, List<Object>> byType = new HashMap<>();
    private long bytes;

    long bytes() {
      return bytes;
    }

    void clear() {
      byType.clear();
      bytes = 0;
    }

    Object[] like(TieredKernel.Sample sample) {
      var ordinals = new HashMap<Class<?>, Integer>();
      var arrays = new Object[sample.lengths().length];
      for (int i = 0; i < arrays.length && bytes <= LARGEST_BYTES; i++) {
        var type = sample.types().get(i);
        arrays[i] = array(type, ordinals.merge(type, 1, Integer::sum) - 1, sample.lengths()[i]);
      }
      return arrays;
    }

    private Object array(Class<?> type, int ordinal, int length) {
      var same = byType.computeIfAbsent(type, t -> new ArrayList<>());
      var old = ordinal < same.size() ? same.get(ordinal) : null;
      int had = old == null ? 0 : Array.getLength(old);
      if (old != null && had >= length) {
        zero(old);
        return old;
      }
      bytes += (long) (length - had) * size(type);
      if (bytes > LARGEST_BYTES) {
        return type;
      }
      var fresh = Array.newInstance(type.componentType(), length);
      if (old == null) {
        same.add(fresh);
      } else {
        same.set(ordinal, fresh);
      }
      return fresh;
    }

    private static int size(Class<?> type) {
      return type == double[].class || type == long[].class ? 8
          : type == short[].class ? 2 : type == byte[].class ? 1 : 4;
    }

    private static void zero(Object array) {
      switch (array) {
        case long[] a -> Arrays.fill(a, 0);
        case int[] a -> Arrays.fill(a, 0);
        case short[] a -> Arrays.fill(a, (short) 0);
        case byte[] a -> Arrays.fill(a, (byte) 0);
        default -> { }
      }
    }
  }
}
