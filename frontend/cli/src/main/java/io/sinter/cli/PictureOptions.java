package io.sinter.cli;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// What becomes of the pixels of a picture, 0 to 255, when it is an input: `(pixel * scale - mean) / std`.
final class PictureOptions {
  @Option(names = "--scale", paramLabel = "NUMBER",
      description = "What the pixels of a picture, 0 to 255, are multiplied by first (default: 1/255 for float inputs,"
          + " 1 for integers). A quotient such as 1/127.5 may be given.")
  private Optional<String> scale;

  @Option(names = "--mean", paramLabel = "NUMBER[,NUMBER...]", split = ",",
      description = "Then subtracted: one number, or one for each channel (default: 0). ImageNet's are"
          + " 0.485,0.456,0.406.")
  private List<Double> mean;

  @Option(names = "--std", paramLabel = "NUMBER[,NUMBER...]", split = ",",
      description = "Then divided by: one number, or one for each channel (default: 1). ImageNet's are"
          + " 0.229,0.224,0.225.")
  private List<Double> std;

  PictureOptions() {
    scale = Optional.empty();
    mean = List.of();
    std = List.of();
  }

  /// For pictures of some channels.
  ///
  /// @param usual the scale where none was given
  /// @throws ModelError when the options do not fit
  Normalization normalization(int channels, double usual) {
    return new Normalization(scale.map(PictureOptions::quotient).orElse(usual),
        each("--mean", mean, 0, channels), each("--std", std, 1, channels));
  }

  private static double[] each(String option, List<Double> given, double usual, int channels) {
    if (given.size() > 1 && given.size() != channels) {
      throw new ModelError(Problem.of("There is not one number for each channel.")
          .given(option + " with " + given.size() + " numbers").expected("1 or " + channels));
    }
    var values = new double[channels];
    for (int c = 0; c < channels; c++) {
      values[c] = given.isEmpty() ? usual : given.get(given.size() == 1 ? 0 : c);
      if (!Double.isFinite(values[c]) || option.equals("--std") && values[c] == 0) {
        throw new ModelError(Problem.of("A number cannot be used for pictures.").given(option + " " + values[c])
            .expected(option.equals("--std") ? "a finite number that is not 0" : "a finite number"));
      }
    }
    return values;
  }

  private static double quotient(String text) {
    int slash = text.indexOf('/');
    try {
      double value = slash < 0 ? Double.parseDouble(text)
          : Double.parseDouble(text.substring(0, slash)) / Double.parseDouble(text.substring(slash + 1));
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new ModelError(Problem.of("The scale of pictures is no number.").given("--scale " + text)
        .expected("a number such as 0.5, or a quotient such as 1/255"));
  }
}
