package io.sinter.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.ModelError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CasesTest {
  @TempDir private Path folder;

  private List<String> names(Path... paths) {
    return Cases.under(List.of(paths)).stream().map(Case::name).toList();
  }

  @Test
  void casesOfATreeComeInOrderUnderTheirPaths() throws IOException {
    Models.relu(folder.resolve("b/two"));
    Models.relu(folder.resolve("b/one"));
    Models.relu(folder.resolve("a"));
    Models.write(folder.resolve("no-data"), "", "Relu");
    Files.createDirectories(folder.resolve("no-model/test_data_set_0"));
    assertThat(names(folder)).containsExactly("a", "b/one", "b/two");
    assertThat(Cases.models(List.of(folder))).extracting(Case::name).contains("no-data");
  }

  @Test
  void aCaseByItselfHasTheNameOfItsFolder() throws IOException {
    assertThat(names(Models.relu(folder.resolve("relu")))).containsExactly("relu");
    assertThat(names(folder.resolve("relu/../relu/model.onnx"))).containsExactly("model.onnx");
  }

  @Test
  void aModelOfAnotherNameCountsWhereItIsTheOnlyOne() throws IOException {
    Models.relu(folder);
    Files.move(folder.resolve("model.onnx"), folder.resolve("relu.onnx"));
    assertThat(Cases.under(List.of(folder)).getFirst().model()).hasFileName("relu.onnx");
    Files.copy(folder.resolve("relu.onnx"), folder.resolve("other.onnx"));
    assertThatThrownBy(() -> names(folder)).isInstanceOf(ModelError.class);
  }

  @Test
  void aPathWithoutCasesIsAnError() {
    assertThatThrownBy(() -> names(folder)).isInstanceOf(ModelError.class).hasMessage("""
        There is no case to check.
        where: %s
        given: no model with data under this path
        expected: a folder with model.onnx and test_data_set_0, or a tree of them""".formatted(folder));
    assertThatThrownBy(() -> names(folder.resolve("nowhere"))).isInstanceOf(ModelError.class)
        .hasMessageContaining("given: a path that leads nowhere");
  }

  @Test
  void kindAndTitleAreTheLastTwoFolders() throws IOException {
    var relu = Cases.under(List.of(Models.relu(folder.resolve("node/test_relu")))).getFirst();
    assertThat(relu.kind()).isEqualTo("node");
    assertThat(relu.title()).isEqualTo("test_relu");
  }
}
