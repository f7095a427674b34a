package io.sinter.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.sinter.ir.Function;
import io.sinter.ir.Text;
import io.sinter.ir.Value;
import io.sinter.passes.Driver;
import io.sinter.passes.Phase;
import io.sinter.passes.Pipelines;
import io.sinter.passes.Report;
import io.sinter.report.TextDiff.Line;
import io.sinter.report.TextDiff.Mark;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The function that was compiled, as it was read and after each pass, with what the pass changed.
final class PassHistory {
  private PassHistory() {}

  /// For each stage, the first being what was read: name, reason, milliseconds, whether it changed anything, how many
  /// values there are, rule hits, the lines of the text with their marks, and the drawing; a stage that changed nothing
  /// has neither lines nor drawing.
  static JsonArray of(Subject subject) {
    var options = subject.options();
    var pipeline = Pipelines.tensor(options.passes(), options.states());
    var outcome = Driver.run(subject.model().imported(), pipeline);
    var stages = new JsonArray();
    var input = subject.model().imported();
    stages.add(first(input));
    var before = input;
    for (int i = 0; i < outcome.stages().size(); i++) {
      var after = outcome.stages().get(i);
      stages.add(stage(pipeline.steps().get(i), outcome.report().entries().get(i), before, after));
      before = after;
    }
    return stages;
  }

  private static JsonObject first(Function function) {
    var stage = new JsonObject();
    stage.addProperty("name", "imported");
    stage.addProperty("why", "the function as the model file says it");
    stage.addProperty("after", function.body().size());
    stage.addProperty("changed", true);
    stage.add("lines", lines(text(function).stream().map(l -> new Line(Mark.SAME, l)).toList()));
    stage.addProperty("svg", FunctionGraph.draw(function, Set.of()).toString());
    return stage;
  }

  private static JsonObject stage(Phase.Step step, Report.Entry entry, Function before, Function after) {
    var stage = new JsonObject();
    stage.addProperty("name", entry.pass());
    stage.addProperty("why", step.why());
    stage.addProperty("ms", Math.round(entry.milliseconds() * 100) / 100.0);
    stage.addProperty("before", entry.before());
    stage.addProperty("after", entry.after());
    stage.addProperty("changed", entry.changed());
    stage.addProperty("rounding", entry.rounding());
    var hits = new JsonObject();
    entry.hits().forEach(hits::addProperty);
    stage.add("hits", hits);
    if (entry.changed()) {
      var diff = TextDiff.between(text(before), text(after), PassHistory::unnumbered);
      stage.add("lines", lines(diff));
      stage.addProperty("svg", FunctionGraph.draw(after, fresh(after, diff)).toString());
    }
    return stage;
  }

  /// The header, each definition, and the results: what stands in the body of a definition belongs to it.
  private static List<String> text(Function function) {
    var whole = Text.print(function);
    var text = new ArrayList<String>();
    text.add(whole.substring(0, whole.indexOf('\n')));
    Text.definitions(function).values().forEach(d -> text.add("  " + d.replace("\n", "\n  ")));
    text.add(whole.substring(whole.lastIndexOf("\n  return") + 1, whole.lastIndexOf('\n')));
    text.add("}");
    return text;
  }

  /// A definition whatever its number and those of its operands are.
  private static String unnumbered(String line) {
    return line.replaceAll("%\\d+", "%");
  }

  private static Set<Value> fresh(Function function, List<Line> diff) {
    var now = diff.stream().filter(l -> l.mark() != Mark.GONE).toList();
    var fresh = new HashSet<Value>();
    for (int i = 0; i < function.body().size(); i++) {
      if (now.get(i + 1).mark() == Mark.NEW) {
        fresh.add(function.body().get(i));
      }
    }
    return fresh;
  }

  private static JsonArray lines(List<Line> diff) {
    var lines = new JsonArray();
    for (var line : diff) {
      lines.add(switch (line.mark()) {
        case SAME -> " ";
        case GONE -> "-";
        case NEW -> "+";
      } + line.text());
    }
    return lines;
  }
}
