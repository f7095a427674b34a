package io.sinter.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.runtime.Program.Launch;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/// How many threads a launch is handed to.
class LaunchSharingTest {
  private static final int GROUPS = 64;

  /// The threads that run the groups of a launch that does `n` squared operations, and how often the kernel is called.
  private static Calls calls(long n, int threads) {
    var draft = new ProgramDraft("n");
    draft.input("x", ProgramDraft.f32("n"));
    int y = draft.output("y", ProgramDraft.f32(GROUPS));
    var size = Dim.symbol("n");
    draft.step(new Launch("mark", List.of(y), List.of(), List.of(), 0, Dim.of(GROUPS), size.times(size), "layer"));
    var calls = new Calls(ConcurrentHashMap.newKeySet(), ConcurrentHashMap.newKeySet());
    KernelCode mark = (buffers, arguments, first, end) -> {
      calls.threads().add(Thread.currentThread());
      calls.firsts().add(first);
      for (int g = first; g < end; g++) {
        ((float[]) buffers[0])[g] = g;
      }
    };
    try (var executable = new Executable(draft.program(), List.of(), Map.of("mark", mark))) {
      var results = executable.run(List.of(Tensor.of(new float[(int) n], n)), RunOptions.DEFAULTS.withThreads(threads));
      assertThat(((float[]) results.getFirst().array())[GROUPS - 1]).isEqualTo(GROUPS - 1);
    }
    return calls;
  }

  private record Calls(Set<Thread> threads, Set<Integer> firsts) {}

  @Test
  void aSmallLaunchRunsWholeOnTheCallersThread() {
    for (long n : new long[] {0, 1, 100, 500}) {
      var calls = calls(n, 4);
      assertThat(calls.threads()).containsExactly(Thread.currentThread());
      assertThat(calls.firsts()).containsExactly(0);
    }
  }

  @Test
  void aLargeLaunchIsHandedOutInPortions() {
    assertThat(calls(2000, 4).firsts()).hasSizeGreaterThan(1);
    assertThat(calls(2000, 1).firsts()).containsExactly(0);
  }
}
