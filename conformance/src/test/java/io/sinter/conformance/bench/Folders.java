package io.sinter.conformance.bench;

import io.sinter.onnx.OnnxTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Writes workloads as folders in the layout of the ONNX backend tests, for `sinter` commands: the model, its inputs and
/// the outputs that ONNX Runtime gives.
///
/// ```
/// mvn -Pbench -q verify -Dbench.main=io.sinter.conformance.bench.Folders "-Dbench=FOLDER BERT_BASE"
/// ```
public final class Folders {
  private static final String USAGE = """
      Folders FOLDER [WORKLOAD...]
        FOLDER    what is written, a folder for each workload
        WORKLOAD  all where none is named; of\s""" + Arrays.toString(Workload.values());

  private Folders() {}

  /// @param args a folder and names of workloads; all where none is named
  public static void main(String[] args) throws IOException {
    if (args.length == 0 || args[0].equals("--help")) {
      System.out.println(USAGE);
      return;
    }
    var workloads = args.length > 1
        ? Arrays.stream(args).skip(1).map(name -> Workload.valueOf(name.toUpperCase(Locale.ROOT))).toList()
        : List.of(Workload.values());
    for (var workload : workloads) {
      if (workload.missing().isEmpty()) {
        try (var sample = workload.sample()) {
          write(Path.of(args[0]).resolve(sample.name()), sample);
        }
      }
    }
  }

  private static void write(Path folder, Sample sample) throws IOException {
    var set = Files.createDirectories(folder.resolve("test_data_set_0"));
    Files.copy(sample.file(), folder.resolve("model.onnx"), StandardCopyOption.REPLACE_EXISTING);
    for (int i = 0; i < sample.inputs().size(); i++) {
      OnnxTensors.write(set.resolve("input_" + i + ".pb"), "", sample.inputs().get(i));
    }
    try (var engine = Peer.OfOnnxRuntime.load(sample, 1)) {
      var outputs = engine.outputs();
      for (int i = 0; i < outputs.size(); i++) {
        OnnxTensors.write(set.resolve("output_" + i + ".pb"), "", outputs.get(i));
      }
    }
    System.out.println(folder);
  }
}
