package io.sinter.runtime;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/// Elements between the Java array that stores a [DType] and a buffer: of bytes, in that buffer's order of bytes, or of
/// the type that stores the elements. Positions of buffers do not move.
final class TypedBuffers {
  private TypedBuffers() {}

  /// How many elements of a type remain in a buffer.
  ///
  /// @throws ModelError when it holds elements of another type, or a part of one
  static int elements(DType type, Buffer buffer) {
    boolean bytes = buffer instanceof ByteBuffer && type.bytes() > 0;
    int width = bytes ? type.bytes() : 1;
    if (!bytes && !stores(type, buffer) || buffer.remaining() % width != 0) {
      throw new ModelError(Problem.of("A buffer does not hold elements of the tensor's type.")
          .given(buffer.remaining() + " elements of a " + kind(buffer) + " for " + type)
          .expected(type == DType.STRING ? "numbers" : "a ByteBuffer with " + type.bytes()
              + " bytes for each element, or a buffer of " + type.newArray(0).getClass().getComponentType()));
    }
    return buffer.remaining() / width;
  }

  private static String kind(Buffer buffer) {
    return switch (buffer) {
      case ByteBuffer _ -> "ByteBuffer";
      case ShortBuffer _ -> "ShortBuffer";
      case IntBuffer _ -> "IntBuffer";
      case LongBuffer _ -> "LongBuffer";
      case FloatBuffer _ -> "FloatBuffer";
      case DoubleBuffer _ -> "DoubleBuffer";
      default -> "CharBuffer";
    };
  }

  private static boolean stores(DType type, Buffer buffer) {
    return switch (type) {
      case F32 -> buffer instanceof FloatBuffer;
      case F64 -> buffer instanceof DoubleBuffer;
      case F16, BF16, I16, U16 -> buffer instanceof ShortBuffer;
      case I32, U32 -> buffer instanceof IntBuffer;
      case I64, U64 -> buffer instanceof LongBuffer;
      case I8, U8, BOOL -> buffer instanceof ByteBuffer;
      case STRING -> false;
    };
  }

  /// All that remains in the buffer, in a fresh array. A bool is every byte that is not 0.
  static Object read(DType type, Buffer buffer) {
    var array = type.newArray(elements(type, buffer));
    switch (array) {
      case float[] a -> floats(buffer).get(0, a);
      case double[] a -> doubles(buffer).get(0, a);
      case short[] a -> shorts(buffer).get(0, a);
      case int[] a -> ints(buffer).get(0, a);
      case long[] a -> longs(buffer).get(0, a);
      default -> ((ByteBuffer) buffer).get(buffer.position(), (byte[]) array);
    }
    if (type == DType.BOOL) {
      var bytes = (byte[]) array;
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (bytes[i] == 0 ? 0 : 1);
      }
    }
    return array;
  }

  /// Writes an array from the position of the buffer on.
  static void write(DType type, Object array, Buffer buffer) {
    switch (array) {
      case float[] a -> floats(buffer).put(0, a);
      case double[] a -> doubles(buffer).put(0, a);
      case short[] a -> shorts(buffer).put(0, a);
      case int[] a -> ints(buffer).put(0, a);
      case long[] a -> longs(buffer).put(0, a);
      case byte[] a -> ((ByteBuffer) buffer).put(buffer.position(), a);
      default -> throw new IllegalStateException(type + " in a buffer");
    }
  }

  private static ByteBuffer bytes(Buffer b) {
    var bytes = (ByteBuffer) b;
    return bytes.slice().order(bytes.order());
  }

  private static FloatBuffer floats(Buffer b) {
    return b instanceof FloatBuffer f ? f.slice() : bytes(b).asFloatBuffer();
  }

  private static DoubleBuffer doubles(Buffer b) {
    return b instanceof DoubleBuffer d ? d.slice() : bytes(b).asDoubleBuffer();
  }

  private static ShortBuffer shorts(Buffer b) {
    return b instanceof ShortBuffer s ? s.slice() : bytes(b).asShortBuffer();
  }

  private static IntBuffer ints(Buffer b) {
    return b instanceof IntBuffer i ? i.slice() : bytes(b).asIntBuffer();
  }

  private static LongBuffer longs(Buffer b) {
    return b instanceof LongBuffer l ? l.slice() : bytes(b).asLongBuffer();
  }
}
