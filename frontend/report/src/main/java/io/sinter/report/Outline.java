package io.sinter.report;

import io.sinter.ir.Value;
import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Kernel;
import io.sinter.passes.Fused;
import io.sinter.passes.Lowering;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Program;
import io.sinter.runtime.Program.Bind;
import io.sinter.runtime.Program.Branch;
import io.sinter.runtime.Program.Launch;
import io.sinter.runtime.Program.Repeat;
import io.sinter.runtime.Program.Source;
import io.sinter.runtime.Program.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The steps of a program and of the programs within it, numbered in one order, and which reads what others wrote.
final class Outline {
  /// A step.
  ///
  /// @param number from 0
  /// @param members what the function that was lowered computes here; empty for copies and steps of inner programs
  /// @param inside the programs within it
  record Node(int number, Step step, Optional<Value> root, List<Value> members, List<Inner> inside) {
    String id() {
      return "s" + number;
    }
  }

  /// A program within a step, such as the body of a loop.
  record Inner(String name, List<Node> nodes) {}

  /// Who reads an array.
  ///
  /// @param from the step that wrote it; empty where it is an input
  /// @param to the step that reads it; empty where it is an output
  /// @param buffers which arrays of the program
  record Edge(Optional<Node> from, Optional<Node> to, Program program, Set<Integer> buffers) {
    Dim bytes() {
      return buffers.stream().map(program.buffers()::get).map(b -> b.elements().times(b.type().bytes()))
          .reduce(Dim.ZERO, Dim::plus);
    }
  }

  private final Map<String, Kernel.Computed> kernels = new HashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<List<Integer>, Edge> found = new LinkedHashMap<>();
  private final List<Edge> edges;
  private final List<Node> outermost;

  private Outline(Lowering lowering, Fused fused) {
    lowering.kernels().forEach(k -> kernels.put(k.name(), k.computed()));
    var members = new HashMap<Value, List<Value>>();
    fused.groups().forEach(g -> members.put(g.root(), List.copyOf(g.members())));
    outermost = new ArrayList<>();
    for (int i = 0; i < lowering.program().steps().size(); i++) {
      var root = lowering.values().get(i);
      // a copy of a value that a kernel computed comes after that kernel
      var own = Optional.ofNullable(members.remove(root));
      outermost.add(node(lowering.program().steps().get(i), Optional.of(root), own.orElse(List.of())));
    }
    connect(lowering.program(), outermost);
    edges = List.copyOf(found.values());
  }

  static Outline of(Lowering lowering, Fused fused) {
    return new Outline(lowering, fused);
  }

  /// All, those of inner programs after the step that holds them.
  List<Node> nodes() {
    return nodes;
  }

  /// Those of the program itself.
  List<Node> outermost() {
    return outermost;
  }

  List<Edge> edges() {
    return edges;
  }

  private Node node(Step step, Optional<Value> root, List<Value> members) {
    int number = nodes.size();
    nodes.add(new Node(number, step, root, members, List.of()));
    var node = new Node(number, step, root, members, switch (step) {
      case Launch _, Bind _ -> List.of();
      case Branch b -> List.of(inner("then", b.then()), inner("else", b.otherwise()));
      case Repeat r -> List.of(inner("body", r.body()));
    });
    nodes.set(number, node);
    return node;
  }

  private Inner inner(String name, Program program) {
    var inside = program.steps().stream().map(s -> node(s, Optional.empty(), List.of())).toList();
    connect(program, inside);
    return new Inner(name, inside);
  }

  private void connect(Program program, List<Node> steps) {
    var writers = new HashMap<Integer, Set<Node>>();
    for (var node : steps) {
      reads(node.step()).forEach(b ->
          writers(writers, program, b).forEach(w -> edge(w, Optional.of(node), program, b)));
      writes(node.step()).forEach(b -> writers.computeIfAbsent(b, k -> new LinkedHashSet<>()).add(node));
    }
    for (int b = 0; b < program.buffers().size(); b++) {
      if (program.buffers().get(b).source() instanceof Source.Output) {
        for (var w : writers.getOrDefault(b, Set.of())) {
          edge(Optional.of(w), Optional.empty(), program, b);
        }
      }
    }
  }

  /// Who wrote an array so far: inputs nobody, which counts as a writer; weights none.
  private static List<Optional<Node>> writers(Map<Integer, Set<Node>> writers, Program program, int buffer) {
    var all = new ArrayList<Optional<Node>>();
    writers.getOrDefault(buffer, Set.of()).forEach(w -> all.add(Optional.of(w)));
    if (program.buffers().get(buffer).source() instanceof Source.Input) {
      all.add(Optional.empty());
    }
    return all;
  }

  private void edge(Optional<Node> from, Optional<Node> to, Program program, int buffer) {
    var key = List.of(from.map(Node::number).orElse(-1), to.map(Node::number).orElse(-1),
        from.isEmpty() || to.isEmpty() ? buffer : -1, System.identityHashCode(program));
    found.computeIfAbsent(key, k -> new Edge(from, to, program, new LinkedHashSet<>())).buffers().add(buffer);
  }

  Kernel.Computed kernel(Launch launch) {
    return kernels.get(launch.kernel());
  }

  private Set<Integer> reads(Step step) {
    return switch (step) {
      case Launch l -> byRole(l, Buffer.Role.IN);
      case Bind b -> Set.of(b.buffer());
      case Branch b -> {
        var all = new HashSet<>(b.arguments().stream().map(Program.Argument::buffer).toList());
        all.add(b.condition());
        yield all;
      }
      case Repeat r -> {
        var all = new HashSet<>(List.of(r.trips(), r.condition()));
        r.carried().forEach(a -> all.add(a.buffer()));
        r.captured().forEach(a -> all.add(a.buffer()));
        yield all;
      }
    };
  }

  private Set<Integer> writes(Step step) {
    return switch (step) {
      case Launch l -> byRole(l, Buffer.Role.OUT);
      case Bind _ -> Set.of();
      case Branch b -> new LinkedHashSet<>(b.results());
      case Repeat r -> new LinkedHashSet<>(r.results());
    };
  }

  private Set<Integer> byRole(Launch launch, Buffer.Role role) {
    var found = new LinkedHashSet<Integer>();
    var buffers = kernel(launch).buffers();
    for (int i = 0; i < launch.buffers().size(); i++) {
      if (buffers.get(i).role() == role) {
        found.add(launch.buffers().get(i));
      }
    }
    return found;
  }
}
