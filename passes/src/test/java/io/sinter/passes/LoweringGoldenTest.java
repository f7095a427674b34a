package io.sinter.passes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Function;
import io.sinter.ir.Interpreter;
import io.sinter.ir.Text;
import io.sinter.ir.kernel.InterpreterBackend;
import io.sinter.ir.kernel.KernelText;
import io.sinter.ir.random.RandomTensors;
import io.sinter.ir.random.RandomTensors.Mode;
import io.sinter.runtime.Executable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Lowering as text: each file `src/test/resources/<package>/lowering/<topic>.sir` shows a function and, after `---`
/// each, the optimized function, the program, and the computed kernels with their schedules at 512 bits. What the
/// program gives is compared with the interpreter too, at two sizes of the symbols.
///
/// `-Dgolden.update=true` rewrites what is expected.
class LoweringGoldenTest {
  private static final InterpreterBackend BACKEND = new InterpreterBackend();

  static Stream<Path> files() throws IOException {
    return Files.list(Path.of("src/test/resources/io/sinter/passes/lowering")).sorted();
  }

  @ParameterizedTest
  @MethodSource("files")
  void isAsWritten(Path file) throws IOException {
    var text = Files.readString(file);
    var input = text.split("(?m)^---\\n", 2)[0];
    var function = Text.parse(input);
    var optimized = Driver.run(function, Pipelines.tensor(PassOptions.DEFAULT)).function();
    var lowering = Lowering.of(optimized, List.of(BACKEND.target(512)));
    var actual = String.join("\n---\n",
        input.stripTrailing() + "\n", Text.print(optimized), lowering.program().print(), kernels(lowering));
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(file, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(file));
    computesTheSame(function, lowering, 3);
    computesTheSame(function, lowering, 17);
  }

  private static String kernels(Lowering lowering) {
    return lowering.kernels().stream()
        .map(k -> KernelText.print(k.computed()).strip() + "\n\n" + k.forms().getFirst().schedule() + "\n")
        .collect(Collectors.joining("\n"));
  }

  private static void computesTheSame(Function function, Lowering lowering, long size) {
    var sizes = new TreeMap<String, Long>();
    function.parameters().forEach(p -> p.type().shape().dims().forEach(d -> d.symbols().forEach(s ->
        sizes.put(s, size))));
    var inputs = RandomTensors.inputs(function, sizes, size, Mode.TAME);
    var code = lowering.kernels().stream()
        .collect(Collectors.toMap(Lowering.Stages::name, k -> BACKEND.emit(k.flat())));
    try (var executable = new Executable(lowering.program(), lowering.weights(), BACKEND.load(code))) {
      assertThat(Difference.between(Interpreter.run(function, inputs), executable.run(inputs), false)).isEmpty();
    }
  }
}
