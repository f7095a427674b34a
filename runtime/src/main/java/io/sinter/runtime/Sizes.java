package io.sinter.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/// The symbols of a program, bound.
final class Sizes implements ToLongFunction<String> {
  static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final List<String> symbols;
  private final long[] values;

  /// @param values one for each symbol; not copied
  Sizes(List<String> symbols, long[] values) {
    this.symbols = symbols;
    this.values = values;
  }

  boolean same(long[] others) {
    return Arrays.equals(values, others);
  }

  /// The same with 1 for each 0.
  Sizes withoutZeros() {
    return Arrays.stream(values).allMatch(v -> v != 0) ? this
        : new Sizes(symbols, Arrays.stream(values).map(v -> Math.max(v, 1)).toArray());
  }

  @Override
  public long applyAsLong(String symbol) {
    int i = symbols.indexOf(symbol);
    if (i < 0) {
      throw new CompilerBug("program", "A program uses the size '" + symbol + "', which it does not declare.");
    }
    return values[i];
  }

  /// The value of an expression.
  ///
  /// @param what says in an error what the expression is for
  /// @throws ModelError when it cannot be computed in 64 bits
  long value(Dim dim, String what) {
    try {
      return dim.evaluate(this);
    } catch (ArithmeticException e) {
      throw new ModelError(wrong("A size of this run cannot be computed.", what, dim.toString())
          .expected("no division by 0, and at most 63 bits"), e);
    }
  }

  /// The value of an expression that counts something.
  ///
  /// @throws ModelError when it is negative or above what a Java array can hold
  int count(Dim dim, String what) {
    long value = value(dim, what);
    if (value < 0) {
      throw new ModelError(wrong("A size of this run would be negative.", what, dim + " = " + value)
          .tryThis("pass larger inputs"));
    }
    if (value > LONGEST_ARRAY) {
      throw new ModelError(wrong("A size of this run is too large.", what, dim + " = " + value)
          .expected("at most " + LONGEST_ARRAY).tryThis("pass smaller inputs, such as a smaller batch"));
    }
    return (int) value;
  }

  /// The value of an expression that a kernel takes as a parameter.
  ///
  /// @throws ModelError when it does not fit into 32 bits
  int argument(Dim dim, String what) {
    long value = value(dim, what);
    if (value != (int) value) {
      throw new ModelError(wrong("A size of this run is too large.", what, dim + " = " + value)
          .expected("at most " + Integer.MAX_VALUE).tryThis("pass smaller inputs, such as a smaller batch"));
    }
    return (int) value;
  }

  private Problem wrong(String sentence, String what, String given) {
    return Problem.of(sentence).where(what).given(given + (symbols.isEmpty() ? "" : " for " + this));
  }

  /// `batch = 3, n = 17`.
  @Override
  public String toString() {
    var out = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      out.append(i == 0 ? "" : ", ").append(symbols.get(i)).append(" = ").append(values[i]);
    }
    return out.toString();
  }
}
