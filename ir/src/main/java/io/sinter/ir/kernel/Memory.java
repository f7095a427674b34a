package io.sinter.ir.kernel;

import io.sinter.runtime.CompilerBug;
import java.util.Optional;

/// One buffer of a kernel while it runs: the array of the launch, and the steps that move elements between it and
/// registers.
final class Memory {
  /// Which elements a step touches, said for errors.
  record Access(String kernel, String verb, String place, Stmt statement) {
    boolean writes() {
      return verb.equals("Writing") || verb.equals("Storing");
    }
  }

  private final Buffer buffer;
  private final Optional<Sharing> sharing;
  private float[] floats = {};
  private double[] doubles = {};
  private long[] longs = {};
  private int[] ints = {};
  private short[] shorts = {};
  private byte[] bytes = {};
  private int length;

  /// @param sharing what is known of the work items that touch the buffer, where there are several
  Memory(Buffer buffer, Optional<Sharing> sharing) {
    this.buffer = buffer;
    this.sharing = sharing;
  }

  void bind(Object array) {
    switch (buffer.type()) {
      case F32 -> length = (floats = (float[]) array).length;
      case F64 -> length = (doubles = (double[]) array).length;
      case I64, U64 -> length = (longs = (long[]) array).length;
      case I32, U32 -> length = (ints = (int[]) array).length;
      case I16, U16, F16, BF16 -> length = (shorts = (short[]) array).length;
      case I8, U8, BOOL -> length = (bytes = (byte[]) array).length;
      case STRING -> throw new IllegalArgumentException("kernels have no strings");
    }
  }

  /// Arrays of the launch are not kept alive, nor seen by mistake, between runs.
  void release() {
    bind(buffer.type().newArray(0));
  }

  private int check(long at, int lanes, Access access) {
    if (at < 0 || at + lanes > length) {
      throw outside(at, lanes, access);
    }
    sharing.ifPresent(s -> s.touch((int) at, lanes, length, access));
    return (int) at;
  }

  private CompilerBug outside(long at, int lanes, Access access) {
    var elements = lanes == 1 ? "element " + at : "elements " + at + " to " + (at + lanes - 1);
    return new CompilerBug("kernel " + access.kernel(), access.verb() + " " + access.place() + " touches " + elements
        + " of " + buffer.name() + ", which has " + length + ", in: " + KernelText.header(access.statement()));
  }

  Step fetch(Position position, Register to, Access access) {
    int n = to.count();
    return switch (buffer.type()) {
      case F32 -> n == 1 ? fetchOne(position, to.floats(), access) : fetch(position, to.floats(), access);
      case F64 -> () -> System.arraycopy(doubles, check(position.at(), n, access), to.doubles(), 0, n);
      case I64, U64 -> () -> System.arraycopy(longs, check(position.at(), n, access), to.longs(), 0, n);
      case I32, U32 -> () -> System.arraycopy(ints, check(position.at(), n, access), to.ints(), 0, n);
      case I16, U16, F16, BF16, I8, U8, BOOL -> {
        int[] d = to.ints();
        yield () -> {
          int at = check(position.at(), n, access);
          for (int l = 0; l < n; l++) {
            d[l] = narrow(at + l);
          }
        };
      }
      case STRING -> throw new IllegalArgumentException("kernels have no strings");
    };
  }

  private Step fetchOne(Position position, float[] d, Access access) {
    return () -> d[0] = floats[check(position.at(), 1, access)];
  }

  private Step fetch(Position position, float[] d, Access access) {
    return () -> {
      int at = check(position.at(), d.length, access);
      float[] m = floats;
      for (int l = 0; l < d.length; l++) {
        d[l] = m[at + l];
      }
    };
  }

  /// A scalar in all lanes.
  Step splat(Position position, float[] d, Access access) {
    return () -> {
      float x = floats[check(position.at(), 1, access)];
      for (int l = 0; l < d.length; l++) {
        d[l] = x;
      }
    };
  }

  /// An element of fewer than 32 bits, extended.
  private int narrow(int at) {
    return switch (buffer.type()) {
      case I16 -> shorts[at];
      case U16, F16, BF16 -> shorts[at] & 0xffff;
      case I8 -> bytes[at];
      default -> bytes[at] & 0xff;
    };
  }

  Step fetch(Position position, Register to, int[] mask, Access access) {
    return () -> {
      long at = position.at();
      for (int l = 0; l < mask.length; l++) {
        boolean on = mask[l] != 0;
        int i = on ? check(at + l, 1, access) : 0;
        switch (to.lanes()) {
          case float[] d -> d[l] = on ? floats[i] : 0;
          case double[] d -> d[l] = on ? doubles[i] : 0;
          case long[] d -> d[l] = on ? longs[i] : 0;
          case int[] d -> d[l] = !on ? 0 : buffer.type().bytes() == 4 ? ints[i] : narrow(i);
          default -> throw new IllegalStateException("no register of " + to.type());
        }
      }
    };
  }

  Step put(Position position, Register from, Access access) {
    int n = from.count();
    return switch (buffer.type()) {
      case F32 -> () -> System.arraycopy(from.floats(), 0, floats, check(position.at(), n, access), n);
      case F64 -> () -> System.arraycopy(from.doubles(), 0, doubles, check(position.at(), n, access), n);
      case I64, U64 -> () -> System.arraycopy(from.longs(), 0, longs, check(position.at(), n, access), n);
      case I32, U32 -> () -> System.arraycopy(from.ints(), 0, ints, check(position.at(), n, access), n);
      case I16, U16, F16, BF16, I8, U8, BOOL -> () -> {
        int at = check(position.at(), n, access);
        for (int l = 0; l < n; l++) {
          put(at + l, from, l);
        }
      };
      case STRING -> throw new IllegalArgumentException("kernels have no strings");
    };
  }

  Step put(Position position, Register from, int[] mask, Access access) {
    return () -> {
      long at = position.at();
      for (int l = 0; l < mask.length; l++) {
        if (mask[l] != 0) {
          put(check(at + l, 1, access), from, l);
        }
      }
    };
  }

  private void put(int at, Register from, int lane) {
    switch (buffer.type()) {
      case F32 -> floats[at] = from.floats()[lane];
      case F64 -> doubles[at] = from.doubles()[lane];
      case I64, U64 -> longs[at] = from.longs()[lane];
      case I32, U32 -> ints[at] = from.ints()[lane];
      case I16, U16, F16, BF16 -> shorts[at] = (short) from.ints()[lane];
      case I8, U8, BOOL -> bytes[at] = (byte) from.ints()[lane];
      case STRING -> throw new IllegalArgumentException("kernels have no strings");
    }
  }
}
