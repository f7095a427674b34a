package io.sinter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class WorkersTest {
  @ParameterizedTest
  @CsvSource({"1, 0", "5, 0", "1, 100", "2, 1", "2, 2", "2, 1000", "5, 3", "5, 17", "5, 100003", "300, 1000"})
  void each_group_is_done_exactly_once(int threads, int groups) {
    for (int repeat = 0; repeat < 50; repeat++) {
      var done = new AtomicIntegerArray(groups);
      Workers.parallel(threads, groups, (worker, first, end) -> {
        assertThat(worker).isBetween(0, threads - 1);
        for (int g = first; g < end; g++) {
          done.incrementAndGet(g);
        }
      });
      for (int g = 0; g < groups; g++) {
        assertThat(done.get(g)).isEqualTo(1);
      }
    }
  }

  @Test
  void mapped_items_stay_in_order() {
    var numbers = IntStream.range(0, 1000).boxed().toList();
    assertThat(Workers.map(numbers, n -> "#" + n)).isEqualTo(numbers.stream().map(n -> "#" + n).toList());
    assertThat(Workers.map(List.of(), n -> n)).isEmpty();
  }

  @Test
  void the_largest_number_of_groups_does_not_overflow() {
    var sum = new java.util.concurrent.atomic.AtomicLong();
    Workers.parallel(5, Integer.MAX_VALUE, (worker, first, end) -> sum.addAndGet((long) end - first));
    assertThat(sum).hasValue(Integer.MAX_VALUE);
  }

  @Test
  void one_thread_runs_everything_at_once_in_the_caller() {
    var calls = new ArrayList<String>();
    Workers.parallel(1, 100,
        (worker, first, end) -> calls.add(worker + " " + first + " " + end + " " + Thread.currentThread().threadId()));
    assertThat(calls).containsExactly("0 0 100 " + Thread.currentThread().threadId());
  }

  @Test
  void five_threads_work_at_the_same_time() throws Exception {
    var meeting = new CyclicBarrier(5);
    var threads = ConcurrentHashMap.<Thread>newKeySet();
    Workers.parallel(5, 5, (worker, first, end) -> {
      threads.add(Thread.currentThread());
      try {
        meeting.await(30, TimeUnit.SECONDS);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
    assertThat(threads).hasSize(5).contains(Thread.currentThread());
    assertThat(threads.stream().filter(t -> t != Thread.currentThread()))
        .allMatch(Thread::isDaemon).allMatch(t -> t.getName().startsWith("sinter-worker-"));
  }

  @Test
  void no_two_threads_of_a_call_share_a_number() {
    for (int repeat = 0; repeat < 200; repeat++) {
      var owner = new ConcurrentHashMap<Integer, Thread>();
      Workers.parallel(5, 200, (worker, first, end) -> {
        var other = owner.putIfAbsent(worker, Thread.currentThread());
        assertThat(other == null || other == Thread.currentThread()).isTrue();
      });
      assertThat(owner.get(0)).isIn(null, Thread.currentThread());
    }
  }

  @Test
  void an_exception_reaches_the_caller_and_stops_the_rest() {
    var done = new AtomicInteger();
    assertThatThrownBy(() -> Workers.parallel(2, 1_000_000, (worker, first, end) -> {
      done.addAndGet(end - first);
      throw new IllegalStateException("group " + first);
    })).isInstanceOf(IllegalStateException.class).hasMessageStartingWith("group ");
    assertThat(done.get()).isLessThan(500_000);
  }

  @Test
  void errors_of_several_threads_are_suppressed_in_the_first() {
    var meeting = new CyclicBarrier(3);
    assertThatThrownBy(() -> Workers.parallel(3, 3, (worker, first, end) -> {
      try {
        meeting.await(30, TimeUnit.SECONDS);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      throw new StackOverflowError("group " + first);
    })).isInstanceOf(StackOverflowError.class).satisfies(e -> assertThat(e.getSuppressed()).hasSize(2));
    each_group_is_done_exactly_once(5, 100);
  }

  @Test
  void a_busy_pool_leaves_the_work_to_the_caller() throws Exception {
    var release = new CountDownLatch(1);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var blockers = new ArrayList<Future<?>>();
      for (int i = 0; i < 4; i++) {
        blockers.add(executor.submit(() -> Workers.parallel(300, 300, (worker, first, end) -> await(release))));
      }
      for (int i = 0; i < 20; i++) {
        each_group_is_done_exactly_once(2, 10);
      }
      release.countDown();
      for (var blocker : blockers) {
        blocker.get(30, TimeUnit.SECONDS);
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void many_callers_and_nested_calls_all_finish() throws InterruptedException, ExecutionException {
    try (var executor = Executors.newFixedThreadPool(8)) {
      var calls = new ArrayList<Future<Integer>>();
      for (int c = 0; c < 8; c++) {
        calls.add(executor.submit(() -> {
          var sum = new AtomicInteger();
          for (int i = 0; i < 300; i++) {
            Workers.parallel(3, 7, (worker, first, end) -> {
              for (int g = first; g < end; g++) {
                Workers.parallel(2, 5, (w, f, e) -> sum.addAndGet(e - f));
              }
            });
          }
          return sum.get();
        }));
      }
      for (var call : calls) {
        assertThat(call.get()).isEqualTo(300 * 7 * 5);
      }
    }
  }

  @Test
  void an_interrupted_caller_still_waits_and_stays_interrupted() {
    var finished = ConcurrentHashMap.<Integer>newKeySet();
    Thread.currentThread().interrupt();
    Workers.parallel(4, 8, (worker, first, end) -> {
      long until = System.nanoTime() + 3_000_000;
      while (System.nanoTime() < until) {
        Thread.onSpinWait();
      }
      finished.add(first);
    });
    assertThat(Thread.interrupted()).isTrue();
    assertThat(finished).isEqualTo(Set.of(0, 1, 2, 3, 4, 5, 6, 7));
  }

  @Test
  void impossible_numbers_are_refused() {
    assertThatThrownBy(() -> Workers.parallel(0, 1, (worker, first, end) -> { }))
        .isInstanceOf(IllegalArgumentException.class).hasMessage("0 threads, 1 groups");
  }
}
