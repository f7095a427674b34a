package io.sinter.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.sinter.onnx.proto.AttributeProto;
import io.sinter.onnx.proto.AttributeProto.AttributeType;
import io.sinter.onnx.proto.NodeProto;
import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.UnsupportedError;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttributesTest {
  private static AttributeProto.Builder attribute(String name, AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }

  private static Attributes of(AttributeProto.Builder... attributes) {
    var node = NodeProto.newBuilder().setName("n1").setOpType("Conv");
    for (var a : attributes) {
      node.addAttribute(a);
    }
    return Attributes.of(node.build(), ExternalData.NONE);
  }

  @Test
  void eachTypeIsReadByItsAccessor() {
    var tensor = Tensor.of(new float[] {1, 2}, 2);
    var attributes = of(
        attribute("i", AttributeType.INT).setI(-7),
        attribute("is", AttributeType.INTS).addInts(1).addInts(2),
        attribute("f", AttributeType.FLOAT).setF(0.5f),
        attribute("fs", AttributeType.FLOATS).addFloats(1.5f),
        attribute("s", AttributeType.STRING).setS(ByteString.copyFromUtf8("SAME")),
        attribute("ss", AttributeType.STRINGS).addStrings(ByteString.copyFromUtf8("a")),
        attribute("t", AttributeType.TENSOR).setT(OnnxTensors.proto("t", tensor)),
        attribute("to", AttributeType.INT).setI(16),
        attribute("zero", AttributeType.INT));
    assertThat(attributes.integer("i")).isEqualTo(-7);
    assertThat(attributes.integers("is")).containsExactly(1L, 2L);
    assertThat(attributes.real("f")).isEqualTo(0.5f);
    assertThat(attributes.reals("fs")).containsExactly(1.5f);
    assertThat(attributes.string("s")).isEqualTo("SAME");
    assertThat(attributes.strings("ss")).containsExactly("a");
    assertThat(attributes.tensor("t")).isEqualTo(tensor);
    assertThat(attributes.dtype("to")).isEqualTo(DType.BF16);
    assertThat(attributes.integer("zero", 3)).isZero();
    assertThat(attributes.flag("zero", true)).isFalse();
    assertThat(attributes.names()).contains("i", "zero").hasSize(9);
  }

  @Test
  void textIsUtf8() {
    var broken = of(attribute("mode", AttributeType.STRING).setS(ByteString.copyFrom(new byte[] {'a', (byte) 0xff})));
    assertThatThrownBy(() -> broken.string("mode")).isInstanceOf(ModelError.class).hasMessage("""
        A string is not valid UTF-8.
        where: node 'n1' (Conv), attribute 'mode'
        given: 2 bytes that are not UTF-8
        expected: UTF-8 text
        try: Export the model again; binary data belongs in a tensor of u8.""");
  }

  @Test
  void anAbsentAttributeHasItsFallback() {
    assertThat(of().has("group")).isFalse();
    assertThat(of().integer("group", 1)).isEqualTo(1);
    assertThat(of().integers("pads", List.of(0L))).containsExactly(0L);
    assertThat(of().real("alpha", 0.2f)).isEqualTo(0.2f);
    assertThat(of().string("auto_pad", "NOTSET")).isEqualTo("NOTSET");
    assertThat(of().flag("keepdims", true)).isTrue();
  }

  @Test
  void anAbsentAttributeWithoutFallbackIsAnError() {
    assertThatThrownBy(() -> of(attribute("group", AttributeType.INT)).integers("pads")).isInstanceOf(ModelError.class)
        .hasMessage("""
            A node lacks an attribute.
            where: node 'n1' (Conv), attribute 'pads'
            given: the attributes group
            expected: 'pads' of type INTS""");
  }

  @Test
  void anAttributeOfAnotherTypeIsAnError() {
    assertThatThrownBy(() -> of(attribute("pads", AttributeType.FLOAT).setF(1)).integers("pads", List.of()))
        .isInstanceOf(ModelError.class)
        .hasMessage("""
            An attribute has the wrong type.
            where: node 'n1' (Conv), attribute 'pads'
            given: FLOAT
            expected: INTS""");
  }

  @Test
  void anAttributeWithoutDeclaredTypeHasThatOfItsField() {
    var untyped = AttributeProto.newBuilder().setName("a").setI(3);
    assertThat(of(untyped).integer("a")).isEqualTo(3);
    assertThatThrownBy(() -> of(untyped).real("a")).isInstanceOf(ModelError.class).hasMessageContaining("given: INT");
    assertThat(of(AttributeProto.newBuilder().setName("a")).integers("a")).isEmpty();
    assertThatThrownBy(() -> of(AttributeProto.newBuilder().setName("a")).integer("a")).isInstanceOf(ModelError.class);
  }

  @Test
  void twoAttributesOfOneNameAreAnError() {
    assertThatThrownBy(() -> of(attribute("a", AttributeType.INT), attribute("a", AttributeType.INT)))
        .isInstanceOf(ModelError.class)
        .hasMessageStartingWith("A node has an attribute twice.");
  }

  @Test
  void aReferenceOutsideAFunctionIsAnError() {
    assertThatThrownBy(() -> of(attribute("a", AttributeType.INT).setRefAttrName("b")).integer("a"))
        .isInstanceOf(ModelError.class)
        .hasMessageContaining("given: a reference to 'b'");
  }

  @Test
  void yesOrNoIsZeroOrOne() {
    assertThatThrownBy(() -> of(attribute("a", AttributeType.INT).setI(2)).flag("a", true))
        .isInstanceOf(ModelError.class)
        .hasMessageContaining("expected: 0 or 1");
  }

  @Test
  void anElementTypeIsKnownUnsupportedOrWrong() {
    assertThatThrownBy(() -> of(attribute("to", AttributeType.INT).setI(22)).dtype("to"))
        .isInstanceOf(UnsupportedError.class);
    assertThatThrownBy(() -> of(attribute("to", AttributeType.INT).setI((1L << 32) + 1)).dtype("to"))
        .isInstanceOf(ModelError.class)
        .hasMessageContaining("given: type number 4294967297");
  }

  @Test
  void aNodeWithoutNameIsCalledByItsOutput() {
    var node = NodeProto.newBuilder().setOpType("Add").setDomain("org.example");
    assertThat(Attributes.place(node.build())).isEqualTo("a org.example.Add node without name");
    assertThat(Attributes.place(node.addOutput("").addOutput("y").build()))
        .isEqualTo("the org.example.Add node that gives 'y'");
  }
}
