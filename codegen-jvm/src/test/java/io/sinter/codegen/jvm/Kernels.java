package io.sinter.codegen.jvm;

import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.KernelText;
import io.sinter.ir.kernel.Layout;
import io.sinter.runtime.DType;
import io.sinter.runtime.KernelCode;
import io.sinter.runtime.Shape;
import java.util.Map;

/// Kernels written by hand, as text or node by node.
final class Kernels {
  private static final JvmBackend BACKEND = new JvmBackend();

  private Kernels() {}

  /// A kernel whose buffers are `in a`, `in b`, … before `out`, written as `a:f32[64] b:f32[64] -> out:f32[64]`, for
  /// instance.
  static Kernel.Flat flat(String parameters, String buffers, String body) {
    var text = new StringBuilder("flat kernel k(" + parameters + ") {\n");
    var role = "in";
    for (var b : buffers.split(" ")) {
      if (b.equals("->")) {
        role = "out";
      } else if (b.equals("|")) {
        role = "scratch";
      } else {
        var colon = b.indexOf(':');
        var bracket = b.indexOf('[');
        var type = b.substring(colon + 1, bracket);
        var size = b.substring(bracket + 1, b.length() - 1);
        text.append("  ").append(role).append(' ').append(b, 0, colon).append(" : ").append(type).append('[')
            .append(size).append("] offset 0 size ").append(size).append(" parts [d0:1]\n");
      }
    }
    return (Kernel.Flat) KernelText.parse(text.append(body.indent(2)).append("}\n").toString());
  }

  static Buffer buffer(String name, Buffer.Role role, DType type, long size) {
    var shape = Shape.of(size);
    return new Buffer(name, role, type, shape, Layout.dense(shape));
  }

  static KernelCode load(Kernel.Flat kernel) {
    return BACKEND.load(Map.of(kernel.name(), BACKEND.emit(kernel))).code(kernel.name());
  }

  /// Runs one group.
  static void run(Kernel.Flat kernel, int[] arguments, Object... buffers) {
    load(kernel).run(buffers, arguments, 0, 1);
  }
}
