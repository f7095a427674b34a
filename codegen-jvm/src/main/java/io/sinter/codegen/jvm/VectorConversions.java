package io.sinter.codegen.jvm;

import io.sinter.runtime.DType;

/// Conversions lane by lane, with the bits of [ScalarConversions].
final class VectorConversions {
  private final Code code;
  private final VectorOps ops;

  VectorConversions(Code code, VectorOps ops) {
    this.code = code;
    this.ops = ops;
  }

  /// Gives ints the range of `type`.
  void narrow(DType type) {
    switch (type) {
      case I8 -> signExtend(24);
      case I16, F16, BF16 -> signExtend(16);
      case U8 -> ops.binary(Kind.INT, "and", 0xff);
      case U16 -> ops.binary(Kind.INT, "and", 0xffff);
      case F32, F64, I32, I64, U32, U64, BOOL, STRING -> { }
    }
  }

  private void signExtend(int bits) {
    ops.shift(Kind.INT, "LSHL", bits);
    ops.shift(Kind.INT, "ASHR", bits);
  }

  void bitcast(DType from, DType to) {
    if (from.bytes() != to.bytes() || to == DType.BOOL) {
      throw new IllegalArgumentException("vectors of " + from + " are not seen as " + to);
    }
    ops.reinterpret(Kind.of(from), Kind.of(to));
    narrow(to);
  }

  /// → vector; the mask comes from `mask` and belongs to the kind of `to`
  void fromMask(DType to, int lanes, Runnable mask) {
    var kind = Kind.of(to);
    Number one = switch (to) {
      case F16 -> 0x3c00;
      case BF16 -> 0x3f80;
      case F32, F64, I8, I16, I32, I64, U8, U16, U32, U64, BOOL, STRING -> kind.number(1);
    };
    ops.constant(kind, lanes, kind.number(0));
    ops.blend(kind, one, mask);
  }

  /// Neither type is bool.
  void convert(DType from, DType to, int lanes) {
    if (from == to) {
      return;
    }
    switch (from) {
      case F32, F64 -> fromFloat(Kind.of(from), to, lanes);
      case F16 -> {
        f16ToFloat(lanes);
        fromFloat(Kind.FLOAT, to, lanes);
      }
      case BF16 -> {
        ops.shift(Kind.INT, "LSHL", 16);
        ops.reinterpret(Kind.INT, Kind.FLOAT);
        fromFloat(Kind.FLOAT, to, lanes);
      }
      case I8, I16, I32, U8, U16, U32, I64, U64 -> fromInteger(from, to, lanes);
      case BOOL, STRING -> throw new IllegalArgumentException("a vector of " + from);
    }
  }

  private void to(Kind from, Kind to, int lanes) {
    if (from != to) {
      ops.convert(from.vector(), from.letter() + "2" + to.letter(), Species.of(to, lanes));
    }
  }

  // ---- integers ----------------------------------------------------------------------------------------------------

  private void fromInteger(DType from, DType to, int lanes) {
    var kind = Kind.of(from);
    switch (to) {
      case I8, I16, U8, U16, I32, U32 -> {
        to(kind, Kind.INT, lanes);
        narrow(to);
      }
      case I64, U64 -> widen(from, lanes);
      case F32, F64 -> toFloat(from, Kind.of(to), lanes);
      // what float has to round is infinite in f16
      case F16 -> {
        toFloat(from, Kind.FLOAT, lanes);
        floatToF16(lanes);
      }
      case BF16 -> {
        keepOdd(from);
        if (kind == Kind.LONG) {
          toFloat(from, Kind.DOUBLE, lanes);
          toOddFloat(lanes);
        } else {
          toFloat(from, Kind.FLOAT, lanes);
        }
        floatToBf16(lanes);
      }
      case BOOL, STRING -> throw new IllegalArgumentException("a vector of " + to);
    }
  }

  private void widen(DType from, int lanes) {
    if (from == DType.U32) {
      ops.convert(Kind.INT.vector(), "ZERO_EXTEND_I2L", Species.of(Kind.LONG, lanes));
    } else {
      to(Kind.of(from), Kind.LONG, lanes);
    }
  }

