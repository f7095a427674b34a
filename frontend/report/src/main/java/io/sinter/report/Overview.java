package io.sinter.report;

import io.sinter.ir.Control;
import io.sinter.ir.Function;
import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.report.Outline.Node;
import io.sinter.runtime.Program.Launch;
import io.sinter.runtime.Signature;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The first page: what the model takes, gives and costs.
final class Overview {
  private static final int SLOWEST = 12;

  private final Facts facts;
  private final Html html = new Html();

  private Overview(Facts facts) {
    this.facts = facts;
  }

  static Html of(Facts facts) {
    return new Overview(facts).write();
  }

  private Html write() {
    html.open("div", "class", "tiles");
    tiles();
    html.close().open("div", "class", "columns");
    html.open("div").open("div", "class", "card").leaf("h2", "Inputs and outputs");
    ports();
    html.close().open("div", "class", "card").leaf("h2", "Compilation");
    compilation();
    html.close().close().open("div").open("div", "class", "card").leaf("h2", "Where the time of a run goes");
    kinds();
    html.close().close().open("div").open("div", "class", "card").leaf("h2", "Roofline");
    html.leaf("p", "Each launch by how many operations it does for a byte it moves, and how fast it is. The lines are"
        + " the fastest that launches of this run were in bytes and in operations.", "class", "note");
    html.add(Roofline.draw(facts)).close().close();
    return html.close();
  }

  // ---- figures ------------------------------------------------------------------------------------------------------

  private void tiles() {
    var subject = facts.subject();
    var times = subject.times();
    var nodes = facts.outline().nodes();
    double flops = nodes.stream().mapToDouble(facts::flops).sum();
    double bytes = nodes.stream().mapToDouble(facts::bytes).sum();
    tile(Units.time(times.run()), "a run", "median of " + times.runs() + " on " + threads(subject.threads())
        + (times.ready() ? "" : ", while code was still being compiled"));
    tile(Units.of(flops, "FLOP"), "operations", Units.of(flops / times.run() * 1e9, "FLOP/s"));
    tile(Units.of(bytes, "B"), "moved by kernels", Units.of(bytes / times.run() * 1e9, "B/s"));
    var peak = subject.model().executable().peakMemory();
    tile(facts.value(peak).isPresent() ? Units.of(facts.value(peak).getAsLong(), "B") : "?", "peak memory",
        Units.shorten(peak.toString(), 60) + " bytes");
    var weights = new HashMap<String, Literal>();
    collect(subject.model().imported(), weights);
    long parameters = weights.values().stream().mapToLong(w -> w.type().shape().elements().asLong()).sum();
    tile(Units.of(parameters, ""), "parameters", Units.of(weights.values().stream()
        .mapToLong(w -> w.type().shape().elements().asLong() * w.type().dtype().bytes()).sum(), "B") + " in the file");
    int kernels = subject.model().lowering().kernels().size();
    tile(Integer.toString(subject.model().launches()), "launches", kernels + (kernels == 1 ? " kernel" : " kernels")
        + (subject.model().hostSteps() == 0 ? "" : ", " + subject.model().hostSteps() + " other steps"));
  }

  private void tile(String figure, String what, String more) {
    html.open("div", "class", "tile").leaf("b", figure).leaf("span", what).leaf("small", more).close();
  }

  private static String threads(int count) {
    return count + (count == 1 ? " thread" : " threads");
  }

  /// The constants that have axes, each once.
  private static void collect(Function function, Map<String, Literal> into) {
    for (var v : function.body()) {
      switch (v.op()) {
        case Op.Constant(var literal) when literal.type().rank() > 0 -> into.put(literal.key(), literal);
        case Op.Composite c -> collect(c.body(), into);
        case Control.If i -> List.of(i.then(), i.otherwise()).forEach(f -> collect(f, into));
        case Control.Loop l -> collect(l.body(), into);
        default -> { }
      }
    }
  }

