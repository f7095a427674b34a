package io.sinter.runtime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// An integer expression over named symbols: a size, a stride, an offset or an index.
///
/// The canonical form is a polynomial whose atoms are symbols, `floordiv`, `min` and `max`; `mod` and `ceildiv` are
/// written with `floordiv`. Two equal polynomials are `equals`, so what is `equals` is equal for all values of the
/// symbols. Symbols that name sizes are at least 0. Arithmetic that leaves the range of `long` throws
/// [ArithmeticException]; nothing wraps around.
///
/// One algebra serves shapes, buffer layouts, kernel indices, launch sizes and memory plans.
public final class Dim {
  /// What a polynomial is built from.
  public sealed interface Atom permits Symbol, FloorDiv, Min, Max {}

  /// A named size, axis or index.
  public record Symbol(String name) implements Atom {
    @Override
    public String toString() {
      return DimText.quote(name);
    }
  }

  /// The largest integer not above `dividend / divisor`.
  public record FloorDiv(Dim dividend, Dim divisor) implements Atom {
    @Override
    public String toString() {
      return "floordiv(" + dividend + ", " + divisor + ")";
    }
  }

  /// The smaller of two.
  public record Min(Dim left, Dim right) implements Atom {
    @Override
    public String toString() {
      return "min(" + left + ", " + right + ")";
    }
  }

  /// The larger of two.
  public record Max(Dim left, Dim right) implements Atom {
    @Override
    public String toString() {
      return "max(" + left + ", " + right + ")";
    }
  }

  /// `coefficient` times the product of `factors`, which stand in the order of their text.
  public record Term(long coefficient, List<Atom> factors) {
    /// All symbols, in the order of their names.
    public Set<String> symbols() {
      return new Dim(List.of(this)).symbols();
    }

    boolean mentions(String symbol) {
      for (var f : factors) {
        boolean here = switch (f) {
          case Symbol(var name) -> name.equals(symbol);
          case FloorDiv(var a, var b) -> a.mentions(symbol) || b.mentions(symbol);
          case Min(var a, var b) -> a.mentions(symbol) || b.mentions(symbol);
          case Max(var a, var b) -> a.mentions(symbol) || b.mentions(symbol);
        };
        if (here) {
          return true;
        }
      }
      return false;
    }

    /// Visits each symbol as often as it occurs.
    public void forEachSymbol(Consumer<String> visitor) {
      for (var f : factors) {
        switch (f) {
          case Symbol(var name) -> visitor.accept(name);
          case FloorDiv(var a, var b) -> { a.forEachSymbol(visitor); b.forEachSymbol(visitor); }
          case Min(var a, var b) -> { a.forEachSymbol(visitor); b.forEachSymbol(visitor); }
          case Max(var a, var b) -> { a.forEachSymbol(visitor); b.forEachSymbol(visitor); }
        }
      }
    }
  }

  /// What is known of the values of symbols: an inclusive range. A symbol that nothing is known of is at least 0.
  public interface Ranges {
    Ranges NONE = name -> Range.SIZE;

    Range of(String symbol);
  }

  /// An inclusive range of integers; the extremes of `long` stand for no bound.
  public record Range(long low, long high) {
    /// What is known of any size.
    public static final Range SIZE = new Range(0, Long.MAX_VALUE);

    /// Nothing is known.
    public static final Range ANY = new Range(Long.MIN_VALUE, Long.MAX_VALUE);

    boolean boundedBelow() {
      return low != Long.MIN_VALUE;
    }

    boolean boundedAbove() {
      return high != Long.MAX_VALUE;
    }
  }

  private static final int MOST_FACTORS = 16;

  public static final Dim ZERO = new Dim(List.of());
  public static final Dim ONE = Dim.of(1);

  private final List<Term> terms;
  /// Made when they are first asked for; 0 and null before.
  private int hash;
  private @Nullable String text;
  private @Nullable DimSize size;

