package io.sinter.passes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Builder;
import io.sinter.ir.Function;
import io.sinter.ir.Interpreter;
import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Text;
import io.sinter.ir.Value;
import io.sinter.ir.Window;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Random layers of the kind that normalizations leave behind: a contraction, then constants added and multiplied along
/// some axes, with transposes and paddings between. They compute the same after folding, and one contraction is left.
class FoldedChainsTest {
  private static final List<ScalarFn> STEPS = List.of(ScalarFn.ADD, ScalarFn.SUB, ScalarFn.MUL, ScalarFn.DIV);

  @Test
  void computeTheSameAfterFolding() {
    var hits = new TreeMap<String, Integer>();
    for (long seed = 0; seed < 400; seed++) {
      var f = new Chain(seed).make();
      var outcome = Driver.run(f, Pipelines.tensor(PassOptions.DEFAULT));
      outcome.report().entries().forEach(e -> e.hits().forEach((k, n) -> hits.merge(k, n, Integer::sum)));
      var inputs = RandomInputs.of(f, seed);
      var difference = Difference.between(
          Interpreter.run(f, inputs), Interpreter.run(outcome.function(), inputs), false);
      assertThat(difference).as("seed %d of%n%s%nbecomes%n%s", seed, Text.print(f), Text.print(outcome.function()))
          .isEmpty();
    }
    assertThat(hits).containsKeys("scale-weights", "distribute-scale", "reassociate-rounded-constants",
        "subtract-constant", "divide-by-constant", "divide-by-power-of-two", "convolution-of-pad", "pool-of-pad",
        "weights-on-the-right", "dot-of-transpose", "elementwise-of-transposes", "elementwise-of-broadcasts");
  }

  private static final class Chain {
    private final Builder builder = new Builder();
    private final Random random;

    Chain(long seed) {
      random = new Random(seed * 31);
    }

    Function make() {
      var y = random.nextBoolean() ? convolution() : dot();
      for (int i = random.nextInt(6); i > 0; i--) {
        y = switch (random.nextInt(8)) {
          case 0 -> builder.apply(ScalarFn.NEG, y);
          case 1 -> builder.add(new Op.Transpose(y, permutation(y.type().rank())));
          default -> step(y);
        };
      }
      if (y.type().rank() == 4 && random.nextInt(3) == 0) {
        y = pool(y);
      }
      var results = new ArrayList<>(List.of(y));
      if (random.nextInt(6) == 0) {
        results.addAll(y.op().operands().subList(0, Math.min(1, y.op().operands().size())));
      }
      return builder.finish("chain", results, IntStream.range(0, results.size()).mapToObj(i -> "y" + i).toList());
    }

    private Value constant(long... shape) {
      int n = 1;
      for (long d : shape) {
        n *= (int) d;
      }
      boolean powers = random.nextInt(4) == 0;
      var values = random.doubles(n, 0.5, 2).map(d -> random.nextBoolean() ? d : -d)
          .map(d -> powers ? 4 : d).toArray();
      return builder.constant(Literal.of(Tensor.fromDoubles(DType.F32, shape, values)));
    }

    private List<Integer> permutation(int rank) {
      var order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
      Collections.shuffle(order, random);
      return order;
    }

    /// `y` with a constant along some of its axes.
    private Value step(Value y) {
      var shape = y.type().shape();
      var axes = IntStream.range(0, shape.rank())
          .filter(i -> shape.get(i).constant().isPresent() && random.nextInt(3) == 0).boxed().toList();
      var c = constant(axes.stream().mapToLong(i -> random.nextInt(5) == 0 ? 1 : shape.get(i).asLong()).toArray());
      var repeated = c.type().shape().equals(shape) ? c : builder.add(new Op.Broadcast(c, shape, axes));
      var fn = STEPS.get(random.nextInt(STEPS.size()));
      return fn == ScalarFn.MUL && random.nextBoolean() ? builder.apply(fn, repeated, y)
          : builder.apply(fn, y, repeated);
    }

    private Value convolution() {
      long groups = random.nextInt(3) == 0 ? 2 : 1;
      var x = builder.parameter("x", new TensorType(DType.F32, Shape.of(size(), Dim.of(4), Dim.of(5), Dim.of(6))));
      if (random.nextBoolean()) {
        var zero = builder.scalar(DType.F32, 0);
        x = builder.add(Op.Pad.around(x, zero, List.of(0L, 0L, 1L, 0L), List.of(0L, 0L, 2L, 1L)));
      }
      var window = new Window(List.of(3L, 2L), List.of(2L, 1L), List.of(1L, 0L), List.of(1L, 0L), List.of(1L, 2L));
      return builder.add(new Op.Convolution(x, constant(6, 4 / groups, 3, 2), window, groups));
    }

    private Dim size() {
      return random.nextBoolean() ? Dim.symbol("n") : Dim.of(1 + random.nextInt(2));
    }

    private Value pool(Value y) {
      var padded = builder.add(Op.Pad.around(y, builder.scalar(DType.F32, Double.NEGATIVE_INFINITY),
          List.of(0L, 0L, 1L, 1L), List.of(0L, 0L, 0L, 1L)));
      return builder.add(new Op.ReduceWindow(padded, ScalarFn.MAX, Window.of(List.of(1L, 1L, 2L, 2L))));
    }

    /// With or without a batch axis, either operand constant, either transposed.
    private Value dot() {
      boolean batch = random.nextBoolean();
      boolean turned = random.nextBoolean();
      var dims = new ArrayList<>(turned ? List.of(Dim.of(5), size()) : List.of(size(), Dim.of(5)));
      if (batch) {
        dims.addFirst(Dim.of(3));
      }
      var x = builder.parameter("x", new TensorType(DType.F32, new Shape(dims)));
      x = turned ? builder.add(new Op.Transpose(x, swapped(dims.size()))) : x;
      var w = batch ? constant(3, 5, 4) : constant(5, 4);
      int rank = batch ? 3 : 2;
      if (random.nextBoolean()) {
        w = builder.add(new Op.Transpose(w, swapped(rank)));
      }
      int free = w.type().dim(rank - 1).isConstant(4) ? rank - 2 : rank - 1;
      var pairs = batch ? List.of(0) : List.<Integer>of();
      if (random.nextBoolean()) {
        return builder.add(new Op.DotGeneral(x, w, pairs, pairs, List.of(rank - 1), List.of(free)));
      }
      var y = builder.add(new Op.DotGeneral(w, x, pairs, pairs, List.of(free), List.of(rank - 1)));
      return random.nextBoolean() ? y : builder.add(new Op.Transpose(y, swapped(rank)));
    }

    private static List<Integer> swapped(int rank) {
      return rank == 3 ? List.of(0, 2, 1) : List.of(1, 0);
    }
  }
}
