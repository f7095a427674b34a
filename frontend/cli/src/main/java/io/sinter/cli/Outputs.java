package io.sinter.cli;

import io.sinter.runtime.Npy;
import io.sinter.runtime.Signature.Port;
import io.sinter.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/// The outputs of a run, as text and as files.
///
/// @param ports their names
record Outputs(List<Port> ports, List<Tensor> tensors) {
  private static final int MOST_ROWS = 16;

  /// A line each: name, type and a summary.
  void print(Console console) {
    int width = ports.stream().mapToInt(p -> p.name().length()).max().orElse(0);
    for (int i = 0; i < tensors.size(); i++) {
      console.out().printf("%-" + width + "s  %s  %s%n", ports.get(i).name(), tensors.get(i).type(),
          Summary.of(tensors.get(i)));
    }
  }

  /// The most likely classes of each row of each output that has rows of scores.
  void printTop(Console console, int count, Labels labels) {
    for (int i = 0; i < tensors.size(); i++) {
      var t = tensors.get(i);
      if (t.rank() == 0 || !t.dtype().isFloat() || t.dim(t.rank() - 1) < 2) {
        continue;
      }
      int rows = t.elements() / (int) t.dim(t.rank() - 1);
      for (int row = 0; row < Math.min(rows, MOST_ROWS); row++) {
        var top = Ranking.of(t, row).top(count).stream().map(c -> c.text(labels)).toList();
        console.out().println(ports.get(i).name() + (rows == 1 ? "" : " " + row) + ": " + String.join(", ", top));
      }
      if (rows > MOST_ROWS) {
        console.out().println("... and " + (rows - MOST_ROWS) + " more rows");
      }
    }
  }

  /// Writes each as `NAME.npy`.
  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    var taken = new HashSet<String>();
    for (int i = 0; i < tensors.size(); i++) {
      var name = fileName(ports.get(i).name());
      var free = name;
      for (int n = 2; !taken.add(free.toLowerCase(Locale.ROOT)); n++) {
        free = name + "_" + n;
      }
      Npy.write(folder.resolve(free + ".npy"), tensors.get(i));
    }
  }

  /// A name that every file system takes and that stays in its folder.
  static String fileName(String name) {
    var safe = name.replaceAll("[^A-Za-z0-9._-]", "_").replaceFirst("^[.-]+", "_");
    return safe.isEmpty() ? "_" : safe.length() > 120 ? safe.substring(0, 120) : safe;
  }
}
