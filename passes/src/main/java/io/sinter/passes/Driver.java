package io.sinter.passes;

import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.ir.Verifier;
import io.sinter.runtime.Allowance;
import io.sinter.runtime.Cancelled;
import io.sinter.runtime.CompilerBug;
import io.sinter.runtime.DeadlineExceeded;
import io.sinter.runtime.DeviceError;
import io.sinter.runtime.LimitExceeded;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.SinterException;
import io.sinter.runtime.Truth;
import io.sinter.runtime.UnsupportedError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Runs a pipeline: the one place that calls passes. Applies each to a function and to the bodies of its control ops,
/// verifies what it made, times it, counts its rule hits and dumps what changed; a pass that fails becomes a
/// [CompilerBug] that names it and a file that replays it. Prints nothing.
public final class Driver {
  private final Pipeline pipeline;
  private final DebugOptions debug;
  private final Allowance allowance;
  private final Dump dump;
  private final List<Snapshot> snapshots = new ArrayList<>();
  private final List<Report.Entry> entries = new ArrayList<>();

  /// The function before pass `next`, and whether the passes so far may have changed last bits.
  record Snapshot(Function function, int next, boolean rounding) {}

  /// What a pass made of one function.
  private record Change(Function before, Function after) {}

  private Driver(Pipeline pipeline, DebugOptions debug, Allowance allowance) {
    this.pipeline = pipeline;
    this.debug = debug;
    this.allowance = allowance;
    this.dump = new Dump(debug.folder(DebugOption.DUMP));
  }

  /// @throws CompilerBug when a pass fails or what it made is wrong, or `function` is not well formed
  public static Outcome run(Function function, Pipeline pipeline, DebugOptions debug) {
    return run(function, pipeline, debug, Allowance.UNLIMITED);
  }

  /// @param allowance what all passes together may cost
  /// @throws io.sinter.runtime.LimitExceeded when they cost more
  public static Outcome run(Function function, Pipeline pipeline, DebugOptions debug, Allowance allowance) {
    Verifier.verify("input of pipeline '" + pipeline.name() + "'", function);
    return new Driver(pipeline, debug, allowance).run(function);
  }

  public static Outcome run(Function function, Pipeline pipeline) {
    return run(function, pipeline, DebugOptions.NONE);
  }

  private Outcome run(Function input) {
    dump.write("input", input);
    snapshots.add(new Snapshot(input, 0, false));
    for (var phase : pipeline.phases()) {
      for (var step : phase.steps()) {
        step(step.pass());
      }
      phase(phase);
    }
    var report = new Report(entries);
    if (debug.has(DebugOption.BISECT)) {
      Bisect.firstWrong(snapshots).ifPresent(w -> {
        throw bug(w.pass(), "The function computes something else after this pass: " + w.difference() + ".", null);
      });
    }
    return new Outcome(snapshots.getLast().function(), report,
        snapshots.stream().skip(1).map(Snapshot::function).toList());
  }

  private void step(Pass pass) {
    var last = snapshots.getLast();
    var before = last.function();
    var tally = new Tally(allowance);
    allowance.check(place(last.next()));
    allowance.require(Bodies.constantBytes(before), place(last.next()));
    long start = System.nanoTime();
    var changes = new ArrayList<Change>();
    Function after;
    try {
      after = throughout(pass, before, tally, changes);
    } catch (SinterException e) {
      throw switch (e) {
        case UnsupportedError _, Cancelled _, DeadlineExceeded _, LimitExceeded _, DeviceError _ -> e;
        case ModelError _, CompilerBug _ -> bug(last.next(), "The pass failed.", e);
      };
    } catch (RuntimeException | StackOverflowError | AssertionError e) {
      throw bug(last.next(), "The pass failed.", e);
    }
    double ms = (System.nanoTime() - start) / 1e6;
    boolean changed = !Same.functions(before, after);
    if (changed) {
      verify(last.next(), after, changes);
      dump.write(pass.name(), after);
      if (debug.has(DebugOption.INTERPRET)) {
        Bisect.difference(before, after, tally.isRounding()).ifPresent(d -> {
          throw bug(last.next(), "The function computes something else after this pass: " + d + ".", null);
        });
      }
    } else {
      dump.skip();
    }
    entries.add(new Report.Entry(last.next() + 1, pass.name(), ms, changed, Bodies.size(before), Bodies.size(after),
        tally.hits(), tally.isRounding()));
    snapshots.add(new Snapshot(changed ? after : before, last.next() + 1, last.rounding() || tally.isRounding()));
  }

  /// Applies a pass to a function, then to the bodies of the control ops that are left.
  private static Function throughout(Pass pass, Function function, Tally tally, List<Change> changes) {
    var made = pass.apply(function, tally);
    var after = Same.functions(function, made) ? function : made;
    changes.add(new Change(function, after));
    return Bodies.mapControl(after, body -> throughout(pass, body, tally, changes));
  }

  private void verify(int pass, Function after, List<Change> changes) {
    try {
      Verifier.verify(place(pass), after);
    } catch (SinterException e) {
      throw bug(pass, "The pass made a function that is not well formed.", e);
    }
    if (!changes.stream().allMatch(c -> signature(c.before(), c.after()))) {
      throw bug(pass, "The pass changed the parameters or results of the function.", null);
    }
  }

  private static boolean signature(Function a, Function b) {
    boolean same = ops(a.parameters()).equals(ops(b.parameters())) && a.outputs().equals(b.outputs())
        && a.results().size() == b.results().size();
    for (int i = 0; same && i < a.results().size(); i++) {
      var s = a.results().get(i).type();
      var t = b.results().get(i).type();
      same = s.dtype() == t.dtype() && s.shape().equalTo(t.shape()) != Truth.NO;
    }
    return same;
  }

  private static List<Op> ops(List<Value> values) {
    return values.stream().map(Value::op).toList();
  }

  private void phase(Phase phase) {
    var last = snapshots.getLast();
    Bodies.values(last.function()).filter(v -> !phase.after().allows(v.op())).findFirst().ifPresent(v -> {
      throw bug(last.next() - 1, "After phase '%s' no op like this may be left: %s.".formatted(phase.name(), v), null);
    });
  }

  private String place(int pass) {
    return "pass '" + pipeline.passes().get(pass).name() + "' of pipeline '" + pipeline.name() + "'";
  }

  /// The bug of pass number `index`, with a reproducer that starts before it.
  private CompilerBug bug(int index, String what, @Nullable Throwable cause) {
    var sentence = what;
    var names = pipeline.passes().stream().map(Pass::name).toList();
    var stage = place(index);
    Optional<Path> file;
    try {
      var reproducer = new Reproducer(snapshots.get(index).function(), names.subList(index, names.size()), sentence);
      file = Optional.of(reproducer.write(debug.folder(DebugOption.REPRODUCER)));
    } catch (IOException | RuntimeException e) {
      file = Optional.empty();
    }
    if (cause instanceof CompilerBug inner) {
      sentence += " " + inner.getMessage().lines().findFirst().orElse("")
          + (inner.stage().equals(stage) ? "" : " (" + inner.stage() + ")");
    }
    var bug = cause == null ? new CompilerBug(stage, sentence) : new CompilerBug(stage, sentence, cause);
    return file.map(bug::withReproducer).orElse(bug);
  }
}
