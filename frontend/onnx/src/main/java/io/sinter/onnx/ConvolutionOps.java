package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;

import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.PerChannel;
import io.sinter.ir.composite.TransposedConvolution;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.List;

/// Convolutions.
final class ConvolutionOps {
  static final List<Operator> TABLE = List.of(
      of("Conv", 1, ConvolutionOps::convolution),
      of("ConvTranspose", 1, ConvolutionOps::transposed));

  private ConvolutionOps() {}

  private static Value convolution(OnnxNode n) {
    return biased(n, product(n, n.value(0), n.value(1)), 2);
  }

  /// With the bias that an input may be: one number for each channel of the result.
  static Value biased(OnnxNode n, Value y, int input) {
    return !n.has(input) ? y
        : PerChannel.apply(n.builder(), ScalarFn.ADD, y, n.shaped(input, Shape.of(y.type().dim(1))));
  }

  /// The sums of products under the window that the node's attributes describe.
  static Value product(OnnxNode n, Value x, Value w) {
    var kernel = kernel(n, x, w);
    var over = x.type().shape().dims().subList(2, x.type().rank());
    var windows = Windows.of(n, over, kernel, false);
    n.require(windows.fit(over), "A kernel is larger than the padded input.", w.type() + " for " + x.type(),
        "a kernel that fits at least once");
    long groups = groups(n);
    n.require(w.type().dim(1).times(groups).equalTo(x.type().dim(1)) != Truth.NO
            && w.type().dim(0).mod(groups).equalTo(Dim.ZERO) != Truth.NO,
        "The channels of a convolution do not fit.", groups + " groups of " + x.type() + " and " + w.type(),
        "[N, C, spatial…] and [M, C / group, kernel…] with groups that divide C and M");
    return n.builder().add(new Op.Convolution(windows.padded(n, x, 0), w, windows.window(), groups));
  }

  private static long groups(OnnxNode n) {
    return n.attributes().integer("group", 1, 1, Integer.MAX_VALUE);
  }

  /// The sizes of the kernel, which are those of the weights.
  private static List<Long> kernel(OnnxNode n, Value x, Value w) {
    int rank = x.type().rank();
    n.require(rank >= 3 && w.type().rank() == rank, "A convolution's input and weights have the wrong ranks.",
        x.type() + " and " + w.type(), "[N, C, spatial…] and weights of equal rank");
    var sizes = w.type().shape().dims().subList(2, rank);
    if (sizes.stream().anyMatch(d -> d.constant().isEmpty())) {
      throw n.unsupported("a kernel whose size is known only at run time: " + w.type(), "constant sizes");
    }
    var kernel = sizes.stream().map(d -> d.asLong()).toList();
    n.require(kernel.stream().allMatch(k -> k >= 1), "A kernel does not fit its input.",
        "weights " + w.type(), "sizes of 1 or more");
    var declared = n.attributes().integers("kernel_shape", kernel);
    n.require(declared.equals(kernel), "The kernel's shape is not that of the weights.",
        "kernel_shape " + declared + " for weights " + w.type(), kernel);
    return kernel;
  }

  private static Value transposed(OnnxNode n) {
    var x = n.value(0);
    var w = n.value(1);
    var kernel = kernel(n, x, w);
    long groups = groups(n);
    n.require(w.type().dim(0).equalTo(x.type().dim(1)) != Truth.NO
            && x.type().dim(1).mod(groups).equalTo(Dim.ZERO) != Truth.NO,
        "The channels of a transposed convolution do not fit.",
        groups + " groups of " + x.type() + " and " + w.type(),
        "[N, C, spatial…] and [C, M / group, kernel…] with groups that divide C");
    var window = TransposedWindows.of(n, x.type().shape().dims().subList(2, x.type().rank()), kernel);
    var y = TransposedConvolution.of(n.builder(), x, w, window.strides(), window.dilations(), window.start(),
        window.sizes(), groups);
    return biased(n, y, 2);
  }
}
