package io.sinter.runtime;

import io.sinter.runtime.Program.Buffer;
import io.sinter.runtime.Program.Launch;
import io.sinter.runtime.Program.Source;
import java.util.List;
import java.util.Set;

/// Whether a program, its weights and its kernels fit together.
final class ProgramCheck {
  private final Program program;
  private final List<Object> weights;

  private ProgramCheck(Program program, List<Object> weights) {
    this.program = program;
    this.weights = weights;
  }

  /// @throws CompilerBug when they do not
  static void check(Program program, List<Object> weights, Set<String> kernels) {
    var check = new ProgramCheck(program, weights);
    program.buffers().forEach(check::buffer);
    for (var step : program.steps()) {
      switch (step) {
        case Launch launch -> {
          require(kernels.contains(launch.kernel()), "has no kernel '" + launch.kernel() + "', which it launches");
          launch.buffers().forEach(b -> within(b, program.buffers().size(), "buffer"));
        }
      }
    }
    for (int i = 0; i < program.signature().outputs().size(); i++) {
      var source = new Source.Output(i);
      require(program.buffers().stream().anyMatch(b -> b.source().equals(source)),
          "does not write its output '" + program.signature().outputs().get(i).name() + "'");
    }
  }

  private void buffer(Buffer buffer) {
    switch (buffer.source()) {
      case Source.Input(int i) -> {
        within(i, program.signature().inputs().size(), "input");
        var type = InputCheck.tensorType(program.signature().inputs().get(i));
        sameType(buffer, type.dtype());
        long missing = buffer.elements().minus(type.shape().elements()).range(Dim.Ranges.NONE).low();
        require(missing <= 0, "reads more of input " + i + " than there is in buffer '" + buffer.name() + "'");
      }
      case Source.Output(int i) -> {
        within(i, program.signature().outputs().size(), "output");
        sameType(buffer, InputCheck.tensorType(program.signature().outputs().get(i)).dtype());
      }
      case Source.Weight(int i) -> {
        within(i, weights.size(), "weight");
        require(buffer.type().newArray(0).getClass() == weights.get(i).getClass(),
            "has a weight of another type than buffer '" + buffer.name() + "'");
        long length = TypedArray.length(buffer.type(), weights.get(i));
        require(buffer.elements().minus(length).range(Dim.Ranges.NONE).low() <= 0,
            "has a weight shorter than buffer '" + buffer.name() + "'");
      }
      case Source.Frame(int i) -> {
        within(i, program.slots().size(), "slot");
        sameType(buffer, program.slots().get(i).type());
        require(buffer.elements().minus(program.slots().get(i).elements()).range(Dim.Ranges.NONE).low() <= 0,
            "has a buffer '" + buffer.name() + "' longer than its slot " + i);
      }
    }
  }

  private static void sameType(Buffer buffer, DType type) {
    require(buffer.type().newArray(0).getClass() == type.newArray(0).getClass(),
        "has a buffer '" + buffer.name() + "' of type " + buffer.type() + " in an array of " + type);
  }

  private static void within(int index, int count, String what) {
    require(index >= 0 && index < count, "names " + what + " " + index + " of " + count);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new CompilerBug("program", "A program " + otherwise + ".");
    }
  }
}
