package io.sinter.codegen.jvm;

import static org.objectweb.asm.Opcodes.*;

import io.sinter.runtime.DType;
import org.objectweb.asm.Label;

/// Conversions of one lane: each takes a value from the stack and leaves another. Integers wrap; floats become the
/// nearest value, or towards zero and saturating where the result is an integer.
final class ScalarConversions {
  private static final String FLOATS = "io/sinter/runtime/Floats";

  private final Code code;

  ScalarConversions(Code code) {
    this.code = code;
  }

  /// Gives an int the range of `type`.
  void narrow(DType type) {
    switch (type) {
      case I8 -> code.op(I2B);
      case I16, F16, BF16 -> code.op(I2S);
      case U16 -> code.op(I2C);
      case U8 -> {
        code.number(0xff);
        code.op(IAND);
      }
      case F32, F64, I32, I64, U32, U64, BOOL, STRING -> { }
    }
  }

  void bitcast(DType from, DType to) {
    if (from.bytes() != to.bytes()) {
      throw new IllegalArgumentException(from + " and " + to + " are not of one width");
    }
    var source = Kind.of(from);
    var target = Kind.of(to);
    if (source == Kind.FLOAT && target == Kind.INT) {
      code.invokeStatic("java/lang/Float", "floatToRawIntBits", "(F)I");
    } else if (source == Kind.INT && target == Kind.FLOAT) {
      code.invokeStatic("java/lang/Float", "intBitsToFloat", "(I)F");
    } else if (source == Kind.DOUBLE && target == Kind.LONG) {
      code.invokeStatic("java/lang/Double", "doubleToRawLongBits", "(D)J");
    } else if (source == Kind.LONG && target == Kind.DOUBLE) {
      code.invokeStatic("java/lang/Double", "longBitsToDouble", "(J)D");
    } else if (to == DType.BOOL && from != DType.BOOL) {
      code.number(1);
      code.op(IAND);
    } else if (target == Kind.INT) {
      narrow(to);
    }
  }

  void convert(DType from, DType to) {
    if (from == to) {
      return;
    }
    switch (from) {
      case F32, F64 -> fromFloat(Kind.of(from), to);
      case F16 -> {
        code.invokeStatic(FLOATS, "f16", "(S)F");
        fromFloat(Kind.FLOAT, to);
      }
      case BF16 -> {
        code.number(16);
        code.op(ISHL);
        code.invokeStatic("java/lang/Float", "intBitsToFloat", "(I)F");
        fromFloat(Kind.FLOAT, to);
      }
      case I8, I16, I32, U8, U16, BOOL -> fromInt(to);
      case U32 -> {
        if (Kind.of(to) == Kind.INT && !to.isFloat()) {
          fromInt(to);
        } else {
          code.invokeStatic("java/lang/Integer", "toUnsignedLong", "(I)J");
          fromLong(to);
        }
      }
      case I64 -> fromLong(to);
      case U64 -> fromUnsignedLong(to);
      case STRING -> throw new IllegalArgumentException("a string in a kernel");
    }
  }

  private void fromInt(DType to) {
    switch (to) {
      case I8, I16, U8, U16, I32, U32 -> narrow(to);
      case BOOL -> isNot(IFEQ);
      case I64, U64 -> code.op(I2L);
      case F32 -> code.op(I2F);
      case F64 -> code.op(I2D);
      case F16, BF16 -> {
        code.op(I2D);
        fromFloat(Kind.DOUBLE, to);
      }
      case STRING -> throw new IllegalArgumentException("a string in a kernel");
    }
  }

  private void fromLong(DType to) {
    switch (to) {
      case I8, I16, U8, U16, I32, U32 -> {
        code.op(L2I);
        narrow(to);
      }
      case BOOL -> {
        code.op(LCONST_0);
        code.op(LCMP);
        isNot(IFEQ);
      }
      case I64, U64 -> { }
      case F32, F64 -> round(to);
      case F16, BF16 -> {
        round(to);
        fromFloat(Kind.DOUBLE, to);
      }
      case STRING -> throw new IllegalArgumentException("a string in a kernel");
    }
  }

