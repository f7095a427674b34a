package io.sinter.report;

import io.sinter.report.Outline.Node;
import io.sinter.runtime.Program.Launch;

/// The launches in a table, in their order: what each costs and how fast it is.
final class LaunchTable {
  private LaunchTable() {}

  static Html of(Facts facts) {
    var html = new Html().open("table", "class", "launches", "id", "launches").open("thead").open("tr");
    head(html, "#", "number");
    head(html, "Kernel", "");
    head(html, "Layers", "");
    for (var title : new String[] {"Time", "Share", "FLOP", "FLOP/s", "Bytes", "B/s", "FLOP/B"}) {
      head(html, title, "number");
    }
    html.close().close().open("tbody");
    facts.outline().nodes().stream().filter(n -> n.step() instanceof Launch).forEach(n -> row(html, facts, n));
    return html.close().close();
  }

  private static void head(Html html, String title, String style) {
    html.open("th", "class", style, "scope", "col").leaf("button", title, "type", "button").close();
  }

  private static void row(Html html, Facts facts, Node node) {
    double nanos = facts.nanos(node).orElse(0);
    double flops = facts.flops(node);
    double bytes = facts.bytes(node);
    html.open("tr", "data-step", node.number(), "tabindex", 0);
    number(html, node.number(), Integer.toString(node.number()));
    html.open("td", "class", "name").open("i", "class", "swatch " + facts.kind(node).style()).close()
        .text(((Launch) node.step()).kernel()).close();
    html.open("td", "class", "layers", "title", node.step().origin()).text(node.step().origin()).close();
    number(html, nanos, nanos > 0 ? Units.time(nanos) : "–");
    html.open("td", "class", "number share", "data-value", facts.share(node)).open("i", "class", "swatch-bar "
        + facts.kind(node).style(), "style", "width:" + Units.digits(48 * facts.share(node)) + "px").close()
        .text(Units.digits(100 * facts.share(node)) + " %").close();
    number(html, flops, flops > 0 ? Units.of(flops, "") : "–");
    number(html, rate(flops, nanos), rate(flops, nanos) > 0 ? Units.of(rate(flops, nanos), "") : "–");
    number(html, bytes, Units.of(bytes, ""));
    number(html, rate(bytes, nanos), rate(bytes, nanos) > 0 ? Units.of(rate(bytes, nanos), "") : "–");
    number(html, bytes > 0 ? flops / bytes : 0, bytes > 0 && flops > 0 ? Units.digits(flops / bytes) : "–");
    html.close();
  }

  private static double rate(double amount, double nanos) {
    return nanos > 0 ? amount / nanos * 1e9 : 0;
  }

  private static void number(Html html, double value, String text) {
    html.leaf("td", text, "class", "number", "data-value", Double.toString(value));
  }
}
