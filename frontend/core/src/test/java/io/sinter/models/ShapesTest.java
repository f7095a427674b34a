package io.sinter.models;

import static io.sinter.models.Traces.apply;
import static io.sinter.models.Traces.floats;
import static io.sinter.models.Traces.longs;
import static io.sinter.models.Traces.random;
import static io.sinter.models.Traces.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.Sinter;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import io.sinter.trace.Input;
import io.sinter.trace.Tensors;
import io.sinter.trace.Traced;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShapesTest {
  private static final int[] POSITIONS = {-7, -5, -4, -1, 0, 1, 3, 5, 8};

  /// The numbers from 0 on.
  private static Tensor counted(long... shape) {
    var data = new float[Tensor.count(DType.F32, shape)];
    for (int i = 0; i < data.length; i++) {
      data[i] = i;
    }
    return Tensor.of(data, shape);
  }

  @Test
  void shapesChangeAndElementsStay() {
    var x = counted(2, 1, 6);
    assertThat(apply(x, v -> v.reshape(3, -1))).isEqualTo(counted(3, 4));
    assertThat(apply(x, v -> v.reshape(v.dim(0), v.dim(2).floorDiv(3), -1))).isEqualTo(counted(2, 2, 3));
    assertThat(apply(x, v -> v.flatten(0))).isEqualTo(counted(12));
    assertThat(apply(x, v -> v.flatten(1))).isEqualTo(counted(2, 6));
    assertThat(apply(x, v -> v.flatten(-1))).isEqualTo(x);
    assertThat(apply(x, v -> v.expandDims(0, -1))).isEqualTo(counted(1, 2, 1, 6, 1));
    assertThat(apply(counted(), v -> v.expandDims(0))).isEqualTo(counted(1));
    assertThat(run(Sinter.trace("f", Traces.fixed("x", x), v -> v.squeeze()), x)).isEqualTo(counted(2, 6));
    assertThat(run(Sinter.trace("f", Traces.fixed("x", x), v -> v.squeeze(-2)), x)).isEqualTo(counted(2, 6));
    assertThat(apply(counted(3, 0), v -> v.reshape(0, 7))).isEqualTo(counted(0, 7));
  }

  @Test
  void namesOfSizesStandInShapes() {
    var f = Sinter.trace("f", Input.of("x", DType.F32, "batch", "time", 4),
        x -> x.reshape("batch", -1).plus(Tensors.zeros(DType.F32, "batch", Tensors.dim("time").times(4))));
    assertThat(f.results().getFirst().type()).hasToString("f32[batch, 4*time]");
    assertThat(run(f, counted(2, 3, 4))).isEqualTo(counted(2, 12));
    var g = Sinter.trace("g", Input.of("x", DType.F32, "batch", 3), x -> x.mean(1).reshape(-1, 1).times(0)
        .plus(Tensors.size("batch").cast(DType.F32)));
    assertThat(run(g, counted(2, 3))).isEqualTo(Tensor.of(new float[] {2, 2}, 2, 1));
  }

  @Test
  void axesChangePlaces() {
    var x = counted(2, 3);
    assertThat(apply(x, Traced::transpose)).isEqualTo(Tensor.of(new float[] {0, 3, 1, 4, 2, 5}, 3, 2));
    var y = random(1, 2, 3, 5);
    var turned = apply(y, v -> v.transpose(2, 0, 1));
    assertThat(turned.shape()).containsExactly(5, 2, 3);
    Naive.each(y.shape(), (p, i) -> assertThat(Naive.at(turned, new int[] {i[2], i[0], i[1]}))
        .isEqualTo(y.doubleAt(p)));
    assertThat(apply(y, v -> v.swapAxes(0, -1).swapAxes(2, 0))).isEqualTo(y);
    assertThat(apply(y, v -> v.transpose(-1, 0, 1).transpose(1, 2, 0))).isEqualTo(y);
  }

  @Test
  void aTensorBroadcastsToAShape() {
    assertThat(apply(floats(1, 2), v -> v.reshape(2, 1).broadcastTo(2, 2, 3)))
        .isEqualTo(Tensor.of(new float[] {1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2}, 2, 2, 3));
    assertThat(apply(counted(1), v -> v.broadcastTo(0)).shape()).containsExactly(0);
  }

  // ---- parts --------------------------------------------------------------------------------------------------------

  @Test
  void slicesFollowNumPyWhateverThePositions() {
    for (int size : new int[] {0, 1, 5}) {
      var x = counted(size);
      for (int start : POSITIONS) {
        for (int stop : POSITIONS) {
          for (int step : new int[] {1, 2, 3, -1, -2}) {
            int from = start;
            int to = stop;
            var f = Sinter.trace("f", Input.of("x", DType.F32, "n"), v -> v.slice(0, from, to, step));
            assertThat(run(f, x)).as(size + "[" + start + ":" + stop + ":" + step + "]")
                .isEqualTo(sliced(size, start, stop, step));
            var g = Sinter.trace("g", Input.of("x", DType.F32, size), v -> v.slice(0, from, to, step));
            assertThat(run(g, x)).isEqualTo(sliced(size, start, stop, step));
          }
        }
      }
    }
  }

  private static Tensor sliced(int size, int start, int stop, int step) {
    int low = step > 0 ? 0 : -1;
    int high = step > 0 ? size : size - 1;
    int from = Math.clamp(start < 0 ? start + size : start, low, Math.max(low, high));
    int to = Math.clamp(stop < 0 ? stop + size : stop, low, Math.max(low, high));
    var all = new ArrayList<Double>();
    for (int i = from; step > 0 ? i < to : i > to; i += step) {
      all.add((double) i);
    }
    return floats(all.stream().mapToDouble(d -> d).toArray());
  }

  @Test
  void partsOfAnAxisAreTaken() {
    var x = counted(3, 4);
    assertThat(apply(x, v -> v.slice(1, 1, Traced.END, 2))).isEqualTo(Tensor.of(new float[] {1, 3, 5, 7, 9, 11}, 3, 2));
    assertThat(apply(x, v -> v.slice(0, -1, Traced.END))).isEqualTo(Tensor.of(new float[] {8, 9, 10, 11}, 1, 4));
    assertThat(apply(x, v -> v.slice(1, Traced.END, Traced.END, -3)))
        .isEqualTo(Tensor.of(new float[] {3, 0, 7, 4, 11, 8}, 3, 2));
    assertThat(apply(x, v -> v.slice(0, Dim.ONE, v.dim(0)))).isEqualTo(
        Tensor.of(new float[] {4, 5, 6, 7, 8, 9, 10, 11}, 2, 4));
    assertThat(apply(x, v -> v.at(0, -1))).isEqualTo(floats(8, 9, 10, 11));
    assertThat(apply(x, v -> v.at(1, 2))).isEqualTo(floats(2, 6, 10));
    assertThat(apply(x, v -> v.reverse(0))).isEqualTo(
        Tensor.of(new float[] {8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3}, 3, 4));
    assertThat(apply(counted(0), v -> v.reverse(0))).isEqualTo(counted(0));
    assertThat(apply(x, v -> v.split(1, 2).getLast())).isEqualTo(Tensor.of(new float[] {2, 3, 6, 7, 10, 11}, 3, 2));
    assertThat(apply(x, v -> v.splitSizes(0, 1, 0, 2).getLast())).isEqualTo(
        Tensor.of(new float[] {4, 5, 6, 7, 8, 9, 10, 11}, 2, 4));
  }

  @Test
  void tensorsArePutTogether() {
    var x = counted(2, 2);
    assertThat(apply(x, v -> v.concat(0, v.times(10)))).isEqualTo(
        Tensor.of(new float[] {0, 1, 2, 3, 0, 10, 20, 30}, 4, 2));
    assertThat(apply(x, counted(2, 0), (v, w) -> v.concat(-1, w, v))).isEqualTo(
        Tensor.of(new float[] {0, 1, 0, 1, 2, 3, 2, 3}, 2, 4));
    assertThat(apply(x, v -> v.stack(-1, v.negate()))).isEqualTo(
        Tensor.of(new float[] {0, -0f, 1, -1, 2, -2, 3, -3}, 2, 2, 2));
    assertThat(apply(x, v -> Tensors.stack(0, List.of(v)))).isEqualTo(counted(1, 2, 2));
    assertThat(apply(x, v -> Tensors.concat(1, v.split(0, 2)))).isEqualTo(counted(1, 4));
  }

  @Test
  void numbersAreCounted() {
    assertThat(run(Sinter.trace("f", Input.of("x", DType.F32, "n"), x -> Tensors.range("n").plus(1)), counted(3)))
        .isEqualTo(longs(1, 2, 3));
    assertThat(run(Sinter.trace("f", Input.of("x", DType.F32, "n"), x -> Tensors.ones(DType.I64, 2, "n")), counted(0)))
        .isEqualTo(Tensor.of(new long[0], 2, 0));
    assertThat(run(Sinter.trace("f", List.of(), in -> List.of(Tensors.full(DType.F32, 0.5, 2)))))
        .isEqualTo(floats(0.5, 0.5));
  }

  @Test
  void somethingStandsAround() {
    assertThat(apply(floats(1, 2), v -> v.pad(0, 1, 2))).isEqualTo(floats(0, 1, 2, 0, 0));
    assertThat(apply(counted(2, 2), v -> v.pad(-1, 1, 0, -1.5))).isEqualTo(
        Tensor.of(new float[] {-1.5f, 0, 1, -1.5f, 2, 3}, 2, 3));
    assertThat(apply(longs(), v -> v.pad(0, 0, 2, 7))).isEqualTo(longs(7, 7));
  }

  @Test
  void elementsAreGatheredAtIndices() {
    var x = counted(3, 2);
    assertThat(apply(x, longs(2, 0, -1), (v, i) -> v.gather(0, i))).isEqualTo(
        Tensor.of(new float[] {4, 5, 0, 1, 4, 5}, 3, 2));
    assertThat(apply(x, v -> v.gather(1, Tensor.of(new int[] {1, -2, 1}, 1, 3)))).isEqualTo(
        Tensor.of(new float[] {1, 0, 1, 3, 2, 3, 5, 4, 5}, 3, 1, 3));
    assertThat(apply(x, Tensor.scalar(-3L), (v, i) -> v.gather(0, i))).isEqualTo(floats(0, 1));
    assertThat(apply(x, Tensor.of(new long[0], 0), (v, i) -> v.gather(0, i)).shape()).containsExactly(0, 2);
    for (long bad : new long[] {3, -4, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThatThrownBy(() -> apply(x, longs(0, bad), (v, i) -> v.gather(0, i))).isInstanceOf(ModelError.class)
          .hasMessageStartingWith("An index lies outside its axis.").hasMessageContaining("given: " + bad)
          .hasMessageContaining("expected: from -3 to 2");
    }
  }
}
