package io.sinter.runtime;

import io.sinter.runtime.Program.Argument;
import io.sinter.runtime.Program.Bind;
import io.sinter.runtime.Program.Branch;
import io.sinter.runtime.Program.Launch;
import io.sinter.runtime.Program.Repeat;
import io.sinter.runtime.Program.Source;
import io.sinter.runtime.Program.Step;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The text form of a program: a line for each slot, buffer and step; nested programs are indented.
final class ProgramText {
  private final StringBuilder out;
  private final Program program;
  private final String margin;

  private ProgramText(StringBuilder out, Program program, String margin) {
    this.out = out;
    this.program = program;
    this.margin = margin;
  }

  static String print(Program program) {
    var out = new StringBuilder();
    new ProgramText(out, program, "").print("program");
    return out.toString();
  }

  private void print(String title) {
    out.append(margin).append(title);
    out.append(" (").append(joined(program.signature().inputs())).append(") -> (");
    out.append(joined(program.signature().outputs())).append(") {\n");
    for (int i = 0; i < program.slots().size(); i++) {
      line("slot " + i + " : " + program.slots().get(i));
    }
    for (var b : program.buffers()) {
      line("buffer " + b.name() + " : " + b.type() + "[" + b.elements() + "] = " + source(b.source()));
    }
    for (var d : program.donations()) {
      line("output " + d.output() + " lies in input " + d.input() + " with " + Dim.symbol(d.capacity())
          + " rows along axis " + d.axis());
    }
    program.requirements().forEach(r -> line("require " + r + " for " + r.origin()));
    program.steps().forEach(this::step);
    out.append(margin).append("}\n");
  }

  private static String source(Source source) {
    return switch (source) {
      case Source.Input s -> "input " + s.index();
      case Source.Output s -> "output " + s.index();
      case Source.Weight s -> "weight " + s.index();
      case Source.Frame s -> "slot " + s.slot();
      case Source.Made s -> "made " + s.index();
    };
  }

  private void step(Step step) {
    switch (step) {
      case Launch l -> line("launch " + l.kernel() + "(" + joined(l.buffers().stream().map(this::name).toList()) + ")"
          + (l.arguments().isEmpty() ? "" : " with " + l.arguments())
          + (l.scratch().isEmpty() ? "" : " scratch " + l.scratch()) + " groups " + l.groups() + " for " + l.origin());
      case Bind b ->
          line("bind " + Dim.symbol(b.symbol()) + " = " + element(b.buffer(), b.at()) + " for " + b.origin());
      case Branch b -> {
        line("if " + element(b.condition(), b.at()) + " with (" + arguments(b.arguments()) + ")" + results(b.results(),
            b.types(), b.binds(), b.origin()));
        nested(b.then(), "then");
        nested(b.otherwise(), "else");
      }
      case Repeat r -> {
        line("repeat " + element(r.trips(), r.tripsAt()) + " while " + element(r.condition(), r.conditionAt())
            + " carrying (" + arguments(r.carried()) + ") with (" + arguments(r.captured()) + ")"
            + results(r.results(), r.types(), r.binds(), r.origin()));
        nested(r.body(), "body");
      }
    }
  }

  private void nested(Program inner, String title) {
    new ProgramText(out, inner, margin + "    ").print(title);
  }

  private String results(List<Integer> buffers, List<TensorType> types, List<String> binds, String origin) {
    var typed = IntStream.range(0, buffers.size()).mapToObj(i -> name(buffers.get(i)) + ": " + types.get(i)).toList();
    var bound = binds.isEmpty() ? "" : " binds " + joined(binds.stream().map(Dim::symbol).toList());
    return " -> (" + joined(typed) + ")" + bound + " for " + origin;
  }

  private String arguments(List<Argument> arguments) {
    return arguments.stream().map(a -> name(a.buffer()) + a.shape()).collect(Collectors.joining(", "));
  }

  private String element(int buffer, Dim at) {
    return name(buffer) + "[" + at + "]";
  }

  private String name(int buffer) {
    return program.buffers().get(buffer).name();
  }

  private static String joined(List<?> items) {
    return items.stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  private void line(String text) {
    out.append(margin).append("  ").append(text).append('\n');
  }
}
