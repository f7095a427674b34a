package io.sinter.runtime;

import java.nio.Buffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A multi-dimensional array of concrete size: row-major in one typed Java array, from its element 0.
///
/// The results of a run on a device stay there until somebody asks for their elements: only then are they copied, once.
/// Handed to another run on that device, they are not copied at all.
///
/// Immutable by contract: factories and accessors share the array and do not copy it, and whoever holds it must not
/// write to it. Narrow types live in the array of their width: `short[]` for f16, bf16, i16, u16; `byte[]` for i8, u8,
/// bool (0 or 1); `int[]` for i32, u32; `long[]` for i64, u64.
///
/// Two tensors are equal when [#sameBits] says so.
public final class Tensor {
  private final DType dtype;
  private final long[] shape;
  /// A typed Java array, a [RemoteArray] or a [LateArray].
  private final Object store;
  private final int elements;
  /// What has been copied from the device.
  private volatile @Nullable Object copied;

  private Tensor(DType dtype, long[] shape, Object store, int elements) {
    this.dtype = dtype;
    this.shape = shape;
    this.store = store;
    this.elements = elements;
  }

  /// What programs hand to each other within a run: the array, a Java array or a [RemoteArray], may be longer than
  /// `shape` says. No caller ever sees a Java array that is.
  static Tensor within(DType dtype, long[] shape, Object store) {
    return new Tensor(dtype, shape, store, count(dtype, shape));
  }

  /// The same with a Java array as long as the shape says.
  Tensor trimmed() {
    if (store instanceof RemoteArray || store instanceof LateArray) {
      return this;
    }
    var first = TypedArray.first(dtype, store, elements);
    return first == store ? this : new Tensor(dtype, shape, first, elements);
  }

  /// The same in an array of its own.
  Tensor copy() {
    var own = dtype.newArray(elements);
    System.arraycopy(array(), 0, own, 0, elements);
    return new Tensor(dtype, shape, own, elements);
  }

  /// Where the elements lie: a typed Java array, or a [RemoteArray].
  Object store() {
    return store instanceof LateArray late ? late.array() : store;
  }

  /// Where the elements lie, if that is a device; the first ones are those of this tensor.
  public Optional<RemoteArray> remote() {
    return store instanceof RemoteArray remote ? Optional.of(remote) : Optional.empty();
  }

  /// A tensor over `array`, which must be of the storage type of `dtype` and of the length that `shape` says.
  ///
  /// @throws ModelError when it is not
  public static Tensor of(DType dtype, long[] shape, Object array) {
    if (array.getClass() != dtype.newArray(0).getClass()) {
      throw new ModelError(Problem.of("A tensor's array has the wrong Java type.")
          .given(array.getClass().getSimpleName() + " for " + dtype)
          .expected(dtype.newArray(0).getClass().getSimpleName()));
    }
    int elements = count(dtype, shape);
    requireLength(dtype, shape, elements, TypedArray.length(dtype, array));
    return new Tensor(dtype, shape.clone(), array, elements);
  }

  /// A tensor whose elements are read from a source each time somebody asks for them, and take no memory while nobody
  /// uses them. Whoever asks often takes [#held].
  ///
  /// @param dtype any but string
  public static Tensor late(DType dtype, long[] shape, ElementSource source) {
    int n = count(dtype, shape);
    return new Tensor(dtype, shape.clone(), new LateArray(source, n), n);
  }

  private static void requireLength(DType dtype, long[] shape, int elements, int given) {
    if (elements != given) {
      throw new ModelError(Problem.of("A tensor's array has the wrong length.")
          .given(given + (given == 1 ? " element" : " elements") + " for " + dtype + Arrays.toString(shape))
          .expected(elements + (elements == 1 ? " element" : " elements")));
    }
  }

  /// How many elements a shape has.
  ///
  /// @throws ModelError when a size is negative or the count does not fit into a Java array
  public static int count(DType dtype, long[] shape) {
    long count = 1;
    boolean fits = true;
    for (long d : shape) {
      if (d < 0) {
        throw new ModelError(Problem.of("A tensor has a negative size.").given(dtype + Arrays.toString(shape)));
      }
      fits &= d <= Integer.MAX_VALUE;
      count = d == 0 ? 0 : Math.min(Integer.MAX_VALUE, count) * Math.min(Integer.MAX_VALUE, d);
      fits &= count <= Integer.MAX_VALUE - 8;
    }
    if (count != 0 && !fits) {
      throw new ModelError(Problem.of("A tensor has too many elements.")
          .given(dtype + Arrays.toString(shape))
          .expected("at most " + (Integer.MAX_VALUE - 8) + " elements, what a Java array holds"));
    }
    return (int) count;
  }

