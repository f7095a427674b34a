import io.sinter.Sinter;
import io.sinter.runtime.Npy;

void main() throws IOException {
  try (var model = Sinter.load(Path.of("examples/digits/digits_cnn.onnx"))) {
    IO.println(model.signature());
    var images = Npy.read(Path.of("examples/digits/samples.npy"));
    float[] scores = model.run(images).floats();
    for (int image = 0; image < 12; image++) {
      int best = 0;
      for (int digit = 0; digit < 10; digit++) {
        best = scores[10 * image + digit] > scores[10 * image + best] ? digit : best;
      }
      IO.println("image %2d is a %d".formatted(image, best));
    }
  }
}
