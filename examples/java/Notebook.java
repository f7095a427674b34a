import static io.sinter.trace.Scope.scope;

import io.sinter.Sinter;
import io.sinter.runtime.DType;
import io.sinter.runtime.Npy;
import io.sinter.trace.Input;
import io.sinter.trace.Nn;

/// A digit is what the most similar of twelve examples is: the model, written in Java.
void main() throws IOException {
  var examples = Npy.read(Path.of("examples/digits/samples.npy")).reshape(12, 64);
  var labels = Npy.read(Path.of("examples/digits/samples_labels.npy"));

  var nearest = Sinter.trace("nearest", Input.of("pictures", DType.F32, "n", 64), pictures -> {
    var distances = scope("distances", () -> pictures.expandDims(1).minus(examples).pow(2).sum(2));
    return scope("label", () -> Nn.embedding(labels, distances.argMin(1))).named("digits");
  });
  IO.println(nearest.results().getFirst().type());

  try (var model = Sinter.compile(nearest)) {
    IO.println(model.signature());
    IO.println(model.run(examples));
    IO.println(model.compilations());
  }
}
