package io.sinter.passes.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.KernelText;
import io.sinter.ir.kernel.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each file holds `// target:`, one `// step` per line of the schedule, a computed kernel, `---` and the flat kernel.
/// `-Dsinter.update=true` writes what comes out.
final class FlatGoldenTest {
  private static final Path FOLDER = Path.of("src/test/resources/io/sinter/passes/kernel");

  static Stream<Path> files() throws IOException {
    return Files.list(FOLDER).filter(p -> p.toString().endsWith(".sir")).sorted();
  }

  @ParameterizedTest
  @MethodSource("files")
  void flatKernelsAreAsWritten(Path file) throws IOException {
    var text = Files.readString(file);
    var input = text.split("\n---\n")[0];
    var target = input.lines().filter(l -> l.startsWith("// target: ")).map(l -> l.substring(11)).findFirst()
        .map(FlatGoldenTest::target).orElseThrow();
    var schedule = Schedule.parse(input.lines().filter(l -> l.startsWith("// step ")).map(l -> l.substring(8))
        .collect(Collectors.joining("\n")));
    var flat = KernelText.print(
        Flatten.flatten(Scheduling.apply((Kernel.Computed) KernelText.parse(input), schedule), target));
    var actual = input + "\n---\n" + flat;
    if (Boolean.getBoolean("sinter.update")) {
      Files.writeString(file, actual);
    }
    assertEquals(text, actual, file.toString());
    assertEquals(flat, KernelText.print(KernelText.parse(flat)));
  }

  private static Target target(String name) {
    return Stream.concat(Kernels.TARGETS.stream(), Stream.of(Kernels.ITEMS)).filter(t -> t.name().equals(name))
        .findFirst().orElseThrow();
  }
}
