package io.sinter.cli;

import io.sinter.CompileOptions;
import io.sinter.KernelModel;
import io.sinter.Targets;
import io.sinter.runtime.Npy;
import io.sinter.runtime.Program.Source;
import io.sinter.runtime.Tensor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// A compiled model as a zip file, the same bytes for the same model: `sinter.txt` (format, version, target),
/// `signature.txt`, `program.txt`, `report.txt`, `tuning.json` (as `sinter tune` writes it), `kernels/NAME.class` or
/// with the ending of what the target is made of, and `weights/N.npy` (packed, as the program reads them).
final class Archive {
  private static final int FORMAT = 0;

  private final ZipOutputStream zip;

  private Archive(ZipOutputStream zip) {
    this.zip = zip;
  }

  /// @return how many bytes it has
  static long write(KernelModel model, CompileOptions options, Path file) throws IOException {
    try (var zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      var archive = new Archive(zip);
      archive.write(model, options.target());
      archive.text("tuning.json", TuningFile.json(options.tuning()) + "\n");
    }
    return Files.size(file);
  }

  private void write(KernelModel model, String target) throws IOException {
    text("sinter.txt", "format " + FORMAT + "\nsinter " + Version.number() + "\ntarget " + target + "\n");
    var signature = new StringBuilder();
    model.signature().inputs().forEach(p -> signature.append("input ").append(p).append('\n'));
    model.signature().outputs().forEach(p -> signature.append("output ").append(p).append('\n'));
    text("signature.txt", signature.toString());
    text("program.txt", model.lowering().program().print());
    var report = new StringBuilder();
    model.report().entries().forEach(e -> report.append("%d %s: %d values, then %d %s%n".formatted(
        e.number(), e.pass(), e.before(), e.after(), new TreeMap<>(e.hits()))));
    text("report.txt", report.toString());
    for (var kernel : new TreeMap<>(model.code()).entrySet()) {
      entry("kernels/" + kernel.getKey() + "." + Targets.extension(target));
      zip.write(kernel.getValue());
      zip.closeEntry();
    }
    for (var buffer : model.lowering().program().buffers()) {
      if (buffer.source() instanceof Source.Weight(int index)) {
        var array = model.lowering().weights().get(index);
        entry("weights/" + index + ".npy");
        Npy.write(zip, Tensor.of(buffer.type(), new long[] {Array.getLength(array)}, array));
        zip.closeEntry();
      }
    }
  }

  private void text(String name, String text) throws IOException {
    entry(name);
    zip.write(text.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }

  private void entry(String name) throws IOException {
    var entry = new ZipEntry(name);
    entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
    zip.putNextEntry(entry);
  }
}
