package io.sinter.cli;

import io.sinter.ir.Function;
import io.sinter.ir.Text;
import io.sinter.onnx.export.OnnxExport;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Npz;
import io.sinter.runtime.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `sinter export`.
@Command(
    name = "export",
    description = {
        "Writes a model as an ONNX file or as text.",
        "Text names large constants by their hash; they lie beside it in an .npz file of the same name."},
    footer = {
        "", "What is checked while a model runs, such as indices, is not checked by an ONNX file: other runtimes have"
            + " checks of their own.",
        "", "Examples:",
        "  sinter export examples/digits/digits_cnn.onnx -o digits.sir",
        "  sinter export digits.sir -o digits.onnx"})
final class ExportCommand implements Callable<Integer> {
  private static final String ONNX = ".onnx";
  private static final String TEXT = ".sir";

  @Spec private CommandSpec spec;

  @Mixin private ModelOptions model;

  @Option(names = {"-o", "--output"}, paramLabel = "FILE", required = true,
      description = "The file to write: .onnx or .sir.")
  private Path output;

  ExportCommand() {
    spec = CommandSpec.create();
    model = new ModelOptions();
    output = Path.of("");
  }

  @Override
  public Integer call() throws IOException {
    var name = output.toString();
    if (!name.endsWith(ONNX) && !name.endsWith(TEXT)) {
      throw new ModelError(Problem.of("The format to write is not known.").given("-o " + output)
          .expected("a file that ends with " + ONNX + " or " + TEXT));
    }
    var function = model.read().function();
    if (name.endsWith(ONNX)) {
      OnnxExport.write(function, output);
    } else {
      writeText(function);
    }
    spec.commandLine().getOut().printf("%s: %d bytes%n", output, Files.size(output));
    return ExitCode.FINE;
  }

  private void writeText(Function function) throws IOException {
    Files.writeString(output, Text.print(function));
    var constants = Text.resources(function);
    if (!constants.isEmpty()) {
      var name = output.getFileName().toString();
      Npz.write(output.resolveSibling(name.substring(0, name.length() - TEXT.length()) + ".npz"), constants);
    }
  }
}
