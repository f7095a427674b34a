package io.sinter.codegen.opencl;

import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.KernelText;
import io.sinter.ir.kernel.Label;
import io.sinter.ir.kernel.Local;
import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.Dim;
import io.sinter.runtime.device.KernelFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The function of one flat kernel: one walk over its statements. [KernelFile] says what its arguments are, [Prelude]
/// has what it calls.
final class KernelSource {
  private static final String INDENT = "  ";
  private static final String BARRIER = "barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);";

  private final Kernel.Flat kernel;
  private final StringBuilder out = new StringBuilder();
  private final Names names = new Names();
  private final Map<String, Dim.Range> ranges = new HashMap<>();
  private final Positions positions = new Positions(
      s -> names.of(s, s), s -> ranges.getOrDefault(s, Dim.Range.SIZE));
  private final Checks checks = new Checks(this::line);
  private final Values values;
  private final Mentions mentions = new Mentions();
  private final Set<Local> declared = new HashSet<>();
  private int depth;

  private KernelSource(Kernel.Flat kernel) {
    this.kernel = kernel;
    this.values = new Values(kernel::buffer, names, positions, checks, counts(kernel.body()));
  }

  /// @throws IllegalArgumentException naming the kernel, when something in it has no code
  static KernelFile of(Kernel.Flat kernel) {
    try {
      var source = new KernelSource(kernel);
      source.function();
      return new KernelFile(Names.kernel(kernel.name()), kernel.items(), source.checks.found(),
          source.instances() + source.out);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("kernel " + kernel.name() + ": " + e.getMessage(), e);
    }
  }

  /// The masks of vectors that are never anything but a number of first lanes.
  private static Set<Local> counts(Stmt body) {
    var counts = new HashSet<Local>();
    var others = new HashSet<Local>();
    body.forEach(s -> {
      if (s instanceof Stmt.Set(var local, var value) && local.lanes() > 1) {
        (value instanceof Expr.Active ? counts : others).add(local);
      }
    });
    counts.removeAll(others);
    return counts;
  }

  /// Kernels of one program may need the same.
  private String instances() {
    return values.masked().stream().map(m -> {
      var name = m.replaceAll("\\W+", "_");
      return "#ifndef " + name + "\n#define " + name + "\n" + m + "\n#endif\n";
    }).collect(Collectors.joining());
  }

  private void function() {
    var parameters = new ArrayList<String>();
    for (var b : kernel.buffers()) {
      if (b.role() == Buffer.Role.SHARED) {
        continue;
      }
      parameters.add((b.role() == Buffer.Role.IN ? "const global " : "global ") + Kind.element(b.type()) + " *"
          + (b.role() == Buffer.Role.SCRATCH ? scratch(b) : name(b)));
    }
    parameters.addAll(List.of("global int *marks", "const int first", "const int end", "const int mark"));
    for (int p = 0; p < kernel.parameters().size(); p++) {
      parameters.add("const int p" + p);
    }
    line("kernel __attribute__((reqd_work_group_size(" + kernel.items() + ", 1, 1)))");
    line("void " + Names.kernel(kernel.name()) + "(");
    line("    " + String.join(",\n    ", parameters) + ") {");
    depth++;
    for (int p = 0; p < kernel.parameters().size(); p++) {
      line("const long " + names.of(kernel.parameters().get(p), kernel.parameters().get(p)) + " = p" + p + ";");
    }
    for (var b : kernel.buffers()) {
      if (b.role() == Buffer.Role.SCRATCH) {
        line("global " + Kind.element(b.type()) + " *" + name(b) + " = " + scratch(b) + " + (long)get_group_id(0) * "
            + positions.operand(b.layout().size()) + ";");
      } else if (b.role() == Buffer.Role.SHARED) {
        line("local " + Kind.element(b.type()) + " " + name(b) + "[" + b.layout().size() + "];");
      }
    }
    var group = kernel.group();
    var axis = group.map(g -> names.of(g.axis(), g.axis())).orElse("group");
    line("for (long " + axis + " = first + (long)get_group_id(0); " + axis + " < end; " + axis
        + " += get_num_groups(0)) {");
    nested(group.map(Stmt.Loop::body).orElseGet(kernel::body));
    if (kernel.items() > 1) {
      line(INDENT + BARRIER);
    }
    line("}");
    depth--;
    line("}");
  }

  private String name(Buffer buffer) {
    return names.of(buffer, buffer.name());
  }

  /// What the launch gives for all work groups.
  private String scratch(Buffer buffer) {
    return "scratch" + kernel.buffers().indexOf(buffer);
  }

  private void line(String text) {
    out.append(INDENT.repeat(depth)).append(text).append('\n');
  }

  /// Statements in braces.
  private void nested(Stmt body) {
    depth++;
    var parts = body instanceof Stmt.Block(var list) ? list : List.of(body);
    var shared = mentions.shared(parts);
    for (var part : parts) {
      for (var local : mentions.of(part)) {
        if (shared.contains(local) && !(part instanceof Stmt.Set s && s.local().equals(local)) && declared.add(local)) {
          line(declaration(local) + ";");
        }
      }
      emit(part);
    }
    depth--;
  }

  private String declaration(Local local) {
    return values.type(local) + " " + values.name(local);
  }

  private void emit(Stmt statement) {
    switch (statement) {
      case Stmt.Loop l when l.label() == Label.LOCAL -> item(l);
      case Stmt.Loop l -> {
        if (l.label() != Label.SERIAL) {
          throw notFlat(l);
        }
        var axis = names.of(l.axis(), l.axis());
        ranges.put(l.axis(), Dim.Range.SIZE);
        line("for (long " + axis + " = 0; " + axis + " < " + positions.operand(l.extent()) + "; " + axis + "++) {");
        nested(l.body());
        line("}");
      }
      case Stmt.Block b -> {
        line("{");
        nested(b);
        line("}");
      }
      case Stmt.Set(var local, var value) -> {
        var text = values.of(value, local);
        line((declared.add(local) ? declaration(local) : values.name(local)) + " = " + text + ";");
      }
      case Stmt.Bind(var name, var value) -> {
        ranges.put(name, value.range(s -> ranges.getOrDefault(s, Dim.Range.SIZE)));
        line("const long " + names.of(name, name) + " = " + positions.text(value) + ";");
      }
      case Stmt.Take(var name, var value) -> {
        ranges.put(name, Dim.Range.SIZE);
        line("const long " + names.of(name, name) + " = " + values.of(value) + ";");
      }
      case Stmt.If(var room, var body) -> {
        line("if (" + positions.operand(room) + " > 0) {");
        nested(body);
        line("}");
      }
      case Stmt.Outline(var name, var body) -> {
        line("{ // " + name);
        nested(body);
        line("}");
      }
      case Stmt.Put p -> line(values.put(p));
      case Stmt.Barrier _ -> line(BARRIER);
      case Stmt.Store _, Stmt.Reduce _ -> throw notFlat(statement);
    }
  }

  /// The iteration that is this work item's.
  private void item(Stmt.Loop l) {
    var axis = names.of(l.axis(), l.axis());
    ranges.put(l.axis(), new Dim.Range(0, l.extent().asLong() - 1));
    line(l.extent().isConstant(kernel.items()) ? "{" : "if (get_local_id(0) < " + l.extent() + ") {");
    line(INDENT + "const long " + axis + " = get_local_id(0);");
    nested(l.body());
    line("}");
  }

  private static IllegalArgumentException notFlat(Stmt statement) {
    return new IllegalArgumentException(
        "a flat kernel has no " + KernelText.print(statement).lines().findFirst().orElseThrow());
  }
}
