package io.sinter.ir.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Layouts give each element, and each element of a halo, a position of its own inside the array.
class LayoutTest {
  private static final long[] SIZES = {1, 2, 3, 5, 16, 17};

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void elementsAndHalosLieApartInsideTheArray(long seed) {
    var random = new Random(seed);
    var shape = shape(random);
    var low = halo(random, shape.rank());
    var high = halo(random, shape.rank());
    long alias = random.nextBoolean() ? 0 : 1L << random.nextInt(1, 5);
    var layout = Layout.haloed(shape, order(random, shape.rank()), random.nextInt(20), low, high, 0, alias);
    assertApart(layout, shape, low, high);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void elementsOfPanelsLieApartInsideTheArray(long seed) {
    var random = new Random(seed);
    var shape = shape(random);
    int blocked = random.nextInt(shape.rank());
    var order = order(random, shape.rank()).stream().filter(axis -> axis != blocked || random.nextBoolean()).toList();
    var layout = Layout.packed(shape, order, blocked, 1L << random.nextInt(6), random.nextInt(20));
    var zeros = Collections.nCopies(shape.rank(), 0L);
    assertApart(layout, shape, zeros, zeros);
  }

  @Test
  void aPartHasNoHaloOfItsOwn() {
    var layout = Layout.haloed(Shape.of(4, 6), List.of(0, 1), 16, List.of(0L, 1L), List.of(0L, 1L), 0, 0);
    var part = layout.shifted(List.of(Dim.of(2), Dim.ZERO));
    assertThat(part.hasHalo()).isFalse();
    assertThat(part.at(List.of(Dim.ONE, Dim.of(3)))).isEqualTo(layout.at(List.of(Dim.of(3), Dim.of(3))));
  }

  @Test
  void nothingHasNoGaps() {
    var zeros = List.of(0L, 0L);
    assertThat(Layout.haloed(Shape.of(7, 0), List.of(0, 1), 16, zeros, zeros, 0, 1024).size()).isEqualTo(Dim.of(16));
  }

  private static void assertApart(Layout layout, Shape shape, List<Long> low, List<Long> high) {
    long size = layout.size().asLong();
    var taken = new HashSet<Long>();
    var index = new ArrayList<>(low.stream().map(l -> -l).toList());
    while (true) {
      long at = layout.at(index.stream().map(Dim::of).toList()).evaluate(Map.of());
      assertThat(at).as("position of %s in %s", index, layout).isBetween(0L, size - 1);
      assertThat(taken.add(at)).as("position of %s in %s is its own", index, layout).isTrue();
      int axis = shape.rank() - 1;
      while (axis >= 0 && index.get(axis) + 1 == shape.get(axis).asLong() + high.get(axis)) {
        index.set(axis, -low.get(axis));
        axis--;
      }
      if (axis < 0) {
        return;
      }
      index.set(axis, index.get(axis) + 1);
    }
  }

  private static Shape shape(Random random) {
    int rank = random.nextInt(1, 4);
    return new Shape(Arrays.stream(new long[rank]).mapToObj(x -> Dim.of(SIZES[random.nextInt(SIZES.length)])).toList());
  }

  private static List<Long> halo(Random random, int rank) {
    return IntStream.range(0, rank).mapToObj(i -> (long) random.nextInt(3)).toList();
  }

  private static List<Integer> order(Random random, int rank) {
    var order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    Collections.shuffle(order, random);
    return order;
  }
}
