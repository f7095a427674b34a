package io.sinter.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tensors whose elements are read when somebody asks.
class LateTensorTest {
  private static final int ELEMENTS = 1000;

  private final List<Integer> counts = new ArrayList<>();
  private final float[] source = new float[ELEMENTS];
  private final Tensor late = Tensor.late(DType.F32, new long[] {10, 100}, (from, count) -> {
    counts.add(count);
    return Arrays.copyOfRange(source, from, from + count);
  });

  LateTensorTest() {
    for (int i = 0; i < ELEMENTS; i++) {
      source[i] = i * 0.5f;
    }
  }

  @Test
  void nothingIsReadForATypeAndOnlySamplesForAHash() {
    assertThat(late.type()).hasToString("f32[10, 100]");
    assertThat(late.byteSize()).isEqualTo(4 * ELEMENTS);
    assertThat(counts).isEmpty();
    assertThat(late).hasSameHashCodeAs(Tensor.of(source, 10, 100));
    assertThat(counts).containsOnly(1);
    assertThat(late.first(7)).isEqualTo(Tensor.of(Arrays.copyOf(source, 7), 7));
    assertThat(counts).endsWith(7);
  }

  @Test
  void whatIsHeldIsReadOnceWhateverTheCollectorDoes() {
    var held = late.held();
    for (int i = 0; i < ELEMENTS; i += 100) {
      assertThat(held.doubleAt(i)).isEqualTo(source[i]);
      System.gc();
    }
    assertThat(held).isEqualTo(Tensor.of(source, 10, 100));
    assertThat(held.held()).isSameAs(held);
    assertThat(counts).containsExactly(ELEMENTS);
  }

  @Test
  void allWaysToTheElementsLeadToTheSame() {
    var same = Tensor.of(source, 10, 100);
    assertThat(late).isEqualTo(same);
    assertThat(late.reshape(1000)).isEqualTo(same.reshape(1000));
    assertThat(late.floats()).isEqualTo(source);
    assertThat((float[]) late.store()).isEqualTo(source);
    assertThat(late.trimmed()).isSameAs(late);
    assertThat(late.copy()).isEqualTo(same);
  }
}