  public static Tensor of(float[] data, long... shape) {
    return of(DType.F32, shape, data);
  }

  public static Tensor of(double[] data, long... shape) {
    return of(DType.F64, shape, data);
  }

  public static Tensor of(long[] data, long... shape) {
    return of(DType.I64, shape, data);
  }

  public static Tensor of(int[] data, long... shape) {
    return of(DType.I32, shape, data);
  }

  /// Of i16; for the other types of that width say which: `Tensor.of(DType.F16, shape, data)`.
  public static Tensor of(short[] data, long... shape) {
    return of(DType.I16, shape, data);
  }

  /// Of i8; for the other types of that width say which: `Tensor.of(DType.U8, shape, data)`.
  public static Tensor of(byte[] data, long... shape) {
    return of(DType.I8, shape, data);
  }

  public static Tensor of(boolean[] data, long... shape) {
    var bytes = new byte[data.length];
    for (int i = 0; i < data.length; i++) {
      bytes[i] = (byte) (data[i] ? 1 : 0);
    }
    return of(DType.BOOL, shape, bytes);
  }

  public static Tensor of(String[] data, long... shape) {
    return of(DType.STRING, shape, data);
  }

  /// A tensor with what remains in a buffer: one of bytes, in that buffer's order of bytes, or one of the Java type
  /// that stores `dtype`, direct or not. The buffer's position does not move.
  ///
  /// @throws ModelError when the buffer has another type or number of elements than the tensor
  public static Tensor copyOf(DType dtype, long[] shape, Buffer data) {
    int elements = count(dtype, shape);
    requireLength(dtype, shape, elements, TypedBuffers.elements(dtype, data));
    return new Tensor(dtype, shape.clone(), TypedBuffers.read(dtype, data), elements);
  }

  public static Tensor scalar(float value) {
    return of(new float[] {value});
  }

  public static Tensor scalar(double value) {
    return of(new double[] {value});
  }

  public static Tensor scalar(long value) {
    return of(new long[] {value});
  }

  public static Tensor scalar(int value) {
    return of(new int[] {value});
  }

  public static Tensor scalar(boolean value) {
    return of(new boolean[] {value});
  }

  public static Tensor scalar(String value) {
    return of(new String[] {value});
  }

  /// All 0, false or empty strings.
  public static Tensor zeros(DType dtype, long... shape) {
    int elements = count(dtype, shape);
    return new Tensor(dtype, shape.clone(), dtype.newArray(elements), elements);
  }

  /// Values rounded to nearest for floats, cut toward zero and then to the type's width for integers, `!= 0` for bool.
  public static Tensor fromDoubles(DType dtype, long[] shape, double... values) {
    var array = dtype.newArray(values.length);
    for (int i = 0; i < values.length; i++) {
      TypedArray.setDouble(dtype, array, i, values[i]);
    }
    return of(dtype, shape, array);
  }

  /// Values cut to the type's width for integers, rounded to nearest for floats, `!= 0` for bool.
  public static Tensor fromLongs(DType dtype, long[] shape, long... values) {
    var array = dtype.newArray(values.length);
    for (int i = 0; i < values.length; i++) {
      TypedArray.setLong(dtype, array, i, values[i]);
    }
    return of(dtype, shape, array);
  }

  public DType dtype() {
    return dtype;
  }

  /// The sizes, outermost first; a copy.
  public long[] shape() {
    return shape.clone();
  }

  public int rank() {
    return shape.length;
  }

  public long dim(int axis) {
    return shape[axis];
  }

  public TensorType type() {
    return TensorType.of(dtype, shape);
  }

  public int elements() {
    return elements;
  }

  /// The bytes of the elements; 0 for strings.
  public long byteSize() {
    return (long) elements * dtype.bytes();
  }

  /// The Java array itself.
  ///
  /// @throws DeviceError when the elements lie on a device that is lost
  public Object array() {
    if (store instanceof LateArray late) {
      return late.array();
    }
    if (!(store instanceof RemoteArray remote)) {
      return store;
    }
    var here = copied;
    if (here == null) {
      here = remote.toHost(elements);
      copied = here;
    }
    return here;
  }

  /// The same tensor; one that is [#late] has its elements in memory as long as somebody holds the result.
  public Tensor held() {
    return store instanceof LateArray late ? new Tensor(dtype, shape, late.array(), elements) : this;
  }

