package io.sinter.runtime;

import io.sinter.runtime.Program.Buffer;
import io.sinter.runtime.Program.Launch;
import io.sinter.runtime.Program.Slot;
import io.sinter.runtime.Program.Source;
import io.sinter.runtime.Signature.Port;
import java.util.List;
import java.util.Map;

/// Small programs with kernels written by hand.
///
/// The main one computes `y[i, j] = 2 * (x[i, j - 1] + x[i, j + 1]) + w[j]` on `f32[batch, 3]` with 0 outside: `pad`
/// copies rows into a slot with a halo of one element on each side, `sum` adds neighbours. A group is a row.
final class TestProgram {
  static final Dim BATCH = Dim.symbol("batch");
  static final TensorType ROWS = new TensorType(DType.F32, Shape.of(BATCH, Dim.of(3)));

  static final KernelCode PAD = (buffers, arguments, first, end) -> {
    var x = (float[]) buffers[0];
    var padded = (float[]) buffers[1];
    for (int row = first; row < end; row++) {
      System.arraycopy(x, 3 * row, padded, 5 * row + 1, 3);
    }
  };
  static final KernelCode SUM = (buffers, arguments, first, end) -> {
    var padded = (float[]) buffers[0];
    var w = (float[]) buffers[1];
    var y = (float[]) buffers[2];
    for (int row = first; row < end; row++) {
      for (int j = 0; j < 3; j++) {
        y[3 * row + j] = arguments[0] * (padded[5 * row + j] + padded[5 * row + j + 2]) + w[j];
      }
    }
  };

  private TestProgram() {}

  static Program neighbours(boolean keepsFill) {
    return new Program(
        new Signature(List.of(new Port("x", ROWS)), List.of(new Port("y", ROWS))),
        List.of("batch"),
        List.of(new Slot(DType.F32, BATCH.times(5), 0, keepsFill)),
        List.of(
            new Buffer("x", DType.F32, BATCH.times(3), new Source.Input(0)),
            new Buffer("padded", DType.F32, BATCH.times(5), new Source.Frame(0)),
            new Buffer("w", DType.F32, Dim.of(3), new Source.Weight(0)),
            new Buffer("y", DType.F32, BATCH.times(3), new Source.Output(0))),
        List.of(
            new Launch("pad", List.of(0, 1), List.of(), List.of(), BATCH, "layer 'pad1'"),
            new Launch("sum", List.of(1, 2, 3), List.of(), List.of(Dim.of(2)), BATCH, "layer 'sum1'")));
  }

  static Executable neighbours() {
    return new Executable(neighbours(true), List.of(new float[] {10, 20, 30}), Map.of("pad", PAD, "sum", SUM));
  }

  static Tensor rows(int count) {
    var data = new float[3 * count];
    for (int i = 0; i < data.length; i++) {
      data[i] = i + 1;
    }
    return Tensor.of(data, count, 3);
  }

  static Tensor expected(int count) {
    var data = new float[3 * count];
    for (int i = 0; i < count; i++) {
      data[3 * i] = 2 * (3 * i + 2) + 10;
      data[3 * i + 1] = 2 * (6 * i + 4) + 20;
      data[3 * i + 2] = 2 * (3 * i + 2) + 30;
    }
    return Tensor.of(data, count, 3);
  }

  /// A program of one launch from its inputs to the output `y`; its buffers are the inputs and the output.
  static Executable single(
      List<Port> inputs, List<String> symbols, TensorType output, List<Slot> scratch, List<Dim> arguments, Dim groups,
      KernelCode code) {
    var buffers = new java.util.ArrayList<Buffer>();
    for (int i = 0; i < inputs.size(); i++) {
      var type = InputCheck.tensorType(inputs.get(i));
      buffers.add(new Buffer(inputs.get(i).name(), type.dtype(), type.shape().elements(), new Source.Input(i)));
    }
    buffers.add(new Buffer("y", output.dtype(), output.shape().elements(), new Source.Output(0)));
    var all = java.util.stream.IntStream.range(0, buffers.size()).boxed().toList();
    var launch = new Launch("k", all, scratch, arguments, groups, "layer 'only'");
    var program = new Program(new Signature(inputs, List.of(new Port("y", output))), symbols, List.of(), buffers,
        List.of(launch));
    return new Executable(program, List.of(), Map.of("k", code));
  }
}
