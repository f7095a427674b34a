package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.ir.Interpreter;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.onnx.proto.AttributeProto;
import io.sinter.onnx.proto.TypeProto;
import io.sinter.onnx.proto.ValueInfoProto;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.UnsupportedError;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OnnxModelTest {
  @Test
  void theDigitsModelIsAFunctionOfABatchOfAnySize() {
    var model = OnnxModel.read(Path.of("../../examples/digits/digits_cnn.onnx"));
    assertThat(model.signature().toString())
        .isEqualTo("(image: f32[batch, 1, 8, 8]) -> (probabilities: f32[batch, 10])");
    assertThat(model.opsets()).containsKey("");
    var image = new float[2 * 64];
    image[70] = 1;
    var sums = Interpreter.run(model.function(), List.of(Tensor.of(image, 2, 1, 8, 8))).getFirst().toDoubles();
    assertThat(java.util.Arrays.stream(sums).sum()).isCloseTo(2, org.assertj.core.data.Offset.offset(1e-5));
  }

  @Test
  void aModelIsNamedAfterItsGraphAndItsResultsAfterItsOutputs() {
    var model = new TestGraph(17)
        .input("x", "f32[N, 3]")
        .node("a = Relu(x)")
        .node("b = Neg(a)")
        .output("b", "f32[N, 3]")
        .output("a", "f32[N, 3]")
        .read();
    assertThat(model.name()).isEqualTo("test");
    assertThat(model.function().outputs()).containsExactly("b", "a");
    assertThat(model.function().toString()).isEqualTo("""
        function test(%x: f32[N, 3]) -> (b: f32[N, 3], a: f32[N, 3]) {
          %0 = relu(%x) : f32[N, 3]  @ "Relu a"
          %1 = neg(%0) : f32[N, 3]  @ "Neg b"
          return %1, %0
        }""");
  }

  @Test
  void aValueKeepsTheNameOfItsNodeAsOrigin() {
    var function = new TestGraph(17).input("x", "f32[2]").named("layer1/act", "y = Relu(x)").function();
    assertThat(function.body()).extracting(Value::origin).hasToString("[layer1/act]");
  }

  @Test
  void sizesWithoutNameAreSymbolsOfTheirOwn() {
    assertThat(new TestGraph(17).input("x", "f32[?, 3, -1]").node("y = Relu(x)").type())
        .isEqualTo("f32[x_d0, 3, x_d2]");
  }

  @Test
  void anInitializerIsAConstantAlsoWhenItIsAnInput() {
    var function = new TestGraph(17)
        .input("x", "f32[2]").input("w", "f32[2]").floats("w", 1, 2).node("y = Add(x, w)").function();
    assertThat(function.parameters()).hasSize(1);
    assertThat(Interpreter.run(function, List.of(f32(10, 20)))).containsExactly(f32(11, 22));
  }

  @Test
  void anInputThatNothingUsesIsAParameterStill() {
    var function = new TestGraph(17).input("x", "f32[2]").input("unused", "i64[N]").node("y = Relu(x)").function();
    assertThat(function.parameters()).extracting(p -> ((Op.Parameter) p.op()).name()).containsExactly("x", "unused");
  }

  @Test
  void anInputOrAConstantMayBeAnOutput() {
    var graph = new TestGraph(17).input("x", "f32[2]").floats("w", 1, 2).output("x").output("w");
    assertThat(graph.runAll(f32(3, 4))).containsExactly(f32(3, 4), f32(1, 2));
  }

  @Test
  void aThousandNodesInARowAreNoTrouble() {
    var graph = new TestGraph(17).input("x0", "f32[2]");
    for (int i = 0; i < 20_000; i++) {
      graph.node("x" + (i + 1) + " = Neg(x" + i + ")");
    }
    assertThat(graph.function().body()).hasSize(20_000);
  }

  // ---- what is not supported ----------------------------------------------------------------------------------------

  @Test
  void allUnsupportedNodesAreNamedAtOnce() {
    var graph = new TestGraph(17)
        .opset("com.example", 3)
        .input("x", "f32[4]")
        .named("first", "a, b = com.example.Frob(x)")
        .node("c = Relu(a)")
        .named("second", "d = com.example.Frob(c)")
        .node("e = com.example.Twiddle(x)")
        .named("cut", "f = Squeeze(n)").input("n", "f32[N]")
        .output("d")
        .output("e")
        .output("f");
    assertThatThrownBy(graph::read).isInstanceOf(UnsupportedError.class).hasMessage("""
        Sinter does not support 4 nodes of this model.
        where: node 'first' (com.example.Frob)
        given: Frob of the domain com.example
        where: node 'second' (com.example.Frob)
        given: Frob of the domain com.example
        where: the com.example.Twiddle node that gives 'e'
        given: Twiddle of the domain com.example
        where: node 'cut' (Squeeze)
        given: Squeeze without axes of f32[N], where sizes are known only at run time
        try: axes""");
  }

  @Test
  void anOperatorOfAnOlderSetNamesTheVersionThatIsSupported() {
    assertThatThrownBy(new TestGraph(5).input("x", "f32[4]").node("y = Relu(x)")::read)
        .isInstanceOf(UnsupportedError.class).hasMessage("""
            Sinter does not support one node of this model.
            where: the Relu node that gives 'y'
            given: Relu at version 5 of the operator set
            try: version 6 or newer: convert with onnx.version_converter""");
  }

  @Test
  void anOperatorSetOfTheFutureIsNotSupported() {
    assertThatThrownBy(new TestGraph(99).input("x", "f32[4]").node("y = Relu(x)")::read)
        .isInstanceOf(UnsupportedError.class)
        .hasMessageContaining("given: Relu at version 99 of the operator set\ntry: version 28 or older");
  }

  @Test
  void anUnknownAttributeIsNotPassedOver() {
    assertThatThrownBy(new TestGraph(17).input("x", "f32[4]").node("y = Relu(x)", attribute("slope", 1f))::read)
        .isInstanceOf(ModelError.class).hasMessage("""
            An attribute is not one of its operator.
            where: the Relu node that gives 'y'
            given: 'slope'
            expected: no attributes for Relu of opset 17""");
    assertThatThrownBy(
        new TestGraph(13).input("x", "f32[1, 4]").node("y = Squeeze(x)", attribute("axes", List.of(0L)))::read)
        .isInstanceOf(ModelError.class).hasMessage("""
            An attribute is not one of its operator.
            where: the Squeeze node that gives 'y'
            given: 'axes'
            expected: no attributes for Squeeze of opset 13
            try: It is one up to opset 12: export with such an opset, or convert with onnx.version_converter.""");
  }

  @Test
  void whatIsNotATensorIsNotSupported() {
    var graph = new TestGraph(17).input("s", "string[2]").node("y = Identity(x)").node("t = Relu(s)").output("t");
    graph.graph().addInput(ValueInfoProto.newBuilder().setName("x").setType(TypeProto.newBuilder().setSequenceType(
        TypeProto.Sequence.newBuilder().setElemType(TestGraph.info("", "f32[2]").getType()))));
    graph.output("y");
    assertThatThrownBy(graph::read).isInstanceOf(UnsupportedError.class).hasMessage("""
        Sinter does not support 2 nodes of this model.
        where: input 's'
        given: an input of strings
        try: numbers
        where: input 'x'
        given: an input that is not a tensor
        try: a tensor""");
  }

  @Test
  void anUnusedInitializerOfAnUnknownTypeIsNamedToo() {
    var graph = new TestGraph(17).input("x", "f32[2]").node("y = Relu(x)");
    graph.graph().addInitializerBuilder().setName("w").setDataType(22).addDims(0);
    assertThatThrownBy(graph::read)
        .isInstanceOf(UnsupportedError.class).hasMessageContaining("where: initializer 'w'");
  }

  // ---- what is wrong ------------------------------------------------------------------------------------------------

  @Test
  void aTypeErrorNamesTheNode() {
    var graph = new TestGraph(17).input("x", "f32[2]").input("y", "i64[2]").named("sum", "z = Add(x, y)");
    assertThatThrownBy(graph::read).isInstanceOf(ModelError.class).hasMessage("""
        Values of a node that must have one type have several.
        where: node 'sum' (Add)
        given: 'A' of f32, input 'B' of i64[2]
        expected: one type for both
        try: Put a Cast before the node.""");
  }

  @Test
  void whatHasMoreElementsThanCanBeCountedIsRefused() {
    assertThatThrownBy(new TestGraph(17).input("x", "f32[4611686018427387904, N]").node("y = Relu(x)")::read)
        .isInstanceOf(ModelError.class).hasMessage("""
            An input has too many elements.
            where: input 'x'
            given: f32[4611686018427387904, N]
            expected: elements that can be counted in 64 bits""");
    var graph = new TestGraph(17).input("x", "f32[N, 1]")
        .constant("shape", Tensor.of(new long[] {1, 1L << 62}, 2)).node("y = Expand(x, shape)");
    assertThatThrownBy(graph::read).isInstanceOf(ModelError.class).hasMessage("""
        A node's output has too many elements.
        where: the Expand node that gives 'y'
        given: f32[N, 4611686018427387904]
        expected: elements that can be counted in 64 bits""");
  }

  @Test
  void anAttributeOfTheWrongTypeNamesTheNode() {
    var graph = new TestGraph(17).input("x", "f32[2]").named("soft", "z = Softmax(x)", attribute("axis", "last"));
    assertThatThrownBy(graph::read).isInstanceOf(ModelError.class).hasMessage("""
        An attribute has the wrong type.
        where: node 'soft' (Softmax), attribute 'axis'
        given: STRING
        expected: INT""");
  }

  @Test
  void aMissingInputIsAnError() {
    assertThatThrownBy(new TestGraph(17).input("x", "f32[2]").node("z = Add(x)")::read)
        .isInstanceOf(ModelError.class).hasMessage("""
            A node lacks an input.
            where: the Add node that gives 'z'
            given: 1 inputs
            expected: at least 2, (A, B) for Add of opset 17""");
  }

  @Test
  void anInputTooManyIsAnError() {
    assertThatThrownBy(new TestGraph(17).input("x", "f32[2]").node("z = Relu(x, x)")::read)
        .isInstanceOf(ModelError.class).hasMessage("""
            A node has more inputs than its operator takes.
            where: the Relu node that gives 'z'
            given: 2 inputs
            expected: at most 1, (X) for Relu of opset 17""");
  }

  @Test
  void anOutputTooManyIsAnError() {
    assertThatThrownBy(new TestGraph(17).input("x", "f32[2]").node("y, z = Relu(x)")::read)
        .isInstanceOf(ModelError.class).hasMessage("""
            A node has more outputs than its operator gives.
            where: the Relu node that gives 'y'
            given: 2 outputs
            expected: at most 1, (Y) for Relu of opset 17""");
  }

  @Test
  void anOutputOfAnotherTypeThanDeclaredIsAnError() {
    for (var type : List.of("f64[N, 3]", "f32[3]", "f32[N, 4]", "i64")) {
      var graph = new TestGraph(17).input("x", "f32[N, 3]").node("y = Relu(x)").output("y", type);
      assertThatThrownBy(graph::read).as(type).isInstanceOf(ModelError.class).hasMessageContaining("""
          An output has another type than the model declares.
          where: output 'y'
          given: f32[N, 3]
          expected: %s
          """.formatted(type));
    }
  }

  @Test
  void anOutputMayLeaveOpenWhatIsKnown() {
    for (var type : List.of("f32[N, 3]", "f32[M, 3]", "f32[?, ?]", "f32[5, K]", "f32")) {
      assertThat(new TestGraph(17).input("x", "f32[N, 3]").node("y = Relu(x)").output("y", type).type())
          .as(type).isEqualTo("f32[N, 3]");
    }
  }

  @Test
  void aNegativeSizeIsAnErrorOfTheNode() {
    var graph = new TestGraph(17).ints("shape", 2, -3).node("y = ConstantOfShape(shape)");
    assertThatThrownBy(graph::read).isInstanceOf(ModelError.class).hasMessage("""
        A node's output would have a negative size.
        where: the ConstantOfShape node that gives 'y'
        given: f32[2, -3]
        expected: an input that is large enough""");
  }

  @Test
  void aDomainThatIsNotImportedIsAnError() {
    assertThatThrownBy(new TestGraph(17).input("x", "f32[2]").node("y = ai.onnx.ml.Scaler(x)")::read)
        .isInstanceOf(ModelError.class)
        .hasMessageContaining("given: domain 'ai.onnx.ml'; imported are ai.onnx 17");
  }

  @Test
  void theDefaultDomainHasTwoNames() {
    var graph = new TestGraph(17).input("x", "f32[2]").node("y = ai.onnx.Relu(x)");
    assertThat(graph.run(f32(-1, 1))).isEqualTo(f32(0, 1));
  }

  @Test
  void oneDomainInTwoVersionsIsAnError() {
    var graph = new TestGraph(17).opset("ai.onnx", 18).input("x", "f32[2]").node("y = Relu(x)");
    assertThatThrownBy(graph::read).isInstanceOf(ModelError.class)
        .hasMessageContaining("given: domain 'ai.onnx' at versions 17 and 18");
    assertThat(new TestGraph(17).opset("ai.onnx", 17).input("x", "f32[2]").node("y = Relu(x)").type())
        .isEqualTo("f32[2]");
  }

  @Test
  void theInputsOfANodeMayBeLeftOut() {
    var graph = new TestGraph(17).input("x", "f32[3]").floats("m", 1).node("s = Squeeze(m)").node("y = Clip(x, , s)");
    assertThat(graph.run(f32(-5, 0, 5))).isEqualTo(f32(-5, 0, 1));
  }

  @Test
  void aReferenceToAnAttributeOutsideAFunctionIsAnError() {
    var reference = AttributeProto.newBuilder()
        .setName("axis").setType(AttributeProto.AttributeType.INT).setRefAttrName("axis").build();
    assertThatThrownBy(new TestGraph(17).input("x", "f32[2]").node("y = Softmax(x)", reference)::read)
        .isInstanceOf(ModelError.class);
  }
}
