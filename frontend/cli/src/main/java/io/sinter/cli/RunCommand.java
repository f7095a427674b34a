package io.sinter.cli;

import io.sinter.LateModel;
import io.sinter.Sinter;
import io.sinter.runtime.Npy;
import io.sinter.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `sinter run`.
@Command(
    name = "run",
    description = "Runs a model once and prints its outputs.",
    footer = {
        "", "Examples:",
        "  sinter run digits_cnn.onnx --input image=samples.npy",
        "  sinter run classifier.onnx --input cat.jpg --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225"
            + " --labels names.txt --top 5",
        "  sinter run model.onnx --dim batch=4 --output results",
        "  sinter run model.onnx --input tokens.npy --input mask.npy --top 5"})
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ModelOptions model;

  @Mixin private RunningOptions options;

  @Option(names = "--output", paramLabel = "FOLDER", description = "Write each output to FOLDER as NAME.npy.")
  private Optional<Path> output;

  @Option(names = "--top", paramLabel = "K", defaultValue = "1",
      description = "Print the K most likely classes of each row of scores.")
  private int top;

  @Option(names = "--labels", paramLabel = "FILE",
      description = "A text file with the name of a class on each line, the first for class 0; implies --top.")
  private Optional<Path> labels;

  @Mixin private TimelineOption timeline;

  RunCommand() {
    spec = CommandSpec.create();
    model = new ModelOptions();
    options = new RunningOptions();
    output = Optional.empty();
    timeline = new TimelineOption();
    labels = Optional.empty();
  }

  @Override
  public Integer call() throws IOException {
    var console = Console.of(spec);
    var compile = options.target().compile(console).withLimits(model.limits());
    var run = options.run();
    long start = System.nanoTime();
    var source = model.read();
    double readMs = Stopwatch.millis(start);
    var inputs = options.inputs(source, console::note);
    var names = labels.isPresent() ? Labels.read(labels.get()) : Labels.NUMBERS;
    try (var compiled = timeline.isGiven()
        ? Sinter.compile(source.specialize(inputs.tensors()).function(), compile) : Sinter.compile(source, compile)) {
      long ready = System.nanoTime();
      var tensors = timeline.isGiven() ? timeline.run(compiled, readMs, inputs.tensors(), run, 1)
          : compiled.run(inputs.tensors(), run);
      long end = System.nanoTime();
      if (compiled instanceof LateModel late) {
        late.compilations().forEach(reason -> console.note("compiled " + reason));
      }
      var outputs = new Outputs(compiled.signature().outputs(), tensors);
      var pictures = pictures(inputs, outputs, names);
      if (pictures.isPresent()) {
        pictures.get().print(console);
      }
      outputs.print(console);
      if (pictures.isEmpty() && (labels.isPresent() || isGiven("--top"))) {
        outputs.printTop(console, top, names);
      }
      if (pictures.isPresent()) {
        pictures.get().printScore(console);
      }
      if (output.isPresent()) {
        outputs.write(output.get());
      }
      if (console.interactive()) {
        console.err().printf("compiled in %.0f ms, ran in %.1f ms%n", (ready - start) / 1e6, (end - ready) / 1e6);
      }
    }
    return ExitCode.FINE;
  }

  private boolean isGiven(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  /// A batch of small pictures from a file, and an output that has a row of scores for each.
  private Optional<Pictures> pictures(Inputs inputs, Outputs outputs, Labels names) throws IOException {
    for (var file : inputs.files().entrySet()) {
      var batch = inputs.tensors().get(file.getKey());
      if (!Gallery.isBatch(batch)) {
        continue;
      }
      for (var scores : outputs.tensors()) {
        if (scores.rank() == 2 && scores.dtype().isFloat() && scores.dim(0) == batch.dim(0) && scores.dim(1) > 1) {
          return Optional.of(new Pictures(batch, scores, truth(file.getValue(), batch.dim(0)), names, top));
        }
      }
    }
    return Optional.empty();
  }

  /// The labels of `samples.npy` are integers in `samples_labels.npy`, one each.
  private static Optional<Tensor> truth(Path samples, long count) throws IOException {
    var file = samples.resolveSibling(
        samples.getFileName().toString().replaceFirst("\\.[^.]*$", "") + "_labels.npy");
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    var labels = Npy.read(file);
    return labels.dtype().isInteger() && labels.elements() == count ? Optional.of(labels) : Optional.empty();
  }
}
