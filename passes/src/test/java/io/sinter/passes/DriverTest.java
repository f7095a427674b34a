package io.sinter.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sinter.ir.Builder;
import io.sinter.ir.Function;
import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Text;
import io.sinter.runtime.CompilerBug;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.DType;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverTest {
  @TempDir
  Path folder;

  private static final Function F = Text.parse("""
      function f(%x: f32[n, 4]) -> (y: f32[n, 4]) {
        %0 = neg(%x) : f32[n, 4]
        %1 = neg(%0) : f32[n, 4]
        %2 = exp(%1) : f32[n, 4]
        %3 = add(%2, %x) : f32[n, 4]
        return %3
      }
      """);

  /// Wrong on purpose: `x + y` becomes `x - y`.
  private record BreakSums() implements Pass {
    @Override
    public Function apply(Function function, Tally tally) {
      return Builder.rebuild(function, (b, op, old) -> op instanceof Op.Apply(var fn, var a) && fn == ScalarFn.ADD
          ? b.apply(ScalarFn.SUB, a.getFirst(), a.getLast()) : b.add(op));
    }
  }

  /// Wrong on purpose: the last value stands first.
  private record TurnAround() implements Pass {
    @Override
    public Function apply(Function f, Tally tally) {
      return new Function(f.name(), f.parameters(), f.body().reversed(), f.results(), f.outputs());
    }
  }

  /// Wrong on purpose: fails.
  private record Stumble() implements Pass {
    @Override
    public Function apply(Function f, Tally tally) {
      throw new IllegalStateException("over its own feet");
    }
  }

  private static final Simplify SIMPLIFY = new Simplify(PassOptions.DEFAULT);

  private DebugOptions debug(String options) {
    return DebugOptions.parse(options).with(DebugOption.REPRODUCER, folder.toString());
  }

  private CompilerBug bug(String options, Pass... passes) {
    return bug(F, options, passes);
  }

  private CompilerBug bug(Function f, String options, Pass... passes) {
    return catchThrowableOfType(CompilerBug.class, () -> Driver.run(f, Pipeline.of(passes), debug(options)));
  }

  @Test
  void reportsEachPassWithItsHits() {
    var outcome = Driver.run(F, Pipeline.of(new MergeEqual(), SIMPLIFY));
    assertThat(outcome.function().body()).hasSize(2);
    var entries = outcome.report().entries();
    assertThat(entries).extracting(Report.Entry::pass).containsExactly("merge-equal", "simplify");
    assertThat(entries).extracting(Report.Entry::changed).containsExactly(false, true);
    assertThat(entries.getLast().hits()).containsEntry("negate-twice", 1);
    assertThat(outcome.report().toString()).contains("simplify").contains("4 -> 2");
  }

  @Test
  void dumpsThePassesThatChangedSomething() throws IOException {
    Driver.run(F, Pipeline.of(new MergeEqual(), SIMPLIFY), debug("dump=" + folder.resolve("dump")));
    try (var files = Files.list(folder.resolve("dump"))) {
      assertThat(files.map(f -> f.getFileName().toString()).sorted())
          .containsExactly("00-input.sir", "02-simplify.sir");
    }
    assertThat(Text.print(Text.parse(Files.readString(folder.resolve("dump/00-input.sir"))))).isEqualTo(Text.print(F));
  }

  @Test
  void namesThePassWhoseFunctionIsNotWellFormed() {
    var bug = bug("", SIMPLIFY, new TurnAround());
    assertThat(bug).hasMessage("""
        The pass made a function that is not well formed. In function 'f', the value '%%0 = add(%%1, %%x) : f32[n, 4]' \
        uses a value that is not defined before it, exp : f32[n, 4].
        where: pass 'turn-around' of pipeline 'custom'
        try: this is a bug in Sinter, not in the model: please report it with %s""", folder.resolve("turn-around.sir"));
    assertThat(bug.reproducer()).contains(folder.resolve("turn-around.sir"));
  }

  @Test
  void namesThePassThatFails() {
    assertThat(bug("", new Stumble())).hasMessage("""
        The pass failed.
        where: pass 'stumble' of pipeline 'custom'
        given: java.lang.IllegalStateException: over its own feet
        try: this is a bug in Sinter, not in the model: please report it with %s""", folder.resolve("stumble.sir"));
  }

  @Test
  void theInterpreterFindsAPassThatChangesTheMeaning() {
    assertThat(Driver.run(F, Pipeline.of(SIMPLIFY, new BreakSums()))).as("unless asked, nobody looks").isNotNull();
    assertThat(bug("interpret", SIMPLIFY, new BreakSums(), new MergeEqual()))
        .hasMessageContaining("The function computes something else after this pass: result 0 is ")
        .hasMessageContaining("where: pass 'break-sums'");
  }

  @Test
  void bisectionNamesTheSamePass() {
    assertThat(bug("bisect", SIMPLIFY, new MergeEqual(), new BreakSums(), new MergeEqual(), SIMPLIFY))
        .hasMessageContaining("where: pass 'break-sums'");
    assertThat(Driver.run(F, Pipeline.of(SIMPLIFY, new MergeEqual()), debug("bisect"))).isNotNull();
  }

  @Test
  void aReproducerReplaysTheFailureWithTheConstantsInIt() throws IOException {
    var b = new Builder();
    var weights = new float[100];
    for (int i = 0; i < 100; i++) {
      weights[i] = i;
    }
    var x = b.parameter("x", TensorType.of(DType.F32, 100));
    var w = b.constant(Literal.of(Tensor.of(weights, 100)));
    var f = b.finish("f", List.of(b.apply(ScalarFn.ADD, x, w)), List.of("y"));
    var file = bug(f, "interpret", new BreakSums(), SIMPLIFY).reproducer().orElseThrow();

    var reproducer = Reproducer.read(file);
    assertThat(Text.print(reproducer.input())).isEqualTo(Text.print(f));
    assertThat(reproducer.passes()).containsExactly("break-sums", "simplify");
    assertThat(Files.readString(file))
        .contains("// replay: sinter inspect " + file + " --passes break-sums,simplify\n");
    var again = catchThrowableOfType(CompilerBug.class, () -> reproducer.replay(
        name -> name.equals("break-sums") ? new BreakSums() : Pipelines.named(name, PassOptions.DEFAULT),
        debug("interpret")));
    assertThat(again).hasMessageContaining("where: pass 'break-sums'");
  }

  @Test
  void aPhaseThatLeavesAnIllegalOpIsABug() {
    var composite = Text.parse("""
        function f(%x: f32[2]) -> (y: f32[2]) {
          %0 = composite(%x) name("twice") body(function twice(%a: f32[2]) -> (b: f32[2]) {
            %0 = add(%a, %a) : f32[2]
            return %0
          }) : f32[2]
          return %0
        }
        """);
    var keeps = new Pipeline("keeps", List.of(new Phase("primitive", Legality.PRIMITIVE,
        List.of(Phase.step(new InlineComposites(Set.of("twice")), "kept")))));
    assertThat(catchThrowableOfType(CompilerBug.class, () -> Driver.run(composite, keeps, debug(""))))
        .hasMessage("""
            After phase 'primitive' no op like this may be left: composite : f32[2].
            where: pass 'inline-composites' of pipeline 'keeps'
            try: this is a bug in Sinter, not in the model: please report it with %s""",
            folder.resolve("inline-composites.sir"));
    assertThat(Driver.run(composite, Pipelines.tensor(PassOptions.DEFAULT)).function().body()).hasSize(1);
  }

  @Test
  void anUnknownDebugOptionIsRefusedWithTheListOfThem() {
    assertThat(catchThrowableOfType(ModelError.class, () -> DebugOptions.parse("dump"))).hasMessage("""
        There is no debug option 'dump'.
        expected: any of these, with commas between
        """.strip() + "\n  " + DebugOption.help().replace("\n", "\n  "));
    assertThat(DebugOption.help()).contains("dump=FOLDER ");
    assertThat(DebugOptions.parse("dump=out, bisect")).hasToString("dump=out,bisect");
  }

  @Test
  void anUnknownPassIsRefusedWithTheListOfThem() {
    assertThat(catchThrowableOfType(ModelError.class, () -> Pipelines.named("polish", PassOptions.DEFAULT)))
        .hasMessage("""
            There is no pass 'polish'.
            expected: [choose-layout, eliminate-dead-code, fold-constants, hoist-from-loops, inline-composites, \
            merge-equal, narrow-control, override-composites, settle-sizes, simplify, split-products] or the name of a \
            rule""");
  }

  @Test
  void everyStepSaysWhyInAtMostTenWords() {
    assertThat(Pipelines.tensor(PassOptions.DEFAULT).steps())
        .allMatch(s -> !s.why().isBlank() && s.why().split(" ").length <= 10);
  }

  @Test
  void aRuleThatFeedsItselfIsNamed() {
    var flip = Rule.exact("swap-operands", "x + y = y + x, for ever", "", (site, op) ->
        op instanceof Op.Apply(var fn, var a) && fn == ScalarFn.ADD
            ? site.apply(fn, a.getLast(), a.getFirst()) : null);
    assertThat(bug("", new ApplyRule(flip))).hasMessageContaining("rule 'swap-operands'");
    var grow = Rule.exact("negate-thrice", "a sweep at a time", "", (site, op) ->
        op instanceof Op.Apply(var fn, var a) && fn == ScalarFn.EXP && !site.isShared(a.getFirst())
            ? new Grown(site, a.getFirst()).value() : null);
    assertThat(bug("", new ApplyRule(grow))).hasMessageContaining("rule 'negate-thrice'");
  }

  private record Grown(Site site, io.sinter.ir.Value x) {
    io.sinter.ir.Value value() {
      return site.apply(ScalarFn.EXP, site.apply(ScalarFn.NEG, x));
    }
  }
}
