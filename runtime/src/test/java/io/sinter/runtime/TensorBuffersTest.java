package io.sinter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.api.Test;

class TensorBuffersTest {
  private static final long[] SHAPE = {2, 3};

  private static Tensor sample(DType type) {
    return type == DType.BOOL ? Tensor.fromLongs(type, SHAPE, 1, 0, 1, 1, 0, 0)
        : Tensor.fromLongs(type, SHAPE, 1, 2, 3, 100, 5, 0);
  }

  @ParameterizedTest
  @EnumSource(value = DType.class, mode = EnumSource.Mode.EXCLUDE, names = "STRING")
  void bytesGoThereAndBackInEitherOrder(DType type) {
    var tensor = sample(type);
    for (var order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      for (var bytes : new ByteBuffer[] {ByteBuffer.allocate(6 * type.bytes() + 3),
          ByteBuffer.allocateDirect(6 * type.bytes() + 3)}) {
        bytes.order(order).position(3);
        tensor.copyTo(bytes);
        assertThat(bytes.position()).isEqualTo(3);
        assertThat(Tensor.copyOf(type, SHAPE, bytes)).isEqualTo(tensor);
        assertThat(bytes.position()).isEqualTo(3);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(value = DType.class, mode = EnumSource.Mode.EXCLUDE, names = "STRING")
  void segmentsGoThereAndBackAndMayBeClosed(DType type) {
    var tensor = sample(type);
    Tensor back;
    try (var arena = Arena.ofConfined()) {
      var segment = arena.allocate(6L * type.bytes() + 1);
      assertThat(Segments.write(tensor, segment)).isEqualTo(6L * type.bytes());
      back = Segments.read(type, SHAPE, segment);
      assertThatThrownBy(() -> Segments.read(type, new long[] {7, 3}, segment)).isInstanceOf(ModelError.class)
          .hasMessageStartingWith("A memory segment does not have the size of the tensor.\ngiven: "
              + segment.byteSize() + " bytes for 21 elements of " + type);
    }
    assertThat(back).isEqualTo(tensor);
  }

  @Test
  void buffersOfTheElementsJavaTypeAreTaken() {
    check(sample(DType.F32), FloatBuffer.allocate(6));
    check(sample(DType.F64), DoubleBuffer.allocate(6));
    check(sample(DType.BF16), ShortBuffer.allocate(6));
    check(sample(DType.U32), IntBuffer.allocate(6));
    check(sample(DType.I64), LongBuffer.allocate(6));
    check(sample(DType.U8), ByteBuffer.allocate(6));
    check(sample(DType.F32), ByteBuffer.allocateDirect(24).order(ByteOrder.nativeOrder()).asFloatBuffer());
  }

  private static void check(Tensor tensor, Buffer buffer) {
    tensor.copyTo(buffer);
    assertThat(Tensor.copyOf(tensor.dtype(), tensor.shape(), buffer)).isEqualTo(tensor);
  }

  @Test
  void theTensorIsACopy() {
    var data = FloatBuffer.wrap(new float[] {1, 2});
    var tensor = Tensor.copyOf(DType.F32, new long[] {2}, data);
    data.put(0, 7);
    assertThat(tensor.floats()).containsExactly(1, 2);
  }

  @Test
  void anyByteButZeroIsTrue() {
    assertThat(Tensor.copyOf(DType.BOOL, new long[] {3}, ByteBuffer.wrap(new byte[] {0, -1, 2})).bytes())
        .containsExactly(0, 1, 1);
  }

  @Test
  void buffersThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> Tensor.copyOf(DType.F32, SHAPE, FloatBuffer.allocate(5)))
        .isInstanceOf(ModelError.class).hasMessage("""
            A tensor's array has the wrong length.
            given: 5 elements for f32[2, 3]
            expected: 6 elements""");
    assertThatThrownBy(() -> Tensor.copyOf(DType.F32, SHAPE, DoubleBuffer.allocate(6)))
        .isInstanceOf(ModelError.class).hasMessage("""
            A buffer does not hold elements of the tensor's type.
            given: 6 elements of a DoubleBuffer for f32
            expected: a ByteBuffer with 4 bytes for each element, or a buffer of float""");
    assertThatThrownBy(() -> Tensor.copyOf(DType.I16, SHAPE, CharBuffer.allocate(6))).isInstanceOf(ModelError.class);
    assertThatThrownBy(() -> Tensor.copyOf(DType.F32, SHAPE, ByteBuffer.allocate(23))).isInstanceOf(ModelError.class);
    assertThatThrownBy(() -> sample(DType.F32).copyTo(FloatBuffer.allocate(5)))
        .isInstanceOf(ModelError.class).hasMessage("""
            A buffer has not enough room for a tensor.
            given: 5 elements of f32
            expected: at least 6""");
    assertThatThrownBy(() -> Tensor.of(new String[] {"a"}, 1).copyTo(ByteBuffer.allocate(9)))
        .isInstanceOf(ModelError.class);
  }
}
