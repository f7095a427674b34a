package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;

import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.PerChannel;
import java.util.List;

/// Convolutions.
final class ConvolutionOps {
  static final List<Operator> TABLE = List.of(of("Conv", 1, ConvolutionOps::convolution));

  private ConvolutionOps() {}

  private static Value convolution(OnnxNode n) {
    var x = n.value(0);
    var w = n.value(1);
    int rank = x.type().rank();
    if (rank < 3 || w.type().rank() != rank) {
      throw n.error("A convolution's input and weights have the wrong ranks.", x.type() + " and " + w.type(),
          "[N, C, spatial…] and [M, C / group, kernel…] of equal rank");
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
    var window = Windows.of(n, x.type().shape().dims().subList(2, rank), kernel, false).window();
    var y = n.builder().add(new Op.Convolution(x, w, window, n.attributes().integer("group", 1)));
    return n.optional(2).map(bias -> PerChannel.apply(n.builder(), ScalarFn.ADD, y, bias)).orElse(y);
  }
}
