package io.sinter.runtime;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// The `.npz` files of NumPy: a zip file of [Npy] arrays, each under its name. The order is kept.
///
/// An entry may unpack to no more than its own header says, and all entries together to no more than half the heap.
public final class Npz {
  private static final String SUFFIX = ".npy";

  private Npz() {}

  /// @throws ModelError when the file is not a zip file of arrays that [Npy] reads
  public static Map<String, Tensor> read(Path file) throws IOException {
    try {
      return read(file, Runtime.getRuntime().maxMemory() / 2);
    } catch (ModelError e) {
      throw new ModelError(
          e.problem().where(e.problem().where().map(entry -> file + ", " + entry).orElse(file.toString())), e);
    }
  }

  /// Reads all that comes, by way of a temporary file: the directory of a zip file stands at its end.
  ///
  /// @throws ModelError when it is not a zip file of arrays that [Npy] reads
  public static Map<String, Tensor> read(InputStream in) throws IOException {
    var file = Files.createTempFile("sinter", ".npz");
    try {
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      return read(file, Runtime.getRuntime().maxMemory() / 2);
    } finally {
      Files.delete(file);
    }
  }

  static Map<String, Tensor> read(Path file, long budget) throws IOException {
    var tensors = new LinkedHashMap<String, Tensor>();
    long left = budget;
    try (var zip = new ZipFile(file.toFile())) {
      for (var entries = zip.entries(); entries.hasMoreElements(); ) {
        var entry = entries.nextElement();
        if (entry.isDirectory()) {
          continue;
        }
        var tensor = entry(zip, entry, left);
        left -= tensor.byteSize();
        if (tensors.put(name(entry.getName()), tensor) != null) {
          throw new ModelError(bad("names an array twice").where("entry '" + entry.getName() + "'"));
        }
      }
    } catch (ZipException | EOFException e) {
      throw new ModelError(bad("is damaged").given(String.valueOf(e.getMessage())), e);
    }
    if (tensors.isEmpty()) {
      throw new ModelError(bad("holds no array").tryThis("check that this is a file written by numpy.savez"));
    }
    return tensors;
  }

  private static Tensor entry(ZipFile zip, ZipEntry entry, long budget) throws IOException {
    try (var in = zip.getInputStream(entry)) {
      var tensor = Npy.read(in, budget);
      if (in.read() >= 0) {
        throw new ModelError(Npy.bad("has more bytes than its header says"));
      }
      return tensor;
    } catch (ModelError e) {
      throw e.at("entry '" + entry.getName() + "'");
    }
  }

  private static String name(String entry) {
    return entry.endsWith(SUFFIX) ? entry.substring(0, entry.length() - SUFFIX.length()) : entry;
  }

  public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
    try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
      write(out, tensors);
    }
  }

  /// Writes a whole zip file, the same bytes for the same tensors, and leaves the stream open.
  public static void write(OutputStream out, Map<String, Tensor> tensors) throws IOException {
    var zip = new ZipOutputStream(out);
    for (var each : tensors.entrySet()) {
      var entry = new ZipEntry(each.getKey() + SUFFIX);
      entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
      zip.putNextEntry(entry);
      Npy.write(zip, each.getValue());
      zip.closeEntry();
    }
    zip.finish();
    out.flush();
  }

  private static Problem bad(String how) {
    return Problem.of("The .npz data " + how + ".");
  }
}
