package io.sinter.runtime.opencl;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A driver's handlers, played by a signal that is ignored.
@Timeout(60)
class SignalHandlersTest {
  /// `SIGVTALRM`, the same on Linux and macOS, which nothing here uses.
  private static final int SIGNAL = 26;
  private static final long DEFAULT = 0;
  private static final long IGNORE = 1;

  @BeforeAll
  static void needsPosix() {
    assumeFalse(System.getProperty("os.name").startsWith("Windows"), "no sigaction on Windows");
  }

  private static void set(long handler) {
    try (var arena = Arena.ofConfined()) {
      var action = arena.allocate(512);
      action.set(JAVA_LONG, 0, handler);
      SignalHandlers.action(SIGNAL, action, MemorySegment.NULL);
    }
  }

  private static long handler() {
    try (var arena = Arena.ofConfined()) {
      var action = arena.allocate(512);
      SignalHandlers.action(SIGNAL, MemorySegment.NULL, action);
      return action.get(JAVA_LONG, 0);
    }
  }

  @Test
  void areAsTheyWereInTheEnd() {
    assertThat(handler()).isEqualTo(DEFAULT);
    try (var handlers = new SignalHandlers()) {
      set(IGNORE);
      handlers.restore();
      assertThat(handler()).isEqualTo(DEFAULT);
      set(IGNORE);
    }
    assertThat(handler()).isEqualTo(DEFAULT);
  }

  @Test
  void areLookedAfterWhileOthersWork() {
    try (var _ = new SignalHandlers()) {
      long end = System.nanoTime() + 20_000_000_000L;
      set(IGNORE);
      while (handler() != DEFAULT && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      assertThat(handler()).isEqualTo(DEFAULT);
    }
  }

  @Test
  void changesAreCounted() {
    try (var handlers = new SignalHandlers()) {
      assertThat(handlers.restore()).isZero();
      set(IGNORE);
      assertThat(handlers.restore()).isEqualTo(1);
      assertThat(handlers.restore()).isEqualTo(1);
      set(IGNORE);
      assertThat(handlers.restore()).isEqualTo(2);
    }
  }

  @Test
  void thoseOfTheProgramAreKept() {
    set(IGNORE);
    try {
      try (var _ = new SignalHandlers()) {
        set(DEFAULT);
      }
      assertThat(handler()).isEqualTo(IGNORE);
    } finally {
      set(DEFAULT);
    }
  }
}
