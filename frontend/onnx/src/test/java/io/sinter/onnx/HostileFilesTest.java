package io.sinter.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.sinter.ModelLimits;
import io.sinter.onnx.proto.ModelProto;
import io.sinter.onnx.proto.NodeProto;
import io.sinter.onnx.proto.StringStringEntryProto;
import io.sinter.onnx.proto.TensorProto;
import io.sinter.runtime.LimitExceeded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Files that are no models, or more than a model should be.
class HostileFilesTest {
  @TempDir private Path folder;
  private TestGraph graph;

  @BeforeEach
  void graph() {
    graph = new TestGraph(17).input("x", "f32[2]").floats("w", 1, 2).node("y = Add(x, w)").output("y");
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("model.onnx"), bytes);
  }

  private ModelProto.Builder model() {
    return graph.model().setGraph(graph.graph());
  }

  private TensorProto.Builder weights() {
    return graph.graph().getInitializerBuilder(0).clearRawData();
  }

  @Test
  void theModelItselfIsRead() throws IOException {
    assertThat(OnnxModel.read(file(model().build().toByteArray())).signature().inputs()).hasSize(1);
  }

  @Test
  void aModelCutOffAtAnyByteIsRefused() throws IOException {
    var whole = model().build().toByteArray();
    for (int length = 0; length < whole.length; length++) {
      Hostile.refused(file(Arrays.copyOf(whole, length)));
    }
  }

  @Test
  void garbageIsRefused() throws IOException {
    var random = new Random(3);
    for (int i = 0; i < 500; i++) {
      var bytes = new byte[1 + random.nextInt(2000)];
      random.nextBytes(bytes);
      Hostile.refused(file(bytes));
    }
  }

  @Test
  void picklesZipsAndTextAreRefused() throws IOException {
    for (var content : new String[] {
        "\u0080\u0004\u0095\u0010\0\0\0", "PK\3\4\24\0", "import torch\n", "{\"a\": 1}", "\0\0\0"}) {
      Hostile.refused(file(content.getBytes(StandardCharsets.ISO_8859_1)));
    }
  }

  @Test
  void foldersAreRefused() {
    Hostile.refused(folder);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void devicesThatNeverEndAreRefused() {
    Hostile.refused(Path.of("/dev/zero"));
    Hostile.refused(Path.of("/dev/null"));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void pipesThatNobodyWritesToAreRefused() throws Exception {
    var pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Hostile.refused(pipe);
  }

  @Test
  void aFileLargerThanTheLimitIsRefused() throws IOException {
    var limits = ModelLimits.DEFAULTS.withBytes(1000);
    weights().setDims(0, 1000).setRawData(ByteString.copyFrom(new byte[4000]));
    var error = Hostile.refused(file(model().build().toByteArray()), limits);
    assertThat(error).isInstanceOf(LimitExceeded.class).hasMessageContaining("--max-bytes");
  }

  @Test
  void aSmallFileOfManyMessagesIsRefusedBeforeTheyAreMade() throws IOException {
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < 1_000_000; i++) {
      bytes.write(new byte[] {0x0a, 0}); // an empty node
    }
    var bomb = ByteString.copyFrom(bytes.toByteArray());
    var file = file(ModelProto.newBuilder().setIrVersion(8).build().toByteString()
        .concat(ByteString.copyFrom(new byte[] {0x3a})).concat(length(bomb.size())).concat(bomb).toByteArray());
    assertThat(Hostile.refused(file, ModelLimits.DEFAULTS.withBytes(100_000_000))).isInstanceOf(LimitExceeded.class);
  }

  private static ByteString length(int size) throws IOException {
    var out = new ByteArrayOutputStream();
    var coded = CodedOutputStream.newInstance(out);
    coded.writeUInt32NoTag(size);
    coded.flush();
    return ByteString.copyFrom(out.toByteArray());
  }

  @Test
  void messagesNestedAHundredThousandLevelsDeepAreRefused() throws IOException {
    var type = ByteString.EMPTY;
    for (int i = 0; i < 20_000; i++) {
      var sequence = ByteString.copyFrom(new byte[] {0x0a}).concat(length(type.size())).concat(type);
      type = ByteString.copyFrom(new byte[] {0x22}).concat(length(sequence.size())).concat(sequence);
    }
    var value = ByteString.copyFrom(new byte[] {0x12}).concat(length(type.size())).concat(type);
    var inner = ByteString.copyFrom(new byte[] {0x5a}).concat(length(value.size())).concat(value);
    var bytes = ByteString.copyFrom(new byte[] {0x08, 8, 0x3a}).concat(length(inner.size())).concat(inner);
    assertThat(Hostile.refused(file(bytes.toByteArray()))).hasMessageContaining("--max-depth");
  }

  @Test
  void unknownGroupsNestedDeepAreRefused() throws IOException {
    var bytes = new byte[200_000];
    Arrays.fill(bytes, (byte) 0x7b); // a group of a number that no message has
    Hostile.refused(file(bytes));
  }

  @Test
  void namesOfAMillionCharactersStandInErrorsInPart() throws IOException {
    var name = "n".repeat(1 << 20);
    graph.graph().addNode(NodeProto.newBuilder().setName(name).setOpType("Neg").addOutput("z"));
    var file = file(model().build().toByteArray());
    assertThat(Hostile.refused(() -> OnnxModel.read(file)).getMessage()).hasSizeLessThan(20_000);
  }

  @Test
  void dataOfTheWrongLengthIsRefused() throws IOException {
    for (int length : new int[] {1, 7, 9, 4000}) {
      weights().setRawData(ByteString.copyFrom(new byte[length]));
      Hostile.refused(file(model().build().toByteArray()));
    }
  }

  @Test
  void dataInTwoPlacesIsRefused() throws IOException {
    weights().setRawData(ByteString.copyFrom(new byte[8])).addFloatData(1).addFloatData(2);
    Hostile.refused(file(model().build().toByteArray()));
  }

  @Test
  void dimsThatAreNegativeOrOverflowAreRefused() throws IOException {
    for (long dim : new long[] {-1, Long.MIN_VALUE, 1L << 31, 1L << 40, 1L << 62, Long.MAX_VALUE}) {
      weights().clearDims().addDims(dim).addDims(dim);
      Hostile.refused(file(model().build().toByteArray()));
    }
  }

  @Test
  void aTensorOfAThousandDimsIsRefused() throws IOException {
    var tensor = weights().clearDims().setRawData(ByteString.copyFrom(new byte[4]));
    for (int i = 0; i < 1000; i++) {
      tensor.addDims(1);
    }
    Hostile.refused(file(model().build().toByteArray()));
  }

  @Test
  void elementTypesThatDoNotExistAreRefused() throws IOException {
    for (int code : new int[] {0, 999, -1, Integer.MAX_VALUE}) {
      weights().setDataType(code).setRawData(ByteString.copyFrom(new byte[8]));
      Hostile.refused(file(model().build().toByteArray()));
    }
  }

  @Test
  void metadataMayBeLong() throws IOException {
    for (int i = 0; i < 10_000; i++) {
      graph.model().addMetadataProps(StringStringEntryProto.newBuilder().setKey("k" + i).setValue("v".repeat(100)));
    }
    assertThat(OnnxModel.read(file(model().build().toByteArray())).signature().inputs()).hasSize(1);
  }

  @Test
  void aTensorFileThatPromisesMoreThanItHasIsRefused() throws IOException {
    var file = folder.resolve("input_0.pb");
    var tensor = TensorProto.newBuilder().setDataType(1).addDims(1 << 30).addFloatData(1);
    Files.write(file, tensor.build().toByteArray());
    Hostile.refused(() -> OnnxTensors.read(file));
  }
}
