package io.sinter.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import io.sinter.onnx.proto.AttributeProto;
import io.sinter.onnx.proto.GraphProto;
import io.sinter.onnx.proto.ModelProto;
import io.sinter.onnx.proto.NodeProto;
import io.sinter.onnx.proto.OperatorSetIdProto;
import io.sinter.onnx.proto.TensorProto;
import io.sinter.runtime.ModelError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxFileTest {
  private static final Path DIGITS = Path.of("../../examples/digits/digits_cnn.onnx");

  @TempDir private Path folder;

  private static ModelProto model(int weights) {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
        .setGraph(GraphProto.newBuilder()
            .setName("small")
            .addNode(NodeProto.newBuilder().setOpType("Add").addInput("x").addInput("w").addOutput("y"))
            .addInitializer(TensorProto.newBuilder()
                .setName("w")
                .addDims(weights)
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .setRawData(ByteString.copyFrom(new byte[4 * weights]))))
        .build();
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("model.onnx"), bytes);
  }

  @Test
  void aModelIsReadAsItWasWritten() throws IOException {
    var file = OnnxFile.read(file(model(16).toByteArray()));
    assertThat(file.model()).isEqualTo(model(16));
    assertThat(file.external().roots()).containsExactly(folder.toRealPath());
  }

  @Test
  void theWeightsOfALargeModelStayInTheMappedFile() throws IOException {
    var file = OnnxFile.read(file(model(1 << 20).toByteArray()));
    assertThat(file.model()).isEqualTo(model(1 << 20));
    var data = file.model().getGraph().getInitializer(0).getRawData().asReadOnlyByteBufferList().getFirst();
    assertThat(data.isDirect()).isTrue();
  }

  @Test
  void theDigitsModelIsRead() {
    var model = OnnxFile.read(DIGITS).model();
    assertThat(model.getGraph().getNodeList()).extracting(NodeProto::getOpType).contains("Conv");
    assertThat(model.getOpsetImport(0).getVersion()).isPositive();
  }

  @Test
  void aModelThatIsCutOffAnywhereIsAModelError() throws IOException {
    var whole = model(50).toByteArray();
    for (int length = 0; length < whole.length; length++) {
      var path = file(Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> OnnxFile.read(path)).as("cut off after %d bytes", length).isInstanceOf(ModelError.class);
    }
  }

  @Test
  void theDigitsModelCutOffAtManyPlacesIsAModelError() throws IOException {
    var whole = Files.readAllBytes(DIGITS);
    for (int i = 0; i < 200; i++) {
      var path = file(Arrays.copyOf(whole, (int) (whole.length * (long) i / 201)));
      assertThatThrownBy(() -> OnnxFile.read(path)).as("part %d of 201", i).isInstanceOf(ModelError.class);
    }
  }

  @Test
  void damagedBytesGiveAModelErrorOrAModel() throws IOException {
    var random = new Random(1);
    for (var whole : new byte[][] {model(50).toByteArray(), model(300_000).toByteArray()}) {
      for (int i = 0; i < (whole.length < 10_000 ? 2000 : 50); i++) {
        var bytes = whole.clone();
        for (int j = 0; j <= i % 4; j++) {
          bytes[random.nextInt(80)] = (byte) random.nextInt(256);
        }
        var path = file(bytes);
        var thrown = catchThrowable(() -> OnnxFile.read(path));
        assertThat(thrown == null || thrown instanceof ModelError).as("%s", thrown).isTrue();
      }
    }
  }

  @Test
  void aMissingFileIsNamed() {
    var path = folder.resolve("none.onnx");
    assertThatThrownBy(() -> OnnxFile.read(path)).isInstanceOf(ModelError.class).hasMessage("""
        There is no such file.
        where: %s
        given: a path that leads nowhere
        expected: an ONNX model
        try: Check the spelling; relative paths start at %s""".formatted(path, Path.of("").toAbsolutePath()));
  }

  @Test
  void aFolderIsNotAModel() {
    assertThatThrownBy(() -> OnnxFile.read(folder)).isInstanceOf(ModelError.class).hasMessage("""
        A folder was given where a file was expected.
        where: %s
        given: a folder
        expected: an ONNX model
        try: Name the file in it.""".formatted(folder));
  }

  @Test
  void anEmptyFileIsNotAModel() throws IOException {
    var path = file(new byte[0]);
    assertThatThrownBy(() -> OnnxFile.read(path)).isInstanceOf(ModelError.class).hasMessage("""
        The file is empty.
        where: %s
        given: 0 bytes
        expected: an ONNX model
        try: Copy or export it again.""".formatted(path));
  }

  @Test
  void aGitLfsPointerIsRecognised() throws IOException {
    var path = file("version https://git-lfs.github.com/spec/v1\noid sha256:0\n".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> OnnxFile.read(path)).isInstanceOf(ModelError.class).hasMessage("""
        The file is not an ONNX model.
        where: %s
        given: 56 bytes of text that begin with "version https://git-lfs.github.com/spec/v1"
        expected: an ONNX model
        try: This is a Git LFS pointer: run `git lfs pull` to get the file itself.""".formatted(path));
  }

  @Test
  void otherFormatsAreRecognised() throws IOException {
    var formats = Map.of(
        "PK\3\4", "4 bytes that look like a zip archive (PyTorch .pt, Keras .keras, .npz, .jar)",
        "\u0089HDF\r\n\u001a\n", "8 bytes that look like HDF5 (Keras .h5)",
        "\u0093NUMPY\1\0", "8 bytes that look like a NumPy array (.npy)",
        "\u001c\0\0\0TFL3", "8 bytes that look like TensorFlow Lite (.tflite)",
        "\u001f\u008b\b", "3 bytes that look like gzip",
        "<!DOCTYPE html>\n<p>", "19 bytes of text that begin with \"<!DOCTYPE html>\"");
    for (var format : formats.entrySet()) {
      var path = file(format.getKey().getBytes(StandardCharsets.ISO_8859_1));
      assertThatThrownBy(() -> OnnxFile.read(path))
          .isInstanceOf(ModelError.class)
          .hasMessageContaining("given: " + format.getValue() + "\n");
    }
  }

  @Test
  void aModelWithoutGraphIsNamedSo() throws IOException {
    var path = file(model(1).toBuilder().clearGraph().build().toByteArray());
    assertThatThrownBy(() -> OnnxFile.read(path)).hasMessageContaining("there is no graph");
  }

  @Test
  void aTensorIsNotAModel() throws IOException {
    var path = file(model(9).getGraph().getInitializer(0).toByteArray());
    assertThatThrownBy(() -> OnnxFile.read(path)).isInstanceOf(ModelError.class);
  }

  @Test
  void graphsInGraphsAreReadToAHundredLevelsAndRefusedBeyond() throws IOException {
    var shallow = file(nested(95).toByteArray());
    assertThat(OnnxFile.read(shallow).model()).isEqualTo(nested(95));
    var deep = Files.write(folder.resolve("deep.onnx"), nested(110).toByteArray());
    assertThatThrownBy(() -> OnnxFile.read(deep)).isInstanceOf(ModelError.class).hasMessageContaining("too deep");
  }

  private static ModelProto nested(int levels) {
    var graph = GraphProto.newBuilder().setName("innermost").build();
    for (int i = 0; i < levels; i++) {
      graph = GraphProto.newBuilder()
          .addNode(NodeProto.newBuilder()
              .setOpType("If")
              .addAttribute(AttributeProto.newBuilder()
                  .setName("then_branch")
                  .setType(AttributeProto.AttributeType.GRAPH)
                  .setG(graph)))
          .build();
    }
    return model(1).toBuilder().setGraph(graph).build();
  }
}
