package io.sinter.codegen.opencl;

import io.sinter.runtime.Dim;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Sizes, indices and array positions, as expressions of type `long`.
final class Positions {
  private final UnaryOperator<String> named;
  private final Dim.Ranges ranges;

  /// @param named the `long` that a symbol stands for
  /// @param ranges what is known of symbols
  Positions(UnaryOperator<String> named, Dim.Ranges ranges) {
    this.named = named;
    this.ranges = ranges;
  }

  /// One operand: a name, a number or something in parentheses.
  String operand(Dim dim) {
    var text = text(dim);
    return dim.terms().size() > 1 || text.indexOf(' ') >= 0 && !text.endsWith(")") || text.startsWith("-")
        ? "(" + text + ")" : text;
  }

  String text(Dim dim) {
    if (dim.constant().isPresent()) {
      return dim.asLong() + "L";
    }
    var text = new StringBuilder();
    for (var term : dim.terms()) {
      boolean subtract = !text.isEmpty() && term.coefficient() < 0;
      text.append(text.isEmpty() ? "" : subtract ? " - " : " + ")
          .append(product(term, subtract ? -term.coefficient() : term.coefficient()));
    }
    return text.toString();
  }

  private String product(Dim.Term term, long coefficient) {
    var factors = term.factors().stream().map(this::factor).collect(Collectors.joining(" * "));
    return factors.isEmpty() ? Long.toString(coefficient)
        : coefficient == 1 ? factors : coefficient == -1 ? "-" + factors : coefficient + " * " + factors;
  }

  private String factor(Dim.Atom atom) {
    return switch (atom) {
      case Dim.Symbol(var name) -> named.apply(name);
      case Dim.FloorDiv(var a, var b) -> quotient(a, b);
      case Dim.Min(var a, var b) -> "min(" + text(a) + ", " + text(b) + ")";
      case Dim.Max(var a, var b) -> "max(" + text(a) + ", " + text(b) + ")";
    };
  }

  private String quotient(Dim dividend, Dim divisor) {
    long by = divisor.constant().orElse(0);
    if (by > 0 && Long.bitCount(by) == 1) {
      return "(" + operand(dividend) + " >> " + Long.numberOfTrailingZeros(by) + ")";
    }
    return by > 0 && dividend.range(ranges).low() >= 0 ? "(" + operand(dividend) + " / " + by + ")"
        : "floordiv(" + text(dividend) + ", " + text(divisor) + ")";
  }
}
