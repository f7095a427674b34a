package io.sinter.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.sinter.ir.Text;
import io.sinter.ir.Value;
import io.sinter.ir.kernel.KernelText;
import io.sinter.passes.Apart;
import io.sinter.passes.Lowering;
import io.sinter.report.Outline.Edge;
import io.sinter.report.Outline.Node;
import io.sinter.runtime.Program.Launch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/// What the report shows when it is asked for: each step, each kernel at its levels, each pass.
final class Details {
  /// Of an expression, in characters.
  private static final int LONGEST = 110;

  private final Facts facts;
  private final Map<Value, String> names;
  private final Map<Value, String> definitions;

  private Details(Facts facts) {
    this.facts = facts;
    this.names = Text.names(facts.subject().model().optimized());
    this.definitions = Text.definitions(facts.subject().model().optimized());
  }

  /// As JSON, packed with gzip, in Base64: browsers read it without help.
  static String packed(Facts facts) {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(bytes)) {
      zip.write(new Details(facts).json().toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private JsonObject json() {
    var all = new JsonObject();
    var steps = new JsonArray();
    facts.outline().nodes().forEach(n -> steps.add(step(n)));
    all.add("steps", steps);
    var edges = new JsonArray();
    facts.outline().edges().forEach(e -> edges.add(edge(e)));
    all.add("edges", edges);
    var kernels = new JsonObject();
    facts.subject().model().lowering().kernels().forEach(k -> kernels.add(k.name(), kernel(k)));
    all.add("kernels", kernels);
    all.add("passes", PassHistory.of(facts.subject()));
    return all;
  }

  private JsonObject step(Node node) {
    var step = new JsonObject();
    step.addProperty("title", ProgramGraph.title(node));
    step.addProperty("kind", facts.kind(node).style());
    step.addProperty("kindWords", facts.kind(node).words());
    step.addProperty("layers", node.step().origin());
    facts.nanos(node).ifPresent(nanos -> {
      step.addProperty("nanos", nanos);
      step.addProperty("time", Units.time(nanos));
    });
    if (node.step() instanceof Launch l) {
      var costs = facts.costs(l);
      step.addProperty("kernel", l.kernel());
      step.addProperty("groups", l.groups().toString());
      step.addProperty("calls", facts.calls(l));
      var rows = new JsonArray();
      facts.nanos(node).ifPresent(nanos -> row(rows, "time", Units.time(nanos) + " of each run",
          Units.digits(100 * facts.share(node)) + " %" + (facts.calls(l) > 1 ? ", " + facts.calls(l) + " calls" : "")));
      double flops = facts.flops(node);
      double bytes = facts.bytes(node);
      row(rows, "operations", Units.of(flops, "FLOP") + rate(flops, node, "FLOP/s"), costs.flops().toString());
      row(rows, "reads", Units.of(facts.amount(l, Costs::read), "B"), costs.read() + " bytes");
      row(rows, "writes", Units.of(facts.amount(l, Costs::written), "B") + rate(bytes, node, "B/s in and out"),
          costs.written() + " bytes");
      row(rows, "intensity", bytes == 0 ? "" : Units.digits(flops / bytes) + " FLOP/byte", "");
      row(rows, "groups", l.groups().toString(), "may run at once");
      step.add("rows", rows);
    }
    var values = new JsonArray();
    node.members().forEach(v -> values.add(definitions.getOrDefault(v, v.toString())));
    step.add("values", values);
    if (!node.members().isEmpty()) {
      step.addProperty("svg", FunctionGraph.draw(node.members(), names).toString());
    }
    return step;
  }

  private String rate(double amount, Node node, String unit) {
    var nanos = facts.nanos(node);
    return nanos.isPresent() && nanos.getAsDouble() > 0 && amount > 0
        ? "  ·  " + Units.of(amount / nanos.getAsDouble() * 1e9, unit) : "";
  }

  private static void row(JsonArray rows, String... cells) {
    var row = new JsonArray();
    List.of(cells).forEach(c -> row.add(Units.shorten(c, LONGEST)));
    rows.add(row);
  }

  private JsonObject edge(Edge edge) {
    var json = new JsonObject();
    json.addProperty("from", edge.from().map(Node::number).orElse(-1));
    json.addProperty("to", edge.to().map(Node::number).orElse(-1));
    var buffers = new JsonArray();
    edge.buffers().stream().map(edge.program().buffers()::get)
        .forEach(b -> buffers.add(Units.shorten(b.name() + " : " + b.type() + "[" + b.elements() + "]", LONGEST)));
    json.add("buffers", buffers);
    facts.value(edge.bytes()).ifPresent(b -> json.addProperty("bytes", Units.of(b, "B")));
    facts.why(edge).map(Apart::sentence).ifPresent(w -> json.addProperty("why", w));
    return json;
  }

  private JsonObject kernel(Lowering.Stages kernel) {
    var json = new JsonObject();
    var form = kernel.forms().getFirst();
    var code = facts.subject().model().code().get(kernel.name());
    json.addProperty("computed", KernelText.print(kernel.computed()).strip());
    json.addProperty("schedule", form.schedule().toString().strip());
    json.addProperty("loops", KernelText.print(form.scheduled()).strip());
    json.addProperty("flat", KernelText.print(form.flat()).strip());
    json.addProperty("code", code == null ? "" : Listing.of(code).strip());
    return json;
  }
}
