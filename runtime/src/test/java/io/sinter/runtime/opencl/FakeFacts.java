package io.sinter.runtime.opencl;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a fake platform or device answers when asked for facts, by the numbers of the specification.
final class FakeFacts {
  static final int PLATFORM_VERSION = 0x901;
  static final int PLATFORM_NAME = 0x902;
  static final int TYPE = 0x1000;
  static final int COMPUTE_UNITS = 0x1002;
  static final int GROUP_SIZE = 0x1004;
  static final int LARGEST_ALLOCATION = 0x1010;
  static final int F32 = 0x101B;
  static final int GLOBAL_BYTES = 0x101F;
  static final int LOCAL_TYPE = 0x1022;
  static final int LOCAL_BYTES = 0x1023;
  static final int LITTLE_ENDIAN = 0x1026;
  static final int AVAILABLE = 0x1027;
  static final int COMPILER = 0x1028;
  static final int NAME = 0x102B;
  static final int VENDOR = 0x102C;
  static final int DRIVER_VERSION = 0x102D;
  static final int PROFILE = 0x102E;
  static final int VERSION = 0x102F;
  static final int EXTENSIONS = 0x1030;
  static final int F64 = 0x1032;
  static final int UNIFIED_MEMORY = 0x1035;
  static final int NATIVE_FLOATS = 0x103A;
  static final int LANGUAGE = 0x103D;
  static final int SUBGROUPS = 0x105C;
  static final int WARP_OF_NVIDIA = 0x4003;
  static final int SIZES_OF_INTEL = 0x4108;

  static final long CPU = 2;
  static final long GPU = 4;
  static final long ACCELERATOR = 8;
  static final long EXACT_F32 = 0xBF;
  static final long F32_WITHOUT_DIVIDE = 0x3F;

  private final Map<Integer, byte[]> values = new HashMap<>();

  static FakeFacts platform(String name) {
    return new FakeFacts().text(PLATFORM_NAME, name).text(PLATFORM_VERSION, "OpenCL 3.0 fake");
  }

  /// A device without a fault, and with memory of its own.
  static FakeFacts device(String name, long type) {
    return new FakeFacts().text(NAME, name).text(VENDOR, "Nobody").text(DRIVER_VERSION, "7.1")
        .text(PROFILE, "FULL_PROFILE").text(VERSION, "OpenCL 1.2 fake").text(LANGUAGE, "OpenCL C 1.2 fake")
        .text(EXTENSIONS, "cl_khr_icd").i64(TYPE, type).i32(COMPUTE_UNITS, 4).i64(GROUP_SIZE, 256)
        .i64(LARGEST_ALLOCATION, 1 << 24).i64(GLOBAL_BYTES, 1 << 25).i64(F32, EXACT_F32).i64(F64, 0)
        .i32(LOCAL_TYPE, 1).i64(LOCAL_BYTES, 1 << 15).i32(LITTLE_ENDIAN, 1).i32(AVAILABLE, 1).i32(COMPILER, 1)
        .i32(UNIFIED_MEMORY, 0).i32(NATIVE_FLOATS, 1);
  }

  FakeFacts text(int name, String text) {
    values.put(name, (text + "\0").getBytes(StandardCharsets.UTF_8));
    return this;
  }

  FakeFacts i32(int name, int value) {
    values.put(name, buffer(Integer.BYTES).putInt(value).array());
    return this;
  }

  /// Several make one value, as for lists of sizes.
  FakeFacts i64(int name, long... numbers) {
    var buffer = buffer(numbers.length * Long.BYTES);
    for (long number : numbers) {
      buffer.putLong(number);
    }
    values.put(name, buffer.array());
    return this;
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  byte @Nullable [] value(int name) {
    return values.get(name);
  }
}
