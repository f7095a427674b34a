package io.sinter.passes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Builder;
import io.sinter.ir.Function;
import io.sinter.ir.Interpreter;
import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.Verifier;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitProductsTest {
  private final Builder b = new Builder();

  private Value weights(int... shape) {
    var random = new Random(7);
    var data = new float[IntStream.of(shape).reduce(1, (x, y) -> x * y)];
    for (int i = 0; i < data.length; i++) {
      data[i] = random.nextFloat() - 0.5f;
    }
    return b.constant(Literal.of(Tensor.of(data, IntStream.of(shape).asLongStream().toArray())));
  }

  private Value product(int terms, int columns) {
    var x = b.parameter("x", new TensorType(DType.F32, Shape.of(Dim.symbol("n"), Dim.of(terms))));
    return b.add(new Op.DotGeneral(x, weights(columns, terms), List.of(), List.of(), List.of(1), List.of(1)));
  }

  private Value part(Value x, long first, long size) {
    return b.add(new Op.Slice(x, List.of(Dim.ZERO, Dim.of(first)), Shape.of(Dim.symbol("n"), Dim.of(size)),
        List.of(1L, 1L)));
  }

  /// `sigmoid(part 0) * part 1 * …` of `product + bias`.
  private Function gated(int parts, int size, int terms) {
    var product = product(terms, parts * size);
    var sum = b.apply(ScalarFn.ADD, product, b.add(new Op.Broadcast(
        weights(parts * size), product.type().shape(), List.of(1))));
    var all = b.apply(ScalarFn.SIGMOID, part(sum, 0, size));
    for (int p = 1; p < parts; p++) {
      all = b.apply(ScalarFn.MUL, all, part(sum, (long) p * size, size));
    }
    return b.finish("gated", List.of(all), List.of("y"));
  }

  private static long products(Function function) {
    return function.body().stream().filter(v -> v.op() instanceof Op.DotGeneral).count();
  }

  private static Function split(Function function) {
    var after = new SplitProducts().apply(function, new Tally());
    Verifier.verify("test", after);
    return after;
  }

  @ParameterizedTest
  @CsvSource({"2, 1, 1", "3, 5, 7", "4, 32, 3", "4, 33, 0"})
  void aProductReadInEqualPartsIsOneForEachPartAndKeepsEveryBit(int parts, int size, int terms) {
    var before = gated(parts, size, terms);
    var after = split(before);
    assertThat(products(after)).isEqualTo(parts);
    for (int seed = 0; seed < 5; seed++) {
      var inputs = RandomInputs.of(before, seed);
      assertThat(Interpreter.run(after, inputs)).isEqualTo(Interpreter.run(before, inputs));
    }
  }

  @Test
  void thePartsOfAProductAreOneKernelWithWhatCombinesThem() {
    var simple = new FoldConstants(PassOptions.DEFAULT).apply(split(gated(4, 32, 64)), new Tally());
    var fused = Fused.of(new ChooseLayout(List.of()).apply(simple, new Tally()));
    assertThat(fused.groups()).singleElement().satisfies(g -> assertThat(
        g.members().stream().filter(v -> v.op() instanceof Op.DotGeneral).count()).isEqualTo(4));
  }

  @Test
  void productsThatAKernelHasNoRoomForStayOutside() {
    var simple = new FoldConstants(PassOptions.DEFAULT).apply(split(gated(6, 32, 64)), new Tally());
    var fused = Fused.of(new ChooseLayout(List.of()).apply(simple, new Tally()));
    assertThat(fused.groups()).hasSize(3);
  }

  @Test
  void partsThatAreNotEqualOrNotForElementwiseOpsOrResultsSplitNothing() {
    var cases = new ArrayList<Function>();
    for (int k = 0; k < 4; k++) {
      var b = new SplitProductsTest();
      var product = b.product(3, 8);
      var left = b.part(product, 0, 4);
      var right = k == 0 ? b.part(product, 3, 4) : b.part(product, 4, 4);
      var sum = k == 1 ? b.b.apply(ScalarFn.ADD, left, b.part(product, 0, 4)) : b.b.apply(ScalarFn.ADD, left, right);
      var results = switch (k) {
        case 2 -> List.of(sum, right);
        case 3 -> List.of(sum, product);
        default -> List.of(sum);
      };
      cases.add(b.b.finish("same", results, IntStream.range(0, results.size()).mapToObj(i -> "y" + i).toList()));
    }
    assertThat(cases).allSatisfy(f -> assertThat(split(f)).isSameAs(f));
  }
}
