package io.sinter.models;

import static io.sinter.trace.Scope.scope;
import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.Sinter;
import io.sinter.ir.Control;
import io.sinter.ir.Function;
import io.sinter.ir.Text;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Tensor;
import io.sinter.trace.Axes;
import io.sinter.trace.Flow;
import io.sinter.trace.Input;
import io.sinter.trace.Nn;
import io.sinter.trace.Tensors;
import io.sinter.trace.Traced;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OriginsTest {
  private static final Tensor W = Tensor.of(new float[] {1, 2}, 2, 1);

  /// The line of the caller of this method.
  private static int line() {
    return StackWalker.getInstance().walk(frames -> frames.skip(1).findFirst()).orElseThrow().getLineNumber();
  }

  private static List<String> origins(Function f) {
    return f.body().stream().map(Value::origin).map(Object::toString).distinct().toList();
  }

  private static final int FORWARD = line() + 3;

  private static Traced forward(Traced x) {
    return scope("hidden", () -> x.matmul(W).relu());
  }

  @Test
  void theTextNamesScopesAndLines() {
    var f = Sinter.trace("mlp", Input.of("x", DType.F32, "batch", 2), OriginsTest::forward);
    assertThat(Text.print(f)).isEqualTo("""
        function mlp(%x: f32[batch, 2]) -> (result: f32[batch, 1]) {
          %0 = constant f32[2, 1] {1.0, 2.0}  @ "hidden/matmul (OriginsTest.java:LINE)"
          %1 = dot_general(%x, %0) lhsBatch() rhsBatch() lhsContracting(1) rhsContracting(0) : f32[batch, 1]  \
        @ "hidden/matmul (OriginsTest.java:LINE)"
          %2 = relu(%1) : f32[batch, 1]  @ "hidden/relu (OriginsTest.java:LINE)"
          return %2
        }""".replace("LINE", Integer.toString(FORWARD)));
  }

  @Test
  void scopesNestAndEnd() {
    int line = line() + 1;
    var f = Sinter.trace("f", Input.of("x", DType.F32, 2), x -> scope("encoder", () -> {
      var y = scope("layer0/attention", x::exp);
      return scope("layer1", () -> scope("norm", y::log)).abs();
    }).negate());
    assertThat(origins(f)).containsExactly(
        "encoder/layer0/attention/exp (OriginsTest.java:" + (line + 1) + ")",
        "encoder/layer1/norm/log (OriginsTest.java:" + (line + 2) + ")",
        "encoder/abs (OriginsTest.java:" + (line + 2) + ")",
        "negate (OriginsTest.java:" + (line + 3) + ")");
  }

  @Test
  void whatTheJdkCallsHasTheLineOfTheUser() {
    int line = line() + 1;
    var f = Sinter.trace("f", Input.of("x", DType.F32, 2), x -> Stream.of(x, x.exp()).map(Traced::tanh)
        .reduce(Traced::plus).orElseThrow());
    assertThat(origins(f)).containsExactly("exp (OriginsTest.java:" + line + ")",
        "tanh (OriginsTest.java:" + (line + 1) + ")", "plus (OriginsTest.java:" + (line + 1) + ")");
  }

  @Test
  void whatAMethodRecordsHasItsName() {
    var methods = Map.<String, UnaryOperator<Traced>>ofEntries(
        Map.entry("plus", x -> x.plus(1)),
        Map.entry("remainder", x -> x.remainder(2)),
        Map.entry("select", x -> x.cast(DType.BOOL).select(x, 1)),
        Map.entry("gelu", Traced::gelu),
        Map.entry("slice", x -> x.slice(-1, 1, Traced.END)),
        Map.entry("at", x -> x.at(0, -1)),
        Map.entry("reverse", x -> x.reverse(0)),
        Map.entry("split", x -> x.split(0, 2).getFirst()),
        Map.entry("pad", x -> x.pad(0, 1, 1, 5)),
        Map.entry("gather", x -> x.gather(0, x.cast(DType.I64))),
        Map.entry("flatten", x -> x.flatten(0)),
        Map.entry("swapAxes", x -> x.swapAxes(0, -1)),
        Map.entry("mean", x -> x.mean(Axes.keep(1))),
        Map.entry("argMax", x -> x.argMax(1)),
        Map.entry("sort", x -> x.sort(-1)),
        Map.entry("softmax", Traced::softmax),
        Map.entry("matmul", x -> x.matmul(Tensor.zeros(DType.F32, 4, 3))),
        Map.entry("maxPool", x -> Nn.maxPool(x.expandDims(0), 2)),
        Map.entry("repeat", x -> Flow.repeat(2, x, s -> s)),
        Map.entry("scan", x -> Flow.scan(x, x.sum(0), (slice, s) -> s)),
        Map.entry("whileLoop", x -> Flow.whileLoop(x, s -> s.sum().lessThan(5), s -> s)));
    methods.forEach((name, method) -> {
      var f = Sinter.trace("f", Input.of("x", DType.F32, 2, 4), method::apply);
      assertThat(f.results().getFirst().origin().toString()).startsWith(name + " (OriginsTest.java:");
      assertThat(origins(f).stream().map(o -> o.replaceFirst(" \\(.*", "")).distinct())
          .isSubsetOf(name, "cast", "expandDims", "sum", "lessThan");
    });
  }

  @Test
  void bodiesKeepTheirScopes() {
    int line = line() + 2;
    var f = Sinter.trace("f", Input.of("x", DType.F32, 2), x -> scope("loop", () ->
        Flow.repeat(2, x, s -> scope("step", () -> s.sin()))));
    var body = ((Control.Loop) f.body().stream().map(Value::op)
        .filter(Control.Loop.class::isInstance).findFirst().orElseThrow()).body();
    assertThat(origins(body)).contains("loop/step/sin (OriginsTest.java:" + line + ")");
    assertThat(origins(f)).containsOnly("loop/repeat (OriginsTest.java:" + line + ")");
  }

  @Test
  void aTraceInATraceBeginsWithoutScopes() {
    var f = Sinter.trace("outer", Input.of("x", DType.F32, 2), x -> scope("outer", () -> {
      var inner = Sinter.trace("inner", Input.of("y", DType.F32, 2), y -> y.cos());
      assertThat(origins(inner)).allSatisfy(o -> assertThat(o).startsWith("cos (OriginsTest.java:"));
      return x.sin();
    }));
    assertThat(origins(f)).allSatisfy(o -> assertThat(o).startsWith("outer/sin (OriginsTest.java:"));
  }

  @Test
  void namesOfAnyKindPrintAndParse() {
    var f = Sinter.trace("a \"model\"", List.of(Input.of("an input", DType.F32, "länge")), in ->
        List.of(scope("layer \"1\"\n", () -> in.getFirst().exp()).named("an output"),
            Tensors.size("länge").named("länge")));
    assertThat(Text.print(Text.parse(Text.print(f)))).isEqualTo(Text.print(f));
    assertThat(f.outputs()).containsExactly("an output", "länge");
  }
}
