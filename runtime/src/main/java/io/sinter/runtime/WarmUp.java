package io.sinter.runtime;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// One background thread that calls the vector forms of kernels on arrays of its own until the JVM has compiled them,
/// and then lets each [TieredKernel] change over. Kernels take turns of a few milliseconds, so that the JVM's compiler
/// threads work on several at once. A kernel that the JVM has not compiled after [#EAGER_NANOS] of its own, as on a
/// busy machine, takes fewer turns; one that it has not compiled after [#LIMIT_NANOS] is ready as a scalar one, and
/// takes few turns until [#END_NANOS]. The JVM compiles what it has seen until then, and on a busy machine that may be
/// too little: a vector form that was compiled and lost is loaded anew and tried again, [#RENEWALS] times.
public final class WarmUp {
  /// The package that generated vector forms live in, and nothing else: [#installDirectives] is about its methods.
  public static final String VECTOR_PACKAGE = "io.sinter.kernels.vector";

  private static final long SCALAR_NANOS = 1_000_000;
  private static final long VECTOR_NANOS = 2_000_000;
  private static final long EAGER_NANOS = 2_000_000_000;
  private static final long LIMIT_NANOS = 3 * EAGER_NANOS / 2;
  private static final long END_NANOS = 3 * EAGER_NANOS;
  private static final int RENEWALS = 2;
  /// How long calls without work wait for the JVM's compiler.
  private static final long WAITED_NANOS = 5_000_000_000L;
  private static final long REST_NANOS = 20_000_000;
  /// After so many calls and so much time a compiled vector form that is slower stays so.
  private static final int MANY_CALLS = 20_000;
  private static final long MANY_NANOS = 500_000_000;
  /// How much faster than the first a rehearsal must become.
  private static final int COMPILED = 12;
  /// How much faster it is at least in a form that the JVM has compiled.
  private static final int NOTICEABLE = 4;
  /// How many calls without work it takes until the JVM looks at a method's branches, and until it compiles.
  private static final int NOTICED = 512;
  private static final int HOT = 6000;
  private static final int AGAIN = 256;
  /// How often a kernel does some work between those, so that the JVM knows all its branches, and for how long. Few
  /// times: what it has counted less than 40 times the JVM takes for no profile and leaves no branch out, and each call
  /// of a vector method that is not compiled yet costs the compiler a version of that method by itself.
  private static final int WORKED = 4;
  private static final long WORKED_NANOS = 6_000_000;
  private static final long GLANCE_NANOS = 1_000_000;
  /// How many times as long as a turn took a kernel that is ready waits for the next one.
  private static final long CALM = 20;

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

  /// Nanoseconds that this thread has worked: on a busy machine it has a part of the processor only, as the JVM's
  /// compiler has. Where that is not known, nanoseconds.
  private static long worked() {
    try {
      return Math.max(0, OwnTime.OF_THREADS.getCurrentThreadCpuTime());
    } catch (LinkageError e) {
      return System.nanoTime();
    }
  }