  // ---- tables -------------------------------------------------------------------------------------------------------

  private void ports() {
    html.open("table", "class", "plain");
    port("in", facts.subject().model().signature().inputs());
    port("out", facts.subject().model().signature().outputs());
    html.close();
    if (!facts.subject().sizes().isEmpty()) {
      html.open("p", "class", "note").text("Measured with ");
      var sizes = new TreeMap<>(facts.subject().sizes());
      html.text(String.join(", ", sizes.entrySet().stream().map(e -> e.getKey() + " = " + e.getValue()).toList()));
      html.text(".").close();
    }
  }

  private void port(String side, List<Signature.Port> ports) {
    for (var p : ports) {
      html.open("tr").leaf("td", side, "class", "side").leaf("td", p.name(), "class", "name")
          .leaf("td", Units.shorten(p.type().toString(), 64), "class", "mono", "title", p.type()).close();
    }
  }

  private void compilation() {
    var model = facts.subject().model();
    var phases = new Object[][] {{"read", facts.subject().readMillis()}, {"passes", model.times().passes()},
        {"kernels", model.times().kernels()}, {"code", model.times().code()}, {"loading", model.times().loading()}};
    double all = facts.subject().readMillis() + model.times().total();
    html.open("div", "class", "stack", "role", "img", "aria-label", "times of the phases of compilation");
    for (int i = 0; i < phases.length; i++) {
      double part = Math.max(0.001, (double) phases[i][1] / all);
      html.open("i", "class", "phase" + i, "style", "flex-grow:" + part).close();
    }
    html.close().open("table", "class", "plain");
    for (int i = 0; i < phases.length; i++) {
      html.open("tr").open("td").open("i", "class", "swatch phase" + i).close().text((String) phases[i][0]).close()
          .leaf("td", Units.time((double) phases[i][1] * 1e6), "class", "number").close();
    }
    html.open("tr", "class", "sum").leaf("td", "all").leaf("td", Units.time(all * 1e6), "class", "number").close();
    html.close();
    html.open("p", "class", "note").text("Compiled " + (model.compileCount() == 1 ? "once" : model.compileCount()
        + " times") + ": " + String.join("; ", model.compilations()) + ".").close();
  }

  private void kinds() {
    var nanos = new EnumMap<Kind, Double>(Kind.class);
    facts.outline().nodes().forEach(n -> nanos.merge(facts.kind(n), facts.nanos(n).orElse(0), Double::sum));
    html.open("div", "class", "stack", "role", "img", "aria-label", "time by kind of kernel");
    nanos.forEach((kind, t) -> html.open("i", "class", kind.style(), "style",
        "flex-grow:" + Math.max(0.001, t / Math.max(1, facts.launchNanos())), "title", kind.words()).close());
    html.close().open("ul", "class", "legend");
    nanos.forEach((kind, t) -> html.open("li").open("i", "class", "swatch " + kind.style()).close()
        .text(kind.words() + " ").leaf("b", Units.time(t)).close());
    html.close().open("table", "class", "plain bars");
    var slowest = facts.outline().nodes().stream().filter(n -> facts.nanos(n).isPresent())
        .sorted(Comparator.comparingDouble((Node n) -> -facts.nanos(n).orElse(0))).limit(SLOWEST).toList();
    slowest.forEach(n -> bar(n, facts.share(n) / Math.max(1e-9, facts.share(slowest.getFirst()))));
    html.close();
  }

  private void bar(Node node, double length) {
    html.open("tr", "data-step", node.number(), "tabindex", 0)
        .leaf("td", Units.shorten(((Launch) node.step()).kernel(), 30), "class", "name", "title", node.step().origin())
        .open("td", "class", "bar").open("i", "class", facts.kind(node).style(), "style",
            "width:" + Units.digits(Math.max(0.5, 100 * length)) + "%").close().close()
        .leaf("td", Units.time(facts.nanos(node).orElse(0)), "class", "number").close();
  }
}
