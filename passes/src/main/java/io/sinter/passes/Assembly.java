package io.sinter.passes;

import io.sinter.ir.Control;
import io.sinter.ir.Function;
import io.sinter.ir.Schema;
import io.sinter.ir.kernel.Backend;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Stmt;
import io.sinter.passes.Lowering.Stages;
import io.sinter.passes.PendingStep.Handed;
import io.sinter.passes.Storages.Storage;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Program;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Makes programs from steps: gives each array a source and each launch the numbers that its kernel wants.
final class Assembly {
  private final List<Stages> kernels;
  private final Map<Storage, Integer> index = new LinkedHashMap<>();

  private Assembly(List<Stages> kernels) {
    this.kernels = kernels;
  }

  /// @param kernels by number
  static Program program(FunctionSteps function, List<Stages> kernels) {
    return new Assembly(kernels).program(function);
  }

  private Program program(FunctionSteps function) {
    var touched = function.steps().stream().map(PendingStep::touched).toList();
    var late = LateSizes.of(function.function()).symbols();
    var plan = PlanMemory.of(touched, late);
    var buffers = new ArrayList<Program.Buffer>();
    for (var s : touched.stream().flatMap(List::stream).distinct().toList()) {
      index.put(s, index.size());
      buffers.add(new Program.Buffer("b" + s.id(), s.type(), s.layout().size(), plan.of().get(s)));
    }
    var steps = function.steps().stream().map(this::step).toList();
    var symbols = symbols(function.function(), late);
    var donations = function.states().donations();
    donations.forEach(d -> symbols.add(d.capacity()));
    return new Program(Lowering.signature(function.function()), List.copyOf(symbols), plan.slots(), buffers, steps,
        donations, Requirements.of(function.function()));
  }

  private Program.Step step(PendingStep step) {
    return switch (step) {
      case PendingStep.Launch l -> launch(l);
      case PendingStep.Bind b -> new Program.Bind(b.symbol(), index.get(b.x().storage()), b.x().layout().offset(),
          b.value().origin().toString());
      case PendingStep.Branch b -> new Program.Branch(index.get(b.condition().storage()),
          b.condition().layout().offset(), arguments(b.args()), program(b.then(), kernels),
          program(b.otherwise(), kernels), indices(b.made()), b.op().types(), b.op().binds(),
          b.value().origin().toString());
      case PendingStep.Repeat r -> new Program.Repeat(index.get(r.trips().storage()), r.trips().layout().offset(),
          index.get(r.condition().storage()), r.condition().layout().offset(), arguments(r.carried()),
          arguments(r.captured()), program(r.body(), kernels), indices(r.made()), r.op().types(), r.op().binds(),
          r.value().origin().toString());
    };
  }

  private Program.Launch launch(PendingStep.Launch l) {
    var kernel = kernels.get(l.kernel());
    return new Program.Launch(kernel.name(), indices(l.touched()), scratch(kernel.flat()), values(kernel),
        kernel.extents().size(), kernel.flat().group().map(Stmt.Loop::extent).orElse(Dim.ONE),
        LaunchWork.of(kernel.computed()), l.origin());
  }

  private List<Integer> indices(List<Storage> storages) {
    return storages.stream().map(index::get).toList();
  }

  private List<Program.Argument> arguments(List<Handed> handed) {
    return handed.stream().map(h -> h.argument(index::get)).toList();
  }

  private static List<Dim> values(Stages kernel) {
    var own = kernel.computed().parameters().stream().map(Dim::symbol);
    return Stream.concat(own, kernel.extents().stream()).toList();
  }

  private static List<Program.Slot> scratch(Kernel.Flat kernel) {
    return Backend.scratch(kernel).stream()
        .map(b -> new Program.Slot(b.type(), b.layout().size(), 0, false)).toList();
  }

  /// The sizes that a function binds itself, and those that it and the bodies in it take from around it.
  private static Set<String> symbols(Function function, Set<String> late) {
    var symbols = new TreeSet<>(late);
    function.parameters().forEach(p -> p.type().shape().dims().forEach(d -> symbols.addAll(d.symbols())));
    for (var v : function.body()) {
      if (v.op() instanceof Control c) {
        c.types().forEach(t -> t.shape().dims().forEach(d -> symbols.addAll(d.symbols())));
        Bodies.of(c).forEach(f -> symbols.addAll(outer(f)));
      } else {
        symbols.addAll(Schema.of(v.op()).symbols(v));
      }
    }
    return symbols;
  }

  /// The sizes of a body that its own parameters and ops do not give.
  private static Set<String> outer(Function body) {
    var late = LateSizes.of(body).symbols();
    var symbols = symbols(body, late);
    symbols.removeAll(late);
    body.parameters().forEach(p -> p.type().shape().dims().forEach(d -> symbols.removeAll(d.symbols())));
    return symbols;
  }
}
