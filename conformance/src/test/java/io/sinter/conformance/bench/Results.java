package io.sinter.conformance.bench;

import com.google.gson.Gson;
import io.sinter.check.Json;
import io.sinter.conformance.bench.Ratios.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// All figures of the tables. Measuring something again replaces what was known of it.
///
/// @param rows ratios
/// @param starts of processes
record Results(List<Row> rows, List<Start> starts) {
  Results {
    rows = List.copyOf(rows);
    starts = List.copyOf(starts);
  }

  /// None where there is no file.
  static Results read(Path file) throws IOException {
    return Files.exists(file) ? new Gson().fromJson(Files.readString(file), Results.class)
        : new Results(List.of(), List.of());
  }

  void write(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Json.write(file, new Gson().toJsonTree(this));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Results with(Row row) {
    var all = new ArrayList<>(rows);
    all.removeIf(r -> r.workload().equals(row.workload()) && r.target().equals(row.target())
        && r.threads() == row.threads());
    all.add(row);
    return new Results(all, starts);
  }

  Results with(Start start) {
    var all = new ArrayList<>(starts);
    all.removeIf(s -> s.workload().equals(start.workload()) && s.engine() == start.engine());
    all.add(start);
    return new Results(rows, all);
  }
}