  /// @param terms in canonical order
  private Dim(List<Term> terms) {
    this.terms = terms;
  }

  public static Dim of(long value) {
    return value == 0 && ZERO != null ? ZERO : new Dim(value == 0 ? List.of() : List.of(new Term(value, List.of())));
  }

  public static Dim symbol(String name) {
    return atom(new Symbol(name));
  }

  static Dim of(Term term) {
    return new Dim(List.of(term));
  }

  private static Dim atom(Atom atom) {
    return new Dim(List.of(new Term(1, List.of(atom))));
  }

  /// Reads the text form; see [DimText].
  public static Dim parse(String text) {
    return DimText.parse(text);
  }

  /// The terms in canonical order, the constant last.
  public List<Term> terms() {
    return terms;
  }

  private static Dim sum(Map<List<Atom>, Long> coefficients) {
    var terms = new ArrayList<Term>(coefficients.size());
    coefficients.forEach((factors, c) -> add(terms, c, factors));
    return ordered(terms);
  }

  private static void add(List<Term> terms, long coefficient, List<Atom> factors) {
    if (coefficient != 0) {
      terms.add(new Term(coefficient, factors));
    }
  }

  private static Dim ordered(List<Term> terms) {
    return terms.isEmpty() ? ZERO : new Dim(Collections.unmodifiableList(terms));
  }

  private static Map<List<Atom>, Long> empty() {
    return new TreeMap<>(DimText.ORDER);
  }

  private Dim plus(Dim other, long scale) {
    if (other.terms.isEmpty()) {
      return this;
    }
    var sum = new ArrayList<Term>(terms.size() + other.terms.size());
    int i = 0;
    for (var t : other.terms) {
      long c = Math.multiplyExact(t.coefficient(), scale);
      int order = -1;
      while (i < terms.size() && (order = DimText.ORDER.compare(terms.get(i).factors(), t.factors())) < 0) {
        sum.add(terms.get(i++));
      }
      boolean same = i < terms.size() && order == 0;
      add(sum, same ? Math.addExact(terms.get(i++).coefficient(), c) : c, t.factors());
    }
    sum.addAll(terms.subList(i, terms.size()));
    return ordered(sum);
  }

  public Dim plus(Dim other) {
    return terms.isEmpty() ? other : plus(other, 1);
  }

  public Dim plus(long other) {
    return plus(of(other));
  }

  public Dim minus(Dim other) {
    return plus(other, -1);
  }

  public Dim minus(long other) {
    return plus(of(other), -1);
  }

  public Dim times(Dim other) {
    if (isConstant()) {
      return other.scaled(constantTerm());
    }
    if (other.isConstant()) {
      return scaled(other.constantTerm());
    }
    var product = empty();
    for (var a : terms) {
      for (var b : other.terms) {
        var factors = new ArrayList<>(a.factors());
        factors.addAll(b.factors());
        factors.sort(DimText.BY_TEXT);
        product.merge(
            List.copyOf(factors), Math.multiplyExact(a.coefficient(), b.coefficient()), Math::addExact);
      }
    }
    return sum(product);
  }

  public Dim times(long other) {
    return scaled(other);
  }

  private Dim scaled(long by) {
    if (by == 0 || by == 1) {
      return by == 0 ? ZERO : this;
    }
    var scaled = new ArrayList<Term>(terms.size());
    terms.forEach(t -> add(scaled, Math.multiplyExact(t.coefficient(), by), t.factors()));
    return ordered(scaled);
  }

  /// The quotient rounded down. A divisor that is the constant 0 is an error; a symbolic one is checked when evaluated.
  public Dim floorDiv(Dim divisor) {
    return floorDiv(divisor, Ranges.NONE);
  }

  public Dim floorDiv(long divisor) {
    return floorDiv(of(divisor));
  }

  /// The quotient rounded up.
  public Dim ceilDiv(Dim divisor) {
    return plus(divisor).minus(1).floorDiv(divisor);
  }

