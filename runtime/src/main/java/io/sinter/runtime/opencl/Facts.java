package io.sinter.runtime.opencl;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// What the library tells about one platform, device, program or event. A fact that it does not know is empty, 0 or
/// false.
///
/// @param function asks for facts of such an object
record Facts(Library library, Function function, long object) {
  byte[] bytes(int name) {
    try (var arena = Arena.ofConfined()) {
      var size = arena.allocate(JAVA_LONG);
      if (library.fact(function, object, name, 0, MemorySegment.NULL, size) != Status.SUCCESS) {
        return new byte[0];
      }
      long bytes = size.get(JAVA_LONG, 0);
      var value = arena.allocate(Math.max(1, bytes), Long.BYTES);
      int status = library.fact(function, object, name, bytes, value, MemorySegment.NULL);
      return status == Status.SUCCESS ? value.asSlice(0, bytes).toArray(JAVA_BYTE) : new byte[0];
    }
  }

  String text(int name) {
    return text(bytes(name));
  }

  /// A text that ends with 0, without the blanks around it.
  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8).replace("\0", "").strip();
  }

  /// Numbers of 64 bits, such as sizes.
  long[] numbers(int name) {
    var buffer = ByteBuffer.wrap(bytes(name)).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    var numbers = new long[buffer.remaining()];
    buffer.get(numbers);
    return numbers;
  }

  /// An unsigned number of 32 or 64 bits.
  long number(int name) {
    var bytes = bytes(name);
    return bytes.length < Integer.BYTES ? 0
        : ByteBuffer.wrap(Arrays.copyOf(bytes, Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  boolean flag(int name) {
    return number(name) != 0;
  }

  /// The version in a text such as `OpenCL 1.2 maker`, times ten.
  static Optional<Integer> version(String text) {
    var words = text.split(" ");
    var parts = words.length < 2 ? new String[0] : words[1].split("\\.");
    try {
      return parts.length < 2 ? Optional.empty()
          : Optional.of(10 * Integer.parseInt(parts[0]) + Integer.parseInt(parts[1]));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
