package io.sinter.cli;

import static io.sinter.cli.Cli.DIGITS;
import static io.sinter.cli.Cli.MODEL;
import static io.sinter.cli.Cli.sinter;
import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.runtime.DType;
import io.sinter.runtime.Npy;
import io.sinter.runtime.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureInputsTest {
  private static final int RED = 0xff0000;
  private static final int GREEN = 0x00ff00;
  private static final int BLUE = 0x0000ff;
  private static final int GREY = 0x333333;

  @TempDir private Path folder;

  private Path png(int width, int... pixels) throws IOException {
    var picture = new BufferedImage(width, pixels.length / width, BufferedImage.TYPE_INT_RGB);
    picture.setRGB(0, 0, width, pixels.length / width, pixels, 0, width);
    var file = folder.resolve("picture.png");
    ImageIO.write(picture, "png", file.toFile());
    return file;
  }

  /// A model that gives what it takes.
  private Path identity(String type) throws IOException {
    return Files.writeString(folder.resolve("identity.sir"), """
        function identity(%%x: %s) -> (y: %s) {
          return %%x
        }
        """.formatted(type, type));
  }

  private Tensor taken(String type, Path picture, String... options) throws IOException {
    var results = folder.resolve("results");
    var args = new java.util.ArrayList<Object>(
        Arrays.asList("run", identity(type), "--input", picture, "--output", results));
    args.addAll(Arrays.asList(options));
    var run = sinter(args.toArray());
    assertThat(run.code()).as(run.err()).isZero();
    return Npy.read(results.resolve("y.npy"));
  }

  @Test
  void channelsComeFirstOrLastAsTheModelTakesThem() throws IOException {
    var picture = png(2, RED, GREEN, BLUE, GREY);
    assertThat(taken("f32[1, 3, 2, 2]", picture)).isEqualTo(
        Tensor.of(new float[] {1, 0, 0, 0.2f, 0, 1, 0, 0.2f, 0, 0, 1, 0.2f}, 1, 3, 2, 2));
    assertThat(taken("f32[n, 2, 2, 3]", picture)).isEqualTo(
        Tensor.of(new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1, 0.2f, 0.2f, 0.2f}, 1, 2, 2, 3));
    assertThat(taken("f32[3, h, w]", picture).shape()).containsExactly(3, 2, 2);
  }

  @Test
  void integersTakeThePixelsThemselvesAndOneChannelTheLuminance() throws IOException {
    assertThat(taken("u8[1, 1, 2, 2]", png(2, RED, GREEN, BLUE, GREY)))
        .isEqualTo(Tensor.fromLongs(DType.U8, new long[] {1, 1, 2, 2}, 76, 150, 29, 0x33));
    assertThat(taken("f32[2, 2]", png(2, RED, GREEN, BLUE, GREY)).floats()[3]).isEqualTo(0.2f);
  }

  @Test
  void meanAndDeviationAreOfEachChannel() throws IOException {
    var y = taken("f32[1, 3, 1, 1]", png(1, GREY), "--mean", "0.1,0.2,0.3", "--std", "0.5,1,2").floats();
    assertThat(y[0]).isCloseTo(0.2f, Offset.offset(1e-6f));
    assertThat(y[1]).isCloseTo(0, Offset.offset(1e-6f));
    assertThat(y[2]).isCloseTo(-0.05f, Offset.offset(1e-6f));
    assertThat(taken("f32[1, 3, 1, 1]", png(1, GREY), "--scale", "1/51", "--mean", "1").floats()).containsOnly(0);
  }

  @Test
  void aPictureIsStretchedToTheSizeOfTheModel() throws IOException {
    var y = taken("f32[1, 1, 1, 2]", png(4, 0, 0xffffff, GREY, GREY, 0xffffff, 0, GREY, GREY)).floats();
    assertThat(y[0]).as("the mean of black and white").isCloseTo(0.5f, Offset.offset(0.01f));
    assertThat(y[1]).isCloseTo(0.2f, Offset.offset(0.01f));
    assertThat(taken("f32[1, 1, 5, 7]", png(1, GREY)).floats()).containsOnly(0.2f);
  }

  @Test
  void aDigitIsCalledByItsLabel() throws IOException {
    var samples = Npy.read(DIGITS.resolve("samples.npy"));
    var pixels = new int[64];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = 0x010101 * Math.toIntExact(Math.round(samples.doubleAt(3 * 64 + i) * 255));
    }
    var labels = Files.writeString(folder.resolve("labels.txt"),
        "zero one two three four five six seven eight nine".replace(' ', '\n'));
    var run = sinter("run", MODEL, "--input", "image=" + png(8, pixels), "--labels", labels);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("predicted three 100.0%");
    var numbers = sinter("run", MODEL, "--input", "image=" + png(8, pixels), "--top", "2");
    assertThat(numbers.out()).contains("predicted 3 100.0%").contains("  or ");
    var few = sinter("run", MODEL, "--input", png(8, pixels), "--labels", Files.writeString(labels, "zero"));
    assertThat(few.code()).isEqualTo(ExitCode.USAGE);
    assertThat(few.err()).startsWith("A class has no label.\ngiven: class 3, and 1 labels");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "f32[2, 3, 4, 4] | | The input 'x' takes no picture.",
      "f32[1, 2, 4, 4] | | The input 'x' takes no picture.",
      "f32[n] | | The input 'x' takes no picture.",
      "bool[1, 3, 4, 4] | | The input 'x' takes no picture.",
      "f32[1, 3, 4, 4] | --mean 1,2 | There is not one number for each channel.",
      "f32[1, 3, 4, 4] | --std 0 | A number cannot be used for pictures.",
      "f32[1, 3, 4, 4] | --std NaN | A number cannot be used for pictures.",
      "f32[1, 3, 4, 4] | --scale 1/0 | The scale of pictures is no number.",
      "f32[1, 3, 4, 4] | --scale big | The scale of pictures is no number."})
  void whatDoesNotFitIsRefused(String type, String options, String sentence) throws IOException {
    var args = new java.util.ArrayList<Object>(Arrays.asList("run", identity(type), "--input", png(2, RED, RED)));
    if (options != null) {
      args.addAll(Arrays.asList(options.split(" ")));
    }
    var run = sinter(args.toArray());
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).startsWith(sentence);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8, 20, 33, 40, 45})
  void aDamagedPictureIsRefused(int length) throws IOException {
    var file = png(2, RED, GREEN, BLUE, GREY);
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), length));
    var run = sinter("run", identity("f32[1, 3, 2, 2]"), "--input", file);
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).startsWith("The picture cannot be read.\nwhere: " + file);
    assertThat(run.err().lines().collect(Collectors.toList())).anyMatch(l -> l.startsWith("try: "));
  }

  @Test
  void aPhotographThatIsCutOffIsNotMadeUp() throws IOException {
    var photograph = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64 * 64; i++) {
      photograph.setRGB(i % 64, i / 64, i * 7919);
    }
    var file = folder.resolve("photograph.JPG");
    ImageIO.write(photograph, "jpg", file.toFile());
    assertThat(sinter("run", identity("f32[1, 3, 8, 8]"), "--input", file).code()).isZero();
    var bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    var run = sinter("run", identity("f32[1, 3, 8, 8]"), "--input", file);
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).startsWith("The picture cannot be read.");
  }

  @Test
  void aPictureOfBillionsOfPixelsIsNotDecoded() throws IOException {
    var file = png(2, RED, GREEN, BLUE, GREY);
    var bytes = Files.readAllBytes(file);
    bytes[16] = 0x7f; // the width in the header
    bytes[20] = 0x7f;
    var crc = new java.util.zip.CRC32();
    crc.update(bytes, 12, 17);
    java.nio.ByteBuffer.wrap(bytes).putInt(29, (int) crc.getValue());
    Files.write(file, bytes);
    var run = sinter("run", identity("f32[1, 3, 2, 2]"), "--input", file);
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).startsWith("The picture cannot be read.").contains("more than 100000000");
  }
}
