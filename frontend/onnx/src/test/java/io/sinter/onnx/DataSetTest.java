package io.sinter.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.OptionalType;
import io.sinter.runtime.SequenceType;
import io.sinter.runtime.Signature.Port;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import io.sinter.runtime.UnsupportedError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetTest {
  private static final TensorType F32 = TensorType.of(DType.F32);

  @TempDir private Path folder;

  private Path write(String set, String file, float value) throws IOException {
    var path = Files.createDirectories(folder.resolve(set)).resolve(file);
    OnnxTensors.write(path, "t", Tensor.scalar(value));
    return path;
  }

  @Test
  void setsAndFilesAreInTheOrderOfTheirNumbers() throws IOException {
    for (int i = 10; i >= 0; i--) {
      write("test_data_set_10", "input_" + i + ".pb", i);
      write("test_data_set_" + i, "output_0.pb", i);
    }
    write("other", "input_0.pb", 0);
    write("test_data_set_x", "input_0.pb", 0);
    Files.createFile(folder.resolve("test_data_set_11"));
    var sets = DataSet.in(folder);
    assertThat(sets).extracting(set -> set.folder().getFileName().toString())
        .containsExactly(IntStream.rangeClosed(0, 10).mapToObj(i -> "test_data_set_" + i)
            .toArray(String[]::new));
    var ports = IntStream.rangeClosed(0, 10).mapToObj(i -> new Port("x" + i, F32)).toList();
    assertThat(DataSet.read(sets.get(10).inputs(), ports)).extracting(t -> t.floats()[0])
        .containsExactly(0f, 1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f, 9f, 10f);
    assertThat(sets.get(3).inputs()).isEmpty();
  }

  @Test
  void theDigitsDataSetIsRead() {
    var sets = DataSet.in(Path.of("../../examples/digits"));
    assertThat(sets).hasSize(1);
    assertThat(DataSet.read(sets.getFirst().inputs(), List.of(new Port("image", F32))).getFirst().dtype())
        .isEqualTo(DType.F32);
  }

  @Test
  void aGapInTheNumbersIsAnError() throws IOException {
    write("test_data_set_0", "input_0.pb", 0);
    write("test_data_set_0", "input_2.pb", 0);
    assertThatThrownBy(() -> DataSet.in(folder)).isInstanceOf(ModelError.class).hasMessage("""
        A file of test data is missing.
        where: %s
        given: input_N.pb for N in [0, 2]
        expected: input_1.pb
        try: Number the files from 0, without a gap.""".formatted(folder.resolve("test_data_set_0")));
  }

  @Test
  void dataThatIsNotATensorIsUnsupportedAndAllOfItIsNamed() throws IOException {
    var files = List.of(write("a", "0", 0), write("a", "1", 1), write("a", "2", 2));
    var ports = List.of(
        new Port("x", new SequenceType(F32)), new Port("y", F32), new Port("z", new OptionalType(F32)));
    assertThatThrownBy(() -> DataSet.read(files, ports))
        .isInstanceOf(UnsupportedError.class)
        .hasMessageContaining("test data of type sequence<f32[]>")
        .hasMessageContaining("test data of type optional<f32[]>");
  }

  @Test
  void moreFilesThanValuesAreAnError() throws IOException {
    var files = List.of(write("a", "0", 0), write("a", "1", 1));
    assertThatThrownBy(() -> DataSet.read(files, List.of(new Port("x", F32))))
        .isInstanceOf(ModelError.class)
        .hasMessageContaining("given: 2 files");
  }

  @Test
  void aFolderThatIsNotThereIsAnError() {
    assertThatThrownBy(() -> DataSet.in(folder.resolve("none"))).isInstanceOf(ModelError.class);
  }
}
