package io.sinter.conformance;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/// A `.tar.xz` file, unpacked once into the build folder.
final class Archive {
  private static final Path BUILD = Checkout.root().resolve("conformance/target/unpacked");

  private Archive() {}

  /// The folder with the archive's contents. A change of the archive's size or time unpacks it again.
  static synchronized Path unpacked(Path archive) {
    try {
      var stamp = Files.size(archive) + "-" + Files.getLastModifiedTime(archive).toMillis();
      var folder = BUILD.resolve(archive.getFileName() + "-" + stamp);
      var done = folder.resolve(".complete");
      if (!Files.exists(done)) {
        unpack(archive, folder);
        Files.createFile(done);
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void unpack(Path archive, Path folder) throws IOException {
    Files.createDirectories(folder);
    try (var in = new TarArchiveInputStream(
        new XZCompressorInputStream(new BufferedInputStream(Files.newInputStream(archive))))) {
      for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        var target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
          throw new IOException(entry.getName() + " lies outside of " + archive);
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else if (entry.isFile()) {
          Files.createDirectories(target.getParent());
          Files.copy(in, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }
}
