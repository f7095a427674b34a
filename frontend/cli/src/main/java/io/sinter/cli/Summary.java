package io.sinter.cli;

import io.sinter.runtime.Tensor;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A tensor in a line.
final class Summary {
  private static final int FEW = 6;
  private static final int FIRST = 3;

  private Summary() {}

  /// `min -1.2, max 3.4, mean 0.1, first 0.5 1 -1.2 ...`; where there are few elements, just those.
  static String of(Tensor t) {
    if (t.elements() == 0) {
      return "no elements";
    }
    var first = IntStream.range(0, t.elements() <= FEW ? t.elements() : FIRST).mapToObj(i -> element(t, i))
        .collect(Collectors.joining(" "));
    if (t.elements() <= FEW) {
      return first;
    }
    return switch (t.dtype().kind()) {
      case FLOAT, SIGNED, UNSIGNED -> statistic(t) + ", first " + first + " ...";
      case BOOL, STRING -> first + " ...";
    };
  }

  private static String statistic(Tensor t) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double sum = 0;
    int nans = 0;
    for (int i = 0; i < t.elements(); i++) {
      double x = t.doubleAt(i);
      nans += Double.isNaN(x) ? 1 : 0;
      min = x < min ? x : min;
      max = x > max ? x : max;
      sum += Double.isNaN(x) ? 0 : x;
    }
    return nans == t.elements() ? "all NaN" : "min " + number(min) + ", max " + number(max) + ", mean "
        + number(sum / (t.elements() - nans)) + (nans > 0 ? ", " + nans + " NaN" : "");
  }

  private static String element(Tensor t, int i) {
    return switch (t.dtype().kind()) {
      case FLOAT -> number(t.doubleAt(i));
      case SIGNED -> Long.toString(t.longAt(i));
      case UNSIGNED -> Long.toUnsignedString(t.longAt(i));
      case BOOL -> Boolean.toString(t.longAt(i) != 0);
      case STRING -> "\"" + t.strings()[i] + "\"";
    };
  }

  /// Four digits.
  static String number(double x) {
    if (!Double.isFinite(x)) {
      return Double.isNaN(x) ? "nan" : x > 0 ? "inf" : "-inf";
    }
    if (x == Math.rint(x) && Math.abs(x) < 1e7) {
      return Long.toString((long) x);
    }
    var text = String.format(Locale.ROOT, Math.abs(x) >= 1e-3 && Math.abs(x) < 1e7 ? "%.4f" : "%.3e", x);
    if (Math.abs(x) >= 10 && Math.abs(x) < 1e7) {
      text = String.format(Locale.ROOT, "%.2f", x);
    }
    return text.contains("e") ? text.replaceFirst("\\.?0+e", "e") : text.replaceFirst("\\.?0+$", "");
  }
}
