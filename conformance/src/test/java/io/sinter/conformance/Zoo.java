package io.sinter.conformance;

import io.sinter.ir.Builder;
import io.sinter.ir.Function;
import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.Window;
import io.sinter.ir.composite.LayerNormalization;
import io.sinter.ir.composite.Softmax;
import io.sinter.ir.random.RandomTensors;
import io.sinter.ir.random.RandomTensors.Mode;
import io.sinter.onnx.OnnxModel;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/// Small functions that together take every path of lowering.
final class Zoo {
  /// A function of the symbol `n` and a size for it.
  record Animal(String name, Function function, long n) {
    /// Inputs that depend on the name only.
    List<Tensor> inputs(Mode mode) {
      return RandomTensors.inputs(function, Map.of("n", n, "batch", n), name.hashCode(), mode);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final Dim N = Dim.symbol("n");

  private Zoo() {}

  static List<Animal> all() {
    return Stream.concat(Stream.of(new Animal("digits", digits(), 7)), functions()).toList();
  }

  static Animal named(String name) {
    return all().stream().filter(a -> a.name().equals(name)).findFirst().orElseThrow();
  }

  static Function digits() {
    return OnnxModel.read(Checkout.root().resolve("examples/digits/digits_cnn.onnx")).function();
  }

  private static Stream<Animal> functions() {
    return Stream.of(
        of("elementwise", 13, shape(N, 37), (b, x) -> b.apply(ScalarFn.SELECT, b.apply(ScalarFn.LT, x, b.splat(x, 0)),
            b.apply(ScalarFn.TANH, x), b.apply(ScalarFn.MUL, x, b.apply(ScalarFn.EXP, x)))),
        of("transcendental", 5, shape(N, 19), (b, x) -> b.apply(ScalarFn.ADD, b.apply(ScalarFn.ERF, x),
            b.apply(ScalarFn.MUL, b.apply(ScalarFn.SIGMOID, x), b.apply(ScalarFn.LOG, b.apply(ScalarFn.ABS, x))))),
        of("rounding", 5, shape(N, 19), (b, x) -> b.add(new Op.Convert(b.add(new Op.Convert(b.apply(ScalarFn.ROUND,
            b.apply(ScalarFn.SQRT, b.apply(ScalarFn.ABS, x))), DType.I32)), DType.F32))),
        of("matmul", 29, shape(N, 37), (b, x) -> matmul(b, x, 33)),
        of("matmul_narrow", 3, shape(N, 64), (b, x) -> matmul(b, x, 10)),
        of("matmul_wide", 1, shape(N, 16), (b, x) -> matmul(b, x, 100)),
        of("matmul_prologue", 19, shape(N, 37), (b, x) -> matmul(b, b.apply(ScalarFn.RELU, x), 17)),
        of("matmul_batched", 5, shape(N, 17, 17), (b, x) ->
            b.add(new Op.DotGeneral(x, x, List.of(0), List.of(0), List.of(2), List.of(1)))),
        of("matmul_f64", 11, DType.F64, shape(N, 21), (b, x) -> matmul(b, x, 33)),
        of("convolution", 2, shape(N, 3, 13, 13), (b, x) -> relu(b, convolution(b, x, 20, 3, 1, 1, 1))),
        of("convolution_strided", 2, shape(N, 16, 13, 13), (b, x) -> convolution(b, x, 32, 3, 2, 1, 1)),
        of("convolution_1x1", 3, shape(N, 24, 7, 7), (b, x) -> convolution(b, x, 33, 1, 1, 0, 1)),
        of("convolution_grouped", 2, shape(N, 8, 9, 9), (b, x) -> convolution(b, x, 16, 3, 1, 1, 2)),
        of("convolution_depthwise", 2, shape(N, 20, 9, 9), (b, x) -> convolution(b, x, 20, 3, 1, 1, 20)),
        of("depthwise_strided", 2, shape(N, 48, 13, 13), (b, x) -> clipped(b, convolution(b, x, 48, 3, 2, 1, 48))),
        of("depthwise_5x5", 1, shape(N, 17, 19, 19), (b, x) -> convolution(b, x, 17, 5, 1, 2, 17)),
        of("depthwise_one_row", 2, shape(N, 33, 1, 1), (b, x) -> clipped(b, convolution(b, x, 33, 3, 1, 1, 33))),
        of("residual", 2, shape(N, 16, 9, 9), (b, x) -> {
          var y = relu(b, convolution(b, x, 16, 3, 1, 1, 1));
          return relu(b, b.apply(ScalarFn.ADD, convolution(b, y, 16, 3, 1, 1, 1), y));
        }),
        of("max_pool", 2, shape(N, 20, 13, 13), (b, x) -> pool(b, x, ScalarFn.MAX, 3, 2, 1)),
        of("sum_pool", 2, shape(N, 5, 12, 12), (b, x) -> pool(b, x, ScalarFn.ADD, 2, 2, 0)),
        of("softmax", 7, shape(N, 77), (b, x) -> Softmax.of(b, x, List.of(1))),
        of("softmax_short", 7, shape(N, 10), (b, x) -> Softmax.of(b, x, List.of(1))),
        of("softmax_inner", 3, shape(N, 5, 7), (b, x) -> Softmax.of(b, x, List.of(1))),
        of("layer_norm", 6, shape(N, 77), (b, x) -> LayerNormalization.of(b, x,
            constant(b, 77), Optional.of(constant(b, 77)), 1, 1e-5, DType.F32)),
        of("sum_first", 33, shape(N, 5, 18), (b, x) -> reduce(b, x, ScalarFn.ADD, 0)),
        of("sum_middle", 4, shape(N, 35, 18), (b, x) -> reduce(b, x, ScalarFn.ADD, 1)),
        of("sum_last", 9, shape(N, 5, 71), (b, x) -> reduce(b, x, ScalarFn.ADD, 2)),
        of("max_last", 9, shape(N, 5, 71), (b, x) -> reduce(b, x, ScalarFn.MAX, 2)),
        of("product_all", 9, shape(N, 5, 3), (b, x) -> reduce(b, x, ScalarFn.MUL, 0, 1, 2)),
        of("sum_long", 2, shape(N, 10007), (b, x) -> reduce(b, x, ScalarFn.ADD, 1)),
        of("sum_f64", 9, DType.F64, shape(N, 71), (b, x) -> reduce(b, x, ScalarFn.ADD, 1)),
        of("sum_i64", 9, DType.I64, shape(N, 71), (b, x) -> reduce(b, x, ScalarFn.ADD, 1)),
        of("transpose", 6, shape(N, 31), (b, x) -> b.apply(ScalarFn.NEG, b.add(new Op.Transpose(x, List.of(1, 0))))),
        of("transpose_4d", 3, shape(N, 5, 16, 8), (b, x) -> b.add(new Op.Transpose(x, List.of(0, 2, 1, 3)))),
        of("concatenate", 3, shape(N, 16, 5, 5), (b, x) -> b.add(new Op.Concatenate(
            List.of(relu(b, convolution(b, x, 16, 1, 1, 0, 1)), x, convolution(b, x, 24, 3, 1, 1, 1)), 1))),
        of("pad_slice", 4, shape(N, 9, 21), (b, x) -> {
          var padded = b.add(Op.Pad.around(x, b.scalar(DType.F32, -0.0), List.of(1L, 0L, 2L), List.of(0L, 3L, -1L)));
          return b.add(new Op.Slice(padded, List.of(Dim.ZERO, Dim.of(1), Dim.of(20)),
              new Shape(List.of(N.plus(1), Dim.of(5), Dim.of(10))), List.of(1L, 2L, -2L)));
        }));
  }

  // ---- making -------------------------------------------------------------------------------------------------------

  private static Animal of(String name, long n, Shape shape, BiFunction<Builder, Value, Value> body) {
    return of(name, n, DType.F32, shape, body);
  }

  private static Animal of(String name, long n, DType type, Shape shape, BiFunction<Builder, Value, Value> body) {
    var b = new Builder();
    var x = b.parameter("x", new TensorType(type, shape));
    return new Animal(name, b.finish(name, List.of(body.apply(b, x)), List.of("y")), n);
  }

  private static Shape shape(Dim first, long... others) {
    var dims = new ArrayList<>(List.of(first));
    for (long d : others) {
      dims.add(Dim.of(d));
    }
    return new Shape(dims);
  }

  /// A constant of moderate numbers.
  private static Value constant(Builder b, long... shape) {
    return constant(b, DType.F32, shape);
  }

  private static Value constant(Builder b, DType type, long... shape) {
    return b.constant(Literal.of(new RandomTensors(shape.length + shape[0], Mode.TAME).next(type, shape)));
  }

  static Value relu(Builder b, Value x) {
    return b.apply(ScalarFn.RELU, x);
  }

  /// With bias and relu.
  static Value matmul(Builder b, Value x, long columns) {
    var type = x.type().dtype();
    var w = constant(b, type, x.type().dim(1).asLong(), columns);
    var y = b.add(new Op.DotGeneral(x, w, List.of(), List.of(), List.of(1), List.of(0)));
    return relu(b, b.apply(ScalarFn.ADD, y, b.broadcast(constant(b, type, columns), y.type().shape())));
  }

  /// With bias.
  static Value clipped(Builder b, Value x) {
    return b.apply(ScalarFn.MIN, b.apply(ScalarFn.MAX, x, b.splat(x, 0)), b.splat(x, 6));
  }

  static Value convolution(Builder b, Value x, long outputs, long size, long stride, long pad, long groups) {
    var w = constant(b, outputs, x.type().dim(1).asLong() / groups, size, size);
    var y = b.add(new Op.Convolution(x, w, window(2, size, stride, pad), groups));
    var bias = b.add(new Op.Broadcast(constant(b, outputs), y.type().shape(), List.of(1)));
    return b.apply(ScalarFn.ADD, y, bias);
  }

  private static Window window(int rank, long size, long stride, long pad) {
    return new Window(Collections.nCopies(rank, size), Collections.nCopies(rank, stride),
        Collections.nCopies(rank, pad), Collections.nCopies(rank, pad), Collections.nCopies(rank, 1L));
  }

  private static Value pool(Builder b, Value x, ScalarFn fn, long size, long stride, long pad) {
    return b.add(new Op.ReduceWindow(x, fn, new Window(List.of(1L, 1L, size, size), List.of(1L, 1L, stride, stride),
        List.of(0L, 0L, pad, pad), List.of(0L, 0L, pad, pad), List.of(1L, 1L, 1L, 1L))));
  }

  private static Value reduce(Builder b, Value x, ScalarFn fn, Integer... axes) {
    return b.add(new Op.Reduce(x, fn, List.of(axes)));
  }
}
