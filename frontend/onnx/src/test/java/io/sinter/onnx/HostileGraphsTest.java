package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.sinter.CompileOptions;
import io.sinter.ModelLimits;
import io.sinter.Sinter;
import io.sinter.onnx.proto.AttributeProto;
import io.sinter.onnx.proto.FunctionProto;
import io.sinter.onnx.proto.OperatorSetIdProto;
import io.sinter.runtime.LimitExceeded;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Graphs that are well formed messages and yet more than any model is.
class HostileGraphsTest {
  private static TestGraph graph() {
    return new TestGraph(21).input("x", "f32[2]");
  }

  private static ModelError refused(TestGraph graph) {
    return Hostile.refused(graph::read);
  }

  private static OnnxModel read(TestGraph graph, ModelLimits limits) {
    var model = graph.model().setGraph(graph.graph()).build();
    return OnnxModel.of(new OnnxFile(Path.of("test.onnx"), model, ExternalData.NONE), limits);
  }

  // ---- names ------------------------------------------------------------------------------------------------------

  @Test
  void nodesThatWaitForEachOtherAreRefused() {
    refused(graph().node("a = Add(x, b)").node("b = Neg(a)").output("b"));
    refused(graph().node("a = Neg(a)").output("a"));
  }

  @Test
  void namesGivenTwiceAreRefused() {
    refused(graph().node("a = Neg(x)").node("a = Exp(x)").output("a"));
    refused(graph().node("x = Neg(x)").output("x"));
    refused(graph().floats("w", 1).floats("w", 2).node("a = Add(x, w)").output("a"));
    refused(graph().node("a = Neg(x)").output("a").output("a"));
  }

  @Test
  void aBodyMayNotGiveANameThatItSees() {
    var body = new TestGraph(21).node("x = Neg(x)").output("x");
    refused(graph().input("c", "bool[]").node("y = If(c)", attribute("then_branch", body),
        attribute("else_branch", body)).output("y"));
  }

  @Test
  void namesThatNothingGivesAreRefused() {
    refused(graph().node("a = Add(x, nobody)").output("a"));
    refused(graph().node("a = Neg(x)").output("nobody"));
  }

  // ---- functions --------------------------------------------------------------------------------------------------

