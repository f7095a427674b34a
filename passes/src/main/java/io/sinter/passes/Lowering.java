package io.sinter.passes;

import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Target;
import io.sinter.passes.kernel.Schedule;
import io.sinter.runtime.Allowance;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Program;
import io.sinter.runtime.Signature;
import java.util.List;
import java.util.stream.IntStream;

/// What a function becomes for one target: a program, the kernels it launches at their three levels, and packed
/// weights.
///
/// @param values which value of the function each step leaves in the array it writes; the steps of programs inside the
///     program have none
public record Lowering(Program program, List<Stages> kernels, List<Object> weights, List<Value> values) {
  /// One way to run a kernel.
  public record Form(Schedule schedule, Kernel.Scheduled scheduled, Kernel.Flat flat) {}

  /// A kernel from what it computes to what backends see.
  ///
  /// @param target of the first form
  /// @param tunables what may be other than the first target's form has it
  /// @param forms the form for each target asked for; one launch serves them all
  /// @param extents what launches give for the flat kernels' last parameters, which only bound loops
  /// @param milliseconds what choosing and applying its schedules and flattening took
  public record Stages(Kernel.Computed computed, Target target, List<Tunable> tunables, List<Form> forms,
      List<Dim> extents, double milliseconds) {
    public Stages {
      tunables = List.copyOf(tunables);
      forms = List.copyOf(forms);
      extents = List.copyOf(extents);
    }

    public String name() {
      return computed.name();
    }

    /// By what it is known to a [Tuning].
    public String fingerprint() {
      return Fingerprint.of(computed, target);
    }

    /// The flat kernel of the first target.
    public Kernel.Flat flat() {
      return forms.getFirst().flat();
    }
  }

  public Lowering {
    kernels = List.copyOf(kernels);
    weights = List.copyOf(weights);
    values = List.copyOf(values);
  }

  /// Lowers a function whose layout is chosen: what [Pipelines#tensor] makes.
  ///
  /// @param targets each kernel gets a form for each, with the same bits and groups
  /// @throws io.sinter.runtime.UnsupportedError naming every value of an element type that kernels do not compute
  public static Lowering of(Function function, List<Target> targets) {
    return of(function, targets, List.of());
  }

  /// @param states inputs and outputs that share arrays, as [Pipelines#tensor] was told
  /// @throws io.sinter.runtime.ModelError when they cannot
  public static Lowering of(Function function, List<Target> targets, List<StatePair> states) {
    return of(function, targets, states, Allowance.UNLIMITED, Tuning.NONE);
  }

  /// @param allowance what lowering may cost
  /// @param tuning numbers for schedules
  /// @throws io.sinter.runtime.LimitExceeded when it costs more
  public static Lowering of(Function function, List<Target> targets, List<StatePair> states, Allowance allowance,
      Tuning tuning) {
    KernelTypes.check(function, targets);
    var table = new KernelTable(targets, allowance, tuning);
    var weights = new Weights(Panels.of(targets.getFirst()));
    var steps = FunctionSteps.of(function, table, weights, States.of(function, states));
    var kernels = table.lower();
    return new Lowering(Assembly.program(steps, kernels), kernels, weights.pack(),
        steps.steps().stream().map(PendingStep::value).toList());
  }

  /// What a function takes and gives.
  public static Signature signature(Function function) {
    var inputs = function.parameters().stream()
        .map(p -> new Signature.Port(((Op.Parameter) p.op()).name(), p.type())).toList();
    var outputs = IntStream.range(0, function.results().size())
        .mapToObj(i -> new Signature.Port(function.outputs().get(i), function.results().get(i).type())).toList();
    return new Signature(inputs, outputs);
  }
}
