package io.sinter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Function;
import io.sinter.ir.Text;
import io.sinter.runtime.Tensor;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RandomInputsTest {
  private static final Function THREE = Text.parse("""
      function three(%x: f32[n, 50], %i: i64[n, 50], %b: bool[n, 50]) -> (y: f32[n, 50]) {
        %0 = select(%b, %x, %x) : f32[n, 50]
        return %0
      }
      """);

  @Test
  void aSeedGivesTheSameInputsAndAnotherSeedOthers() {
    var sizes = Map.of("n", 4L);
    assertThat(RandomInputs.of(THREE, sizes, 7)).isEqualTo(RandomInputs.of(THREE, sizes, 7));
    assertThat(RandomInputs.of(THREE, sizes, 7)).doesNotContainAnyElementsOf(RandomInputs.of(THREE, sizes, 8));
    assertThat(RandomInputs.of(THREE, sizes, 7)).allSatisfy(t -> assertThat(t.shape()).containsExactly(4, 50));
  }

  @Test
  void integersAreSmallAndBoolsBoth() {
    var inputs = RandomInputs.of(THREE, Map.of("n", 4L), 1);
    assertThat(values(inputs.get(1))).containsOnly(0, 1, 2, 3);
    assertThat(values(inputs.get(2))).containsOnly(0, 1);
    assertThat(Arrays.stream(values(inputs.get(0))).average().orElseThrow()).isBetween(-0.5, 0.5);
  }

  @Test
  void sizesMayBeZero() {
    assertThat(RandomInputs.of(THREE, Map.of("n", 0L), 1)).allSatisfy(t -> assertThat(t.elements()).isZero());
  }

  private static double[] values(Tensor t) {
    return t.toDoubles();
  }
}
