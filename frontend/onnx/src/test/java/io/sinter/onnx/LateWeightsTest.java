package io.sinter.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.sinter.CompileOptions;
import io.sinter.Sinter;
import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.onnx.proto.StringStringEntryProto;
import io.sinter.onnx.proto.TensorProto;
import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Large weights stay in their file until something is computed of them.
class LateWeightsTest {
  private static final int ROWS = 512;

  @TempDir private Path folder;

  private static Tensor weights(int columns) {
    var array = new float[ROWS * columns];
    for (int i = 0; i < array.length; i++) {
      array[i] = i % 97 - 48;
    }
    return Tensor.of(array, ROWS, columns);
  }

  private Path model(int columns) throws IOException {
    return write(new TestGraph(17).input("x", "f32[2, 512]").constant("w", weights(columns)));
  }

  private Path write(TestGraph graph) throws IOException {
    graph.node("y = MatMul(x, w)").output("y");
    var model = graph.model().setGraph(graph.graph()).build();
    return Files.write(folder.resolve("model.onnx"), model.toByteArray());
  }

  private static Literal literal(OnnxModel model) {
    return model.function().body().stream().filter(v -> v.op() instanceof Op.Constant)
        .map(v -> ((Op.Constant) v.op()).literal()).findFirst().orElseThrow();
  }

  private static float first(OnnxModel model) {
    var x = new float[2 * ROWS];
    x[1] = 1;
    try (var compiled = Sinter.compile(model.function(), CompileOptions.DEFAULTS.withTarget("kernel-interpreter"))) {
      return compiled.run(List.of(Tensor.of(x, 2, ROWS))).getFirst().floats()[0];
    }
  }

  @Test
  void importingCopiesNoLargeWeights() throws IOException {
    OnnxModel.read(model(600));
    var file = model(20_000);
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    var model = OnnxModel.read(file);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(Files.size(file) / 4);
    assertThat(literal(model).isSplat()).isFalse();
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(Files.size(file) / 4);
    assertThat(literal(model).tensor()).isEqualTo(weights(20_000));
  }

  @Test
  void whatIsCompiledHasTheElementsOfTheFileAndNeedsItNoMore() throws IOException {
    var file = model(600);
    var model = OnnxModel.read(file);
    assertThat(first(model)).isEqualTo(weights(600).floats()[600]);
    Files.delete(file);
    assertThat(literal(model).tensor()).isEqualTo(weights(600));
  }

  @Test
  void aFileThatIsWrittenAnewMeanwhileIsAnError() throws IOException {
    var file = model(600);
    var model = OnnxModel.read(file);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1));
    assertThatThrownBy(() -> first(model)).isInstanceOf(ModelError.class).hasMessageContaining("has changed")
        .hasMessageContaining("model.onnx");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a mapped file cannot be deleted there")
  void aFileThatIsDeletedOrReplacedMeanwhileIsStillRead() throws IOException {
    var file = model(600);
    var deleted = OnnxModel.read(file);
    Files.delete(file);
    assertThat(literal(deleted).tensor()).isEqualTo(weights(600));
    var replaced = OnnxModel.read(model(600));
    Files.move(Files.write(folder.resolve("other"), new byte[3]), file, StandardCopyOption.REPLACE_EXISTING);
    assertThat(literal(replaced).tensor()).isEqualTo(weights(600));
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a mapped file cannot be cut there")
  void aFileThatIsCutMeanwhileIsAnErrorEvenWhereNobodyLooked() throws IOException {
    var file = model(600);
    var model = OnnxModel.read(file);
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
    assertThatThrownBy(() -> literal(model).tensor()).isInstanceOf(ModelError.class);
    assertThatThrownBy(() -> literal(model).isSplat()).isInstanceOf(ModelError.class);
  }

  @Test
  void externalDataIsReadLateToo() throws IOException {
    var data = OnnxTensors.bytes(weights(600));
    Files.write(folder.resolve("w.bin"), data);
    var graph = new TestGraph(17).input("x", "f32[2, 512]");
    graph.graph().addInitializer(TensorProto.newBuilder().setName("w").addDims(ROWS).addDims(600)
        .setDataType(OnnxTensors.code(DType.F32)).setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(StringStringEntryProto.newBuilder().setKey("location").setValue("w.bin")));
    var model = OnnxModel.read(write(graph));
    assertThat(first(model)).isEqualTo(weights(600).floats()[600]);
    var late = OnnxModel.read(folder.resolve("model.onnx"));
    Files.setLastModifiedTime(folder.resolve("w.bin"), FileTime.fromMillis(1));
    assertThatThrownBy(() -> first(late)).isInstanceOf(ModelError.class).hasMessageContaining("w.bin");
  }

  @Test
  void smallTensorsAndMessagesOnTheHeapAreReadAtOnce() throws IOException {
    var small = new TestGraph(17).input("x", "f32[2, 512]").constant("w", weights(1));
    var file = write(small);
    var model = OnnxModel.read(file);
    Files.delete(file);
    assertThat(literal(model).tensor()).isEqualTo(weights(1));
  }
}
