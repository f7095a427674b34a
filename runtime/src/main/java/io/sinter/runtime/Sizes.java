package io.sinter.runtime;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// The symbols of a program with their values; those that no step has bound yet have none.
final class Sizes implements ToLongFunction<String> {
  static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;
  /// Stands for a symbol without a value.
  static final long UNBOUND = -1;

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

  /// Sets `positions` to those whose values differ from `others`: to all when there are none.
  void changes(long @Nullable [] others, BitSet positions) {
    for (int i = 0; i < values.length; i++) {
      positions.set(i, others == null || others[i] != values[i]);
    }
  }

  /// Copies the values as they are now to where an earlier copy is, if there is one.
  long[] copyTo(long @Nullable [] earlier) {
    if (earlier == null) {
      return values.clone();
    }
    System.arraycopy(values, 0, earlier, 0, values.length);
    return earlier;
  }

  /// The same with 1 for each 0.
  Sizes withoutZeros() {
    return Arrays.stream(values).allMatch(v -> v != 0) ? this
        : new Sizes(symbols, Arrays.stream(values).map(v -> v == 0 ? 1 : v).toArray());
  }

  /// Whether an expression can be computed now.
  boolean know(Dim dim) {
    var known = new boolean[] {true};
    dim.forEachSymbol(s -> known[0] &= symbols.contains(s) && values[symbols.indexOf(s)] != UNBOUND);
    return known[0];
  }

  void bind(String symbol, long value) {
    values[symbols.indexOf(symbol)] = value;
  }

  @Override
  public long applyAsLong(String symbol) {
    int i = symbols.indexOf(symbol);
    if (i < 0) {
      throw new CompilerBug("program", "A program uses the size '" + symbol + "', which it does not declare.");
    }
    if (values[i] == UNBOUND) {
      throw new CompilerBug("program", "A program uses the size '" + symbol + "' before it is bound.");
    }
    return values[i];
  }

  /// The value of an expression.
  ///
  /// @param what says in an error what the expression is for; its text is made only then
  /// @throws ModelError when it cannot be computed in 64 bits
  long value(Dim dim, Object what) {
    try {
      return dim.evaluate(this);
    } catch (ArithmeticException e) {
      throw new ModelError(wrong("A size of this run cannot be computed.", what, dim.toString())
          .expected("no division by 0, and at most 63 bits"), e);
    }
  }

  /// The value of an expression that only has to be about right; one above 63 bits is the largest there is.
  long estimate(Dim dim) {
    try {
      return dim.evaluate(this);
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  /// The value of an expression that counts something.
  ///
  /// @throws ModelError when it is negative or above what a Java array can hold
  int count(Dim dim, Object what) {
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
  int argument(Dim dim, Object what) {
    long value = value(dim, what);
    if (value != (int) value) {
      throw new ModelError(wrong("A size of this run is too large.", what, dim + " = " + value)
          .expected("at most " + Integer.MAX_VALUE).tryThis("pass smaller inputs, such as a smaller batch"));
    }
    return (int) value;
  }

  private Problem wrong(String sentence, Object what, String given) {
    var at = toString();
    return Problem.of(sentence).where(what.toString()).given(given + (at.isEmpty() ? "" : " for " + at));
  }

  /// `batch = 3, n = 17`.
  @Override
  public String toString() {
    var out = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      if (values[i] != UNBOUND) {
        out.append(out.isEmpty() ? "" : ", ").append(symbols.get(i)).append(" = ").append(values[i]);
      }
    }
    return out.toString();
  }
}
