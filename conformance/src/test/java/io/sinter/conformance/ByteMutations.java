package io.sinter.conformance;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

/// Changes to bytes, whatever they mean.
final class ByteMutations {
  private ByteMutations() {}

  /// Other bytes in a few places; or a part cut out, repeated or cut off.
  static byte[] mutate(byte[] file, Random random) {
    if (file.length == 0) {
      return new byte[] {(byte) random.nextInt(256)};
    }
    return switch (random.nextInt(8)) {
      case 0 -> Arrays.copyOf(file, random.nextInt(file.length));
      case 1 -> part(file, random, 0);
      case 2 -> part(file, random, 2);
      case 3 -> number(file, random);
      default -> bytes(file, random);
    };
  }

  private static byte[] bytes(byte[] file, Random random) {
    var bytes = file.clone();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(bytes.length);
      bytes[at] = random.nextBoolean() ? (byte) random.nextInt(256) : (byte) (bytes[at] ^ 1 << random.nextInt(8));
    }
    return bytes;
  }

  private static byte[] part(byte[] file, Random random, int times) {
    int from = random.nextInt(file.length);
    int to = Math.min(file.length, from + 1 + random.nextInt(64));
    var made = ByteBuffer.allocate(file.length + (times - 1) * (to - from)).put(file, 0, from);
    for (int i = 0; i < times; i++) {
      made.put(file, from, to - from);
    }
    return made.put(file, to, file.length - to).array();
  }

  private static byte[] number(byte[] file, Random random) {
    if (file.length < Long.BYTES) {
      return bytes(file, random);
    }
    var bytes = file.clone();
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN)
        .putLong(random.nextInt(file.length - Long.BYTES + 1), Extremes.integer(random));
    return bytes;
  }
}