  private void toFloat(DType from, Kind target, int lanes) {
    var kind = Kind.of(from);
    if (from == DType.U32) {
      // exact halves, rounded once
      var x = code.keep(kind.vectorDescriptor());
      code.load(x);
      ops.shift(kind, "LSHR", 16);
      to(kind, target, lanes);
      ops.constant(target, lanes, target.number(0x1p16));
      code.load(x);
      ops.binary(kind, "and", 0xffff);
      to(kind, target, lanes);
      ops.fma(target);
    } else if (from == DType.U64) {
      // halved, with the lost bit kept below all rounding, and doubled after
      var x = code.keep(kind.vectorDescriptor());
      code.load(x);
      to(kind, target, lanes);
      code.load(x);
      ops.shift(kind, "LSHR", 1);
      code.load(x);
      ops.binary(kind, "and", 1L);
      ops.binary(kind, "or");
      to(kind, target, lanes);
      ops.binary(target, "mul", target.number(2));
      code.load(x);
      ops.compare(kind, "LT", 0L);
      ops.castMask(Species.of(target, lanes));
      ops.blend(target);
    } else {
      to(kind, target, lanes);
    }
  }

  /// Bits that the float of this width cannot hold are kept as one: then it rounds to fewer bits as the integer would.
  private void keepOdd(DType from) {
    var kind = Kind.of(from);
    int held = kind == Kind.INT ? 24 : 53;
    double lost = kind == Kind.INT ? 0xff : 0x7ff;
    var x = code.keep(kind.vectorDescriptor());
    code.load(x);
    code.load(x);
    ops.binary(kind, "and", kind.number(-lost - 1));
    code.load(x);
    ops.binary(kind, "and", kind.number(lost));
    ops.binary(kind, "add", kind.number(lost));
    ops.binary(kind, "and", kind.number(lost + 1));
    ops.binary(kind, "or");
    code.load(x);
    if (!Kind.unsigned(from)) {
      ops.unary(kind, "abs");
    }
    ops.shift(kind, "LSHR", held);
    ops.compare(kind, "NE", kind.number(0));
    ops.blend(kind);
  }

  // ---- floats ------------------------------------------------------------------------------------------------------

  private void fromFloat(Kind from, DType to, int lanes) {
    switch (to) {
      case F32, F64 -> to(from, Kind.of(to), lanes);
      case F16 -> {
        if (from == Kind.DOUBLE) {
          toOddFloat(lanes);
        }
        floatToF16(lanes);
      }
      case BF16 -> {
        if (from == Kind.DOUBLE) {
          toOddFloat(lanes);
        }
        floatToBf16(lanes);
      }
      case I32, I64 -> to(from, Kind.of(to), lanes);
      case I8 -> clamped(from, Byte.MIN_VALUE, Byte.MAX_VALUE, lanes);
      case I16 -> clamped(from, Short.MIN_VALUE, Short.MAX_VALUE, lanes);
      case U8 -> clamped(from, 0, 0xff, lanes);
      case U16 -> clamped(from, 0, 0xffff, lanes);
      case U32 -> unsigned(from, Kind.INT, 0x1p31, lanes);
      case U64 -> unsigned(from, Kind.LONG, 0x1p63, lanes);
      case BOOL, STRING -> throw new IllegalArgumentException("a vector of " + to);
    }
  }

  private void clamped(Kind from, int low, int high, int lanes) {
    to(from, Kind.INT, lanes);
    ops.constant(Kind.INT, lanes, low);
    ops.binary(Kind.INT, "max");
    ops.constant(Kind.INT, lanes, high);
    ops.binary(Kind.INT, "min");
  }

  /// What lies in the upper half loses it first, and the result gets its high bit back.
  private void unsigned(Kind from, Kind to, double half, int lanes) {
    var x = code.keep(from.vectorDescriptor());
    code.load(x);
    to(from, to, lanes);
    ops.constant(to, lanes, to.number(0));
    ops.binary(to, "max");
    code.load(x);
    ops.binary(from, "sub", from.number(half));
    to(from, to, lanes);
    ops.xor(to, to.signBit());
    code.load(x);
    ops.compare(from, "GE", from.number(half));
    if (from != to) {
      ops.castMask(Species.of(to, lanes));
    }
    ops.blend(to);
  }

  /// f16 read as the high bits of a float has an exponent that is too small by 112.
  private void f16ToFloat(int lanes) {
    var bits = code.keep(Kind.INT.vectorDescriptor());
    code.load(bits);
    ops.binary(Kind.INT, "and", 0x7fff);
    ops.shift(Kind.INT, "LSHL", 13);
    ops.reinterpret(Kind.INT, Kind.FLOAT);
    ops.binary(Kind.FLOAT, "mul", 0x1p112f);
    ops.reinterpret(Kind.FLOAT, Kind.INT);
    // infinities and NaNs
    ops.constant(Kind.INT, lanes, 0);
    ops.blend(Kind.INT, 0x7f800000, () -> {
      code.load(bits);
      ops.binary(Kind.INT, "and", 0x7c00);
      ops.compare(Kind.INT, "EQ", 0x7c00);
    });
    ops.binary(Kind.INT, "or");
    code.load(bits);
    ops.binary(Kind.INT, "and", 0x8000);
    ops.shift(Kind.INT, "LSHL", 16);
    ops.binary(Kind.INT, "or");
    ops.reinterpret(Kind.INT, Kind.FLOAT);
  }

