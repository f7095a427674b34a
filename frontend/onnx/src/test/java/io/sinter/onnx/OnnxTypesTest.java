package io.sinter.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.onnx.proto.TensorProto.DataType;
import io.sinter.onnx.proto.TensorShapeProto;
import io.sinter.onnx.proto.TypeProto;
import io.sinter.onnx.proto.ValueInfoProto;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.TensorType;
import io.sinter.runtime.UnsupportedError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxTypesTest {
  private static TypeProto tensor(DataType type, TensorShapeProto.Builder shape) {
    return TypeProto.newBuilder()
        .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape))
        .build();
  }

  /// A size is a number, a name, or null for neither.
  private static TensorShapeProto.Builder shape(Object... sizes) {
    var shape = TensorShapeProto.newBuilder();
    for (var size : sizes) {
      var dim = shape.addDimBuilder();
      switch (size) {
        case Integer n -> dim.setDimValue(n);
        case String name -> dim.setDimParam(name);
        default -> {}
      }
    }
    return shape;
  }

  private static final Object UNKNOWN = new Object();

  private static ValueInfoProto value(String name, TypeProto type) {
    return ValueInfoProto.newBuilder().setName(name).setType(type).build();
  }

  private static String text(ValueInfoProto value) {
    return new OnnxTypes(new Symbols(), List.of(value)).type(value).toString();
  }

  @Test
  void numbersAndNamesAreSizes() {
    assertThat(text(value("x", tensor(DataType.FLOAT, shape("batch", 3, 224, 0))))).isEqualTo("f32[batch, 3, 224, 0]");
    assertThat(text(value("x", tensor(DataType.BFLOAT16, shape())))).isEqualTo("bf16[]");
  }

  @Test
  void oddNamesAreQuotedAndCanBeReadBack() {
    for (var name : List.of("2*batch + 1", "seq len", "a`b", "floor(x/2)", "100%", "a\nb", "日", "min")) {
      var value = value("x", tensor(DataType.FLOAT, shape(name)));
      var dim = ((TensorType) new OnnxTypes(new Symbols(), List.of(value)).type(value)).dim(0);
      assertThat(Dim.parse(dim.toString())).isEqualTo(dim);
    }
    assertThat(OnnxTypes.symbol("a`b")).isEqualTo("a%60b").isNotEqualTo(OnnxTypes.symbol("a%60b"));
  }

  @Test
  void sizesWithoutNameGetOneOfTheirOwn() {
    var x = value("x", tensor(DataType.FLOAT, shape(UNKNOWN, -1, "", "?", "None")));
    assertThat(text(x)).isEqualTo("f32[x_d0, x_d1, x_d2, x_d3, x_d4]");
    assertThat(text(value("0/in:1", tensor(DataType.FLOAT, shape(UNKNOWN))))).isEqualTo("f32[_0_in_1_d0]");
  }

  @Test
  void aNameOfOnesOwnIsNeverThatOfAnotherSize() {
    var x = value("x", tensor(DataType.FLOAT, shape(UNKNOWN)));
    var odd = value("x:y", tensor(DataType.FLOAT, shape(UNKNOWN)));
    var plain = value("x_y", tensor(DataType.FLOAT, shape(UNKNOWN, "x_d0")));
    var types = new OnnxTypes(new Symbols(), List.of(x, odd, plain));
    assertThat(types.type(x)).hasToString("f32[x_d0_]");
    assertThat(types.type(odd)).hasToString("f32[x_y_d0]");
    assertThat(types.type(plain)).hasToString("f32[x_y_d0_, x_d0]");
    assertThat(types.type(x)).hasToString("f32[x_d0_]");
  }

  @Test
  void sequencesOptionalsAndMapsAreTypes() {
    var tensor = tensor(DataType.INT64, shape("n"));
    var sequence = TypeProto.newBuilder().setSequenceType(TypeProto.Sequence.newBuilder().setElemType(tensor)).build();
    var optional = TypeProto.newBuilder().setOptionalType(TypeProto.Optional.newBuilder().setElemType(sequence));
    assertThat(text(value("x", optional.build()))).isEqualTo("optional<sequence<i64[n]>>");
    var map = TypeProto.Map.newBuilder().setKeyType(DataType.STRING_VALUE).setValueType(tensor);
    assertThat(text(value("x", TypeProto.newBuilder().setMapType(map).build()))).isEqualTo("map<string, i64[n]>");
    map.setKeyType(DataType.FLOAT_VALUE);
    assertThatThrownBy(() -> text(value("x", TypeProto.newBuilder().setMapType(map).build())))
        .isInstanceOf(ModelError.class)
        .hasMessageStartingWith("The keys of a map");
  }

  @Test
  void aTypeWithoutShapeHasNoRank() {
    var type = TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT_VALUE));
    assertThat(text(value("x", type.build()))).isEqualTo("f32[...]");
    assertThat(new OnnxTypes(new Symbols(), List.of()).unnamed(DType.F32, "x", 2)).hasToString("f32[x_d0, x_d1]");
  }

  @Test
  void sparseAndOpaqueValuesAndNarrowElementsAreUnsupported() {
    for (var type : List.of(
        TypeProto.newBuilder().setSparseTensorType(TypeProto.SparseTensor.newBuilder()).build(),
        TypeProto.newBuilder().setOpaqueType(TypeProto.Opaque.newBuilder()).build(),
        tensor(DataType.INT4, shape(1)))) {
      assertThatThrownBy(() -> text(value("x", type))).isInstanceOf(UnsupportedError.class);
    }
  }

  @Test
  void aValueWithoutTypeIsAnError() {
    assertThatThrownBy(() -> text(value("x", TypeProto.getDefaultInstance()))).isInstanceOf(ModelError.class)
        .hasMessage("""
            A value has no type.
            where: value 'x'
            given: an empty type
            expected: a tensor, sequence, optional or map type
            try: Export the model again, or run shape inference on it.""");
  }

  @ParameterizedTest
  @ValueSource(ints = {-2, Integer.MIN_VALUE})
  void negativeSizesAreErrors(int size) {
    assertThatThrownBy(() -> text(value("x", tensor(DataType.FLOAT, shape(1, size))))).isInstanceOf(ModelError.class)
        .hasMessageContaining("value 'x', axis 1");
  }
}