  public Dim ceilDiv(long divisor) {
    return ceilDiv(of(divisor));
  }

  /// `this - divisor * floordiv(this, divisor)`: the remainder with the sign of the divisor.
  public Dim mod(Dim divisor) {
    return minus(divisor.times(floorDiv(divisor)));
  }

  public Dim mod(long divisor) {
    return mod(of(divisor));
  }

  /// `floorDiv` that uses what is known of the symbols: terms that the divisor divides leave the quotient, and a rest
  /// that lies in `[0, divisor)` vanishes.
  public Dim floorDiv(Dim divisor, Ranges ranges) {
    if (divisor.isConstant(0)) {
      throw new ArithmeticException("division of " + this + " by zero");
    }
    if (divisor.isConstant(1) || terms.isEmpty()) {
      return this;
    }
    if (!divisor.isConstant()) {
      return divideSymbolic(divisor, ranges);
    }
    long d = divisor.asLong();
    if (d < 0) {
      return times(-1).floorDiv(of(-d), ranges);
    }
    var parts = divided(d);
    return parts.whole().plus(divideRest(parts.rest(), d, ranges));
  }

  /// `by * whole + rest`
  private record Parts(Dim whole, Dim rest) {}

  /// The terms that `by` divides, and the others; the constant is a part of both.
  private Parts divided(long by) {
    var whole = new ArrayList<Term>(terms.size());
    var rest = new ArrayList<Term>(terms.size());
    for (var t : terms) {
      long q = t.factors().isEmpty() || t.coefficient() % by == 0 ? Math.floorDiv(t.coefficient(), by) : 0;
      add(whole, q, t.factors());
      add(rest, t.coefficient() - q * by, t.factors());
    }
    return new Parts(ordered(whole), ordered(rest));
  }

  private static Dim divideRest(Dim rest, long d, Ranges ranges) {
    var range = rest.range(ranges);
    if (range.low() >= 0 && range.high() < d) {
      return ZERO;
    }
    // floor((g x + r) / (g k)) = floor(x / k) when 0 <= r < g
    for (long g : commonDivisors(rest, d)) {
      var parts = rest.divided(g);
      var r = parts.rest().range(ranges);
      if (r.low() >= 0 && r.high() < g) {
        return parts.whole().floorDiv(of(d / g), ranges);
      }
    }
    return rest.terms.isEmpty() ? ZERO : atom(new FloorDiv(rest, of(d)));
  }

  /// The greatest common divisors above 1 of `d` and the coefficients of some of the terms, largest first.
  private static Set<Long> commonDivisors(Dim dim, long d) {
    var divisors = new TreeSet<Long>(Comparator.reverseOrder());
    for (var t : dim.terms) {
      if (!t.factors().isEmpty()) {
        var more = new TreeSet<Long>();
        more.add(gcd(d, t.coefficient()));
        divisors.forEach(g -> more.add(gcd(g, t.coefficient())));
        divisors.addAll(more);
      }
    }
    divisors.remove(1L);
    return divisors;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? Math.abs(a) : gcd(b, a % b);
  }

  private Dim divideSymbolic(Dim divisor, Ranges ranges) {
    if (equals(divisor)) {
      return ONE;
    }
    if (divisor.terms.size() == 1) {
      var by = divisor.terms.getFirst();
      var whole = empty();
      var rest = empty();
      for (var t : terms) {
        var left = new ArrayList<>(t.factors());
        boolean divides = t.coefficient() % by.coefficient() == 0 && by.factors().stream().allMatch(left::remove);
        if (divides) {
          whole.merge(List.copyOf(left), t.coefficient() / by.coefficient(), Math::addExact);
        } else {
          rest.merge(t.factors(), t.coefficient(), Math::addExact);
        }
      }
      var r = sum(rest);
      if (r.terms.isEmpty() || r.range(ranges).low() >= 0 && r.minus(divisor).plus(1).range(ranges).high() <= 0) {
        return sum(whole);
      }
      return sum(whole).plus(atom(new FloorDiv(r, divisor)));
    }
    return atom(new FloorDiv(this, divisor));
  }

