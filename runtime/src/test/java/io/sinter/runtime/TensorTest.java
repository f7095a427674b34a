package io.sinter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorTest {
  @Test
  void a_tensor_shares_its_array() {
    var data = new float[] {1, 2, 3, 4, 5, 6};
    var t = Tensor.of(data, 2, 3);
    assertThat(t.floats()).isSameAs(data);
    assertThat(t.array()).isSameAs(data);
    assertThat(t.shape()).containsExactly(2, 3);
    assertThat(t.elements()).isEqualTo(6);
    assertThat(t.byteSize()).isEqualTo(24);
    assertThat(t.type()).isEqualTo(TensorType.of(DType.F32, 2, 3));
    assertThat(t.reshape(3, 2).array()).isSameAs(data);
  }

  @Test
  void its_shape_cannot_be_changed_from_outside() {
    long[] shape = {2};
    var t = Tensor.of(DType.I32, shape, new int[2]);
    shape[0] = 7;
    t.shape()[0] = 8;
    assertThat(t.shape()).containsExactly(2);
  }

  @Test
  void a_wrong_length_is_a_model_error() {
    assertThatThrownBy(() -> Tensor.of(new float[5], 2, 3)).isInstanceOf(ModelError.class).hasMessage("""
        A tensor's array has the wrong length.
        given: 5 elements for f32[2, 3]
        expected: 6 elements""");
    assertThatThrownBy(() -> Tensor.of(new float[2])).hasMessage("""
        A tensor's array has the wrong length.
        given: 2 elements for f32[]
        expected: 1 element""");
  }

  @Test
  void a_wrong_array_type_is_a_model_error() {
    assertThatThrownBy(() -> Tensor.of(DType.F16, new long[] {2}, new float[2])).hasMessage("""
        A tensor's array has the wrong Java type.
        given: float[] for f16
        expected: short[]""");
  }

  @Test
  void impossible_shapes_are_model_errors() {
    assertThatThrownBy(() -> Tensor.zeros(DType.F32, 2, -1)).isInstanceOf(ModelError.class)
        .hasMessage("A tensor has a negative size.\ngiven: f32[2, -1]");
    assertThatThrownBy(() -> Tensor.zeros(DType.U8, 1L << 32, 1L << 32, 1L << 32)).isInstanceOf(ModelError.class)
        .hasMessage("""
            A tensor has too many elements.
            given: u8[4294967296, 4294967296, 4294967296]
            expected: at most 2147483639 elements, what a Java array holds""");
    assertThatThrownBy(() -> Tensor.zeros(DType.U8, 65536, 32768)).isInstanceOf(ModelError.class);
    assertThat(Tensor.zeros(DType.U8, 1L << 40, 0, 1L << 40).elements()).isZero();
  }

  @ParameterizedTest
  @EnumSource(value = DType.class, mode = EnumSource.Mode.EXCLUDE, names = "STRING")
  void small_whole_numbers_survive_in_every_type(DType type) {
    var t = Tensor.fromDoubles(type, new long[] {3}, 0, 1, 1);
    assertThat(t.toDoubles()).containsExactly(0, 1, 1);
    assertThat(t.longAt(1)).isEqualTo(1);
    assertThat(Tensor.fromLongs(type, new long[] {3}, 0, 1, 1)).isEqualTo(t);
    assertThat(Tensor.zeros(type, 2).toDoubles()).containsExactly(0, 0);
  }

  @Test
  void unsigned_types_widen_without_a_sign() {
    assertThat(Tensor.of(DType.U8, new long[] {1}, new byte[] {-1}).longAt(0)).isEqualTo(255);
    assertThat(Tensor.of(DType.U16, new long[] {1}, new short[] {-1}).doubleAt(0)).isEqualTo(65535);
    assertThat(Tensor.of(DType.U32, new long[] {1}, new int[] {-1}).doubleAt(0)).isEqualTo(4294967295.0);
    var u64 = Tensor.of(DType.U64, new long[] {2}, new long[] {-1, Long.MIN_VALUE});
    assertThat(u64.doubleAt(0)).isEqualTo(0x1p64);
    assertThat(u64.doubleAt(1)).isEqualTo(0x1p63);
    assertThat(u64).hasToString("u64[2] {18446744073709551615, 9223372036854775808}");
    assertThat(Tensor.fromDoubles(DType.U64, new long[] {1}, 0x1p63 + 2048).longs())
        .containsExactly(Long.MIN_VALUE + 2048);
  }

  @Test
  void f16_rounds_once_from_a_double() {
    // Just above the tie between 1 and 1 + 2^-10; as a float it would be the tie itself, which goes to even.
    double x = 1 + 0x1p-11 + 0x1p-40;
    assertThat(Tensor.fromDoubles(DType.F16, new long[] {1}, x).doubleAt(0)).isEqualTo(1 + 0x1p-10);
    assertThat(Floats.f16(Floats.toF16((float) x))).isEqualTo(1);
    assertThat(Floats.f16(Floats.toF16(1e300))).isInfinite();
    assertThat(Floats.f16(Floats.toF16(65519.999))).isEqualTo(65504);
    assertThat(Floats.f16(Floats.toF16(65520.0))).isInfinite();
  }

  @Test
  void bf16_rounds_to_nearest_even() {
    assertThat(Floats.bf16(Floats.toBf16(1 + 0x1p-8f))).isEqualTo(1);
    assertThat(Floats.bf16(Floats.toBf16(1 + 0x1.8p-7f))).isEqualTo(1 + 0x1p-6f);
    assertThat(Floats.bf16(Floats.toBf16(1 + 0x1p-8 + 0x1p-40))).isEqualTo(1 + 0x1p-7f);
    assertThat(Floats.bf16(Floats.toBf16(Float.MAX_VALUE))).isInfinite();
    assertThat(Floats.toBf16(Float.intBitsToFloat(0xffffffff))).isEqualTo((short) 0x7fc0);
    assertThat(Floats.toBf16(-0f)).isEqualTo((short) 0x8000);
    // One above a tie, and more bits than a double has.
    assertThat(Tensor.fromLongs(DType.BF16, new long[] {1}, (1L << 62) + (1L << 54) + 1).doubleAt(0))
        .isEqualTo(0x1p62 + 0x1p55);
  }

  @Test
  void every_narrow_float_comes_back_from_its_double() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      short s = (short) bits;
      if (!Float.isNaN(Floats.f16(s))) {
        assertThat(Floats.toF16((double) Floats.f16(s))).isEqualTo(s);
      }
      if (!Float.isNaN(Floats.bf16(s))) {
        assertThat(Floats.toBf16((double) Floats.bf16(s))).isEqualTo(s);
      }
    }
  }

  @Test
  void nans_are_the_same_bits_and_zeros_of_other_sign_are_not() {
    float otherNan = Float.intBitsToFloat(0xffc00001);
    assertThat(Tensor.of(new float[] {otherNan}, 1)).isEqualTo(Tensor.of(new float[] {Float.NaN}, 1))
        .hasSameHashCodeAs(Tensor.of(new float[] {Float.NaN}, 1));
    assertThat(Tensor.scalar(-0.0)).isNotEqualTo(Tensor.scalar(0.0));
    assertThat(narrow(DType.F16, 0x7e01)).isEqualTo(narrow(DType.F16, 0xfe00));
    assertThat(narrow(DType.F16, 0x7c00)).isNotEqualTo(narrow(DType.F16, 0x7e00));
    assertThat(narrow(DType.BF16, 0x7f81)).isEqualTo(narrow(DType.BF16, 0xffc0));
    assertThat(narrow(DType.BF16, 0x8000)).isNotEqualTo(narrow(DType.BF16, 0));
    assertThat(narrow(DType.I16, 0x7e01)).isNotEqualTo(narrow(DType.I16, 0x7e00));
  }

  private static Tensor narrow(DType type, int bits) {
    return Tensor.of(type, new long[] {1}, new short[] {(short) bits});
  }

  @Test
  void shape_and_type_count_for_equality() {
    assertThat(Tensor.of(new int[4], 2, 2)).isNotEqualTo(Tensor.of(new int[4], 4));
    assertThat(Tensor.of(new int[4], 4)).isNotEqualTo(Tensor.of(DType.U32, new long[] {4}, new int[4]));
    assertThat(Tensor.scalar("a")).isEqualTo(Tensor.scalar("a")).isNotEqualTo(Tensor.scalar("b"));
  }

  @Test
  void text_shows_the_type_and_a_few_elements() {
    assertThat(Tensor.of(new float[] {1, -0f, Float.NaN}, 3)).hasToString("f32[3] {1.0, -0.0, NaN}");
    assertThat(Tensor.of(new long[9], 9)).hasToString("i64[9] {0, 0, 0, 0, 0, 0, 0, 0, …}");
    assertThat(Tensor.scalar(true)).hasToString("bool[] {true}");
    assertThat(Tensor.of(new String[] {"a", "b"}, 2)).hasToString("string[2] {\"a\", \"b\"}");
  }

  @Test
  void asking_for_the_wrong_array_says_what_it_is() {
    assertThatThrownBy(() -> Tensor.scalar(1L).floats()).isInstanceOf(IllegalStateException.class)
        .hasMessage("a tensor of i64 was asked for its elements as f32");
    assertThatThrownBy(() -> Tensor.scalar("x").doubleAt(0)).isInstanceOf(IllegalStateException.class);
  }
}
