package io.sinter.ir;

/// Where ops that take long say that they go on. The [Guard] of the run that they are a part of is asked then.
final class Pulse {
  private static final ScopedValue<Guard> GUARD = ScopedValue.newInstance();

  private Pulse() {}

  /// Runs what asks the guard.
  static void under(Guard guard, Runnable run) {
    ScopedValue.where(GUARD, guard).run(run);
  }

  /// To be called about every thousand steps.
  static void beat() {
    if (GUARD.isBound()) {
      GUARD.get().check();
    }
  }
}
