package io.sinter.runtime;

import io.sinter.runtime.Program.Slot;
import io.sinter.runtime.Program.Source;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/// When the sizes of a program become known: in phase 0 those that are bound at the start of a run, in phase n those
/// that the n-th of its binding steps binds. What depends on sizes waits for the last of them.
final class Phases {
  private final Program program;
  private final List<String> symbols;
  private final int[] ofSymbol;
  private final int[] ofStep;
  private final int count;
  private final int[] ofOutput;

  /// @throws CompilerBug when a symbol is bound twice or not declared
  Phases(Program program) {
    this.program = program;
    this.symbols = program.symbols();
    this.ofSymbol = new int[symbols.size()];
    this.ofStep = new int[program.steps().size()];
    int phase = 0;
    for (int i = 0; i < ofStep.length; i++) {
      ofStep[i] = phase;
      var binds = program.steps().get(i).binds();
      if (!binds.isEmpty()) {
        phase++;
      }
      for (var symbol : binds) {
        int s = index(symbol);
        if (ofSymbol[s] > 0) {
          throw new CompilerBug("program", "A program binds the size '" + symbol + "' twice.");
        }
        ofSymbol[s] = phase;
      }
    }
    this.count = phase + 1;
    this.ofOutput = program.signature().outputs().stream()
        .mapToInt(port -> of(InputCheck.tensorType(port).shape().dims())).toArray();
    for (var buffer : program.buffers()) {
      if (buffer.source() instanceof Source.Output(int index) && index < ofOutput.length) {
        ofOutput[index] = Math.max(ofOutput[index], of(buffer.elements()));
      }
    }
  }

  /// How many there are; at least 1.
  int count() {
    return count;
  }

  /// The phase that a step runs in; a step that binds sizes begins the next one.
  int ofStep(int step) {
    return ofStep[step];
  }

  /// The phase from which a size is known.
  int of(String symbol) {
    return ofSymbol[index(symbol)];
  }

  /// The phase from which an expression can be computed.
  int of(Dim dim) {
    var last = new int[1];
    dim.forEachSymbol(s -> last[0] = Math.max(last[0], of(s)));
    return last[0];
  }

  int of(Collection<Dim> dims) {
    return dims.stream().mapToInt(this::of).max().orElse(0);
  }

  /// The phase from which a requirement can be checked.
  int of(Requirement requirement) {
    return of(List.of(requirement.left(), requirement.right(), requirement.unless()));
  }

  /// The phase from which the array of a buffer is there, of those that are not left by steps.
  int of(Source source) {
    return switch (source) {
      case Source.Input _, Source.Weight _, Source.Made _ -> 0;
      case Source.Frame(int slot) -> of(program.slots().get(slot).elements());
      case Source.Output(int index) -> ofOutput(index);
    };
  }

  /// The phase from which the array of an output is there.
  int ofOutput(int index) {
    return ofOutput[index];
  }

  /// The phase from which a launch can be made ready.
  int of(Program.Launch launch) {
    int arrays = launch.buffers().stream().mapToInt(b -> of(program.buffers().get(b).source())).max().orElse(0);
    int scratch = of(launch.scratch().stream().map(Slot::elements).toList());
    return Math.max(Math.max(arrays, scratch), Math.max(of(launch.arguments()), of(launch.groups())));
  }

  /// The symbols bound later than at the start, as a set of positions.
  BitSet late() {
    var late = new BitSet();
    for (int s = 0; s < ofSymbol.length; s++) {
      late.set(s, ofSymbol[s] > 0);
    }
    return late;
  }

  /// The symbols that some expressions mention, as a set of positions.
  BitSet mentioned(Collection<Dim> dims) {
    var mentioned = new BitSet();
    dims.forEach(dim -> dim.forEachSymbol(s -> mentioned.set(index(s))));
    return mentioned;
  }

  private int index(String symbol) {
    int i = symbols.indexOf(symbol);
    if (i < 0) {
      throw new CompilerBug("program", "A program uses the size '" + symbol + "', which it does not declare.");
    }
    return i;
  }
}
