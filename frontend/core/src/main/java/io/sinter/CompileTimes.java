package io.sinter;

/// Where the time of a compilation went, in milliseconds of the wall.
///
/// @param passes the pipeline over tensor functions
/// @param kernels fusion, layout, schedules, flat kernels, the memory plan, packed weights
/// @param code class files
/// @param loading making them classes
public record CompileTimes(double passes, double kernels, double code, double loading) {
  public double total() {
    return passes + kernels + code + loading;
  }

  /// Takes the time from one step to the next.
  static final class Clock {
    private long last = System.nanoTime();

    double lap() {
      long now = System.nanoTime();
      double ms = (now - last) / 1e6;
      last = now;
      return ms;
    }
  }
}
