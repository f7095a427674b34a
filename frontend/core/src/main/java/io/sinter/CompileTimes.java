package io.sinter;

import java.util.Map;

/// Where the time of a compilation went, in milliseconds of the wall.
///
/// @param passes the pipeline over tensor functions
/// @param kernels fusion, layout, schedules, flat kernels, the memory plan, packed weights
/// @param code class files
/// @param loading making them classes
/// @param each what each kernel took of a thread, by its name: schedules, flat kernels and class files of all its forms
public record CompileTimes(double passes, double kernels, double code, double loading, Map<String, Double> each) {
  public CompileTimes {
    each = Map.copyOf(each);
  }

  public CompileTimes(double passes, double kernels, double code, double loading) {
    this(passes, kernels, code, loading, Map.of());
  }

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
