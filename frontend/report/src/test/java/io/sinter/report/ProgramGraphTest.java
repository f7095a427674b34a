package io.sinter.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.passes.Apart;
import io.sinter.runtime.DType;
import io.sinter.runtime.Tensor;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ProgramGraphTest {
  private static final Map<String, Long> SIZES = Map.of("batch", 2L);
  private static final List<Tensor> INPUTS = List.of(Tensor.zeros(DType.F32, new long[] {2, 64}));

  @Test
  void everyLaunchIsABoxAndEveryReadIsAnArrow() {
    try (var model = Samples.compile(Samples.CLASSIFIER)) {
      var facts = Samples.facts(model, SIZES, INPUTS);
      var svg = ProgramGraph.draw(facts).toString();
      assertThat(count(svg, "data-step=")).isEqualTo(model.launches()).isEqualTo(2);
      assertThat(count(svg, "class=\"edge\"")).isEqualTo(facts.outline().edges().size()).isEqualTo(3);
      assertThat(count(svg, "class=\"pill")).as("an input and an output").isEqualTo(2);
    }
  }

  @Test
  void anEdgeBetweenKernelsSaysWhyTheyAreTwo() {
    try (var model = Samples.compile(Samples.CLASSIFIER)) {
      var facts = Samples.facts(model, SIZES, INPUTS);
      var between = facts.outline().edges().stream().filter(e -> e.from().isPresent() && e.to().isPresent()).toList();
      assertThat(between).hasSize(1);
      assertThat(facts.why(between.getFirst())).contains(Apart.HEAVY);
      assertThat(ProgramGraph.draw(facts).toString()).contains(Html.escape(Apart.HEAVY.sentence()));
    }
  }

  @Test
  void costsAreThoseOfTheMeasuredSizes() {
    try (var model = Samples.compile(Samples.CLASSIFIER)) {
      var facts = Samples.facts(model, SIZES, INPUTS);
      var product = facts.outline().nodes().getFirst();
      assertThat(facts.kind(product)).isEqualTo(Kind.PRODUCT);
      assertThat(facts.flops(product)).isEqualTo(2 * 64 * 10 * 2);
      assertThat(facts.bytes(product)).isEqualTo(4 * (2 * 64 + 640 + 2 * 10));
      assertThat(facts.nanos(product).orElse(0)).isPositive();
    }
  }

  @Test
  void theOpsStandWithinTheirKernels() {
    try (var model = Samples.compile(Samples.CLASSIFIER)) {
      var facts = Samples.facts(model, SIZES, INPUTS);
      int members = facts.outline().nodes().stream().mapToInt(n -> n.members().size()).sum();
      var svg = OpGraph.draw(facts).orElseThrow().toString();
      assertThat(count(svg, "class=\"op member")).isEqualTo(members).isGreaterThan(4);
    }
  }

  @Test
  void theBodyOfALoopStandsWithinIt() {
    try (var model = Samples.compile("""
        function f(%x: f32[8], %n: i64[]) -> (y: f32[8]) {
          %0 = constant bool[] true
          %1 = loop(%n, %0, [%x]) body(function body(%i: i64[], %c: f32[8]) -> (go: bool[], next: f32[8]) {
            %0 = constant bool[] true
            %1 = exp(%c) : f32[8]  @ "inner"
            return %0, %1
          }) types(f32[8]) binds() : bool[0]
          %2 = project(%1) index(0) : f32[8]
          return %2
        }
        """)) {
      var facts = Samples.facts(model, Map.of(),
          List.of(Tensor.zeros(DType.F32, new long[] {8}), Tensor.fromLongs(DType.I64, new long[0], new long[] {3})));
      var inner = facts.outline().nodes().stream().filter(n -> n.step().origin().equals("inner")).toList();
      assertThat(inner).hasSize(1);
      assertThat(facts.flops(inner.getFirst())).as("of three iterations").isEqualTo(3 * 8);
      assertThat(ProgramGraph.draw(facts).toString()).contains("repeat", ">body<");
    }
  }

  private static long count(String text, String part) {
    return Pattern.compile(Pattern.quote(part)).matcher(text).results().count();
  }
}
