package io.sinter.report;

import io.sinter.runtime.Program;
import io.sinter.runtime.Program.Bind;
import io.sinter.runtime.Program.Branch;
import io.sinter.runtime.Program.Launch;
import io.sinter.runtime.Program.Repeat;
import io.sinter.runtime.Program.Source;
import io.sinter.runtime.Program.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The memory plan of a program: over its steps, which array lies in which slot. A slot is as high as it is large, so
/// that areas are bytes times steps.
final class MemoryChart {
  private static final double WIDTH = 1080;
  private static final double LEFT = 150;
  private static final double HEIGHT = 380;
  private static final double LEAST = 9;
  private static final double GAP = 2;

  /// An array: from the first step that touches it to the last.
  private record Life(String name, long bytes, int first, int last) {}

  private final Facts facts;
  private final Program program;
  private final double step;
  private final Map<Integer, IntSummaryStatistics> touching;

  private MemoryChart(Facts facts) {
    this.facts = facts;
    this.program = facts.subject().model().lowering().program();
    this.touching = touching(program);
    this.step = (WIDTH - LEFT) / Math.max(1, program.steps().size());
  }

  static Html draw(Facts facts) {
    return new MemoryChart(facts).draw();
  }

  private Html draw() {
    long all = IntStream.range(0, program.slots().size()).mapToLong(this::bytes).sum();
    var order = IntStream.range(0, program.slots().size()).boxed()
        .sorted((a, b) -> Long.compare(bytes(b), bytes(a))).toList();
    double y = 0;
    var rows = new Html();
    for (int slot : order) {
      double height = Math.max(LEAST, all == 0 ? 0 : HEIGHT * bytes(slot) / all);
      row(rows, slot, y, height);
      y += height + GAP;
    }
    double bottom = y;
    var svg = new Html().open("svg", "class", "memory", "viewBox",
        "0 0 " + Units.coordinate(WIDTH) + " " + Units.coordinate(bottom + 26), "role", "img", "aria-label",
        "which arrays lie in which slots, over the steps of the program");
    svg.add(rows);
    int every = Math.max(1, (int) Math.ceil(28 / step));
    for (int i = 0; i < program.steps().size(); i += every) {
      svg.leaf("text", Integer.toString(i), "class", "tick", "x", LEFT + (i + 0.5) * step, "y", bottom + 14,
          "text-anchor", "middle");
    }
    svg.leaf("text", "step", "class", "tick", "x", LEFT - 10, "y", bottom + 14, "text-anchor", "end");
    return svg.close();
  }

  private void row(Html svg, int slot, double y, double height) {
    svg.empty("rect", "class", "slot", "x", LEFT, "y", y, "width", WIDTH - LEFT, "height", height, "rx", 2);
    svg.leaf("text", "slot " + slot + "  " + Units.of(bytes(slot), "B"), "class", "tick", "x", LEFT - 10, "y",
        y + height / 2 + 3.5, "text-anchor", "end");
    for (var life : lives(slot)) {
      double x = LEFT + life.first() * step;
      double width = (life.last() - life.first() + 1) * step;
      var writer = facts.outline().outermost().get(life.first());
      svg.open("g", "class", "life " + facts.kind(writer).style(), "data-step", writer.number());
      svg.empty("rect", "x", x + 0.5, "y", y, "width", Math.max(1, width - 1), "height", height, "rx", 2);
      svg.leaf("title", life.name() + ": " + Units.of(life.bytes(), "B") + ", steps " + life.first() + " to "
          + life.last() + ", written by " + writer.step().origin());
      if (height >= 13 && width > life.name().length() * 6.5 + 8) {
        svg.leaf("text", life.name(), "x", x + width / 2, "y", y + height / 2 + 3.5, "text-anchor", "middle");
      }
      svg.close();
    }
  }

  private long bytes(int slot) {
    var s = program.slots().get(slot);
    return facts.bytes(s.type(), s.elements());
  }

  private List<Life> lives(int slot) {
    var lives = new ArrayList<Life>();
    for (int b = 0; b < program.buffers().size(); b++) {
      var buffer = program.buffers().get(b);
      if (buffer.source() instanceof Source.Frame(int in) && in == slot && touching.containsKey(b)) {
        var steps = touching.get(b);
        lives.add(new Life(buffer.name(), facts.bytes(buffer.type(), buffer.elements()), steps.getMin(),
            steps.getMax()));
      }
    }
    return lives;
  }

  /// The steps that read or write each array.
  private static Map<Integer, IntSummaryStatistics> touching(Program program) {
    var steps = new HashMap<Integer, IntSummaryStatistics>();
    for (int i = 0; i < program.steps().size(); i++) {
      int step = i;
      touched(program.steps().get(i))
          .forEach(b -> steps.computeIfAbsent(b, k -> new IntSummaryStatistics()).accept(step));
    }
    return steps;
  }

  private static Stream<Integer> touched(Step step) {
    return switch (step) {
      case Launch l -> l.buffers().stream();
      case Bind b -> Stream.of(b.buffer());
      case Branch b -> Stream.of(Stream.of(b.condition()), b.arguments().stream().map(Program.Argument::buffer),
          b.results().stream()).flatMap(s -> s);
      case Repeat r -> Stream.of(Stream.of(r.trips(), r.condition()),
          Stream.concat(r.carried().stream(), r.captured().stream()).map(Program.Argument::buffer),
          r.results().stream()).flatMap(s -> s);
    };
  }
}
