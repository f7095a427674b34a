package io.sinter.ir;

import io.sinter.runtime.DType;
import io.sinter.runtime.Floats;
import io.sinter.runtime.Tensor;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The text of constants: `f32[] 0.5`, `i64[3] {1, 2, 3}`, `f32[64, 3] #0123456789abcdef`. Elements come back with the
/// same bits; a NaN that is not the usual one shows them: `nan(0x7fc00001)`.
final class LiteralText {
  private LiteralText() {}

  static boolean isInline(Literal literal) {
    return literal.elements() < Literal.INLINE;
  }

  static String print(Literal literal) {
    if (!isInline(literal)) {
      return literal.type() + " #" + literal.key();
    }
    var t = literal.tensor();
    var elements = IntStream.range(0, t.elements()).mapToObj(i -> element(t, i));
    return literal.type() + " "
        + elements.collect(Collectors.joining(", ", t.rank() == 0 ? "" : "{", t.rank() == 0 ? "" : "}"));
  }

  private static String element(Tensor t, int i) {
    return switch (t.dtype()) {
      case F32 -> real(t.floats()[i], Float.toString(t.floats()[i]), Float.floatToRawIntBits(t.floats()[i]), t.dtype());
      case F64 -> real(t.doubles()[i], Double.toString(t.doubles()[i]), Double.doubleToRawLongBits(t.doubles()[i]),
          t.dtype());
      case F16, BF16 -> real(t.doubleAt(i), Float.toString((float) t.doubleAt(i)), t.shorts()[i] & 0xffff, t.dtype());
      case U64 -> Long.toUnsignedString(t.longAt(i));
      case I8, I16, I32, I64, U8, U16, U32 -> Long.toString(t.longAt(i));
      case BOOL -> t.longAt(i) == 0 ? "false" : "true";
      case STRING -> TextPrinter.quote(t.strings()[i]);
    };
  }

  private static String real(double value, String text, long bits, DType type) {
    if (Double.isNaN(value)) {
      return bits == nanBits(type) ? "nan" : "nan(0x" + Long.toHexString(bits) + ")";
    }
    return Double.isInfinite(value) ? value < 0 ? "-inf" : "inf" : text;
  }

  /// The bits of the usual NaN.
  static long nanBits(DType type) {
    return switch (type) {
      case F32 -> 0x7fc00000L;
      case F64 -> 0x7ff8000000000000L;
      case F16 -> 0x7e00L;
      case BF16 -> 0x7fc0L;
      case I8, I16, I32, I64, U8, U16, U32, U64, BOOL, STRING ->
          throw new IllegalArgumentException(type + " has no NaN");
    };
  }

  /// An element that was read, to be put into an array of its type's storage.
  @FunctionalInterface
  interface Element {
    void store(Object array, int index);
  }

  static Element parse(TextScanner in, DType type) {
    int at = in.position();
    if (type == DType.STRING) {
      var text = in.quoted("a string");
      return (array, i) -> ((String[]) array)[i] = text;
    }
    var text = in.literal("an element of " + type);
    try {
      return type.isFloat() ? real(text, type) : integer(text, type);
    } catch (NumberFormatException e) {
      throw in.errorAt(at, "an element of " + type);
    }
  }

  private static Element real(String text, DType type) {
    if (text.startsWith("nan")) {
      long bits = text.equals("nan") ? nanBits(type)
          : Long.parseUnsignedLong(text.replaceFirst("^nan\\(0x(.*)\\)$", "$1"), 16);
      return bits(bits, type);
    }
    double value = switch (text) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
    if (type == DType.F32) {
      // not by way of double, which would round twice
      float single = Double.isInfinite(value) ? (float) value : Float.parseFloat(text);
      return (array, i) -> ((float[]) array)[i] = single;
    }
    if (type == DType.F64) {
      return (array, i) -> ((double[]) array)[i] = value;
    }
    short narrow = type == DType.F16 ? Floats.toF16(value) : Floats.toBf16(value);
    return (array, i) -> ((short[]) array)[i] = narrow;
  }

  private static Element bits(long bits, DType type) {
    return (array, i) -> {
      switch (array) {
        case float[] a -> a[i] = Float.intBitsToFloat((int) bits);
        case double[] a -> a[i] = Double.longBitsToDouble(bits);
        case short[] a -> a[i] = (short) bits;
        default -> throw new AssertionError(type);
      }
    };
  }

  private static Element integer(String text, DType type) {
    if (type == DType.BOOL) {
      if (!text.equals("true") && !text.equals("false")) {
        throw new NumberFormatException(text);
      }
      return (array, i) -> ((byte[]) array)[i] = (byte) (text.equals("true") ? 1 : 0);
    }
    long value = type == DType.U64 ? Long.parseUnsignedLong(text) : Long.parseLong(text);
    int width = type.bytes() * 8;
    long low = type.kind() == DType.Kind.SIGNED ? -1L << width - 1 : 0;
    long high = width == 64 ? Long.MAX_VALUE : low + (1L << width) - 1;
    if (type != DType.U64 && (value < low || value > high)) {
      throw new NumberFormatException(text);
    }
    return (array, i) -> {
      switch (array) {
        case long[] a -> a[i] = value;
        case int[] a -> a[i] = (int) value;
        case short[] a -> a[i] = (short) value;
        case byte[] a -> a[i] = (byte) value;
        default -> throw new AssertionError(type);
      }
    };
  }
}
