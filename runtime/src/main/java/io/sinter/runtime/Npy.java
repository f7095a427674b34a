package io.sinter.runtime;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/// The `.npy` files of NumPy: one array each.
///
/// Read are the versions 1 to 3, both byte orders, C and Fortran order, and the types `f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8
/// b1`. Written is version 1, little-endian, C order; bf16, which NumPy does not have, is written as f4, without loss.
/// What a header promises is not believed: memory grows only as elements arrive.
///
/// Format: <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>
public final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST_HEADER = 1 << 16;
  private static final int CHUNK = 1 << 16;

  private Npy() {}

  /// @throws ModelError when the file is not one array of a type listed above, and nothing else
  public static Tensor read(Path file) throws IOException {
    try (var in = new BufferedInputStream(Files.newInputStream(file), CHUNK)) {
      var tensor = read(in);
      if (in.read() >= 0) {
        throw new ModelError(bad("has more bytes than its header says"));
      }
      return tensor;
    } catch (ModelError e) {
      throw e.at(file.toString());
    }
  }

  /// Reads one array and leaves the stream behind it.
  ///
  /// @throws ModelError when what comes is not an array of a type listed above
  public static Tensor read(InputStream in) throws IOException {
    return read(in, Long.MAX_VALUE);
  }

  /// @param budget how many bytes the array may take
  static Tensor read(InputStream in, long budget) throws IOException {
    try {
      var magic = in.readNBytes(MAGIC.length);
      if (!Arrays.equals(magic, MAGIC)) {
        throw new ModelError(bad("does not start with the mark of the format")
            .given(magic.length == 0 ? "nothing" : hex(magic)).expected(hex(MAGIC)));
      }
      var version = exactly(in, 2);
      if (version[0] < 1 || version[0] > 3) {
        throw new ModelError(
            bad("has an unknown version").given(version[0] + "." + version[1]).expected("1.0, 2.0 or 3.0"));
      }
      int sizeBytes = version[0] == 1 ? 2 : 4;
      var size = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).put(exactly(in, sizeBytes));
      int length = size.getInt(0);
      if (length < 0 || length > LONGEST_HEADER) {
        throw new ModelError(bad("has a header that is too long").given(Integer.toUnsignedString(length) + " bytes")
            .expected("at most " + LONGEST_HEADER));
      }
      var charset = version[0] == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
      var header = NpyHeader.parse(new String(exactly(in, length), charset));
      int count = Tensor.count(header.dtype(), header.shape());
      long bytes = (long) count * header.dtype().bytes();
      if (bytes > budget) {
        throw new ModelError(
            bad("needs more memory than is granted").given(bytes + " bytes").expected("at most " + budget));
      }
      var array = elements(in, header, count);
      return Tensor.of(header.dtype(), header.shape(),
          header.fortran() ? rowMajor(header.dtype(), header.shape(), array) : array);
    } catch (EOFException e) {
      throw new ModelError(bad("ends too early"), e);
    }
  }

  private static Object elements(InputStream in, NpyHeader header, int count) throws IOException {
    var type = header.dtype();
    var array = type.newArray(Math.min(count, CHUNK));
    int filled = 0;
    while (filled < count) {
      int room = TypedArray.length(type, array);
      if (filled == room) {
        var longer = type.newArray((int) Math.min(count, 2L * room));
        System.arraycopy(array, 0, longer, 0, filled);
        array = longer;
        room = TypedArray.length(type, array);
      }
      int n = Math.min(room - filled, CHUNK / type.bytes());
      var bytes = ByteBuffer.wrap(exactly(in, n * type.bytes())).order(header.order());
      get(type, bytes, array, filled, n);
      filled += n;
    }
    return array;
  }

  private static void get(DType type, ByteBuffer from, Object array, int at, int n) {
    switch (array) {
      case float[] a -> from.asFloatBuffer().get(a, at, n);
      case double[] a -> from.asDoubleBuffer().get(a, at, n);
      case long[] a -> from.asLongBuffer().get(a, at, n);
      case int[] a -> from.asIntBuffer().get(a, at, n);
      case short[] a -> from.asShortBuffer().get(a, at, n);
      case byte[] a -> {
        from.get(a, at, n);
        for (int i = at; type == DType.BOOL && i < at + n; i++) {
          a[i] = (byte) (a[i] == 0 ? 0 : 1);
        }
      }
      default -> throw new AssertionError(type);
    }
  }

  private static Object rowMajor(DType type, long[] shape, Object fortran) {
    int count = TypedArray.length(type, fortran);
    var array = type.newArray(count);
    var index = new int[shape.length];
    for (int to = 0; to < count; to++) {
      long from = 0;
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        from = from * shape[axis] + index[axis];
      }
      System.arraycopy(fortran, (int) from, array, to, 1);
      for (int axis = shape.length - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--) {
        index[axis] = 0;
      }
    }
    return array;
  }

  /// @throws ModelError for strings, which the format has no portable form for
  public static void write(Path file, Tensor tensor) throws IOException {
    try (var out = new BufferedOutputStream(Files.newOutputStream(file), CHUNK)) {
      write(out, tensor);
    }
  }

  /// Leaves the stream open.
  ///
  /// @throws ModelError for strings, which the format has no portable form for
  public static void write(OutputStream out, Tensor tensor) throws IOException {
    var t = tensor.dtype() == DType.BF16 ? widened(tensor) : tensor;
    var header = NpyHeader.print(t.dtype(), t.shape());
    int room = MAGIC.length + 4;
    var padded = header + " ".repeat(63 - (room + header.length()) % 64) + "\n";
    var start = ByteBuffer.allocate(room + padded.length()).order(ByteOrder.LITTLE_ENDIAN);
    start.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) padded.length());
    start.put(padded.getBytes(StandardCharsets.ISO_8859_1));
    out.write(start.array());
    int step = CHUNK / t.dtype().bytes();
    var bytes = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < t.elements(); at += step) {
      int n = Math.min(step, t.elements() - at);
      switch (t.array()) {
        case float[] a -> bytes.asFloatBuffer().put(a, at, n);
        case double[] a -> bytes.asDoubleBuffer().put(a, at, n);
        case long[] a -> bytes.asLongBuffer().put(a, at, n);
        case int[] a -> bytes.asIntBuffer().put(a, at, n);
        case short[] a -> bytes.asShortBuffer().put(a, at, n);
        case byte[] a -> bytes.put(0, a, at, n);
        default -> throw new AssertionError(t.dtype());
      }
      out.write(bytes.array(), 0, n * t.dtype().bytes());
    }
    out.flush();
  }

  private static Tensor widened(Tensor narrow) {
    var wide = new float[narrow.elements()];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = Floats.bf16(narrow.shorts()[i]);
    }
    return Tensor.of(wide, narrow.shape());
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    var bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException(bytes.length + " of " + length + " bytes");
    }
    return bytes;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.ofDelimiter(" ").formatHex(bytes);
  }

  static Problem bad(String how) {
    return Problem.of("The .npy data " + how + ".");
  }
}
