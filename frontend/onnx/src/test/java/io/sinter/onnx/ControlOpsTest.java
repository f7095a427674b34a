package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static io.sinter.onnx.TestGraph.iota;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.CompileOptions;
import io.sinter.Sinter;
import io.sinter.ir.Control;
import io.sinter.ir.Op;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.UnsupportedError;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControlOpsTest {
  private static final Tensor YES = Tensor.scalar(true);
  private static final Tensor NO = Tensor.scalar(false);

  private static Tensor longs(long... values) {
    return Tensor.of(values, values.length);
  }

  /// What the interpreter and the JVM give, which must agree.
  private static List<Tensor> run(TestGraph graph, Tensor... inputs) {
    var expected = graph.runAll(inputs);
    try (var model = Sinter.compile(graph.read(), CompileOptions.DEFAULTS.withTiered(false))) {
      assertThat(model.run(List.of(inputs))).isEqualTo(expected);
    }
    return expected;
  }

  private static TestGraph body() {
    return new TestGraph(17);
  }

  // ---- If -----------------------------------------------------------------------------------------------------------

  private static TestGraph choice(TestGraph graph, TestGraph then, TestGraph otherwise) {
    return graph.named("choice", "y = If(c)", attribute("then_branch", then), attribute("else_branch", otherwise));
  }

  private static TestGraph conditional(String x) {
    return new TestGraph(17).input("x", x).input("c", "bool[]");
  }

  @Test
  void anIfTakesItsBranchAndSeesTheGraphAround() {
    var graph = choice(conditional("f32[N]").node("twice = Add(x, x)"),
        body().node("r = Relu(twice)").output("r"), body().node("r = Neg(x)").output("r"));
    assertThat(graph.type()).isEqualTo("f32[N]");
    assertThat(run(graph, f32(1, -2), YES)).containsExactly(f32(2, 0));
    assertThat(run(graph, f32(1, -2), NO)).containsExactly(f32(-1, 2));
  }

  @Test
  void sizesThatDifferBetweenTheBranchesAreKnownAtRunTime() {
    var graph = choice(conditional("f32[N, 2]"),
        body().node("r = Concat(x, x)", attribute("axis", 0)).output("r"), body().node("r = Identity(x)").output("r"))
        .node("z = Add(y, y)").output("z");
    assertThat(graph.type()).isEqualTo("f32[y_d0, 2]");
    assertThat(run(graph, iota(1, 2), YES)).containsExactly(f32(new long[] {2, 2}, 0, 2, 0, 2));
    assertThat(run(graph, iota(1, 2), NO)).containsExactly(f32(new long[] {1, 2}, 0, 2));
  }

  @Test
  void aKnownConditionLeavesOneBranch() {
    var graph = choice(new TestGraph(17).input("x", "f32[2]").constant("c", YES),
        body().named("inner", "r = Relu(x)").output("r"), body().node("r = com.example.Frob(x)").output("r"));
    assertThat(graph.function().toString()).isEqualTo("""
        function test(%x: f32[2]) -> (y: f32[2]) {
          %0 = relu(%x) : f32[2]  @ "choice/inner"
          return %0
        }""");
  }

  @Test
  void branchesOfDifferentRankAreChosenBeforeTheModelIsCompiled() {
    var graph = choice(conditional("f32[2]"), body().node("r = Identity(x)").output("r"),
        body().ints("axes", 0).node("r = Unsqueeze(x, axes)").output("r")).output("y", "f32");
    var model = graph.read();
    assertThat(model.needs()).containsExactly("c");
    try (var compiled = Sinter.compile(model, CompileOptions.DEFAULTS.withTarget("interpreter"))) {
      assertThat(compiled.run(List.of(f32(1, 2), YES))).containsExactly(f32(1, 2));
      assertThat(compiled.run(List.of(f32(1, 2), NO))).containsExactly(f32(new long[] {1, 2}, 1, 2));
      assertThat(compiled.compilations()).containsExactly(
          "for input 'c' = true, for target interpreter", "for input 'c' = false, for target interpreter");
    }
  }

  @Test
  void branchesOfDifferentTypeAreAnError() {
    var graph = choice(conditional("f32[2]"), body().node("r = Identity(x)").output("r"),
        body().node("r = Cast(x)", attribute("to", 7)).output("r"));
    assertThatThrownBy(graph::read).isInstanceOf(ModelError.class).hasMessage("""
        The branches of an If differ in type.
        where: node 'choice' (If)
        given: f32[2] and i64[2]
        expected: one type for each output""");
  }

  @Test
  void whatIsNotSupportedInABranchIsNamedWithItsPlace() {
    var graph = choice(conditional("f32[2]"), body().node("r = com.example.Frob(x)").output("r"),
        body().node("r = Identity(x)").output("r")).opset("com.example", 1);
    assertThatThrownBy(graph::read).isInstanceOf(UnsupportedError.class).hasMessage("""
        Sinter does not support one node of this model.
        where: the com.example.Frob node that gives 'r' in the then_branch of node 'choice' (If)
        given: Frob of the domain com.example""");
  }

  // ---- Loop ---------------------------------------------------------------------------------------------------------

  private static TestGraph loopBody() {
    return body().input("i", "i64").input("go", "bool").input("s", "f32[1]");
  }

  @Test
  void aLoopCarriesAndStacks() {
    var graph = new TestGraph(17).input("x", "f32[1]").input("n", "i64[1]").constant("yes", YES)
        .node("last, all = Loop(n, yes, x)", attribute("body", loopBody()
            .node("next = Add(s, x)").node("square = Mul(next, next)").node("on = Identity(go)")
            .output("on").output("next").output("square")))
        .output("last").output("all");
    assertThat(graph.function().results()).extracting(v -> v.type().toString())
        .containsExactly("f32[1]", "f32[all_d0, 1]");
    assertThat(run(graph, f32(2), longs(3))).containsExactly(f32(8), f32(new long[] {3, 1}, 16, 36, 64));
    assertThat(run(graph, f32(2), longs(0))).containsExactly(f32(2), f32(new long[] {0, 1}));
    assertThat(run(graph, f32(2), longs(-1))).as("no trips").containsExactly(f32(2), f32(new long[] {0, 1}));
  }

  @Test
  void aLoopOfAKnownNumberOfTripsStacksThatMany() {
    var graph = new TestGraph(17).input("x", "f32[N]").node("shape = Shape(x)").constant("zero", f32(0))
        .node("last, all = Loop(shape, , zero)", attribute("body", loopBody()
            .node("p = Unsqueeze(i, at)").ints("at", 0).node("e = Gather(x, p)").node("next = Add(s, e)")
            .node("on = Identity(go)").output("on").output("next").output("next2").node("next2 = Identity(next)")))
        .output("last").output("all");
    assertThat(graph.function().results()).extracting(v -> v.type().toString()).containsExactly("f32[1]", "f32[N, 1]");
    assertThat(run(graph, f32(1, 2, 3))).containsExactly(f32(6), f32(new long[] {3, 1}, 1, 3, 6));
  }

  @Test
  void aConditionEndsALoopWithoutNumberOfTrips() {
    var graph = new TestGraph(17).input("x", "f32[1]").constant("limit", f32(100)).constant("yes", YES)
        .node("last = Loop(, yes, x)", attribute("body", loopBody()
            .node("next = Add(s, s)").node("small = Less(next, limit)").node("on = Reshape(small, none)")
            .constant("none", longs()).output("on").output("next")));
    assertThat(run(graph, f32(3))).containsExactly(f32(192));
    assertThat(run(graph, f32(1000))).containsExactly(f32(2000));
  }

  @Test
  void aCarriedValueMayGrow() {
    var graph = new TestGraph(17).input("x", "f32[1]").input("n", "i64[1]").constant("empty", f32())
        .named("grow", "list = Loop(n, , empty)", attribute("body", body().input("i", "i64").input("go", "bool")
            .input("s", "f32").node("more = Concat(s, x)", attribute("axis", 0)).node("on = Identity(go)")
            .output("on").output("more")))
        .node("y = Add(list, x)").output("y");
    assertThat(graph.type()).isEqualTo("f32[list_d0]");
    assertThat(run(graph, f32(2), longs(3))).containsExactly(f32(4, 4, 4));
    assertThat(run(graph, f32(2), longs(0))).containsExactly(f32());
  }

  @Test
  void loopsAndBranchesNest() {
    var inner = body().input("j", "i64").input("go2", "bool").input("t", "f32[1]").node("u = Add(t, x)")
        .node("on2 = Identity(go2)").output("on2").output("u");
    var graph = new TestGraph(17).input("x", "f32[1]").input("n", "i64[1]").constant("two", longs(2))
        .constant("limit", f32(10))
        .node("last = Loop(n, , x)", attribute("body", loopBody()
            .node("big = Less(limit, s)").node("cond = Reshape(big, none)").constant("none", longs())
            .node("next = If(cond)",
                attribute("then_branch", body().node("v = Neg(s)").output("v")),
                attribute("else_branch", body().node("w = Loop(two, , s)", attribute("body", inner)).output("w")))
            .node("on = Identity(go)").output("on").output("next")));
    assertThat(run(graph, f32(3), longs(1))).containsExactly(f32(9));
    assertThat(run(graph, f32(3), longs(2))).containsExactly(f32(15));
    assertThat(run(graph, f32(3), longs(3))).containsExactly(f32(-15));
  }

  @Test
  void whatIsKnownAroundABodyIsKnownInside() {
    var graph = new TestGraph(17).input("x", "f32[N, 2]").input("n", "i64[1]").node("shape = Shape(x)").ints("flat", -1)
        .node("last = Loop(n, , x)", attribute("body", body().input("i", "i64").input("go", "bool").input("s", "f32")
            .node("line = Reshape(s, flat)").node("next = Reshape(line, shape)").node("on = Identity(go)")
            .output("on").output("next")));
    var function = graph.function();
    var loop = (Control.Loop) function.body().stream().map(v -> v.op()).filter(Control.Loop.class::isInstance)
        .findFirst().orElseThrow();
    assertThat(loop.captured()).isEmpty();
    assertThat(loop.binds()).isEmpty();
    assertThat(loop.body().body()).noneMatch(v -> v.op() instanceof Op.Bind);
    assertThat(graph.type()).isEqualTo("f32[N, 2]");
  }

  @Test
  void aBodyThatDoesNotFitIsAnError() {
    var graph = new TestGraph(17).input("x", "f32[1]").input("n", "i64[1]").named("loop", "last = Loop(n, , x)",
        attribute("body", body().input("i", "i64").node("on = Identity(i)").output("on")));
    assertThatThrownBy(graph::read).isInstanceOf(ModelError.class).hasMessage("""
        The body of a Loop does not fit its node.
        where: node 'loop' (Loop)
        given: 1 inputs and 1 outputs
        expected: 3 inputs and 2 outputs""");
    var changing = new TestGraph(17).input("x", "f32[1]").input("n", "i64[1]").named("loop", "last = Loop(n, , x)",
        attribute("body", loopBody().node("on = Identity(go)").node("z = Cast(s)", attribute("to", 7))
            .output("on").output("z")));
    assertThatThrownBy(changing::read).isInstanceOf(ModelError.class).hasMessage("""
        A carried value changes its type.
        where: node 'loop' (Loop)
        given: f32[1], then i64[1]
        expected: one type""");
  }

  // ---- Scan ---------------------------------------------------------------------------------------------------------

  private static TestGraph scanned(String type, io.sinter.onnx.proto.AttributeProto... attributes) {
    var all = new java.util.ArrayList<>(List.of(attributes));
    all.add(attribute("num_scan_inputs", 1));
    all.add(attribute("body", body().input("s", "f32[2]").input("e", "f32[2]").node("t = Add(s, e)")
        .node("o = Identity(t)").output("t").output("o")));
    return new TestGraph(17).constant("zero", f32(0, 0)).input("x", type)
        .node("last, all = Scan(zero, x)", all.toArray(io.sinter.onnx.proto.AttributeProto[]::new))
        .output("last").output("all");
  }

  @Test
  void aScanRunsOverSlices() {
    var graph = scanned("f32[T, 2]");
    assertThat(graph.function().results()).extracting(v -> v.type().toString()).containsExactly("f32[2]", "f32[T, 2]");
    assertThat(run(graph, iota(3, 2))).containsExactly(f32(6, 9), f32(new long[] {3, 2}, 0, 1, 2, 4, 6, 9));
  }

  @Test
  void aScanRunsAlongOtherAxesAndBackwards() {
    var graph = scanned("f32[2, T]", attribute("scan_input_axes", List.of(1L)),
        attribute("scan_input_directions", List.of(1L)), attribute("scan_output_axes", List.of(-1L)),
        attribute("scan_output_directions", List.of(1L)));
    assertThat(run(graph, iota(2, 3))).containsExactly(f32(3, 12), f32(new long[] {2, 3}, 3, 3, 2, 12, 9, 5));
  }

  @Test
  void aScanUpToVersion8RunsOverBatches() {
    var graph = new TestGraph(8).constant("zero", f32(new long[] {2, 1}, 0, 0)).input("x", "f32[2, T, 1]")
        .node("last, all = Scan(, zero, x)", attribute("num_scan_inputs", 1), attribute("body",
            body().input("s", "f32[1]").input("e", "f32[1]").node("t = Add(s, e)").node("o = Identity(t)")
                .output("t").output("o")))
        .output("last").output("all");
    assertThat(run(graph, iota(2, 3, 1))).containsExactly(
        f32(new long[] {2, 1}, 3, 12), f32(new long[] {2, 3, 1}, 0, 1, 3, 3, 7, 12));
  }
}
