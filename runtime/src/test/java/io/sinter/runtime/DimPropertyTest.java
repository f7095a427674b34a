package io.sinter.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.runtime.Dim.Range;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/// Random expressions, built once as a [Dim], which is canonical from the start, and once as plain arithmetic.
class DimPropertyTest {
  private static final String[] SYMBOLS = {"n", "h", "w"};
  private static final long[] CONSTANTS = {0, 1, 2, 3, 4, 7, 14, 16, 17, 32};

  private interface Plain {
    long at(Map<String, Long> sizes);
  }

  private record Twin(Dim dim, Plain plain) {}

  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20261114);

  private Twin twin(int depth) {
    if (depth == 0 || random.nextInt(8) == 0) {
      if (random.nextBoolean()) {
        long value = CONSTANTS[random.nextInt(CONSTANTS.length)] * (random.nextInt(4) == 0 ? -1 : 1);
        return new Twin(Dim.of(value), sizes -> value);
      }
      var name = SYMBOLS[random.nextInt(SYMBOLS.length)];
      return new Twin(Dim.symbol(name), sizes -> sizes.get(name));
    }
    var a = twin(depth - 1);
    var b = twin(depth - 1);
    return switch (random.nextInt(9)) {
      case 0, 1 -> new Twin(a.dim.plus(b.dim), s -> a.plain.at(s) + b.plain.at(s));
      case 2 -> new Twin(a.dim.minus(b.dim), s -> a.plain.at(s) - b.plain.at(s));
      case 3 -> new Twin(a.dim.times(b.dim), s -> a.plain.at(s) * b.plain.at(s));
      case 4 -> b.dim.isConstant(0) ? a
          : new Twin(a.dim.floorDiv(b.dim), s -> Math.floorDiv(a.plain.at(s), b.plain.at(s)));
      case 5 -> b.dim.isConstant(0) ? a
          : new Twin(a.dim.mod(b.dim), s -> Math.floorMod(a.plain.at(s), b.plain.at(s)));
      case 6 -> {
        long by = 1 + random.nextInt(16);
        yield new Twin(a.dim.ceilDiv(by), s -> Math.ceilDiv(a.plain.at(s), by));
      }
      case 7 -> new Twin(a.dim.min(b.dim), s -> Math.min(a.plain.at(s), b.plain.at(s)));
      default -> new Twin(a.dim.max(b.dim), s -> Math.max(a.plain.at(s), b.plain.at(s)));
    };
  }

  private Map<String, Long> sizes(int bound) {
    var sizes = new HashMap<String, Long>();
    for (var name : SYMBOLS) {
      sizes.put(name, (long) random.nextInt(bound));
    }
    return sizes;
  }

  @Test
  void the_canonical_form_has_the_value_of_the_plain_expression() {
    int compared = 0;
    for (int i = 0; i < 4000; i++) {
      var twin = twin(1 + random.nextInt(4));
      for (int j = 0; j < 6; j++) {
        var sizes = sizes(j < 3 ? 5 : 40);
        long expected;
        try {
          expected = twin.plain.at(sizes);
        } catch (ArithmeticException e) {
          continue;
        }
        assertThat(twin.dim.evaluate(sizes)).as("%s at %s", twin.dim, sizes).isEqualTo(expected);
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(15_000);
  }

  @Test
  void printing_and_parsing_gives_the_same_expression() {
    for (int i = 0; i < 4000; i++) {
      var dim = twin(1 + random.nextInt(4)).dim;
      assertThat(Dim.parse(dim.toString())).isEqualTo(dim);
    }
  }

  @Test
  void the_range_holds_all_values() {
    Dim.Ranges ranges = name -> switch (name) {
      case "n" -> new Range(1, 4);
      case "h" -> new Range(0, 7);
      default -> Range.SIZE;
    };
    for (int i = 0; i < 4000; i++) {
      var twin = twin(1 + random.nextInt(4));
      var range = twin.dim.range(ranges);
      Dim simple;
      try {
        simple = twin.dim.simplify(ranges);
      } catch (ArithmeticException e) {
        // Some divisor is 0 for all these values.
        continue;
      }
      for (int j = 0; j < 6; j++) {
        var sizes = Map.of("n", 1L + random.nextInt(4), "h", (long) random.nextInt(8), "w", (long) random.nextInt(50));
        long value;
        try {
          value = twin.plain.at(sizes);
        } catch (ArithmeticException e) {
          continue;
        }
        assertThat(value).as("%s at %s", twin.dim, sizes).isBetween(range.low(), range.high());
        assertThat(simple.evaluate(sizes)).as("%s simplified to %s at %s", twin.dim, simple, sizes).isEqualTo(value);
      }
    }
  }

  @Test
  void substituting_and_evaluating_commute() {
    for (int i = 0; i < 2000; i++) {
      var twin = twin(1 + random.nextInt(3));
      var by = twin(1);
      var sizes = sizes(20);
      try {
        long n = by.plain.at(sizes);
        if (n < 0) {
          continue;
        }
        var inner = new HashMap<>(sizes);
        inner.put("n", n);
        assertThat(twin.dim.substitute(name -> name.equals("n") ? by.dim : null).evaluate(sizes))
            .as("%s with n = %s at %s", twin.dim, by.dim, sizes).isEqualTo(twin.plain.at(inner));
      } catch (ArithmeticException e) {
        // A division by zero.
      }
    }
  }

  @Test
  void a_floor_division_by_one_symbol_holds_wherever_it_is_not_zero() {
    for (int i = 0; i < 2000; i++) {
      var twin = twin(2);
      var quotient = twin.dim.floorDiv(Dim.symbol("w"));
      var sizes = sizes(9);
      if (sizes.get("w") == 0) {
        continue;
      }
      try {
        long expected = Math.floorDiv(twin.plain.at(sizes), sizes.get("w"));
        assertThat(quotient.evaluate(sizes)).as("%s at %s", quotient, sizes).isEqualTo(expected);
      } catch (ArithmeticException e) {
        // A division by zero inside.
      }
    }
  }
}
