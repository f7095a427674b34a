package io.sinter.ir.random;

import io.sinter.ir.Function;
import io.sinter.runtime.DType;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Makes tensors of a type from a seed.
public final class RandomTensors {
  /// What the elements are.
  public enum Mode {
    /// Moderate numbers: floats mostly within 3 of 0, integers within 9.
    TAME,
    /// Whole numbers within 4 of 0: sums of products are exact in any order.
    WHOLE,
    /// NaN, infinities, both zeros, denormals, the largest and smallest of each type, and numbers of any magnitude.
    WILD
  }

  private static final double[] SPECIAL = {
    Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0.0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5,
    Float.MIN_VALUE, -Float.MIN_VALUE, Float.MIN_NORMAL, -Float.MIN_NORMAL, Float.MAX_VALUE, -Float.MAX_VALUE,
    Double.MIN_VALUE, Double.MAX_VALUE, 88.7, -87.4, -103.9, 0x1p23, 0x1p24, 0x1p31, -0x1p31, 0x1p63, 0x1p64,
    1 + 0x1p-23, 65504, 3.3895314e38
  };
  private static final long[] EXTREME = {
    0, 1, -1, 2, 7, Byte.MAX_VALUE, Byte.MIN_VALUE, 255, Short.MAX_VALUE, Short.MIN_VALUE, 65535, Integer.MAX_VALUE,
    Integer.MIN_VALUE, 0xffff_ffffL, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 24, (1L << 24) + 1, (1L << 53) + 1
  };

  private final Random random;
  private final Mode mode;

  public RandomTensors(long seed, Mode mode) {
    this.random = new Random(seed);
    this.mode = mode;
  }

  /// One tensor per parameter of `function`.
  ///
  /// @param sizes the values of the symbols in the parameters' types
  public static List<Tensor> inputs(Function function, Map<String, Long> sizes, long seed, Mode mode) {
    var tensors = new RandomTensors(seed, mode);
    return function.parameters().stream()
        .map(p -> tensors.next(p.type().dtype(), p.type().shape().evaluate(sizes))).toList();
  }

  /// A tensor of a type without symbols.
  public Tensor next(TensorType type) {
    return next(type.dtype(), type.shape().toLongs());
  }

  public Tensor next(DType type, long... shape) {
    int n = 1;
    for (long d : shape) {
      n = Math.multiplyExact(n, Math.toIntExact(d));
    }
    if (type == DType.STRING) {
      var strings = new String[n];
      java.util.Arrays.setAll(strings, i -> Integer.toString(random.nextInt(100)));
      return Tensor.of(type, shape, strings);
    }
    if (type.isFloat()) {
      return Tensor.fromDoubles(type, shape, random.doubles(n).map(_ -> real()).toArray());
    }
    return Tensor.fromLongs(type, shape, random.longs(n).map(bits -> integer(type, bits)).toArray());
  }

  private double real() {
    return switch (mode) {
      case TAME -> random.nextGaussian();
      case WHOLE -> random.nextInt(9) - 4;
      case WILD -> switch (random.nextInt(4)) {
        case 0 -> SPECIAL[random.nextInt(SPECIAL.length)];
        case 1 -> random.nextGaussian() * Math.pow(10, random.nextInt(76) - 38);
        case 2 -> Float.intBitsToFloat(random.nextInt());
        default -> random.nextGaussian();
      };
    };
  }

  private long integer(DType type, long bits) {
    if (type == DType.BOOL) {
      return bits & 1;
    }
    long small = switch (mode) {
      case TAME -> random.nextInt(19) - 9;
      case WHOLE -> random.nextInt(9) - 4;
      case WILD -> switch (random.nextInt(3)) {
        case 0 -> EXTREME[random.nextInt(EXTREME.length)];
        case 1 -> bits;
        default -> random.nextInt(200) - 100;
      };
    };
    return mode != Mode.WILD && type.kind() == DType.Kind.UNSIGNED ? Math.abs(small) : small;
  }
}
