package io.sinter.runtime;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A kernel in two forms that give the same bits. It starts in its scalar form, because uncompiled vector code is about
/// thirty times slower than uncompiled scalar code, and changes over once [WarmUp] has seen the vector form win; that
/// may be after it has been ready for some time, where the JVM's compiler was late.
public final class TieredKernel implements KernelCode {
  private static final int MOST_SAMPLES = 8;
  private static final long PATIENCE_NANOS = 3_000_000_000L;

  private final KernelCode scalar;
  private volatile KernelCode vector;
  private final List<Sample> samples = new CopyOnWriteArrayList<>();
  private final CountDownLatch settled = new CountDownLatch(1);
  private volatile KernelCode current;
  private volatile long submitted;
  private volatile boolean abandoned;

  /// The sizes of a launch: enough to repeat some of its groups on other arrays.
  record Sample(List<Class<?>> types, int[] lengths, int[] arguments, int groups, int extents) {
    static Sample of(Object[] arrays, int[] arguments, int groups, int extents) {
      return new Sample(
          Arrays.stream(arrays).<Class<?>>map(Object::getClass).toList(),
          Arrays.stream(arrays).mapToInt(java.lang.reflect.Array::getLength).toArray(),
          arguments.clone(), groups, extents);
    }

    /// The arguments of a rehearsal: 1 for those that only bound loops.
    int[] few() {
      var few = arguments.clone();
      for (int i = few.length - extents; i < few.length; i++) {
        few[i] = Math.min(few[i], 1);
      }
      return few;
    }

    boolean isFor(int[] otherArguments, int otherGroups) {
      return groups == otherGroups && Arrays.equals(arguments, otherArguments);
    }
  }

  public TieredKernel(KernelCode scalar, KernelCode vector) {
    this.scalar = scalar;
    this.vector = vector;
    this.current = scalar;
  }

  @Override
  public void run(Object[] buffers, int[] arguments, int first, int end) {
    current.run(buffers, arguments, first, end);
  }

  /// Says that a launch with these sizes is about to run, so that the vector form is tried with them in the background.
  /// Only the lengths of the arrays are looked at. Sizes beyond the first few change nothing.
  ///
  /// @param extents how many of the last arguments only bound loops
  public void prepare(Object[] buffers, int[] arguments, int groups, int extents) {
    if (settled.getCount() == 0 || samples.size() >= MOST_SAMPLES) {
      return;
    }
    synchronized (this) {
      for (var sample : samples) {
        if (sample.isFor(arguments, groups)) {
          return;
        }
      }
      if (samples.isEmpty()) {
        submitted = System.nanoTime();
      }
      samples.add(Sample.of(buffers, arguments, groups, extents));
      if (samples.size() == 1) {
        WarmUp.submit(this);
      }
    }
  }

  /// Waits until the vector form has won or nothing is to be expected of it soon; a kernel that was never prepared does
  /// not wait.
  ///
  /// @return whether that is so now, or it was never prepared
  public boolean awaitReady(Duration timeout) {
    try {
      return samples.isEmpty() || settled.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Whether the vector form is tried for so long that a launch had better begin in the scalar one.
  boolean isOverdue() {
    return !samples.isEmpty() && System.nanoTime() - submitted > PATIENCE_NANOS;
  }

  /// Whether runs use the vector form now.
  public boolean vectorised() {
    return current == vector;
  }

  public KernelCode scalar() {
    return scalar;
  }

  public KernelCode vector() {
    return vector;
  }

  List<Sample> samples() {
    return samples;
  }

  boolean isSettled() {
    return settled.getCount() == 0;
  }

  /// Whether no trial may change the form any more.
  boolean isAbandoned() {
    return abandoned;
  }

  synchronized void settle(KernelCode form) {
    if (!abandoned) {
      current = form;
      settled.countDown();
    }
  }

  /// Gives the JVM the vector form as code that it knows nothing of.
  void renew() {
    vector = KernelClasses.anew(vector);
  }

  /// Stays in the form it has.
  synchronized void abandon() {
    abandoned = true;
    settled.countDown();
  }
}
