package io.sinter.cli;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.Signature.Port;
import io.sinter.runtime.Tensor;
import java.awt.Color;
import java.awt.Image;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/// Pictures as inputs: PNG, JPEG and what else the JDK reads. A picture is stretched to the size that the model wants,
/// each pixel the mean of those it stands for where it shrinks. What is transparent becomes white; models of one
/// channel get the luminance of ITU-R BT.601.
final class PictureFile {
  private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "gif", "bmp");

  /// Pictures with more pixels than this are refused before they are decoded.
  private static final long MOST_PIXELS = 100_000_000;

  /// What the JDK's JPEG decoder warns of when it makes up the rest of a picture.
  private static final String CUT_OFF = "premature end";

  private PictureFile() {}

  /// Whether a file is called like a picture.
  static boolean is(Path file) {
    var name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  /// @throws ModelError when the file is no picture, or the input takes none
  static Tensor read(Path file, Port port, PictureOptions options) throws IOException {
    var layout = PictureLayout.of(port);
    var picture = decode(file);
    int height = (int) layout.height().orElse(picture.getHeight());
    int width = (int) layout.width().orElse(picture.getWidth());
    return tensor(drawn(picture, height, width), layout, options.normalization(
        layout.channels(), layout.isFloat() ? 1 / 255.0 : 1));
  }

  private static BufferedImage decode(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    if (!Files.isRegularFile(file)) {
      throw damaged(file, "no file");
    }
    try (var in = ImageIO.createImageInputStream(file.toFile())) {
      var readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw damaged(file, "none of the formats " + String.join(", ", ENDINGS.stream().sorted().toList()));
      }
      var reader = readers.next();
      try {
        reader.setInput(in, true, true);
        return decode(file, reader);
      } finally {
        reader.dispose();
      }
    }
  }

  /// The JDK's decoders throw whatever they like at damaged files.
  private static BufferedImage decode(Path file, ImageReader reader) {
    try {
      long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
      if (pixels > MOST_PIXELS) {
        throw damaged(file, reader.getWidth(0) + " x " + reader.getHeight(0) + " pixels, more than " + MOST_PIXELS);
      }
      var warnings = new ArrayList<String>();
      reader.addIIOReadWarningListener((_, warning) -> warnings.add(warning));
      var picture = reader.read(0);
      if (warnings.stream().anyMatch(w -> w.contains(CUT_OFF))) {
        throw damaged(file, String.join(", ", warnings));
      }
      return picture;
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException | IllegalStateException
        | NegativeArraySizeException | NullPointerException e) {
      throw new ModelError(damaged(file, String.valueOf(e.getMessage())).problem(), e);
    }
  }

  private static ModelError damaged(Path file, String given) {
    return new ModelError(Problem.of("The picture cannot be read.").where(file.toString()).given(given)
        .expected("a whole PNG or JPEG file").tryThis("open it in a viewer and save it as PNG"));
  }

  private static BufferedImage drawn(BufferedImage picture, int height, int width) {
    var drawn = new BufferedImage(Math.max(1, width), Math.max(1, height), BufferedImage.TYPE_INT_RGB);
    var graphics = drawn.createGraphics();
    try {
      boolean shrinks = width < picture.getWidth() || height < picture.getHeight();
      graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, width, height);
      Image source = shrinks ? picture.getScaledInstance(width, height, Image.SCALE_AREA_AVERAGING) : picture;
      graphics.drawImage(source, 0, 0, width, height, null);
    } finally {
      graphics.dispose();
    }
    return drawn;
  }

  private static Tensor tensor(BufferedImage picture, PictureLayout layout, Normalization normalization) {
    int height = picture.getHeight();
    int width = picture.getWidth();
    var strides = layout.strides(height, width);
    var values = new double[height * width * layout.channels()];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        var color = new Color(picture.getRGB(x, y));
        var channels = layout.channels() == 1 ? new int[] {luminance(color)}
            : new int[] {color.getRed(), color.getGreen(), color.getBlue()};
        for (int c = 0; c < channels.length; c++) {
          values[y * strides[0] + x * strides[1] + c * strides[2]] = normalization.of(channels[c], c);
        }
      }
    }
    return Tensor.fromDoubles(layout.type().dtype(), layout.shape(height, width), values);
  }

  private static int luminance(Color color) {
    return (int) Math.round(0.299 * color.getRed() + 0.587 * color.getGreen() + 0.114 * color.getBlue());
  }
}
