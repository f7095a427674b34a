package io.sinter.cli;

import io.sinter.runtime.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Small pictures of one channel as text, several side by side, each over its captions. The largest value is the
/// darkest ink.
///
/// @param width how many characters a line has
/// @param shades from nothing to full, one character each
record Gallery(int width, String shades) {
  /// Looks best, where it can be shown.
  static final String BLOCKS = " \u2591\u2592\u2593\u2588";
  static final String LETTERS = " .:-=+*#%@";

  /// Pictures higher than this have one character per two rows instead of two characters per row.
  private static final int HIGH = 16;
  private static final int GAP = 2;

  /// A line under a picture.
  ///
  /// @param style as [Console#styled] takes it
  record Caption(String text, String style) {}

  /// The largest height and width that is small.
  static final int LARGEST = 32;

  /// Whether a tensor is a batch of pictures: `[N, 1, H, W]`.
  static boolean isBatch(Tensor t) {
    return t.rank() == 4 && t.dim(0) > 0 && t.dim(1) == 1 && t.dim(2) > 1 && t.dim(2) <= LARGEST && t.dim(3) > 1
        && t.dim(3) <= LARGEST;
  }

  /// Draws the first pictures of a batch.
  ///
  /// @param captions those of each picture that is drawn, equally many
  /// @param styled gives a caption its colour after it was cut to measure
  List<String> draw(Tensor batch, List<List<Caption>> captions, Function<Caption, String> styled) {
    int columns = (int) batch.dim(3) * (isHigh(batch) ? 1 : 2);
    int tile = captions.stream().flatMap(List::stream).mapToInt(c -> c.text().length()).reduce(columns, Math::max);
    int perRow = Math.max(1, (width + GAP) / (tile + GAP));
    var lines = new ArrayList<String>();
    var pixels = Batch.of(batch);
    for (int first = 0; first < captions.size(); first += perRow) {
      int end = Math.min(first + perRow, captions.size());
      int rows = (int) (isHigh(batch) ? (batch.dim(2) + 1) / 2 : batch.dim(2));
      for (int row = 0; row < rows; row++) {
        var line = new StringBuilder();
        for (int i = first; i < end; i++) {
          pad(line, (i - first) * (tile + GAP));
          line.append(row(pixels, i, row));
        }
        lines.add(line.toString().stripTrailing());
      }
      for (int k = 0; k < captions.get(first).size(); k++) {
        var line = new StringBuilder();
        for (int i = first; i < end; i++) {
          var caption = captions.get(i).get(k);
          line.append(styled.apply(caption)).repeat(' ', i + 1 < end ? tile + GAP - caption.text().length() : 0);
        }
        lines.add(line.toString());
      }
      lines.add("");
    }
    return lines;
  }

  /// Pixels from 0 to 1.
  private record Batch(Tensor tensor, double low, double high) {
    static Batch of(Tensor tensor) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < tensor.elements(); i++) {
        low = Math.min(low, tensor.doubleAt(i));
        high = Math.max(high, tensor.doubleAt(i));
      }
      return new Batch(tensor, low, high);
    }

    double at(int picture, int y, int x) {
      double value = tensor.doubleAt((int) ((picture * tensor.dim(2) + y) * tensor.dim(3) + x));
      return high > low ? (value - low) / (high - low) : 0;
    }
  }

  private static boolean isHigh(Tensor batch) {
    return batch.dim(2) > HIGH;
  }

  private static void pad(StringBuilder line, int length) {
    line.repeat(' ', length - line.length());
  }

  private String row(Batch batch, int picture, int row) {
    int height = (int) batch.tensor().dim(2);
    int columns = (int) batch.tensor().dim(3);
    var line = new StringBuilder();
    for (int x = 0; x < columns; x++) {
      if (isHigh(batch.tensor())) {
        int below = Math.min(2 * row + 1, height - 1);
        line.append(shade((batch.at(picture, 2 * row, x) + batch.at(picture, below, x)) / 2));
      } else {
        line.repeat(shade(batch.at(picture, row, x)), 2);
      }
    }
    return line.toString();
  }

  private char shade(double part) {
    return shades.charAt((int) Math.clamp((long) (part * shades.length()), 0L, shades.length() - 1L));
  }
}
