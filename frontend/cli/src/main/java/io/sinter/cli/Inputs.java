package io.sinter.cli;

import io.sinter.InputSizes;
import io.sinter.ModelSource;
import io.sinter.RandomInputs;
import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Npz;
import io.sinter.runtime.Problem;
import io.sinter.runtime.Signature;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/// What the options `--input` and `--dim` say, for one model.
///
/// @param tensors all inputs, in the order of the model
/// @param files where those come from that were read from a file of their own
record Inputs(List<Tensor> tensors, Map<Integer, Path> files) {
  private static final String RANDOM = "random";

  /// One `--input`.
  ///
  /// @param name empty where none was given
  private record Given(String name, String source) {}

  /// @param notes gets what was chosen because nothing was said
  /// @throws ModelError when something names what is not there, contradicts itself or is missing
  static Inputs of(
      ModelSource source, List<String> given, PictureOptions pictures, Map<String, Long> dims, long seed,
      Consumer<String> notes) throws IOException {
    var reader = new Reader(source.signature(), pictures);
    for (var text : given) {
      reader.add(text);
    }
    reader.place();
    if (given.isEmpty() && !source.signature().inputs().isEmpty()) {
      notes.accept("inputs are random (seed " + seed + "); pass files with --input");
    }
    var sizes = reader.sizes(dims, notes);
    var function = source.specialize(reader.tensors).function();
    var tensors = new ArrayList<Tensor>();
    for (int i = 0; i < function.parameters().size(); i++) {
      var file = reader.tensors.get(reader.name(i));
      tensors.add(file != null ? file : RandomInputs.of(function, function.parameters().get(i), sizes, seed));
    }
    return new Inputs(List.copyOf(tensors), Map.copyOf(reader.files));
  }

  private static final class Reader {
    private final Signature signature;
    private final PictureOptions pictures;
    private final List<Given> unnamed = new ArrayList<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<Integer, Path> files = new HashMap<>();
    private final TreeSet<String> random = new TreeSet<>();

    Reader(Signature signature, PictureOptions pictures) {
      this.signature = signature;
      this.pictures = pictures;
    }

    String name(int input) {
      return signature.inputs().get(input).name();
    }

    private boolean taken(String name) {
      return tensors.containsKey(name) || random.contains(name);
    }

    private boolean isInput(String name) {
      return signature.inputs().stream().anyMatch(p -> p.name().equals(name));
    }

    void add(String text) throws IOException {
      int eq = text.indexOf('=');
      while (eq >= 0 && !isInput(text.substring(0, eq))) {
        eq = text.indexOf('=', eq + 1);
      }
      if (eq >= 0) {
        set(new Given(text.substring(0, eq), text.substring(eq + 1)));
      } else if (text.indexOf('=') >= 0 && !Files.exists(Path.of(text))) {
        throw new ModelError(Problem.of("The model has no input '" + text.substring(0, text.indexOf('=')) + "'.")
            .given("--input " + text).expected(wanted()));
      } else if (text.endsWith(".npz")) {
        all(Path.of(text));
      } else {
        unnamed.add(new Given("", text));
      }
    }

    /// Gives those without a name to the inputs that are left.
    void place() throws IOException {
      boolean rest = unnamed.isEmpty() && tensors.isEmpty() && random.isEmpty();
      for (var given : unnamed) {
        var free = signature.inputs().stream().map(Signature.Port::name).filter(n -> !taken(n)).findFirst();
        if (free.isEmpty()) {
          throw new ModelError(Problem.of("There are more inputs than the model has.")
              .given("--input " + given.source()).expected(wanted()));
        }
        set(new Given(free.get(), given.source()));
        rest = given == unnamed.getLast() && given.source().equals(RANDOM);
      }
      for (var port : signature.inputs()) {
        if (rest && !taken(port.name())) {
          random.add(port.name());
        } else if (!taken(port.name())) {
          throw new ModelError(Problem.of("The input '" + port.name() + "' is missing.").expected(wanted())
              .tryThis("pass --input " + port.name() + "=FILE or --input " + port.name() + "=random"));
        }
      }
    }

    private void set(Given given) throws IOException {
      if (taken(given.name())) {
        throw new ModelError(Problem.of("The input '" + given.name() + "' is given twice.")
            .given("--input " + given.name() + "=" + given.source()));
      }
      if (given.source().equals(RANDOM)) {
        random.add(given.name());
        return;
      }
      var file = Path.of(given.source());
      put(given.name(), PictureFile.is(file) ? PictureFile.read(file, port(given.name()), pictures)
          : TensorFile.read(file, given.name()));
      for (int i = 0; i < signature.inputs().size(); i++) {
        if (name(i).equals(given.name())) {
          files.put(i, file);
        }
      }
    }

    private Signature.Port port(String name) {
      return signature.inputs().stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
    }

    private void put(String name, Tensor tensor) {
      var port = port(name);
      // NumPy has no bf16: such arrays are kept as f32, without loss.
      boolean narrow = port.type() instanceof TensorType t && t.dtype() == DType.BF16 && tensor.dtype() == DType.F32;
      tensors.put(name, narrow ? Tensor.fromDoubles(DType.BF16, tensor.shape(), tensor.toDoubles()) : tensor);
    }

    /// Every array of a file that has the name of an input.
    private void all(Path file) throws IOException {
      var arrays = Npz.read(file);
      var ours = arrays.keySet().stream().filter(this::isInput).toList();
      if (ours.isEmpty() && arrays.size() == 1) {
        unnamed.add(new Given("", file.toString()));
        return;
      }
      if (ours.isEmpty()) {
        throw new ModelError(Problem.of("A file has no array for any input.").where(file.toString())
            .given("arrays " + String.join(", ", arrays.keySet())).expected(wanted()));
      }
      for (var name : ours) {
        if (taken(name)) {
          throw new ModelError(Problem.of("The input '" + name + "' is given twice.").given("--input " + file));
        }
        put(name, arrays.get(name));
      }
    }

    /// A value for every named size: that of the files, that of `--dim`, or 1.
    Map<String, Long> sizes(Map<String, Long> dims, Consumer<String> notes) {
      var sizes = InputSizes.of(signature, tensors);
      var names = InputSizes.names(signature);
      dims.forEach((name, value) -> {
        if (!names.contains(name)) {
          throw new ModelError(Problem.of("The model has no size '" + name + "'.").given("--dim " + name + "=" + value)
              .expected(names.isEmpty() ? "none: all its sizes are fixed" : "one of " + String.join(", ", names)));
        }
        if (value < 0) {
          throw new ModelError(Problem.of("A size is negative.").given("--dim " + name + "=" + value)
              .expected("0 or more"));
        }
        if (sizes.containsKey(name) && !sizes.get(name).equals(value)) {
          throw new ModelError(Problem.of("The size '" + name + "' has two values.")
              .given("--dim " + name + "=" + value).expected(sizes.get(name) + ", as in the inputs"));
        }
        sizes.put(name, value);
      });
      for (var name : names) {
        if (sizes.putIfAbsent(name, 1L) == null && shapesRandom(name)) {
          notes.accept("size " + name + " is 1; set it with --dim " + name + "=N");
        }
      }
      return sizes;
    }

    private boolean shapesRandom(String size) {
      return signature.inputs().stream().filter(p -> random.contains(p.name()))
          .anyMatch(p -> p.type() instanceof TensorType t && t.shape().dims().stream().anyMatch(d -> d.mentions(size)));
    }

    private String wanted() {
      return signature.inputs().isEmpty() ? "no inputs"
          : String.join("\n", signature.inputs().stream().map(Signature.Port::toString).toList());
    }
  }
}