  private static FunctionProto.Builder function(String name, TestGraph body) {
    return FunctionProto.newBuilder().setDomain("local").setName(name).addInput("a").addOutput("r")
        .addAllNode(body.graph().getNodeList())
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(21))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("local").setVersion(1));
  }

  private static TestGraph calling(String first, List<FunctionProto.Builder> functions) {
    var graph = graph().opset("local", 1).node("y = local." + first + "(x)").output("y");
    functions.forEach(graph.model()::addFunctions);
    return graph;
  }

  @Test
  void functionsThatCallThemselvesAreRefused() {
    refused(calling("A", List.of(function("A", new TestGraph(21).node("r = local.A(a)")))));
    refused(calling("A", List.of(function("A", new TestGraph(21).node("r = local.B(a)")),
        function("B", new TestGraph(21).node("r = local.A(a)")))));
  }

  @Test
  void aTrillionNodesAreCountedAndNotWrittenOut() {
    var functions = IntStream.rangeClosed(0, 40).mapToObj(i -> function("F" + i, i == 0
        ? new TestGraph(21).node("r = Exp(a)")
        : new TestGraph(21).node("t = local.F" + (i - 1) + "(a)").node("r = local.F" + (i - 1) + "(t)"))).toList();
    var error = assertTimeoutPreemptively(Duration.ofSeconds(5), () -> refused(calling("F40", functions)));
    assertThat(error).isInstanceOf(LimitExceeded.class).hasMessageContaining("--max-nodes");
  }

  @Test
  void callsInCallsAreRefusedBeyondTheDepth() {
    var functions = IntStream.rangeClosed(0, 3000).mapToObj(i -> function("F" + i,
        new TestGraph(21).node(i == 0 ? "r = Exp(a)" : "r = local.F" + (i - 1) + "(a)"))).toList();
    assertThat(refused(calling("F3000", functions))).hasMessageContaining("--max-depth");
    assertThat(read(calling("F200", functions), ModelLimits.DEFAULTS.withDepth(256)).signature().outputs()).hasSize(1);
  }

  // ---- bodies -----------------------------------------------------------------------------------------------------

  /// An If in the branch of an If, and so on.
  private static TestGraph nested(int levels) {
    var body = new TestGraph(21).node("r = Neg(x)").output("r");
    for (int i = 0; i < levels; i++) {
      body = new TestGraph(21).node("r" + i + " = If(c)", attribute("then_branch", body), attribute("else_branch",
          new TestGraph(21).node("e" + i + " = Exp(x)").output("e" + i))).output("r" + i);
    }
    return graph().input("c", "bool[]").node("y = If(c)", attribute("then_branch", body),
        attribute("else_branch", new TestGraph(21).node("e = Exp(x)").output("e"))).output("y");
  }

  @Test
  void bodiesInBodiesAreReadToTheLimitAndRefusedBeyond() {
    var model = read(nested(254), ModelLimits.DEFAULTS.withDepth(256));
    assertThat(model.signature().outputs()).hasSize(1);
    assertThat(refused(nested(63))).isInstanceOf(LimitExceeded.class).hasMessageContaining("--max-depth");
    assertThat(refused(nested(1000))).isInstanceOf(LimitExceeded.class);
  }

  @Test
  void bodiesAtTheLimitCompileAndRun() {
    var model = read(nested(62), ModelLimits.DEFAULTS);
    for (var target : List.of("interpreter", "jvm")) {
      try (var compiled = Sinter.compile(model, CompileOptions.DEFAULTS.withTarget(target).withTiered(false))) {
        assertThat(compiled.run(List.of(f32(1, -2), Tensor.scalar(true)))).containsExactly(f32(-1, 2));
      }
    }
  }

  @Test
  void aLoopOfManyTripsIsNotRunWhileTheModelIsRead() {
    var body = new TestGraph(21).input("i", "i64[]").input("go", "bool[]").input("s", "i64[1]")
        .node("more = Identity(go)").output("more").node("t = Add(s, i)").output("t");
    var graph = graph().constant("trips", Tensor.scalar(1_000_000_000_000_000_000L)).ints("start", 0)
        .node("n = Loop(trips, , start)", attribute("body", body)).node("y = Expand(x, n)").output("y");
    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> graph.read());
  }

  // ---- sizes ------------------------------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(longs = {-1, -1000, Long.MIN_VALUE})
  void sizesBelowZeroAreRefused(long size) {
    Hostile.refusedByAll(new TestGraph(21).ints("n", size, 2).node("y = ConstantOfShape(n)"));
    Hostile.refusedByAll(graph().ints("n", size, 2).node("y = Expand(x, n)"), f32(1, 2));
    Hostile.refusedByAll(graph().ints("n", size).node("y = Tile(x, n)"), f32(1, 2));
    Hostile.refusedByAll(graph().ints("n", size, -2).node("y = Pad(x, n)"), f32(1, 2));
    Hostile.refusedByAll(graph().ints("n", size).node("y = Resize(x, , , n)"), f32(1, 2));
    Hostile.refusedByAll(graph().ints("n", size).node("y, i = TopK(x, n)"), f32(1, 2));
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 31, 1L << 40, 1L << 62, Long.MAX_VALUE})
  void tensorsThatNoMachineHoldsAreRefused(long size) {
    Hostile.refusedByAll(new TestGraph(21).ints("n", size, 2).node("y = ConstantOfShape(n)"));
    Hostile.refusedByAll(graph().ints("n", size, 2).node("y = Expand(x, n)"), f32(1, 2));
    Hostile.refusedByAll(graph().ints("n", size).node("y = Tile(x, n)"), f32(1, 2));
    Hostile.refusedByAll(graph().ints("n", size, size).node("y = Pad(x, n)"), f32(1, 2));
    Hostile.refusedByAll(new TestGraph(21).constant("a", Tensor.scalar(0L)).constant("n", Tensor.scalar(size))
        .constant("d", Tensor.scalar(1L)).node("r = Range(a, n, d)").node("y = Neg(r)"));
    Hostile.refusedByAll(graph().input("i", "i64[2]").constant("n", Tensor.scalar(size)).floats("v", 0, 1)
        .node("z = OneHot(i, n, v)").node("y = Neg(z)"), f32(1, 2), Tensor.of(new long[] {1, 2}, 2));
    Hostile.refusedByAll(graph().ints("n", size).node("y = Resize(x, , , n)"), f32(1, 2));
    Hostile.refusedByAll(graph().ints("n", size).node("y, i = TopK(x, n)"), f32(1, 2));
  }

  @Test
  void sizesThatDoubleAgainAndAgainAreRefused() {
    var graph = graph();
    for (int i = 0; i < 80; i++) {
      var from = i == 0 ? "x" : "v" + i;
      graph.node("v%d = Concat(%s, %s)".formatted(i + 1, from, from), attribute("axis", 0));
    }
    refused(graph);
  }

  @Test
  void moreThanSixtyFourDimsAreRefused() {
    var dims = new long[65];
    Arrays.fill(dims, 1);
    dims[0] = 2;
    refused(graph().ints("n", dims).node("y = Reshape(x, n)"));
    refused(new TestGraph(21).input("x", "f32[" + "1, ".repeat(999) + "1]").node("y = Neg(x)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Mul", "Add", "Max"})
  void sizesOfEndlessExpressionsStayNumbers(String operator) {
    var graph = new TestGraph(21).input("x", "f32[N]").input("z", "f32[M]").ints("one", 1).floats("v", 1)
        .node("s0 = Shape(x)").node("t = Shape(z)");
    for (int i = 0; i < 3000; i++) {
      graph.node("u%d = %s(s%d, t)".formatted(i, operator, i)).node("w%d = Add(u%d, one)".formatted(i, i))
          .node("s%d = Div(w%d, t)".formatted(i + 1, i));
    }
    graph.node("y = Expand(v, s3000)").output("y");
    assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
      try (var compiled = Sinter.compile(graph.read(), CompileOptions.DEFAULTS.withTiered(false))) {
        assertThat(compiled.compilations()).hasSize(1);
      }
    });
  }

  // ---- many -------------------------------------------------------------------------------------------------------

  @Test
  void moreNodesThanTheLimitAreRefused() {
    var graph = graph();
    for (int i = 0; i < 101; i++) {
      graph.node("v%d = Neg(%s)".formatted(i + 1, i == 0 ? "x" : "v" + i));
    }
    graph.output("v101");
    assertThat(Hostile.refused(() -> read(graph, ModelLimits.DEFAULTS.withNodes(100))))
        .hasMessageContaining("101 nodes").hasMessageContaining("--max-nodes");
    assertThat(Hostile.refused(() -> Sinter.compile(graph.read(), CompileOptions.DEFAULTS.withLimits(
        ModelLimits.DEFAULTS.withNodes(50))))).isInstanceOf(LimitExceeded.class);
  }

  @Test
  void twentyThousandNodesInARowAreCompiledInSeconds() {
    var graph = graph();
    for (int i = 0; i < 20_000; i++) {
      graph.node("v%d = %s(%s)".formatted(i + 1, i % 2 == 0 ? "Neg" : "Relu", i == 0 ? "x" : "v" + i));
    }
    graph.output("v20000");
    assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
      try (var compiled = Sinter.compile(graph.read(), CompileOptions.DEFAULTS.withTiered(false))) {
        assertThat(compiled.run(List.of(f32(1, -1)))).hasSize(1);
      }
    });
  }

  @Test
  void moreConstantsThanTheLimitAreRefused() {
    var graph = graph().floats("w", new float[1000]).node("s = ReduceSum(w)").node("y = Add(x, s)").output("y");
    assertThat(Hostile.refused(() -> read(graph, ModelLimits.DEFAULTS.withBytes(3999))))
        .hasMessageContaining("--max-bytes");
    assertThat(Hostile.refused(() -> Sinter.compile(graph.read(), CompileOptions.DEFAULTS.withLimits(
        ModelLimits.DEFAULTS.withBytes(3999))))).hasMessageContaining("--max-bytes");
  }

  @Test
  void moreTimeThanTheLimitIsRefused() {
    var graph = graph();
    for (int i = 0; i < 2000; i++) {
      graph.node("v%d = Tanh(%s)".formatted(i + 1, i == 0 ? "x" : "v" + i));
    }
    graph.output("v2000");
    var limits = ModelLimits.DEFAULTS.withTime(Duration.ofNanos(1000));
    assertThat(Hostile.refused(() -> read(graph, limits))).hasMessageContaining("--max-time");
    assertThat(Hostile.refused(() -> Sinter.compile(graph.read(), CompileOptions.DEFAULTS.withLimits(limits))))
        .hasMessageContaining("--max-time");
  }

  // ---- attributes -------------------------------------------------------------------------------------------------

  @Test
  void attributesOfTheWrongTypeAreRefused() {
    for (var wrong : List.of(attribute("axis", 1f), attribute("axis", "one"), attribute("axis", List.of(1L)),
        attribute("axis", f32(1)), AttributeProto.newBuilder().setName("axis").build())) {
      refused(graph().node("y = Concat(x, x)", wrong));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE})
  void stepsThatAreNoneAreRefused(long step) {
    var image = new TestGraph(21).input("x", "f32[1, 4, 4, 4]").constant("w", TestGraph.iota(4, 4, 3, 3));
    if (step <= 0) {
      refused(image.node("y = Conv(x, w)", attribute("strides", List.of(step, step))));
      refused(new TestGraph(21).input("x", "f32[1, 4, 4, 4]").node("y = MaxPool(x)",
          attribute("kernel_shape", List.of(step, step))));
    }
    refused(new TestGraph(21).input("x", "f32[1, 4, 4, 4]").node("y = SpaceToDepth(x)", attribute("blocksize", step)));
    refused(new TestGraph(21).input("x", "f32[1, 4, 4, 4]").node("y = DepthToSpace(x)", attribute("blocksize", step)));
  }
}
