package io.sinter.report;

import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.passes.Apart;
import io.sinter.passes.Fused;
import io.sinter.passes.Lowering;
import io.sinter.report.Outline.Edge;
import io.sinter.report.Outline.Node;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Program.Launch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/// What is known of each step of a compiled model, by counting and by measuring.
final class Facts {
  private final Subject subject;
  private final Outline outline;
  private final Map<String, Lowering.Stages> kernels = new HashMap<>();
  private final Map<String, Costs> costs = new HashMap<>();
  private final Map<Value, List<Fused.Cut>> cuts = new HashMap<>();
  private final Map<Value, Node> stepOf = new HashMap<>();
  private final Map<String, Long> sizes;
  private final double total;

  Facts(Subject subject) {
    this.subject = subject;
    var lowering = subject.model().lowering();
    var fused = Fused.of(subject.model().optimized());
    this.outline = Outline.of(lowering, fused);
    lowering.kernels().forEach(k -> kernels.put(k.name(), k));
    kernels.forEach((name, k) -> costs.put(name, Costs.of(k.computed())));
    fused.cuts().forEach(c -> cuts.computeIfAbsent(c.value(), v -> new ArrayList<>()).add(c));
    outline.nodes().forEach(n -> n.members().forEach(m -> stepOf.put(m, n)));
    this.sizes = new HashMap<>(subject.sizes());
    outline.nodes().forEach(n -> {
      if (n.step() instanceof Launch l) {
        learn(l);
      }
    });
    this.total = outline.nodes().stream().mapToDouble(n -> nanos(n).orElse(0)).sum();
  }

  Subject subject() {
    return subject;
  }

  Outline outline() {
    return outline;
  }

  Lowering.Stages kernel(Launch launch) {
    return kernels.get(launch.kernel());
  }

  Costs costs(Launch launch) {
    return costs.get(launch.kernel());
  }

  Kind kind(Node node) {
    return node.step() instanceof Launch l ? Kind.of(kernel(l).computed()) : Kind.CONTROL;
  }

  /// What a launch takes of a run, in nanoseconds, with all the calls that a loop makes of it.
  OptionalDouble nanos(Node node) {
    var sample = node.step() instanceof Launch l ? subject.times().launches().get(l) : null;
    return sample == null ? OptionalDouble.empty() : OptionalDouble.of(sample.nanos());
  }

  /// How often a run launches it.
  int calls(Launch launch) {
    var sample = subject.times().launches().get(launch);
    return sample == null ? 0 : sample.arguments().size();
  }

  /// The part of all launches' time that this one takes.
  double share(Node node) {
    return total > 0 ? nanos(node).orElse(0) / total : 0;
  }

  /// The time of all launches.
  double launchNanos() {
    return total;
  }

  /// A cost of a launch in the measured run: summed up over its calls, each at its own sizes.
  double amount(Launch launch, Function<Costs, Dim> which) {
    var sample = subject.times().launches().get(launch);
    if (sample == null) {
      return 0;
    }
    return Costs.sum(which.apply(costs(launch)), kernel(launch).computed().parameters(), sample.arguments());
  }

  /// The value of an expression at the sizes of the inputs and those that the measured runs bound; empty where it names
  /// others.
  OptionalLong value(Dim dim) {
    return sizes.keySet().containsAll(dim.symbols()) ? OptionalLong.of(dim.evaluate(sizes)) : OptionalLong.empty();
  }

  /// The sizes that a launch was given as they are.
  private void learn(Launch launch) {
    var sample = subject.times().launches().get(launch);
    if (sample != null && !sample.arguments().isEmpty()) {
      for (int i = 0; i < launch.arguments().size(); i++) {
        var symbols = launch.arguments().get(i).symbols();
        if (symbols.size() == 1 && launch.arguments().get(i).equals(Dim.symbol(symbols.iterator().next()))) {
          sizes.putIfAbsent(symbols.iterator().next(), (long) sample.arguments().getFirst()[i]);
        }
      }
    }
  }

  /// What an array takes; 0 where that is known only during a run.
  long bytes(DType type, Dim elements) {
    return value(elements).orElse(0) * type.bytes();
  }

  double flops(Node node) {
    return node.step() instanceof Launch l ? amount(l, Costs::flops) : 0;
  }

  double bytes(Node node) {
    return node.step() instanceof Launch l ? amount(l, Costs::read) + amount(l, Costs::written) : 0;
  }

  /// Why the second of two steps does not compute what the first one does. Nothing for copies and for what is no
  /// kernel.
  Optional<Apart> why(Edge edge) {
    if (edge.from().isEmpty() || edge.to().isEmpty() || edge.from().get().members().isEmpty()) {
      return Optional.empty();
    }
    // what no step computes is another name for arrays, or where they lie one behind the other
    record Way(Value value, Optional<Apart> first) {}
    var seen = new HashSet<Value>();
    var next = new ArrayDeque<>(List.of(new Way(edge.from().get().root().orElseThrow(), Optional.empty())));
    while (!next.isEmpty()) {
      var way = next.remove();
      for (var cut : cuts.getOrDefault(way.value(), List.of())) {
        var reason = way.first().or(() -> Optional.of(cut.why()));
        var reader = stepOf.get(cut.reader());
        if (reader == edge.to().get()) {
          return reason;
        }
        if (reader == null && isName(cut.reader()) && seen.add(cut.reader())) {
          next.add(new Way(cut.reader(), reason));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isName(Value v) {
    return v.op() instanceof Op.Concatenate || v.op() instanceof Op.Reshape;
  }
}
