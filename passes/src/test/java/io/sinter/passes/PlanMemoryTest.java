package io.sinter.passes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.kernel.Layout;
import io.sinter.passes.Storages.Storage;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Program.Source;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Storages in use at one step have slots of their own, every slot is long enough at every size, and a halo is only
/// ever surrounded by arrays of its own geometry.
class PlanMemoryTest {
  private static final List<Dim> SIZES =
      List.of(Dim.of(7), Dim.of(64), Dim.symbol("n"), Dim.symbol("n").times(3), Dim.symbol("m").plus(100));

  static LongStream seeds() {
    return LongStream.range(0, 100);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void livesThatOverlapShareNoSlot(long seed) {
    var random = new Random(seed);
    var storages = new ArrayList<Storage>();
    for (int i = 0; i < 20; i++) {
      storages.add(storage(random, i));
    }
    var touched = new ArrayList<List<Storage>>();
    for (int step = 0; step < 25; step++) {
      touched.add(random.ints(random.nextInt(1, 4), 0, storages.size()).distinct().mapToObj(storages::get).toList());
    }
    var plan = PlanMemory.of(touched, Set.of());
    var life = lives(touched);
    for (var a : life.keySet()) {
      if (a.source().isPresent()) {
        assertThat(plan.of().get(a)).isEqualTo(a.source().get());
        continue;
      }
      int slot = ((Source.Frame) plan.of().get(a)).slot();
      checkSlot(a, plan.slots().get(slot).elements(), plan.slots().get(slot).keepsFill());
      assertThat(plan.slots().get(slot).type()).isEqualTo(a.type());
      for (var b : life.keySet()) {
        if (a != b && plan.of().get(b).equals(new Source.Frame(slot))) {
          assertThat(life.get(a)[1] < life.get(b)[0] || life.get(b)[1] < life.get(a)[0])
              .as("%s and %s follow each other", a, b).isTrue();
          assertThat(a.layout().hasHalo() || b.layout().hasHalo() ? a.layout() : b.layout()).isEqualTo(b.layout());
        }
      }
    }
  }

  @Test
  void arraysWhoseSizesAreKnownAtOtherTimesShareNoSlot() {
    var n = Dim.symbol("n");
    var late = Dim.symbol("late");
    var sizes = List.of(n, late, n.times(late), n);
    var touched = new ArrayList<List<Storage>>();
    for (int i = 0; i < sizes.size(); i++) {
      var shape = Shape.of(sizes.get(i));
      touched.add(List.of(new Storage(i, DType.F32, shape, Layout.dense(shape), Optional.empty())));
    }
    assertThat(PlanMemory.of(touched, Set.of()).slots()).hasSize(1);
    assertThat(PlanMemory.of(touched, Set.of("late")).slots().stream().map(s -> s.elements().toString()))
        .containsExactly("n", "max(late, late*n)");
  }

  @Test
  void aChainOfAnyLengthTakesTwoSlots() {
    var chain = new ArrayList<Storage>();
    for (int i = 0; i < 10; i++) {
      var shape = Shape.of(Dim.symbol("n"));
      chain.add(new Storage(i, DType.F32, shape, Layout.dense(shape), Optional.empty()));
    }
    var touched = new ArrayList<List<Storage>>();
    for (int i = 0; i + 1 < chain.size(); i++) {
      touched.add(List.of(chain.get(i), chain.get(i + 1)));
    }
    assertThat(PlanMemory.of(touched, Set.of()).slots()).hasSize(2);
  }

  private static void checkSlot(Storage s, Dim elements, boolean keepsFill) {
    for (long size : new long[] {0, 1, 63, 1000}) {
      var sizes = Map.of("n", size, "m", 1000 - size);
      assertThat(elements.evaluate(sizes)).isGreaterThanOrEqualTo(s.layout().size().evaluate(sizes));
    }
    assertThat(keepsFill).isEqualTo(s.layout().hasHalo());
  }

  private static Map<Storage, int[]> lives(List<List<Storage>> touched) {
    var lives = new HashMap<Storage, int[]>();
    for (int i = 0; i < touched.size(); i++) {
      for (var s : touched.get(i)) {
        lives.putIfAbsent(s, new int[] {i, i});
        lives.get(s)[1] = i;
      }
    }
    return lives;
  }

  private static Storage storage(Random random, int id) {
    var shape = Shape.of(SIZES.get(random.nextInt(SIZES.size())), Dim.of(4));
    long halo = random.nextInt(3) == 0 ? 1 : 0;
    var around = List.of(0L, halo);
    double fill = random.nextBoolean() ? 0 : Double.NEGATIVE_INFINITY;
    var layout = Layout.haloed(shape, List.of(0, 1), 16, around, around, halo == 0 ? 0 : fill, 0);
    var source = random.nextInt(6) == 0 ? Optional.<Source>of(new Source.Output(id)) : Optional.<Source>empty();
    return new Storage(id, random.nextBoolean() ? DType.F32 : DType.I32, shape, layout, source);
  }
}
