package io.sinter.codegen.opencl;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.KernelText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each file holds a flat kernel, `---` and its OpenCL C. `-Dsinter.update=true` writes what comes out.
class SourceGoldenTest {
  static Stream<Path> files() throws IOException {
    return Files.list(Path.of("src/test/resources/io/sinter/codegen/opencl")).sorted();
  }

  @ParameterizedTest
  @MethodSource("files")
  void sourcesAreAsWritten(Path file) throws IOException {
    var text = Files.readString(file);
    var input = text.split("\n---\n")[0];
    var actual = input + "\n---\n" + KernelSource.of((Kernel.Flat) KernelText.parse(input)).source();
    if (Boolean.getBoolean("sinter.update")) {
      Files.writeString(file, actual);
    }
    assertEquals(text, actual, file.toString());
  }

  @Test
  void whatHasNoCodeIsSaidWithTheKernelsName() {
    refused("y[0 : 4] = div(x[0 : 4], x[0 : 4])", "vectors of i32 have no div: lanes that are off divide by 0");
    refused("y[0 : 3] = x[0 : 3]", "OpenCL has no vectors of 3 lanes");
    refused("y[0] = exp(x[0])", "exp is not a primitive");
  }

  private static void refused(String statement, String why) {
    var kernel = (Kernel.Flat) KernelText.parse("""
        flat kernel k() {
          in x : i32[8] offset 0 size 8 parts [d0:1]
          out y : i32[8] offset 0 size 8 parts [d0:1]
          %s
        }
        """.formatted(statement));
    assertThatThrownBy(() -> KernelSource.of(kernel)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("kernel k: " + why);
  }
}
