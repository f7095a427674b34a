package io.sinter.runtime;

import io.sinter.runtime.Program.Bind;
import io.sinter.runtime.Program.Branch;
import io.sinter.runtime.Program.Donation;
import io.sinter.runtime.Program.Launch;
import io.sinter.runtime.Program.Repeat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// A program with what all its frames share, and the same for the programs within it.
///
/// @param weights those of the whole model
/// @param given for each symbol the position of the symbol of the surrounding program whose value it has, or -1
/// @param nested for each step the programs within it: those of a branch, or the body of a loop
record Routine(
    Program program, Phases phases, InputCheck check, MemoryPlan plan, List<Object> weights, int[] given,
    List<List<Routine>> nested) {
  /// That of a whole model.
  ///
  /// @throws CompilerBug when a size is bound by nothing
  static Routine of(Program program, List<Object> weights) {
    var given = new int[program.symbols().size()];
    Arrays.fill(given, -1);
    return of(program, weights, given);
  }

  private static Routine of(Program program, List<Object> weights, int[] given) {
    var phases = new Phases(program);
    var others = phases.late();
    for (int s = 0; s < given.length; s++) {
      if (given[s] >= 0) {
        others.set(s);
      }
    }
    program.donations().stream().map(Donation::capacity).forEach(c -> others.set(program.symbols().indexOf(c)));
    var check = new InputCheck(program.signature(), program.symbols(), others);
    var nested = new ArrayList<List<Routine>>();
    for (int i = 0; i < program.steps().size(); i++) {
      int phase = phases.ofStep(i);
      nested.add(inside(program.steps().get(i)).stream()
          .map(inner -> of(inner, weights, given(inner, program, phases, phase))).toList());
    }
    return new Routine(
        program, phases, check, MemoryPlan.of(program, phases), weights, given, List.copyOf(nested));
  }

  static List<Program> inside(Program.Step step) {
    return switch (step) {
      case Launch _, Bind _ -> List.of();
      case Branch b -> List.of(b.then(), b.otherwise());
      case Repeat r -> List.of(r.body());
    };
  }

  /// A size that the surrounding program knows when the step runs keeps its value, unless the program binds it itself.
  private static int[] given(Program inner, Program outer, Phases phases, int phase) {
    BitSet own = new Phases(inner).late();
    var given = new int[inner.symbols().size()];
    for (int s = 0; s < given.length; s++) {
      var symbol = inner.symbols().get(s);
      boolean known = !own.get(s) && outer.symbols().contains(symbol) && phases.of(symbol) <= phase;
      given[s] = known ? outer.symbols().indexOf(symbol) : -1;
    }
    return given;
  }

  /// The bytes that a run on one thread takes, with one run of each program within it, and with what loops stack and
  /// carry from one iteration to the next.
  Dim peak() {
    var sum = nested.stream().flatMap(List::stream).map(Routine::peak).reduce(plan.peak(), Dim::plus);
    for (var step : program.steps()) {
      if (step instanceof Repeat r) {
        sum = r.types().stream().map(t -> t.shape().elements().times(t.dtype().bytes())).reduce(sum, Dim::plus);
      }
    }
    return sum;
  }
}
