package io.sinter.cli;

import io.sinter.runtime.Dim;
import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.Signature.Port;
import io.sinter.runtime.TensorType;
import java.util.OptionalLong;

/// How a model takes a picture: which axes are its height, width and channels. `[N, C, H, W]`, `[N, H, W, C]`, the same
/// without N, or `[N, H, W]` and `[H, W]` for one channel. Where both could be meant, channels come first, as in ONNX.
///
/// @param channelAxis -1 where there is none
record PictureLayout(TensorType type, int channelAxis, int channels, int heightAxis) {
  static PictureLayout of(Port port) {
    if (port.type() instanceof TensorType t && t.dtype() != DType.STRING && t.dtype() != DType.BOOL) {
      int rank = t.rank();
      for (int axis : new int[] {rank - 3, rank - 1}) {
        boolean picture = rank == 4 || rank == 3;
        if (picture && axis >= 0 && (t.dim(axis).isConstant(1) || t.dim(axis).isConstant(3)) && isOne(t, rank - 3)) {
          int channels = (int) t.dim(axis).constant().orElseThrow();
          return new PictureLayout(t, axis, channels, axis == rank - 1 ? rank - 3 : rank - 2);
        }
      }
      if (rank == 2 || rank == 3 && isOne(t, 1)) {
        return new PictureLayout(t, -1, 1, rank - 2);
      }
    }
    throw new ModelError(Problem.of("The input '" + port.name() + "' takes no picture.").given(port.type())
        .expected("[N, C, H, W] or [N, H, W, C] with 1 or 3 channels, N 1 or open")
        .tryThis("pass a .npy file"));
  }

  /// Whether the axes before those of a picture are 1 or open.
  private static boolean isOne(TensorType type, int axes) {
    return type.shape().dims().subList(0, Math.max(0, axes)).stream()
        .allMatch(d -> d.constant().isEmpty() || d.isConstant(1));
  }

  /// The height that the model wants, unless it takes any.
  OptionalLong height() {
    return type.dim(heightAxis).constant();
  }

  OptionalLong width() {
    return type.dim(heightAxis + 1).constant();
  }

  /// The shape of one picture of a size.
  long[] shape(int height, int width) {
    var shape = type.shape().dims().stream().map(Dim::constant).mapToLong(d -> d.orElse(1)).toArray();
    shape[heightAxis] = height;
    shape[heightAxis + 1] = width;
    return shape;
  }

  /// How far apart two elements are in row-major order that differ by one in row, column, channel.
  int[] strides(int height, int width) {
    boolean last = channelAxis > heightAxis;
    return last ? new int[] {width * channels, channels, 1} : new int[] {width, 1, height * width};
  }

  boolean isFloat() {
    return type.dtype().isFloat();
  }
}
