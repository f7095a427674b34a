package io.sinter.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.sinter.onnx.proto.StringStringEntryProto;
import io.sinter.onnx.proto.TensorProto;
import io.sinter.onnx.proto.TensorProto.DataType;
import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExternalDataTest {
  @TempDir private Path root;

  private Path folder;
  private ExternalData external;

  @BeforeEach
  void aModelWithWeightsInAFolderAndASecretOutside() throws IOException {
    folder = Files.createDirectories(root.resolve("model/sub")).getParent();
    var model = Files.write(folder.resolve("model.onnx"), new byte[] {1});
    Files.write(folder.resolve("w.bin"), new byte[] {9, 9, 1, 0, 2, 0, 3, 0});
    Files.copy(folder.resolve("w.bin"), folder.resolve("sub/w.bin"));
    Files.write(root.resolve("secret"), new byte[] {1, 2, 3, 4, 5, 6});
    external = ExternalData.beside(model);
  }

  private static TensorProto.Builder proto(String... entries) {
    var proto = TensorProto.newBuilder()
        .addDims(3)
        .setDataType(DataType.INT16_VALUE)
        .setDataLocation(TensorProto.DataLocation.EXTERNAL);
    for (int i = 0; i < entries.length; i += 2) {
      proto.addExternalData(StringStringEntryProto.newBuilder().setKey(entries[i]).setValue(entries[i + 1]));
    }
    return proto;
  }

  private Tensor read(TensorProto.Builder proto) {
    return OnnxTensors.tensor(proto.build(), external, "initializer 'w'");
  }

  @Test
  void elementsAreReadAtTheirOffset() {
    var expected = Tensor.of(DType.I16, new long[] {3}, new short[] {1, 2, 3});
    assertThat(read(proto("location", "w.bin", "offset", "2", "length", "6"))).isEqualTo(expected);
    assertThat(read(proto("location", "./sub/w.bin", "offset", "2", "checksum", "0"))).isEqualTo(expected);
    assertThat(read(proto("location", "w.bin"))).isNotEqualTo(expected);
    assertThat(read(proto("location", "w.bin", "offset", "8").setDims(0, 0)).elements()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", " ", "/etc/passwd", "//host/share", "../secret", "sub/../../secret", "sub/../w.bin", "..", "C:\\secret",
    "C:secret", "..\\secret", "sub\\w.bin", "file:///etc/passwd", "https://example.org/w.bin", "w.bin\0.txt",
    "w.bin\n", "w.bin::$DATA", "sub", "."
  })
  void aLocationThatIsNotAFileInTheModelsFolderIsRefused(String location) {
    assertThatThrownBy(() -> read(proto("location", location)))
        .isInstanceOf(ModelError.class)
        .hasMessageStartingWith("The location of external data is refused.");
  }

  @Test
  void theRefusalSaysWhatIsWrong() {
    assertThatThrownBy(() -> read(proto("location", "../secret"))).hasMessage("""
        The location of external data is refused.
        where: initializer 'w'
        given: "../secret": a step to the folder above
        expected: a relative path, with '/' between folders, to a file in the model's own folder
        try: Put the data file, or a copy of it, beside the model and export with a relative location.""");
    assertThatThrownBy(() -> read(proto())).hasMessageContaining("given: \"\": no location");
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    assertThatThrownBy(() -> read(proto("location", "none.bin"))).isInstanceOf(ModelError.class).hasMessage("""
        The file of external data is missing.
        where: initializer 'w'
        given: location "none.bin"
        expected: a file at %s
        try: Put the data file beside the model, under the name it was exported with."""
        .formatted(folder.toRealPath().resolve("none.bin")));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aLinkThatLeavesTheFolderIsRefusedAndOneThatStaysIsFollowed() throws IOException {
    Files.createSymbolicLink(folder.resolve("out"), root.resolve("secret"));
    Files.createSymbolicLink(folder.resolve("up"), root);
    Files.createSymbolicLink(folder.resolve("in"), folder.resolve("sub/w.bin"));
    for (var location : new String[] {"out", "up/secret"}) {
      assertThatThrownBy(() -> read(proto("location", location)))
          .isInstanceOf(ModelError.class)
          .hasMessageContaining("a link that leads to");
    }
    assertThat(read(proto("location", "in", "offset", "2")).shorts()).containsExactly(1, 2, 3);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aFileOfSeveralNamesIsRefused() throws IOException {
    Files.createLink(folder.resolve("hard"), root.resolve("secret"));
    assertThatThrownBy(() -> read(proto("location", "hard"))).isInstanceOf(ModelError.class)
        .hasMessageContaining("a file with 2 names");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aDeviceOrPipeIsRefused() throws Exception {
    assertThat(new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start().waitFor()).isZero();
    assertThatThrownBy(() -> read(proto("location", "pipe"))).isInstanceOf(ModelError.class)
        .hasMessageContaining("not a regular file");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aModelThatIsItselfALinkMayHaveItsDataWhereItLies() throws IOException {
    var cache = Files.createDirectories(root.resolve("snapshot"));
    var model = Files.createSymbolicLink(cache.resolve("model.onnx"), folder.resolve("model.onnx"));
    Files.createSymbolicLink(cache.resolve("data"), folder.resolve("w.bin"));
    Files.createSymbolicLink(cache.resolve("out"), root.resolve("secret"));
    external = ExternalData.beside(model);
    assertThat(read(proto("location", "data", "offset", "2")).shorts()).containsExactly(1, 2, 3);
    assertThatThrownBy(() -> read(proto("location", "out"))).isInstanceOf(ModelError.class);
  }

  @Test
  void bytesBeyondTheEndOfTheFileAreRefused() throws IOException {
    assertThatThrownBy(() -> read(proto("location", "w.bin", "offset", "3"))).isInstanceOf(ModelError.class)
        .hasMessage("""
            External data lies beyond the end of its file.
            where: initializer 'w'
            given: bytes 3 to 3 + 6 of %s
            expected: at most 8, the file's size
            try: Copy the data file again: it may be cut off, or belong to another model."""
            .formatted(folder.toRealPath().resolve("w.bin")));
    for (var offset : new String[] {"9", "999999999999999999"}) {
      assertThatThrownBy(() -> read(proto("location", "w.bin", "offset", offset)))
          .hasMessageStartingWith("External data lies beyond");
    }
    assertThatThrownBy(() -> read(proto("location", "w.bin").setDims(0, 1 << 30)))
        .hasMessageStartingWith("External data lies beyond");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "x", "1e3", "0x10", "9999999999999999999", " 1", "+1"})
  void offsetsAndLengthsMustBeSizes(String number) {
    assertThatThrownBy(() -> read(proto("location", "w.bin", "offset", number)))
        .isInstanceOf(ModelError.class)
        .hasMessageStartingWith("The offset of external data is not a size.");
    assertThatThrownBy(() -> read(proto("location", "w.bin", "length", number)))
        .isInstanceOf(ModelError.class)
        .hasMessageStartingWith("The length of external data is not a size.");
  }

  @Test
  void aLengthThatIsNotThatOfTheTensorIsRefused() {
    assertThatThrownBy(() -> read(proto("location", "w.bin", "length", "8"))).isInstanceOf(ModelError.class)
        .hasMessage("""
            The length of external data does not match the tensor.
            where: initializer 'w'
            given: length 8
            expected: 6 bytes, from the tensor's dims and type
            try: Export the model again.""");
  }

  @Test
  void externalAndInnerDataTogetherAreRefused() {
    assertThatThrownBy(() -> read(proto("location", "w.bin").setRawData(ByteString.copyFrom(new byte[6]))))
        .isInstanceOf(ModelError.class)
        .hasMessageContaining("given: external data and raw_data");
    assertThatThrownBy(() -> read(proto("location", "w.bin").addInt32Data(1)))
        .hasMessageContaining("given: external data and int32_data");
  }

  @Test
  void withoutAFolderThereIsNoExternalData() {
    external = ExternalData.NONE;
    assertThatThrownBy(() -> read(proto("location", "w.bin")))
        .isInstanceOf(ModelError.class)
        .hasMessageContaining("external data where none can be");
  }
}
