package io.sinter.passes;

import io.sinter.ir.Control;
import io.sinter.ir.Counting;
import io.sinter.ir.Function;
import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.Origin;
import io.sinter.ir.Schema;
import io.sinter.ir.Value;
import io.sinter.passes.PendingStep.Handed;
import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/// What a function does, step by step. A group is launched where its root stands, so a step comes after all it reads
/// and after the steps that bind the sizes it names.
final class FunctionSteps {
  private final Function function;
  private final KernelTable kernels;
  private final Weights weights;
  private final States states;
  private final Storages storages;
  private final List<PendingStep> steps = new ArrayList<>();

  private FunctionSteps(Function function, Fusion fusion, KernelTable kernels, Weights weights, States states) {
    this.function = function;
    this.kernels = kernels;
    this.weights = weights;
    this.states = states;
    this.storages = Storages.of(function, fusion, weights, states);
  }

  /// @param kernels the table that gets the kernels of the function and of the bodies of its control ops
  /// @param weights where their constants go
  /// @param states which of the function's inputs and outputs share arrays
  static FunctionSteps of(Function function, KernelTable kernels, Weights weights, States states) {
    var fusion = Fusion.of(function);
    var steps = new FunctionSteps(function, fusion, kernels, weights, states);
    fusion.groups().forEach(steps::add);
    return steps;
  }

  Function function() {
    return function;
  }

  States states() {
    return states;
  }

  List<PendingStep> steps() {
    return steps;
  }

  private void add(Fusion.Group group) {
    var root = group.root();
    switch (root.op()) {
      case Op.Reshape r -> reshape(root, r);
      case Op.Concatenate c -> concatenate(root, c);
      case Indexed.Scatter s -> {
        part(s.x(), storages.of(root), root, "scatter");
        launch(group);
      }
      case Op.Bind b -> steps.add(new PendingStep.Bind(b.symbol(), storages.read(b.x()), root));
      case Control.If i -> steps.add(new PendingStep.Branch(i, storages.read(i.condition()), handed(i.args()),
          body(i.then()), body(i.otherwise()), storages.made(root), root));
      case Control.Loop l -> steps.add(new PendingStep.Repeat(l, storages.read(l.trips()),
          storages.read(l.condition()), handed(l.carried()), handed(l.captured()), body(l.body()),
          storages.made(root), root));
      case Op.Project _ -> {}
      case Op.Parameter _, Op.Constant _, Op.Elementwise _, Op.Broadcast _, Op.Transpose _, Op.Slice _, Op.Pad _,
           Op.Reduce _, Op.ReduceWindow _, Op.Contraction _, Op.Relayout _, Op.Composite _, Counting _,
           Indexed.Gather _, Op.CumulativeReduce _ -> launch(group);
    }
  }

  private FunctionSteps body(Function f) {
    return of(f, kernels, weights, States.NONE);
  }

  private List<Handed> handed(List<Value> args) {
    return args.stream().map(x -> new Handed(storages.read(x).storage(), x.type().shape())).toList();
  }

  /// A reshape is another name for its operand's array, unless that lies elsewhere.
  private void reshape(Value v, Op.Reshape r) {
    if (storages.of(v).storage() != storages.of(r.x()).storage()) {
      launch(BuildKernel.copy(v, storages.of(v), storages, "reshape"), v, v.origin().toString());
    }
  }

  /// What its operands did not compute in place is copied; the first of a state is there from the run before.
  private void concatenate(Value v, Op.Concatenate c) {
    var start = new ArrayList<>(Collections.nCopies(v.type().rank(), Dim.ZERO));
    boolean isState = states.rooms().containsKey(v);
    for (int i = 0; i < c.args().size(); i++) {
      var x = c.args().get(i);
      if (i > 0 || !isState) {
        part(x, new Storages.Place(storages.of(v).storage(), storages.of(v).layout().shifted(start)), v, "concatenate");
      }
      start.set(c.axis(), start.get(c.axis()).plus(x.type().dim(c.axis())));
    }
  }

  /// Copies `x` into its place in the array of `v`, unless it was computed there.
  private void part(Value x, Storages.Place place, Value v, String name) {
    if (!storages.has(x) || !storages.of(x).equals(place)) {
      launch(BuildKernel.copy(x, place, storages, name), x, v.origin().toString());
    }
  }

  private void launch(Fusion.Group group) {
    var origin = group.members().stream().map(Value::origin).reduce(Origin.NONE, Origin::and).toString();
    launch(BuildKernel.of(group, storages, name(group)), group.root(), origin);
  }

  private void launch(BuildKernel.Built built, Value value, String origin) {
    steps.add(new PendingStep.Launch(kernels.number(built), built.arrays(), value, origin));
  }

  private static String name(Fusion.Group group) {
    var heavy = group.members().stream().filter(v -> !(v.op() instanceof Op.Elementwise)).map(FunctionSteps::mnemonic);
    var root = mnemonic(group.root());
    return Stream.concat(heavy, Stream.of(root)).distinct().reduce((a, b) -> a + "_" + b).orElse(root);
  }

  private static String mnemonic(Value v) {
    return Schema.of(v.op()).mnemonic(v.op());
  }
}
