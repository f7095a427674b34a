package io.sinter.onnx;

import io.sinter.runtime.MapType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.OptionalType;
import io.sinter.runtime.Problem;
import io.sinter.runtime.SequenceType;
import io.sinter.runtime.Signature.Port;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import io.sinter.runtime.Type;
import io.sinter.runtime.UnrankedType;
import io.sinter.runtime.UnsupportedError;
import io.sinter.runtime.UnsupportedError.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Inputs of a model and the outputs it should give: one folder `test_data_set_N` of an ONNX backend test.
///
/// @param folder where it lies
/// @param inputs `input_0.pb`, `input_1.pb` and so on: the model's inputs that are not initializers, in order
/// @param outputs `output_0.pb` and so on: the model's outputs, in order
public record DataSet(Path folder, List<Path> inputs, List<Path> outputs) {
  private static final String FOLDER = "test_data_set_";

  public DataSet {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /// The data sets beside a model, by number.
  ///
  /// @param folder the test's own folder
  /// @throws ModelError when it cannot be read, or the numbers of a set's files are not 0, 1, 2 and so on
  public static List<DataSet> in(Path folder) {
    return numbered(folder, FOLDER, "").values().stream()
        .filter(Files::isDirectory)
        .map(set -> new DataSet(set, complete(set, "input_"), complete(set, "output_")))
        .toList();
  }

  /// The values of `files`, one for each of the first of `ports`.
  ///
  /// @throws ModelError when there are more files than ports, or a file holds no tensor
  /// @throws UnsupportedError for data that is not a tensor; names all such files
  public static List<Tensor> read(List<Path> files, List<Port> ports) {
    if (files.size() > ports.size()) {
      throw new ModelError(Problem.of("There is more test data than the model has values.")
          .where(files.get(ports.size()).toString())
          .given(files.size() + " files")
          .expected(ports.size() + " values: " + ports));
    }
    var unsupported = new ArrayList<Node>();
    for (int i = 0; i < files.size(); i++) {
      if (!isTensor(ports.get(i).type())) {
        unsupported.add(new Node(files.get(i).toString(), "test data of type " + ports.get(i).type(), "a tensor"));
      }
    }
    if (!unsupported.isEmpty()) {
      throw new UnsupportedError(unsupported);
    }
    return files.stream().map(OnnxTensors::read).toList();
  }

  private static boolean isTensor(Type type) {
    return switch (type) {
      case TensorType _, UnrankedType _ -> true;
      case SequenceType _, OptionalType _, MapType _ -> false;
    };
  }

  private static List<Path> complete(Path set, String prefix) {
    var files = numbered(set, prefix, ".pb");
    for (int i = 0; i < files.size(); i++) {
      if (!files.containsKey(i)) {
        throw new ModelError(Problem.of("A file of test data is missing.")
            .where(set.toString())
            .given(prefix + "N.pb for N in " + files.keySet())
            .expected(prefix + i + ".pb")
            .tryThis("Number the files from 0, without a gap."));
      }
    }
    return List.copyOf(files.values());
  }

  private static TreeMap<Integer, Path> numbered(Path folder, String prefix, String suffix) {
    var pattern = Pattern.compile(Pattern.quote(prefix) + "(0|[1-9][0-9]{0,8})" + Pattern.quote(suffix));
    var found = new TreeMap<Integer, Path>();
    try (var files = Files.newDirectoryStream(folder)) {
      for (var file : files) {
        var name = pattern.matcher(file.getFileName().toString());
        if (name.matches()) {
          found.put(Integer.valueOf(name.group(1)), file);
        }
      }
    } catch (IOException e) {
      throw new ModelError(Problem.of("A folder of test data cannot be read.")
          .where(folder.toString())
          .given(e.toString())
          .expected("a folder"), e);
    }
    return found;
  }
}
