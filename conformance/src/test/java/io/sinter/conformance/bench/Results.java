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
/// @param bits of runs that were compared
record Results(List<Row> rows, List<Start> starts, List<SameBits> bits) {
  static final Results NONE = new Results(List.of(), List.of(), List.of());

  Results {
    rows = List.copyOf(rows);
    starts = List.copyOf(starts);
    bits = List.copyOf(bits);
  }

  /// None where there is no file.
  static Results read(Path file) throws IOException {
    return Files.exists(file) ? new Gson().fromJson(Files.readString(file), Results.class) : NONE;
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
    return new Results(all, starts, bits);
  }

  Results with(Start start) {
    var all = new ArrayList<>(starts);
    all.removeIf(s -> s.workload().equals(start.workload()) && s.engine() == start.engine());
    all.add(start);
    return new Results(rows, all, bits);
  }

  Results with(SameBits same) {
    var all = new ArrayList<>(bits);
    all.removeIf(b -> b.workload().equals(same.workload()));
    all.add(same);
    return new Results(rows, starts, all);
  }
}