  /// Loaded when it is first asked for; missing without the module `java.management`.
  private static final class OwnTime {
    static final ThreadMXBean OF_THREADS = ManagementFactory.getThreadMXBean();
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
        if (trial.rests()) {
          Thread.sleep(Duration.ofNanos(GLANCE_NANOS));
        }
        if (trial.rests() || trial.turn(scratch)) {
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

  /// Has the JVM compile a vector form soon: thousands of calls without work, for the JVM counts calls, and a few
  /// with loops of one iteration. Over when such a call has become much faster than the first ones, or faster than one
  /// of the scalar form, or was waited for long enough: a call without work may be as slow as before.
  private static final class Rehearsal {
    private long first = Long.MAX_VALUE;
    private long spent;
    private long since;
    private boolean called;
    private boolean over;

    /// Whether all that is left is to wait for the JVM's compiler.
    boolean waits() {
      return called && !over;
    }

    /// @return whether another turn is needed
    boolean turn(TieredKernel kernel, List<Call> calls) {
      if (over) {
        return false;
      }
      long start = worked();
      if (!called) {
        idle(kernel.vector(), NOTICED);
        work(kernel.vector(), calls, start);
        idle(kernel.vector(), HOT);
        called = true;
        since = System.nanoTime();
      } else {
        // The longer the queue of its compiler, the more calls the JVM wants to see.
        idle(kernel.vector(), AGAIN);
        long took = glance(kernel.vector(), calls);
        over = took < first / COMPILED
            || took < Math.min(glance(kernel.scalar(), calls), glance(kernel.scalar(), calls));
      }
      spent += worked() - start;
      over |= spent > EAGER_NANOS || System.nanoTime() - since > WAITED_NANOS;
      return !over;
    }

    /// Whether a call has become so much faster that the JVM must have compiled the form; one that is not is called on.
    boolean isCompiled(KernelCode form, List<Call> calls) {
      boolean compiled = glance(form, calls) < first / NOTICEABLE;
      over &= compiled || spent > EAGER_NANOS;
      return compiled;
    }

    private static void idle(KernelCode form, int times) {
      for (int i = 0; i < times; i++) {
        form.idle();
      }
    }

    private void work(KernelCode form, List<Call> calls, long start) {
      for (int i = 0; i < WORKED && (i < 2 || worked() - start < WORKED_NANOS); i++) {
        calls.forEach(call -> call.rehearse(form));
        first = Math.min(first, glance(form, calls));
      }
    }

    /// Takes the first and the last group: a method that the JVM sees without work for long loses its branches.
    private static long glance(KernelCode form, List<Call> calls) {
      long start = System.nanoTime();
      calls.getFirst().glance(form);
      return System.nanoTime() - start;
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
    private int renewals;
    private long rested = System.nanoTime();
    private boolean over;
    private Rehearsal rehearsal = new Rehearsal();

    Trial(WeakReference<TieredKernel> subject) {
      this.subject = subject;
    }

    long spent() {
      return spent + rehearsal.spent;
    }

    boolean waits() {
      return rehearsal.waits();
    }

    /// Whether it is too early for another turn. A kernel that is ready disturbs runs little.
    boolean rests() {
      return System.nanoTime() - rested < 0;
    }

    /// Goes on for a few milliseconds.
    ///
    /// @return whether another turn is needed
    boolean turn(Scratch scratch) {
      var kernel = subject.get();
      if (kernel == null || kernel.isAbandoned()) {
        return false;
      }
      long start = System.nanoTime();
      boolean again = turn(kernel, scratch);
      long end = System.nanoTime();
      rested = end + (kernel.isSettled() ? CALM * (end - start)
          : waits() ? GLANCE_NANOS : spent() > EAGER_NANOS ? REST_NANOS : 0);
      return again;
    }

    private boolean turn(TieredKernel kernel, Scratch scratch) {
      installDirectives();
      List<Call> calls;
      try {
        calls = calls(kernel, scratch);
        if (calls.isEmpty()) {
          // Sizes so large compile within their first real launch.
          kernel.settle(kernel.vector());
          return false;
        }
        if (calls.size() != samples) {
          samples = calls.size();
          scalarBest = Long.MAX_VALUE;
          wins = 0;
        }
        if (!waits()) {
          scalarBest = Math.min(scalarBest, best(kernel, kernel.scalar(), calls, SCALAR_NANOS));
        }
      } catch (RuntimeException | Error e) {
        // Made-up data does not suit this kernel, or memory is short: it has to become warm in real runs.
        kernel.settle(kernel.vector());
        return false;
      }
      try {
        if (rehearsal.turn(kernel, calls)) {
          return true;
        }
        decide(kernel, best(kernel, kernel.vector(), calls, VECTOR_NANOS), calls);
      } catch (RuntimeException | Error e) {
        // Such as a JVM without the Vector API.
        kernel.settle(kernel.scalar());
        over = true;
      }
      return !over;
    }

    private void decide(TieredKernel kernel, long vectorBest, List<Call> several) {
      // Where memory is the limit the two come out equal.
      wins = vectorBest <= scalarBest + scalarBest / 4 ? wins + 1 : 0;
      if (wins > 2 || vectorBest < scalarBest / 4) {
        kernel.settle(kernel.vector());
        over = true;
      } else if (rehearsal.isCompiled(kernel.vector(), several) && calls > MANY_CALLS && spent > MANY_NANOS) {
        over = renewals == RENEWALS;
        boolean better = real(kernel.vector(), several) < real(kernel.scalar(), several);
        kernel.settle(better ? kernel.vector() : kernel.scalar());
        over |= better;
        renew(kernel);
      } else if (spent() > LIMIT_NANOS) {
        kernel.settle(kernel.scalar());
        over = spent() > END_NANOS;
      }
    }

    /// What a form takes with all iterations: in those of a rehearsal the ends of loops may cost more than the loops.
    private static long real(KernelCode form, List<Call> several) {
      long start = System.nanoTime();
      several.getFirst().run(form);
      return System.nanoTime() - start;
    }

    private void renew(TieredKernel kernel) {
      if (!over) {
        renewals++;
        kernel.renew();
        rehearsal = new Rehearsal();
        wins = 0;
        calls = 0;
        spent = 0;
      }
    }

    private long best(TieredKernel kernel, KernelCode form, List<Call> several, long nanos) {
      long start = System.nanoTime();
      long before = worked();
      long best = Long.MAX_VALUE;
      long now = start;
      do {
        for (var call : several) {
          call.rehearse(form);
        }
        calls += several.size();
        long then = now;
        now = System.nanoTime();
        best = Math.min(best, now - then);
      } while (now - start < nanos && !kernel.isAbandoned());
      spent += worked() - before;
      return best;
    }

    /// Empty when the sizes are too large to be repeated on arrays of our own.
    private static List<Call> calls(TieredKernel kernel, Scratch scratch) {
      var calls = new ArrayList<Call>();
      for (var sample : kernel.samples()) {
        var own = scratch.like(sample);
        if (scratch.isTooLarge()) {
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
    void rehearse(KernelCode form) {
      run(form, few);
    }

    void glance(KernelCode form) {
      form.run(arrays, few, 0, 1);
      if (groups > 1) {
        form.run(arrays, few, groups - 1, groups);
      }
    }

    void run(KernelCode form) {
      run(form, arguments);
    }

    private void run(KernelCode form, int[] with) {
      form.run(arrays, with, 0, 1);
      if (groups > 1) {
        form.run(arrays, with, groups - 1, groups);
        form.run(arrays, with, 0, Math.min(groups, 3));
      }
    }
  }
}
