package io.sinter.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import io.sinter.onnx.proto.TensorProto;
import io.sinter.onnx.proto.TensorProto.DataType;
import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.UnsupportedError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxTensorsTest {
  @TempDir private Path folder;

  private static TensorProto.Builder proto(DataType type, long... dims) {
    var proto = TensorProto.newBuilder().setDataType(type.getNumber());
    for (long dim : dims) {
      proto.addDims(dim);
    }
    return proto;
  }

  private static Tensor read(TensorProto.Builder proto) {
    return OnnxTensors.tensor(proto.build(), ExternalData.NONE, "tensor 't'");
  }

  /// Two rows of three: the extremes of the type, its zeros and a few bit patterns.
  static Tensor sample(DType type) {
    long[] shape = {2, 3};
    return switch (type) {
      case F32 -> Tensor.of(new float[] {0, -0f, Float.NaN, Float.MIN_VALUE, -Float.MAX_VALUE, 1e-3f}, shape);
      case F64 -> Tensor.of(new double[] {0, -0.0, Double.NaN, Double.MIN_VALUE, Double.NEGATIVE_INFINITY, 1e9}, shape);
      case I64, U64 -> Tensor.of(type, shape, new long[] {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 7L << 50});
      case I32, U32 -> Tensor.of(type, shape, new int[] {0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0x01234567});
      case F16, BF16, I16, U16 -> Tensor.of(type, shape, new short[] {0, 1, -1, -32768, 32767, 0x123});
      case I8, U8 -> Tensor.of(type, shape, new byte[] {0, 1, -1, Byte.MIN_VALUE, Byte.MAX_VALUE, 0x12});
      case BOOL -> Tensor.of(type, shape, new byte[] {0, 1, 1, 0, 0, 1});
      case STRING -> Tensor.of(new String[] {"", "a", "ä", "\0", "日本", "\ud83d\ude00"}, shape);
    };
  }

  /// The same tensor in the field that the specification names for its type.
  private static TensorProto.Builder typed(Tensor tensor) {
    var proto = proto(ElementTypes.code(tensor.dtype()), tensor.shape());
    for (int i = 0; i < tensor.elements(); i++) {
      switch (tensor.dtype()) {
        case F32 -> proto.addFloatData(tensor.floats()[i]);
        case F64 -> proto.addDoubleData(tensor.doubles()[i]);
        case I64 -> proto.addInt64Data(tensor.longs()[i]);
        case U64, U32 -> proto.addUint64Data(tensor.longAt(i));
        case F16, BF16 -> proto.addInt32Data(tensor.shorts()[i] & 0xffff);
        case I8, I16, I32, U8, U16, BOOL -> proto.addInt32Data((int) tensor.longAt(i));
        case STRING -> proto.addStringData(ByteString.copyFromUtf8(tensor.strings()[i]));
      }
    }
    return proto;
  }

  @ParameterizedTest
  @EnumSource
  void everyTypeSurvivesAFile(DType type) throws IOException {
    var file = folder.resolve("t.pb");
    OnnxTensors.write(file, "t", sample(type));
    assertThat(OnnxTensors.read(file)).isEqualTo(sample(type));
  }

  @ParameterizedTest
  @EnumSource
  void everyTypeIsReadFromItsTypedField(DType type) {
    assertThat(read(typed(sample(type)))).isEqualTo(sample(type));
  }

  @ParameterizedTest
  @EnumSource
  void everyTypeMayBeEmptyOrAScalar(DType type) {
    for (var tensor : new Tensor[] {Tensor.zeros(type, 3, 0), Tensor.zeros(type)}) {
      assertThat(read(OnnxTensors.proto("t", tensor).toBuilder())).isEqualTo(tensor);
      assertThat(read(typed(tensor))).isEqualTo(tensor);
    }
  }

  @Test
  void rawDataIsLittleEndian() {
    var proto = proto(DataType.INT32, 1).setRawData(ByteString.copyFrom(new byte[] {4, 3, 2, 1}));
    assertThat(read(proto)).isEqualTo(Tensor.of(new int[] {0x01020304}, 1));
  }

  @Test
  void everyTruthIsOne() {
    var raw = proto(DataType.BOOL, 3).setRawData(ByteString.copyFrom(new byte[] {0, 2, -1}));
    var typed = proto(DataType.BOOL, 3).addInt32Data(0).addInt32Data(256).addInt32Data(-1);
    assertThat(read(raw).bytes()).containsExactly(0, 1, 1);
    assertThat(read(typed).bytes()).containsExactly(0, 1, 1);
  }

  @Test
  void dataThatDoesNotFillTheDimsIsRefused() {
    assertThatThrownBy(() -> read(proto(DataType.FLOAT, 2, 3).setRawData(ByteString.copyFrom(new byte[23]))))
        .isInstanceOf(ModelError.class)
        .hasMessage("""
            The length of a tensor's data does not match its dims.
            where: tensor 't'
            given: 23 bytes of raw_data
            expected: 24 bytes: 6 elements of f32
            try: Export the model again.""");
    assertThatThrownBy(() -> read(proto(DataType.FLOAT, 2).addFloatData(1)))
        .isInstanceOf(ModelError.class)
        .hasMessage("""
            The number of elements does not match the tensor's dims.
            where: tensor 't'
            given: 1 in float_data
            expected: 2 elements of f32 in float_data, raw_data or external data
            try: Export the model again.""");
    assertThatThrownBy(() -> read(proto(DataType.FLOAT, 1 << 30))).hasMessageContaining("given: no data");
  }

  @Test
  void dataInTheFieldOfAnotherTypeIsRefused() {
    assertThatThrownBy(() -> read(proto(DataType.FLOAT, 2).addInt32Data(1).addInt32Data(2)))
        .isInstanceOf(ModelError.class)
        .hasMessageContaining("given: 2 in int32_data");
  }

  @Test
  void dataInTwoPlacesIsRefused() {
    var proto = proto(DataType.FLOAT, 1).addFloatData(1).setRawData(ByteString.copyFrom(new byte[4]));
    assertThatThrownBy(() -> read(proto)).isInstanceOf(ModelError.class).hasMessage("""
        The elements of a tensor are in more than one place.
        where: tensor 't'
        given: raw_data and float_data
        expected: a typed field, raw_data or external data
        try: Export the model again.""");
    assertThatThrownBy(() -> read(proto(DataType.FLOAT, 1).addFloatData(1).addInt64Data(1)))
        .hasMessageContaining("given: 1 in float_data, 1 in int64_data");
  }

  @Test
  void negativeSizesAreRefused() {
    assertThatThrownBy(() -> read(proto(DataType.FLOAT, 2, -1))).isInstanceOf(ModelError.class).hasMessage("""
        A tensor has a negative size.
        where: tensor 't'
        given: dims [2, -1]
        expected: sizes of 0 or more
        try: Export the model again.""");
  }

  @Test
  void sizesWhoseProductOverflowsAreRefused() {
    long[][] shapes = {
      {1L << 32, 1L << 32}, {1L << 62, 4}, {Long.MAX_VALUE, Long.MAX_VALUE}, {0, 1L << 62, 1L << 62}, {1L << 31},
      {65536, 65536}, {3, 0x5555555555555556L}
    };
    for (var shape : shapes) {
      assertThatThrownBy(() -> read(proto(DataType.INT8, shape)))
          .isInstanceOf(ModelError.class)
          .hasMessageStartingWith("A tensor has more elements than a Java array can hold.");
    }
    assertThatThrownBy(() -> read(proto(DataType.INT8, new long[1000]))).hasMessageContaining("given: rank 1000");
  }

  @Test
  void valuesOutsideTheirTypeAreRefused() {
    assertThatThrownBy(() -> read(proto(DataType.INT8, 2).addInt32Data(-128).addInt32Data(128)))
        .isInstanceOf(ModelError.class)
        .hasMessage("""
            An element does not fit its type.
            where: tensor 't', element 1
            given: 128
            expected: i8 as a number from -128 to 127
            try: Export the model again.""");
    var hostile = List.of(
        proto(DataType.UINT8, 1).addInt32Data(-1), proto(DataType.UINT8, 1).addInt32Data(256),
        proto(DataType.INT16, 1).addInt32Data(32768), proto(DataType.UINT16, 1).addInt32Data(65536),
        proto(DataType.FLOAT16, 1).addInt32Data(65536), proto(DataType.BFLOAT16, 1).addInt32Data(-1),
        proto(DataType.UINT32, 1).addUint64Data(1L << 32), proto(DataType.UINT32, 1).addUint64Data(-1));
    for (var proto : hostile) {
      assertThatThrownBy(() -> read(proto)).hasMessageStartingWith("An element does not fit its type.");
    }
  }

  @Test
  void stringsMustBeUtf8AndMayNotBeRaw() {
    var proto = proto(DataType.STRING, 1).addStringData(ByteString.copyFrom(new byte[] {(byte) 0xff}));
    assertThatThrownBy(() -> read(proto))
        .isInstanceOf(ModelError.class)
        .hasMessageStartingWith("A string is not valid");
    assertThatThrownBy(() -> read(proto(DataType.STRING, 1).setRawData(ByteString.copyFromUtf8("a"))))
        .isInstanceOf(ModelError.class)
        .hasMessageContaining("expected: string_data");
  }

  @ParameterizedTest
  @EnumSource(names = {"COMPLEX.*", "FLOAT8.*", "FLOAT6.*", "FLOAT4.*", "U?INT[24]"}, mode = EnumSource.Mode.MATCH_ANY)
  void typesThatSinterLacksAreUnsupported(DataType type) {
    assertThatThrownBy(() -> read(proto(type, 0)))
        .isInstanceOf(UnsupportedError.class)
        .hasMessageContaining("elements of type " + type);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 29, -1, Integer.MAX_VALUE})
  void typesThatOnnxLacksAreErrors(int type) {
    assertThatThrownBy(() -> read(TensorProto.newBuilder().setDataType(type))).isInstanceOf(ModelError.class)
        .hasMessage("""
            The element type is not one that ONNX defines.
            where: tensor 't'
            given: type number %d
            expected: 1 (FLOAT) to 28 (FLOAT6E3M2)
            try: Export the model again; if the number is larger, with an older ONNX version.""".formatted(type));
  }

  @Test
  void segmentsAreUnsupported() {
    var segment = TensorProto.Segment.newBuilder().setBegin(0).setEnd(1);
    assertThatThrownBy(() -> read(proto(DataType.FLOAT, 1).addFloatData(1).setSegment(segment)))
        .isInstanceOf(UnsupportedError.class);
  }

  @Test
  void damagedFilesGiveAModelErrorAnUnsupportedErrorOrATensor() throws IOException {
    var random = new Random(2);
    var file = folder.resolve("t.pb");
    for (int i = 0; i < 3000; i++) {
      var type = DType.values()[i % DType.values().length];
      var bytes = (i % 2 == 0 ? typed(sample(type)).build() : OnnxTensors.proto("t", sample(type))).toByteArray();
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      Files.write(file, bytes);
      var thrown = catchThrowable(() -> OnnxTensors.read(file));
      assertThat(thrown == null || thrown instanceof ModelError || thrown instanceof UnsupportedError)
          .as("%s", thrown)
          .isTrue();
    }
  }
}
