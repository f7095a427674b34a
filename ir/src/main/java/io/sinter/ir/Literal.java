package io.sinter.ir;

import io.sinter.runtime.DType;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The value of a constant, compared by content. Small ones print inline, others as `#` and their hash. Where its
/// elements lie may change, what they are never does.
public final class Literal {
  /// Constants below this many elements print inline.
  public static final int INLINE = 64;

  private volatile Tensor tensor;
  private final TensorType type;
  private final int hash;
  private @Nullable String key;
  private @Nullable Boolean splat;

  private Literal(Tensor tensor) {
    this.tensor = tensor;
    this.type = new TensorType(tensor.dtype(), Shape.of(tensor.shape()));
    this.hash = tensor.hashCode();
  }

  public static Literal of(Tensor tensor) {
    return new Literal(tensor);
  }

  /// A scalar; the value is converted to the type.
  public static Literal scalar(DType type, double value) {
    return of(Tensor.fromDoubles(type, new long[0], value));
  }

  /// Its elements, in memory as long as somebody holds the tensor; whoever wants no elements asks for the [#type].
  public Tensor tensor() {
    return tensor.held();
  }

  /// How many elements it has.
  public int elements() {
    return tensor.elements();
  }

  /// The bytes of its elements; 0 for strings.
  public long byteSize() {
    return tensor.byteSize();
  }

  public TensorType type() {
    return type;
  }

  /// From now on the elements lie where those of `place` do, which are the same: what held them so far is let go.
  public void moveTo(Tensor place) {
    if (place.dtype() != tensor.dtype() || !Arrays.equals(place.shape(), tensor.shape())) {
      throw new IllegalArgumentException("a constant of " + type + " cannot lie in " + place.type());
    }
    tensor = place;
  }

  /// Whether every element has the same bits; found when first asked for.
  public boolean isSplat() {
    var known = splat;
    if (known == null) {
      known = type.dtype() != DType.STRING && isSplat(tensor.first(INLINE)) && isSplat(tensor());
      splat = known;
    }
    return known;
  }

  private static boolean isSplat(Tensor t) {
    var array = t.array();
    for (int i = 1; i < t.elements(); i++) {
      if (bits(t, array, i) != bits(t, array, 0)) {
        return false;
      }
    }
    return t.elements() > 0;
  }

  private static long bits(Tensor t, Object array, int i) {
    return switch (t.dtype()) {
      case F32 -> Float.floatToRawIntBits(((float[]) array)[i]);
      case F64 -> Double.doubleToRawLongBits(((double[]) array)[i]);
      default -> t.dtype().isFloat() ? Double.doubleToRawLongBits(t.doubleAt(i)) : t.longAt(i);
    };
  }

  /// The content hash as it prints; computed when first asked for.
  public String key() {
    var known = key;
    if (known == null) {
      known = "%016x".formatted(hash(tensor()));
      key = known;
    }
    return known;
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
    return o == this || o instanceof Literal l && l.hash == hash && l.type.equals(type) && l.tensor().equals(tensor());
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return type + " #" + key();
  }
}
