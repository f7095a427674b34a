package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;

import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.PerChannel;
import io.sinter.ir.composite.TransposedConvolution;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Truth;
import java.util.List;

/// Convolutions.
final class ConvolutionOps {
  static final List<Operator> TABLE = List.of(
      of("Conv", 1, ConvolutionOps::convolution),
      of("ConvTranspose", 1, ConvolutionOps::transposed));

  private ConvolutionOps() {}

  private static Value convolution(OnnxNode n) {
    var y = product(n, n.value(0), n.value(1));
    return n.optional(2).map(bias -> PerChannel.apply(n.builder(), ScalarFn.ADD, y, bias)).orElse(y);
  }

  /// The sums of products under the window that the node's attributes describe.
  static Value product(OnnxNode n, Value x, Value w) {
    var kernel = kernel(n, x, w);
    var windows = Windows.of(n, x.type().shape().dims().subList(2, x.type().rank()), kernel, false);
    return n.builder().add(
        new Op.Convolution(windows.padded(n, x, 0), w, windows.window(), n.attributes().integer("group", 1)));
  }

  /// The sizes of the kernel, which are those of the weights.
  private static List<Long> kernel(OnnxNode n, Value x, Value w) {
    int rank = x.type().rank();
    if (rank < 3 || w.type().rank() != rank) {
      throw n.error("A convolution's input and weights have the wrong ranks.", x.type() + " and " + w.type(),
          "[N, C, spatial…] and weights of equal rank");
    }
    var sizes = w.type().shape().dims().subList(2, rank);
    if (sizes.stream().anyMatch(d -> d.constant().isEmpty())) {
      throw n.unsupported("a kernel whose size is known only at run time: " + w.type(), "constant sizes");
    }
    var kernel = sizes.stream().map(d -> d.asLong()).toList();
    if (!n.attributes().integers("kernel_shape", kernel).equals(kernel)) {
      throw n.error("The kernel's shape is not that of the weights.",
          "kernel_shape " + n.attributes().integers("kernel_shape") + " for weights " + w.type(), kernel.toString());
    }
    return kernel;
  }

  private static Value transposed(OnnxNode n) {
    var x = n.value(0);
    var w = n.value(1);
    var kernel = kernel(n, x, w);
    long groups = n.attributes().integer("group", 1);
    if (groups < 1 || w.type().dim(0).equalTo(x.type().dim(1)) == Truth.NO
        || x.type().dim(1).mod(groups).equalTo(Dim.ZERO) == Truth.NO) {
      throw n.error("The channels of a transposed convolution do not fit.",
          groups + " groups of " + x.type() + " and " + w.type(),
          "[N, C, spatial…] and [C, M / group, kernel…] with groups that divide C");
    }
    var window = TransposedWindows.of(n, x.type().shape().dims().subList(2, x.type().rank()), kernel);
    var y = TransposedConvolution.of(n.builder(), x, w, window.strides(), window.dilations(), window.start(),
        window.sizes(), groups);
    return n.optional(2).map(bias -> PerChannel.apply(n.builder(), ScalarFn.ADD, y, bias)).orElse(y);
  }
}
