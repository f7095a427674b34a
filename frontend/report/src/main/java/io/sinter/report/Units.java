package io.sinter.report;

import java.util.Locale;

/// Quantities in few characters.
final class Units {
  private static final String[] PREFIXES = {"", "k", "M", "G", "T", "P"};

  private Units() {}

  /// `1.23 GFLOP`, `12.3 kB`, `850 B`: three digits that matter, powers of 1000.
  static String of(double amount, String unit) {
    int p = 0;
    double x = amount;
    while (Math.abs(x) >= 999.5 && p < PREFIXES.length - 1) {
      x /= 1000;
      p++;
    }
    return digits(x) + " " + PREFIXES[p] + unit;
  }

  /// From nanoseconds.
  static String time(double nanos) {
    return nanos < 999.5 ? digits(nanos) + " ns" : nanos < 999.5e3 ? digits(nanos / 1e3) + " µs"
        : nanos < 999.5e6 ? digits(nanos / 1e6) + " ms" : digits(nanos / 1e9) + " s";
  }

  /// Three digits that matter, and no zeros behind them.
  static String digits(double x) {
    double size = Math.abs(x);
    int decimals = size == 0 || size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;
    var text = String.format(Locale.ROOT, "%." + decimals + "f", x);
    return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
  }

  /// Thousands in groups: `1,234,567`.
  static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /// A tenth of a pixel is as fine as drawings get.
  static String coordinate(double x) {
    long tenths = Math.round(x * 10);
    return tenths % 10 == 0 ? Long.toString(tenths / 10) : String.format(Locale.ROOT, "%.1f", tenths / 10.0);
  }

  /// At most so many characters; what is cut out of the middle is an ellipsis.
  static String shorten(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int head = (most - 1) / 2;
    return text.substring(0, head) + "…" + text.substring(text.length() - (most - 1 - head));
  }
}
