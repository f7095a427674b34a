package io.sinter.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;

/// A compiled model in one HTML file that needs nothing beside it: what the model costs, the program as a graph with
/// what became one kernel and why no more did, every kernel at each of its levels down to the code, the function after
/// each pass, and the memory plan.
public final class ModelReport {
  private ModelReport() {}

  /// The whole file.
  public static String html(Subject subject) {
    var facts = new Facts(subject);
    var html = new Html().open("html", "lang", "en").open("head");
    html.empty("meta", "charset", "utf-8").empty("meta", "name", "viewport", "content", "width=device-width");
    html.empty("meta", "name", "color-scheme", "content", "light dark");
    html.empty("link", "rel", "icon", "href", "data:,");
    html.leaf("title", subject.name() + " – Sinter report").verbatim("style", resource("report.css"));
    html.close().open("body");
    html.open("svg", "class", "marks", "aria-hidden", true).open("defs").open("marker", "id", "arrow", "viewBox",
        "0 0 8 8", "refX", 7, "refY", 4, "markerWidth", 8.5, "markerHeight", 8.5, "markerUnits", "userSpaceOnUse",
        "orient", "auto")
        .empty("path", "d", "M0 0.6 L8 4 L0 7.4 Z").close().close().close();
    head(html, subject);
    html.open("main");
    page(html, "overview").add(Overview.of(facts)).close();
    graph(html, facts);
    page(html, "kernels").open("div", "class", "card wide").add(LaunchTable.of(facts)).close().close();
    passes(html);
    memory(html, facts);
    page(html, "program").open("div", "class", "card wide")
        .leaf("pre", subject.model().lowering().program().print().strip(), "class", "code").close().close();
    html.close();
    html.leaf("script", Details.packed(facts), "type", "text/plain", "id", "details");
    html.verbatim("script", resource("report.js"));
    return "<!doctype html>\n" + html.close().close() + "\n";
  }

  private static void head(Html html, Subject subject) {
    html.open("header").open("div", "class", "brand").leaf("h1", subject.name())
        .leaf("span", subject.options().target() + (subject.options().vectorBits() == 0 ? ""
            : ", " + subject.options().vectorBits() + " bits"), "class", "target")
        .leaf("small", subject.version()).close();
    html.open("nav", "role", "tablist", "aria-label", "Pages");
    for (var name : new String[] {"Overview", "Graph", "Kernels", "Passes", "Memory", "Program"}) {
      html.leaf("button", name, "type", "button", "role", "tab", "data-page", name.toLowerCase(Locale.ROOT),
          "id", "tab-" + name.toLowerCase(Locale.ROOT));
    }
    html.close().leaf("button", "◐", "type", "button", "id", "theme", "title", "light or dark (t)", "aria-label",
        "light or dark").close();
  }

  private static Html page(Html html, String name) {
    return html.open("section", "id", name, "role", "tabpanel", "aria-labelledby", "tab-" + name);
  }

  private static void graph(Html html, Facts facts) {
    page(html, "graph").open("div", "class", "canvas", "id", "canvas", "tabindex", 0);
    html.add(ProgramGraph.draw(facts));
    OpGraph.draw(facts).ifPresent(html::add);
    html.open("div", "class", "tools");
    html.empty("input", "type", "search", "id", "search", "placeholder", "Search layers, kernels, ops  ( / )",
        "aria-label", "Search");
    html.leaf("span", "", "id", "found", "role", "status");
    html.open("span", "class", "choice", "role", "group", "aria-label", "Detail");
    html.leaf("button", "Kernels", "type", "button", "data-graph", "graph-kernels", "aria-pressed", true);
    html.leaf("button", "Ops", "type", "button", "data-graph", "graph-ops", "aria-pressed", false).close();
    for (var tool : new String[][] {{"zoom-in", "+", "zoom in (+)"}, {"zoom-out", "−", "zoom out (-)"},
        {"fit", "Fit", "show all (0)"}, {"top", "Top", "go to the inputs (Home)"}}) {
      html.leaf("button", tool[1], "type", "button", "id", tool[0], "title", tool[2]);
    }
    html.close().open("ul", "class", "legend");
    for (var kind : Kind.values()) {
      if (facts.outline().nodes().stream().anyMatch(n -> facts.kind(n) == kind)) {
        html.open("li").open("i", "class", "swatch " + kind.style()).close().text(kind.words()).close();
      }
    }
    html.close().close().open("aside", "id", "panel", "aria-live", "polite").close().close();
  }

  private static void passes(Html html) {
    page(html, "passes").open("div", "class", "slider").open("div", "class", "ticks", "id", "ticks").close();
    html.empty("input", "type", "range", "id", "pass", "min", 0, "max", 0, "value", 0, "aria-label", "Pass").close();
    html.open("div", "class", "passhead", "id", "passhead").close();
    html.open("div", "class", "split").open("div", "class", "canvas", "id", "passgraph", "tabindex", 0).close()
        .open("div", "class", "diff code", "id", "diff", "tabindex", 0).close().close().close();
  }

  private static void memory(Html html, Facts facts) {
    var model = facts.subject().model();
    var peak = model.executable().peakMemory();
    page(html, "memory").open("div", "class", "card wide").leaf("h2", "Arrays in slots, over the steps of a run");
    html.open("p", "class", "note").text("A slot is one array of the frame; arrays whose lives do not overlap share it."
        + " Colours are the kinds of kernels that write them.").close();
    html.add(MemoryChart.draw(facts)).open("details", "class", "note").open("summary")
        .text("Peak on one thread, with outputs and scratch arrays"
            + (facts.value(peak).isPresent() ? ": " + Units.of(facts.value(peak).getAsLong(), "B") : "")).close();
    html.leaf("p", peak + " bytes", "class", "mono").close().close().close();
  }

  private static String resource(String name) {
    try (var in = ModelReport.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