  private void floatToF16(int lanes) {
    var x = code.keep(Kind.FLOAT.vectorDescriptor());
    code.load(x);
    ops.unary(Kind.FLOAT, "abs");
    var magnitude = code.keep(Kind.FLOAT.vectorDescriptor());
    // normal: round the 13 bits that go, half to even, and lower the exponent by 112
    code.load(magnitude);
    ops.reinterpret(Kind.FLOAT, Kind.INT);
    var bits = code.keep(Kind.INT.vectorDescriptor());
    code.load(bits);
    ops.binary(Kind.INT, "add", 0xfff - (112 << 23));
    code.load(bits);
    ops.shift(Kind.INT, "LSHR", 13);
    ops.binary(Kind.INT, "and", 1);
    ops.binary(Kind.INT, "add");
    ops.shift(Kind.INT, "LSHR", 13);
    // denormal: the spacing of floats from 0.5 on is that of denormals
    code.load(magnitude);
    ops.binary(Kind.FLOAT, "add", 0.5f);
    ops.reinterpret(Kind.FLOAT, Kind.INT);
    ops.binary(Kind.INT, "sub", Float.floatToRawIntBits(0.5f));
    code.load(magnitude);
    ops.compare(Kind.FLOAT, "LT", 0x1p-14f);
    ops.castMask(Species.of(Kind.INT, lanes));
    ops.blend(Kind.INT);
    // 65520 is half way to what would come next
    ops.blend(Kind.INT, 0x7c00, () -> {
      code.load(magnitude);
      ops.compare(Kind.FLOAT, "GE", 65520f);
      ops.castMask(Species.of(Kind.INT, lanes));
    });
    code.load(x);
    ops.reinterpret(Kind.FLOAT, Kind.INT);
    ops.shift(Kind.INT, "LSHR", 16);
    ops.binary(Kind.INT, "and", 0x8000);
    ops.binary(Kind.INT, "or");
    nan(x, 0x7e00, lanes);
    narrow(DType.F16);
  }

  private void floatToBf16(int lanes) {
    var x = code.keep(Kind.FLOAT.vectorDescriptor());
    code.load(x);
    ops.reinterpret(Kind.FLOAT, Kind.INT);
    ops.binary(Kind.INT, "add", 0x7fff);
    code.load(x);
    ops.reinterpret(Kind.FLOAT, Kind.INT);
    ops.shift(Kind.INT, "LSHR", 16);
    ops.binary(Kind.INT, "and", 1);
    ops.binary(Kind.INT, "add");
    ops.shift(Kind.INT, "LSHR", 16);
    nan(x, 0x7fc0, lanes);
    narrow(DType.BF16);
  }

  private void nan(Variable x, int bits, int lanes) {
    ops.blend(Kind.INT, bits, () -> {
      code.load(x);
      ops.comparison("NE");
      code.load(x);
      ops.compare(Kind.FLOAT);
      ops.castMask(Species.of(Kind.INT, lanes));
    });
  }

  /// Doubles to the float towards zero with its last bit set where that is inexact: what is rounded to a narrower type
  /// later is then rounded once.
  private void toOddFloat(int lanes) {
    var x = code.keep(Kind.DOUBLE.vectorDescriptor());
    code.load(x);
    to(Kind.DOUBLE, Kind.FLOAT, lanes);
    var near = code.keep(Kind.FLOAT.vectorDescriptor());
    code.load(near);
    to(Kind.FLOAT, Kind.DOUBLE, lanes);
    var back = code.keep(Kind.DOUBLE.vectorDescriptor());
    var ints = Species.of(Kind.INT, lanes);
    code.load(near);
    ops.reinterpret(Kind.FLOAT, Kind.INT);
    ops.constant(Kind.INT, lanes, 0);
    ops.blend(Kind.INT, 1, () -> {
      code.load(back);
      ops.unary(Kind.DOUBLE, "abs");
      ops.comparison("GT");
      code.load(x);
      ops.unary(Kind.DOUBLE, "abs");
      ops.compare(Kind.DOUBLE);
      ops.castMask(ints);
    });
    ops.binary(Kind.INT, "sub");
    ops.constant(Kind.INT, lanes, 0);
    ops.blend(Kind.INT, 1, () -> {
      code.load(back);
      ops.comparison("NE");
      code.load(x);
      ops.compare(Kind.DOUBLE);
      ops.castMask(ints);
    });
    ops.binary(Kind.INT, "or");
    ops.reinterpret(Kind.INT, Kind.FLOAT);
  }
}
