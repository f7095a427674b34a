package io.sinter.onnx;

import static io.sinter.onnx.NormalizationOps.epsilon;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.BatchNormalization;
import io.sinter.ir.composite.Mean;
import io.sinter.ir.composite.PerChannel;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.List;
import java.util.stream.IntStream;

/// BatchNormalization with the statistics it is given, or in training with those of its input.
final class BatchNormalizations {
  private static final int MEAN = 3;
  private static final int VARIANCE = 4;

  private BatchNormalizations() {}

  /// The result; in training, the running mean and variance too.
  static List<Value> of(OnnxNode n) {
    if (!n.attributes().flag("spatial", true)) {
      throw n.unsupported("BatchNormalization with spatial 0", "spatial 1");
    }
    if (n.version() >= 14 && n.attributes().flag("training_mode", false)) {
      return training(n);
    }
    n.attributes().ignore("momentum");
    n.require(n.version() < 14 || !n.wants(1), "Statistics are asked for that only training has.",
        n.outputs() + " outputs and training_mode 0", "one output, or training_mode 1");
    if (n.wants(1)) {
      throw n.unsupported("BatchNormalization with statistics as outputs", "training_mode 0 with one output");
    }
    var x = input(n);
    var type = widest(n, x);
    var mean = n.convert(channels(n, x, MEAN), type);
    return List.of(normal(n, x, type, mean, n.convert(channels(n, x, VARIANCE), type)));
  }

  private static Value normal(OnnxNode n, Value x, DType type, Value mean, Value variance) {
    var y = BatchNormalization.of(n.builder(), n.convert(x, type), n.convert(channels(n, x, 1), type),
        n.convert(channels(n, x, 2), type), mean, variance, epsilon(n));
    return ShapeOps.reshape(n, n.convert(y, x.type().dtype()), n.value(0).type().shape());
  }

  /// `[N, C, …]`; a vector has one channel.
  private static Value input(OnnxNode n) {
    var x = n.requireFloat(n.value(0));
    n.require(x.type().rank() >= 1, "There is nothing to normalise over.", x.type(), "[N, C, …]");
    return x.type().rank() > 1 ? x : ShapeOps.reshape(n, x, Shape.of(x.type().dim(0), Dim.ONE));
  }

  /// An input with one number for each channel of `x`.
  private static Value channels(OnnxNode n, Value x, int input) {
    return n.shaped(input, Shape.of(x.type().dim(1)));
  }

  private static List<Value> training(OnnxNode n) {
    var x = input(n);
    var widest = widest(n, x);
    var type = widest == DType.F64 ? widest : DType.F32;
    var wide = n.convert(x, type);
    var others = IntStream.range(0, x.type().rank()).filter(i -> i != 1).boxed().toList();
    var mean = Mean.of(n.builder(), wide, others);
    var centred = PerChannel.apply(n.builder(), ScalarFn.SUB, wide, mean);
    var variance = Mean.of(n.builder(), n.apply(ScalarFn.MUL, centred, centred), others);
    float momentum = n.attributes().real("momentum", 0.9f);
    return List.of(normal(n, x, type, mean, variance),
        running(n, channels(n, x, MEAN), mean, momentum), running(n, channels(n, x, VARIANCE), variance, momentum));
  }

  /// `old * momentum + now * (1 - momentum)`, in the type of `old`.
  private static Value running(OnnxNode n, Value old, Value now, float momentum) {
    var kept = n.apply(ScalarFn.MUL, n.convert(old, now.type().dtype()), n.splat(now, momentum));
    var sum = n.apply(ScalarFn.ADD, kept, n.apply(ScalarFn.MUL, now, n.splat(now, 1 - momentum)));
    return n.convert(sum, old.type().dtype());
  }

  /// Scale and statistics may be of other float types than the input.
  private static DType widest(OnnxNode n, Value x) {
    var type = x.type().dtype();
    for (int i = 1; i <= VARIANCE; i++) {
      var other = n.requireFloat(n.value(i)).type().dtype();
      if (other != type) {
        type = other.bytes() > type.bytes() ? other : other.bytes() < type.bytes() ? type : DType.F32;
      }
    }
    return type;
  }
}
