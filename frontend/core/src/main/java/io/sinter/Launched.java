package io.sinter;

import io.sinter.ir.Value;
import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Layout;
import io.sinter.runtime.Program;
import io.sinter.runtime.Tensor;
import java.util.Map;

/// What one launch of a run left in memory.
///
/// @param step which step of the program it was
/// @param value the value of the lowered function that it computed
/// @param tensor its elements, whatever their layout was
public record Launched(int step, Program.Launch launch, Value value, Tensor tensor) {
  /// Reads a buffer that a launch wrote.
  static Tensor unpack(Buffer buffer, Object array, Map<String, Long> sizes) {
    var shape = buffer.shape().evaluate(sizes);
    var tensor = Tensor.zeros(buffer.type(), shape);
    long offset = buffer.layout().offset().evaluate(sizes);
    var parts = buffer.layout().parts().toArray(Layout.Part[]::new);
    var strides = new long[parts.length];
    for (int p = 0; p < parts.length; p++) {
      strides[p] = parts[p].stride().evaluate(sizes);
    }
    var index = new long[shape.length];
    for (int i = 0; i < tensor.elements(); i++) {
      long at = offset;
      for (int p = 0; p < parts.length; p++) {
        long whole = index[parts[p].axis()] / parts[p].div();
        at += (parts[p].mod() == 0 ? whole : whole % parts[p].mod()) * strides[p];
      }
      System.arraycopy(array, (int) at, tensor.array(), i, 1);
      for (int axis = shape.length - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--) {
        index[axis] = 0;
      }
    }
    return tensor;
  }
}
