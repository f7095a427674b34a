package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.onnx.proto.AttributeProto;
import io.sinter.onnx.proto.FunctionProto;
import io.sinter.onnx.proto.OperatorSetIdProto;
import io.sinter.runtime.ModelError;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LocalFunctionsTest {
  /// @param body its nodes, as lines of a [TestGraph]
  private static FunctionProto.Builder function(String name, List<String> in, List<String> out, TestGraph body) {
    return FunctionProto.newBuilder().setDomain("local").setName(name).addAllInput(in).addAllOutput(out)
        .addAllNode(body.graph().getNodeList())
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("local").setVersion(1));
  }

  private static AttributeProto reference(String name, String argument, AttributeProto.AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type).setRefAttrName(argument).build();
  }

  private static TestGraph calling(FunctionProto.Builder... functions) {
    var graph = new TestGraph(17).opset("local", 1).input("x", "f32[2]");
    for (var f : functions) {
      graph.model().addFunctions(f);
    }
    return graph;
  }

  private static FunctionProto.Builder leaky() {
    return function("Leaky", List.of("a"), List.of("b"), new TestGraph(17).named("act", "b = LeakyRelu(a)",
        reference("alpha", "slope", AttributeProto.AttributeType.FLOAT)));
  }

  @Test
  void aCallBecomesTheNodesOfTheFunction() {
    var graph = calling(leaky().addAttribute("slope")).named("call", "y = local.Leaky(x)", attribute("slope", 0.5f));
    assertThat(graph.run(f32(2, -2))).isEqualTo(f32(2, -1));
    assertThat(graph.function().body()).extracting(v -> v.origin().toString()).containsOnly("call/act");
  }

  @Test
  void anAttributeHasADefaultOrThatOfTheInnerOperator() {
    assertThat(calling(leaky().addAttributeProto(attribute("slope", 0.25f))).node("y = local.Leaky(x)")
        .run(f32(4, -4))).isEqualTo(f32(4, -1));
    assertThat(calling(leaky().addAttributeProto(attribute("slope", 0.25f)))
        .node("y = local.Leaky(x)", attribute("slope", 0.5f)).run(f32(4, -4))).isEqualTo(f32(4, -2));
    assertThat(calling(leaky().addAttribute("slope")).node("y = local.Leaky(x)").run(f32(100, -100)))
        .isEqualTo(f32(100, -1));
  }

  @Test
  void functionsCallFunctionsAndHandOnTheirArguments() {
    var outer = function("Twice", List.of("a"), List.of("c"), new TestGraph(17)
        .node("b = local.Leaky(a)", reference("slope", "s", AttributeProto.AttributeType.FLOAT))
        .node("c = local.Leaky(b)", attribute("slope", 0.25f))).addAttribute("s");
    var graph = calling(leaky().addAttribute("slope"), outer).node("y = local.Twice(x)", attribute("s", 0.5f));
    assertThat(graph.run(f32(1, -8))).isEqualTo(f32(1, -1));
  }

  @Test
  void aBodyInsideAFunctionSeesItsArguments() {
    var choose = function("Choose", List.of("c", "a"), List.of("r"), new TestGraph(17).node("r = If(c)",
        attribute("then_branch", new TestGraph(17).node("p = LeakyRelu(a)",
            reference("alpha", "slope", AttributeProto.AttributeType.FLOAT)).output("p")),
        attribute("else_branch", new TestGraph(17).node("q = Neg(a)").output("q")))).addAttribute("slope");
    var graph = calling(choose).input("c", "bool[1]").node("y = local.Choose(c, x)", attribute("slope", 0.5f));
    assertThat(graph.run(f32(2, -2), io.sinter.runtime.Tensor.of(new boolean[] {true}, 1))).isEqualTo(f32(2, -1));
    assertThat(graph.run(f32(2, -2), io.sinter.runtime.Tensor.of(new boolean[] {false}, 1))).isEqualTo(f32(-2, 2));
  }

  @Test
  void anInputMayBeLeftOut() {
    var clip = function("Bound", List.of("a", "low", "high"), List.of("b"),
        new TestGraph(17).node("b = Clip(a, low, high)"));
    assertThat(calling(clip).constant("one", f32(new long[0], 1)).node("y = local.Bound(x, , one)").run(f32(-5, 5)))
        .isEqualTo(f32(-5, 1));
    assertThatThrownBy(calling(clip).node("y = local.Bound(x, x, x, x)")::read).isInstanceOf(ModelError.class)
        .hasMessage("""
            A node has more inputs than its operator takes.
            where: the local.Bound node that gives 'y'
            given: 4 inputs
            expected: at most 3""");
  }

  @Test
  void overloadsAreTwoFunctions() {
    var negate = function("F", List.of("a"), List.of("b"), new TestGraph(17).node("b = Neg(a)"));
    var keep = function("F", List.of("a"), List.of("b"), new TestGraph(17).node("b = Relu(a)")).setOverload("relu");
    var graph = calling(negate, keep).node("z = local.F(x)").node("y = local.F(z)");
    graph.graph().getNodeBuilder(1).setOverload("relu");
    assertThat(graph.run(f32(1, -1))).isEqualTo(f32(0, 1));
    assertThatThrownBy(calling(negate, negate).node("y = local.F(x)")::read).isInstanceOf(ModelError.class)
        .hasMessageStartingWith("An operator is defined twice.");
  }

  @Test
  void functionsThatDoubleOneAnotherAreNotAllWrittenOut() {
    var doubling = IntStream.rangeClosed(0, 40).mapToObj(i -> function("F" + i, List.of("x"), List.of("y"),
        i == 0 ? new TestGraph(17).node("y = Exp(x)")
            : new TestGraph(17).node("t = local.F" + (i - 1) + "(x)").node("y = local.F" + (i - 1) + "(t)")));
    var graph = calling(doubling.toArray(FunctionProto.Builder[]::new)).node("y = local.F40(x)");
    assertThatThrownBy(graph::read).isInstanceOf(ModelError.class)
        .hasMessageStartingWith("The model has more nodes than is granted.\n")
        .hasMessageContaining("expected: at most 1000000\n");
  }

  @Test
  void aFunctionThatCallsItselfIsAnError() {
    var a = function("A", List.of("x"), List.of("y"), new TestGraph(17).node("y = local.B(x)"));
    var b = function("B", List.of("x"), List.of("y"), new TestGraph(17).node("y = local.A(x)"));
    var graph = calling(a, b).named("call", "y = local.A(x)");
    assertThatThrownBy(graph::read).isInstanceOf(ModelError.class).hasMessage("""
        A local function calls itself.
        where: the local.A node that gives 'y'
        given: local:A, then local:B, then local:A
        expected: functions that only call others
        try: Write the repetition as a Loop.""");
  }

  @Test
  void errorsNameTheNodeAndTheCall() {
    var wrong = function("Sum", List.of("a"), List.of("b"), new TestGraph(17)
        .named("bad", "b = Transpose(a)", attribute("perm", List.of(1L, 0L))));
    assertThatThrownBy(calling(wrong).named("call", "y = local.Sum(x)")::read).isInstanceOf(ModelError.class)
        .hasMessage("""
            The axes of Transpose are no permutation.
            where: node 'bad' (Transpose) in node 'call' (local.Sum)
            given: perm [1, 0]
            expected: the axes [0]""");
  }
}
