package io.sinter.passes;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.KernelText;
import io.sinter.ir.kernel.Target;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// By what a kernel is known that computes the same for the same target, in whatever model.
final class Fingerprint {
  private static final int BYTES = 8;

  private Fingerprint() {}

  /// Its name does not count.
  static String of(Kernel.Computed kernel, Target t) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update("%s %d %d\n".formatted(t.name(), t.vectorBits(), t.registers()).getBytes(UTF_8));
      var unnamed = new Kernel.Computed("kernel", kernel.parameters(), kernel.buffers(), kernel.stages());
      return HexFormat.of().formatHex(digest.digest(KernelText.print(unnamed).getBytes(UTF_8)), 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