  /// At most so many of the first elements, as a tensor of rank 1; of a [#late] one no others are read.
  public Tensor first(int count) {
    int n = Math.min(count, elements);
    var array = store instanceof LateArray late ? late.some(0, n) : TypedArray.first(dtype, array(), n);
    return new Tensor(dtype, new long[] {n}, array, n);
  }

  /// The array of an f32 tensor.
  public float[] floats() {
    return (float[]) require(DType.F32);
  }

  /// The array of an f64 tensor.
  public double[] doubles() {
    return (double[]) require(DType.F64);
  }

  /// The array of an i64 or u64 tensor.
  public long[] longs() {
    return (long[]) require(DType.I64, DType.U64);
  }

  /// The array of an i32 or u32 tensor.
  public int[] ints() {
    return (int[]) require(DType.I32, DType.U32);
  }

  /// The array of an f16, bf16, i16 or u16 tensor.
  public short[] shorts() {
    return (short[]) require(DType.F16, DType.BF16, DType.I16, DType.U16);
  }

  /// The array of an i8, u8 or bool tensor.
  public byte[] bytes() {
    return (byte[]) require(DType.I8, DType.U8, DType.BOOL);
  }

  /// The array of a string tensor.
  public String[] strings() {
    return (String[]) require(DType.STRING);
  }

  private Object require(DType... types) {
    for (var type : types) {
      if (dtype == type) {
        return array();
      }
    }
    throw new IllegalStateException(
        "a tensor of " + dtype + " was asked for its elements as " + Arrays.stream(types).map(DType::toString)
            .collect(Collectors.joining(" or ")));
  }

  /// An element as a double: exact for every numeric type but i64 and u64, which round; true is 1.
  public double doubleAt(int index) {
    return TypedArray.doubleAt(dtype, array(), index);
  }

  /// An element as a long: exact for every integer type (u64 keeps its 64 bits); floats are cut toward zero.
  public long longAt(int index) {
    return TypedArray.longAt(dtype, array(), index);
  }

  /// Writes the elements to a buffer from its position on, which does not move: a buffer as [#copyOf] takes it.
  ///
  /// @throws ModelError when the buffer has another type, or less room
  public void copyTo(Buffer target) {
    int room = TypedBuffers.elements(dtype, target);
    if (room < elements) {
      throw new ModelError(Problem.of("A buffer has not enough room for a tensor.")
          .given(room + " elements of " + dtype).expected("at least " + elements));
    }
    TypedBuffers.write(dtype, array(), target);
  }

  /// An element as errors write it.
  public String textAt(int index) {
    return TypedArray.textAt(dtype, array(), index);
  }

  /// All elements as [#doubleAt] gives them.
  public double[] toDoubles() {
    return IntStream.range(0, elements).mapToDouble(this::doubleAt).toArray();
  }

  /// The same elements under another shape of as many.
  public Tensor reshape(long... other) {
    int count = count(dtype, other);
    requireLength(dtype, other, count, elements);
    return new Tensor(dtype, other.clone(), store, count);
  }

  /// Whether type, shape and all elements agree bit by bit, where every NaN counts as the same and -0 differs from 0.
  public boolean sameBits(Tensor other) {
    return dtype == other.dtype && Arrays.equals(shape, other.shape)
        && TypedArray.sameBits(dtype, array(), other.array());
  }

  @Override
  public boolean equals(Object o) {
    return o == this || o instanceof Tensor t && sameBits(t);
  }

  /// Of the type, the shape and some of the elements.
  @Override
  public int hashCode() {
    int hash = Objects.hash(dtype, Arrays.hashCode(shape));
    int stride = Math.max(1, elements / 64);
    for (int i = 0; i < elements; i += stride) {
      hash = 31 * hash + (dtype == DType.STRING ? strings()[i].hashCode() : Double.hashCode(sample(i)));
    }
    return hash;
  }

  private double sample(int index) {
    return store instanceof LateArray late ? TypedArray.doubleAt(dtype, late.some(index, 1), 0) : doubleAt(index);
  }

  /// The type and the first few elements: `f32[2, 3] {1.0, 2.0, 3.0, …}`.
  @Override
  public String toString() {
    int shown = Math.min(elements, 8);
    var values = IntStream.range(0, shown).mapToObj(this::textAt);
    return dtype + Arrays.toString(shape)
        + values.collect(Collectors.joining(", ", " {", shown < elements ? ", …}" : "}"));
  }
}