  public Dim min(Dim other) {
    return switch (atMost(other)) {
      case YES -> this;
      case NO -> other;
      case UNKNOWN -> other.atMost(this) == Truth.YES ? other
          : toString().compareTo(other.toString()) <= 0 ? atom(new Min(this, other)) : atom(new Min(other, this));
    };
  }

  public Dim max(Dim other) {
    return switch (atMost(other)) {
      case YES -> other;
      case NO -> this;
      case UNKNOWN -> other.atMost(this) == Truth.YES ? this
          : toString().compareTo(other.toString()) <= 0 ? atom(new Max(this, other)) : atom(new Max(other, this));
    };
  }

  /// Whether the product with `other` has at most 16 factors in a term: as sizes of models have, and few enough to
  /// compute with.
  public boolean isSmallWith(Dim other) {
    return degree() + other.degree() <= MOST_FACTORS;
  }

  /// Whether this is a constant, or as short as sizes of models are, see [DimSize#isUsual], with coefficients of at
  /// most 40 bits, so that it is computed without an overflow for all that fit into memory.
  public boolean isShort() {
    return isConstant() || size().isUsual() && terms.stream().allMatch(t -> Math.abs(t.coefficient()) >>> 40 == 0);
  }

  DimSize size() {
    var known = size == null ? DimSize.of(this) : size;
    size = known;
    return known;
  }

  private int degree() {
    return terms.stream().mapToInt(t -> t.factors().size()).max().orElse(0);
  }

  /// Is this equal to `other` for all sizes, for none, or does it depend?
  public Truth equalTo(Dim other) {
    if (isConstant() && other.isConstant()) {
      return constantTerm() == other.constantTerm() ? Truth.YES : Truth.NO;
    }
    var difference = minus(other);
    if (difference.terms.isEmpty()) {
      return Truth.YES;
    }
    var range = difference.range(Ranges.NONE);
    return range.low() > 0 || range.high() < 0 ? Truth.NO : Truth.UNKNOWN;
  }

  /// Is this at most `other` for all sizes, for none, or does it depend?
  public Truth atMost(Dim other) {
    return atMost(other, Ranges.NONE);
  }

  public Truth atMost(Dim other, Ranges ranges) {
    if (isConstant() && other.isConstant()) {
      return constantTerm() <= other.constantTerm() ? Truth.YES : Truth.NO;
    }
    var range = minus(other).range(ranges);
    return range.high() <= 0 ? Truth.YES : range.low() > 0 ? Truth.NO : Truth.UNKNOWN;
  }

  /// An interval that holds every value this can take.
  public Range range(Ranges ranges) {
    return DimRange.of(this, ranges);
  }

  public boolean isConstant(long value) {
    return isConstant() && constantTerm() == value;
  }

  private boolean isConstant() {
    return terms.isEmpty() || terms.size() == 1 && terms.getFirst().factors().isEmpty();
  }

  public OptionalLong constant() {
    return isConstant() ? OptionalLong.of(constantTerm()) : OptionalLong.empty();
  }

  /// The value of a constant.
  ///
  /// @throws IllegalStateException when it depends on symbols
  public long asLong() {
    return constant().orElseThrow(() -> new IllegalStateException(this + " is not a constant"));
  }

  /// The constant term.
  public long constantTerm() {
    return terms.isEmpty() || !terms.getLast().factors().isEmpty() ? 0 : terms.getLast().coefficient();
  }

  /// The sum of those terms that `keep` accepts.
  public Dim only(Predicate<Term> keep) {
    var kept = new ArrayList<>(terms);
    return kept.removeIf(keep.negate()) ? ordered(kept) : this;
  }

