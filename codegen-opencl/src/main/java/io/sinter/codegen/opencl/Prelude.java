package io.sinter.codegen.opencl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// What kernels call, beside the functions of OpenCL: it stands once before all kernels of a program.
final class Prelude {
  private static final String TEXT = read();

  private Prelude() {}

  /// @param f64 whether the device computes in f64
  static String text(boolean f64) {
    return f64 ? "#define F64\n" + TEXT : TEXT;
  }

  private static String read() {
    try (var in = Prelude.class.getResourceAsStream("prelude.cl")) {
      return new String(java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