  /// Numbers of 64 bits are halved, with the lost bit kept below all rounding, and doubled after.
  private void fromUnsignedLong(DType to) {
    if (!to.isFloat()) {
      fromLong(to);
      return;
    }
    var big = new Label();
    var end = new Label();
    code.op(DUP2);
    code.op(LCONST_0);
    code.op(LCMP);
    code.jump(IFLT, big);
    round(to);
    code.jump(GOTO, end);
    code.place(big);
    code.op(DUP2);
    code.op(LCONST_1);
    code.op(LAND);
    var low = code.keep("J");
    code.number(1);
    code.op(LUSHR);
    code.load(low);
    code.op(LOR);
    round(to);
    code.op(to == DType.F32 ? DUP : DUP2);
    code.op(to == DType.F32 ? FADD : DADD);
    code.place(end);
    if (to != DType.F32) {
      fromFloat(Kind.DOUBLE, to);
    }
  }

  /// A long to f32, or to a double that still rounds to `to` as the long would. What a double has to round is infinite
  /// in f16.
  private void round(DType to) {
    if (to == DType.BF16) {
      toOdd();
    }
    code.op(to == DType.F32 ? L2F : L2D);
  }

  /// Bits that a double cannot hold are kept as one: then it rounds to fewer bits as the long would.
  private void toOdd() {
    var end = new Label();
    var x = code.keep("J");
    code.load(x);
    code.load(x);
    code.math("abs", "(J)J");
    code.number(53);
    code.op(LUSHR);
    code.op(LCONST_0);
    code.op(LCMP);
    code.jump(IFEQ, end);
    code.number((Number) ~0x7ffL);
    code.op(LAND);
    code.load(x);
    code.number((Number) 0x7ffL);
    code.op(LAND);
    code.number((Number) 0x7ffL);
    code.op(LADD);
    code.number((Number) 0x800L);
    code.op(LAND);
    code.op(LOR);
    code.place(end);
  }

  private void fromFloat(Kind kind, DType to) {
    boolean wide = kind == Kind.DOUBLE;
    switch (to) {
      case F32 -> {
        if (wide) {
          code.op(D2F);
        }
      }
      case F64 -> {
        if (!wide) {
          code.op(F2D);
        }
      }
      case F16 -> code.invokeStatic(FLOATS, "toF16", wide ? "(D)S" : "(F)S");
      case BF16 -> code.invokeStatic(FLOATS, "toBf16", wide ? "(D)S" : "(F)S");
      case BOOL -> {
        code.number(kind.number(0));
        code.op(wide ? DCMPL : FCMPL);
        isNot(IFEQ);
      }
      case I32 -> code.op(wide ? D2I : F2I);
      case I64 -> code.op(wide ? D2L : F2L);
      case I8 -> clamped(wide, Byte.MIN_VALUE, Byte.MAX_VALUE);
      case I16 -> clamped(wide, Short.MIN_VALUE, Short.MAX_VALUE);
      case U8 -> clamped(wide, 0, 0xff);
      case U16 -> clamped(wide, 0, 0xffff);
      case U32 -> {
        code.op(wide ? D2L : F2L);
        code.op(LCONST_0);
        code.math("max", "(JJ)J");
        code.number((Number) 0xffffffffL);
        code.math("min", "(JJ)J");
        code.op(L2I);
      }
      case U64 -> {
        if (!wide) {
          code.op(F2D);
        }
        unsignedLong();
      }
      case STRING -> throw new IllegalArgumentException("a string in a kernel");
    }
  }

  private void clamped(boolean wide, int low, int high) {
    code.op(wide ? D2I : F2I);
    code.number(low);
    code.math("max", "(II)I");
    code.number(high);
    code.math("min", "(II)I");
  }

  /// A double from 2^63 on loses 2^63 first, and the result gets its high bit back.
  private void unsignedLong() {
    var small = new Label();
    var end = new Label();
    code.op(DUP2);
    code.number((Number) 0x1p63);
    code.op(DCMPL);
    code.jump(IFLT, small);
    code.number((Number) 0x1p63);
    code.op(DSUB);
    code.op(D2L);
    code.number((Number) Long.MIN_VALUE);
    code.op(LXOR);
    code.jump(GOTO, end);
    code.place(small);
    code.op(D2L);
    code.op(LCONST_0);
    code.math("max", "(JJ)J");
    code.place(end);
  }

  /// 1 unless `jump`, from an int comparison with 0, takes place.
  private void isNot(int jump) {
    var zero = new Label();
    var end = new Label();
    code.jump(jump, zero);
    code.number(1);
    code.jump(GOTO, end);
    code.place(zero);
    code.number(0);
    code.place(end);
  }
}