  /// How far this moves when `symbol` moves by one: 0 where it is not mentioned, empty where that is no constant.
  public OptionalLong strideOf(String symbol) {
    long stride = 0;
    for (var t : terms) {
      if (t.factors().size() == 1 && t.factors().getFirst() instanceof Symbol(var name) && name.equals(symbol)) {
        stride = t.coefficient();
      } else if (t.mentions(symbol)) {
        return OptionalLong.empty();
      }
    }
    return OptionalLong.of(stride);
  }

  public boolean mentions(String symbol) {
    for (var t : terms) {
      if (t.mentions(symbol)) {
        return true;
      }
    }
    return false;
  }

  /// All symbols, in the order of their names.
  public Set<String> symbols() {
    var names = new TreeSet<String>();
    forEachSymbol(names::add);
    return names;
  }

  /// Visits each symbol as often as it occurs.
  public void forEachSymbol(Consumer<String> visitor) {
    for (var t : terms) {
      t.forEachSymbol(visitor);
    }
  }

  /// Replaces symbols; those that `by` gives no expression for stay. The result is canonical again.
  public Dim substitute(Function<String, @Nullable Dim> by) {
    return substitute(by, Ranges.NONE);
  }

  public Dim substitute(Function<String, @Nullable Dim> by, Ranges ranges) {
    var result = ZERO;
    boolean changed = false;
    for (var t : terms) {
      var product = of(t.coefficient());
      for (var f : t.factors()) {
        var g = switch (f) {
          case Symbol s -> Optional.<Dim>ofNullable(by.apply(s.name())).orElseGet(() -> atom(f));
          case FloorDiv d -> d.dividend().substitute(by, ranges).floorDiv(d.divisor().substitute(by, ranges), ranges);
          case Min m -> m.left().substitute(by, ranges).min(m.right().substitute(by, ranges));
          case Max m -> m.left().substitute(by, ranges).max(m.right().substitute(by, ranges));
        };
        changed |= !g.isAtom(f);
        product = product.times(g);
      }
      result = result.plus(product);
    }
    return changed ? result : this;
  }

  private boolean isAtom(Atom atom) {
    return terms.size() == 1 && terms.getFirst().coefficient() == 1 && terms.getFirst().factors().size() == 1
        && terms.getFirst().factors().getFirst().equals(atom);
  }

  /// Simplifies divisions with what is known of the symbols.
  public Dim simplify(Ranges ranges) {
    return substitute(name -> null, ranges);
  }

  /// The value for given sizes.
  ///
  /// @throws IllegalArgumentException when a symbol has no value
  public long evaluate(Map<String, Long> sizes) {
    return evaluate(name -> {
      var value = sizes.get(name);
      if (value == null) {
        throw new IllegalArgumentException("size '" + name + "' has no value in " + sizes);
      }
      return value;
    });
  }

  public long evaluate(ToLongFunction<String> sizes) {
    long sum = 0;
    for (int t = 0; t < terms.size(); t++) {
      long product = terms.get(t).coefficient();
      var factors = terms.get(t).factors();
      for (int f = 0; f < factors.size(); f++) {
        product = Math.multiplyExact(product, switch (factors.get(f)) {
          case Symbol s -> sizes.applyAsLong(s.name());
          case FloorDiv d -> Math.floorDiv(d.dividend().evaluate(sizes), d.divisor().evaluate(sizes));
          case Min m -> Math.min(m.left().evaluate(sizes), m.right().evaluate(sizes));
          case Max m -> Math.max(m.left().evaluate(sizes), m.right().evaluate(sizes));
        });
      }
      sum = Math.addExact(sum, product);
    }
    return sum;
  }

  @Override
  public boolean equals(Object o) {
    return o == this || o instanceof Dim d && d.hashCode() == hashCode() && d.terms.equals(terms);
  }

  @Override
  public int hashCode() {
    if (hash == 0) {
      hash = terms.hashCode();
    }
    return hash;
  }

  @Override
  public String toString() {
    var known = text;
    if (known == null) {
      known = DimText.print(terms);
      text = known;
    }
    return known;
  }
}
