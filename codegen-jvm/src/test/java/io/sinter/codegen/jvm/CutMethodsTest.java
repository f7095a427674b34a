package io.sinter.codegen.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.KernelInterpreter;
import io.sinter.ir.kernel.KernelVerifier;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Kernels whose methods would be larger than what C2 compiles.
class CutMethodsTest {
  private static final int GROUPS = 3;

  /// Runs the class and the kernel's text, cut and whole, on the same numbers.
  private static void agrees(Kernel.Flat kernel, int[] arguments) {
    var expected = arrays();
    KernelInterpreter.prepare(kernel).run(expected, arguments, 0, GROUPS);
    var actual = arrays();
    Kernels.load(kernel).run(actual, arguments, 0, GROUPS);
    assertThat(actual[2]).isEqualTo(expected[2]);
    for (int most : new int[] {250, 20}) {
      var cut = CutMethods.of(kernel, most);
      KernelVerifier.check(cut.kernel());
      var more = new Object[3 + cut.own().size()];
      System.arraycopy(arrays(), 0, more, 0, 3);
      for (int i = 0; i < cut.own().size(); i++) {
        more[3 + i] = cut.own().get(i).type().newArray((int) cut.own().get(i).layout().size().asLong());
      }
      KernelInterpreter.prepare(cut.kernel()).run(more, arguments, 0, GROUPS);
      assertThat(more[2]).isEqualTo(expected[2]);
    }
  }

  private static Object[] arrays() {
    var random = new Random(7);
    var x = new float[2048];
    var ids = new long[2048];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextFloat() + 0.5f;
      ids[i] = random.nextInt(500);
    }
    return new Object[] {x, ids, new float[2048]};
  }

  private static Kernel.Flat kernel(String body) {
    return Kernels.flat("n", "x:f32[2048] ids:i64[2048] -> y:f32[2048]", "group g < " + GROUPS + " {\n" + body + "}\n");
  }

  @Test
  void independentStatementsArePiecesOfTheirOwn() {
    agrees(kernel(IntStream.range(0, 900).mapToObj(i -> "y[%d*g + %d] = x[%d]\n".formatted(550, i, i))
        .collect(Collectors.joining())), new int[] {1});
  }

  @Test
  void aLargeExpressionIsTakenApart() {
    agrees(kernel("y[g] = " + tree("x[g + %d]", 0, 1500) + "\n"), new int[] {1});
    agrees(kernel("y[8*g : 8] = " + tree("x[g + %d : 8]", 0, 700) + "\n"), new int[] {1});
  }

  private static String tree(String leaf, int from, int to) {
    int half = (from + to) / 2;
    return to - from == 1 ? leaf.formatted(from)
        : "sub(" + tree(leaf, from, half) + ", " + tree(leaf, half, to) + ")";
  }

  /// Scalars, vectors, masks, half floats, index names, taken indices, guards and loops that carry locals.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatCrossesFromPieceToPieceKeepsItsValue(int seed) {
    var random = new Random(seed);
    var body = new StringBuilder("s0:f32 = x[g]\nv0:f32x8 = x[g + 8 : 8]\nm0:boolx8 = lt(x[g : 8], x[16 : 8])\n"
        + "l0:i64 = ids[g]\nh0:f16 = convert(x[g], f16)\nb0:bool = lt(x[0], x[1])\ntake t0 = ids[3]\n"
        + "loop outer < 2 {\nindex a0 = 3*g + outer\nsum:f32 = 0.0\n");
    int last = 0;
    int index = 0;
    int taken = 0;
    for (int i = 1; i < 700; i++) {
      int s = random.nextInt(last + 1);
      int r = random.nextInt(last + 1);
      body.append(switch (random.nextInt(13)) {
        case 0 -> "index a%d = a%d + %d\n".formatted(++index, index - 1, random.nextInt(2));
        case 1 -> "take t%d = min(l%d, 400:i64)\n".formatted(++taken, s);
        case 2 -> "loop k%d < n { sum = add(sum, x[a%d + k%d + t%d]) }\n".formatted(i, index, i, taken);
        case 3 -> "if 0 < n - %d { y[%d + 40*outer] = s%d }\n".formatted(random.nextInt(3), 200 + i, s);
        case 4 -> "y[%d*g + %d : 8 if m%d] = v%d\n".formatted(100, 800 + 8 * random.nextInt(100), s, r);
        case 5 -> "y[%d + g + outer] = mul(sum, s%d)\n".formatted(random.nextInt(200), s);
        case 6 -> "sum = add(sum, select(b%d, s%d, convert(h%d, f32)))\n".formatted(s, r, s);
        default -> {
          int next = ++last;
          yield ("s%1$d:f32 = add(s%2$d, mul(x[a%4$d], 0.5))\nv%1$d:f32x8 = fma(v%2$d, splat(s%3$d, 8), v%3$d)\n"
              + "m%1$d:boolx8 = lt(v%2$d, x[t%5$d : 8])\nl%1$d:i64 = max(l%2$d, ids[a%4$d])\n"
              + "h%1$d:f16 = convert(mul(s%3$d, 0.25), f16)\nb%1$d:bool = lt(s%3$d, s%2$d)\n")
              .formatted(next, s, r, index, taken);
        }
      });
    }
    agrees(kernel(body.append("y[2040 + g] = add(sum, s").append(last).append(")\n}\n").toString()), new int[] {2});
  }

  @Test
  void whatCannotBeCutIsAnError() {
    var body = new StringBuilder();
    IntStream.range(0, 900).forEach(i -> body.append("s%d:f32 = 0.0\n".formatted(i)));
    body.append("loop k < n {\n");
    IntStream.range(0, 900).forEach(i -> body.append("s%d = add(s%d, x[k + %d])\n".formatted(i, i, i)));
    body.append("}\n");
    IntStream.range(0, 900).forEach(i -> body.append("y[%d] = s%d\n".formatted(i, i)));
    assertThatThrownBy(() -> Kernels.load(kernel(body.toString()))).isInstanceOf(IllegalStateException.class)
        .hasMessageMatching("kernel k, method [a-z0-9_]+ has [0-9]+ bytes of code; the JVM compiles at most 8000");
  }
}
