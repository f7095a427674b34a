package io.sinter.ir;

import io.sinter.runtime.DType;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.util.Arrays;

/// The value of a constant, compared by content. Small ones print inline, others as `#` and their hash.
public final class Literal {
  /// Constants below this many elements print inline.
  public static final int INLINE = 64;

  private final Tensor tensor;
  private final TensorType type;
  private final long hash;

  private Literal(Tensor tensor) {
    this.tensor = tensor;
    this.type = new TensorType(tensor.dtype(), Shape.of(tensor.shape()));
    this.hash = hash(tensor);
  }

  public static Literal of(Tensor tensor) {
    return new Literal(tensor);
  }

  /// A scalar; the value is converted to the type.
  public static Literal scalar(DType type, double value) {
    return of(Tensor.fromDoubles(type, new long[0], value));
  }

  public Tensor tensor() {
    return tensor;
  }

  public TensorType type() {
    return type;
  }

  /// Whether every element has the same bits.
  public boolean isSplat() {
    for (int i = 1; i < tensor.elements(); i++) {
      if (tensor.dtype() == DType.STRING || bits(i) != bits(0)) {
        return false;
      }
    }
    return tensor.elements() > 0;
  }

  private long bits(int i) {
    return switch (tensor.dtype()) {
      case F32 -> Float.floatToRawIntBits(((float[]) tensor.array())[i]);
      case F64 -> Double.doubleToRawLongBits(((double[]) tensor.array())[i]);
      default -> tensor.dtype().isFloat() ? Double.doubleToRawLongBits(tensor.doubleAt(i)) : tensor.longAt(i);
    };
  }

  /// The content hash as it prints.
  public String key() {
    return "%016x".formatted(hash);
  }

  private static long hash(Tensor t) {
    long h = 31L * t.dtype().ordinal() + Arrays.hashCode(t.shape());
    h = mix(h, switch (t.array()) {
      case float[] a -> fold(a.length, i -> Float.floatToRawIntBits(a[i]));
      case double[] a -> fold(a.length, i -> Double.doubleToRawLongBits(a[i]));
      case long[] a -> fold(a.length, i -> a[i]);
      case int[] a -> fold(a.length, i -> a[i]);
      case short[] a -> fold(a.length, i -> a[i]);
      case byte[] a -> fold(a.length, i -> a[i]);
      case Object[] a -> Arrays.hashCode(a);
      default -> throw new IllegalArgumentException("no tensor storage: " + t.array().getClass());
    });
    return h;
  }

  private static long fold(int n, java.util.function.IntToLongFunction at) {
    long h = n;
    for (int i = 0; i < n; i++) {
      h = mix(h, at.applyAsLong(i));
    }
    return h;
  }

  /// The finaliser of MurmurHash3 over a running sum.
  private static long mix(long h, long v) {
    h = (h ^ v) * 0xff51afd7ed558ccdL;
    h = (h ^ h >>> 33) * 0xc4ceb9fe1a85ec53L;
    return h ^ h >>> 29;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Literal l && l.hash == hash && l.type.equals(type) && exactly(tensor.array(), l.tensor.array());
  }

  private static boolean exactly(Object a, Object b) {
    return switch (a) {
      case float[] x -> Arrays.equals(x, (float[]) b) || rawEqual(x, (float[]) b);
      default -> java.util.Objects.deepEquals(a, b);
    };
  }

  private static boolean rawEqual(float[] a, float[] b) {
    for (int i = 0; i < a.length; i++) {
      if (Float.floatToRawIntBits(a[i]) != Float.floatToRawIntBits(b[i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(hash);
  }

  @Override
  public String toString() {
    return type + " #" + key();
  }
}
