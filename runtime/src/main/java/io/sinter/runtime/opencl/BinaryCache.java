package io.sinter.runtime.opencl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Built kernels in a folder, for the next process. Several processes may use it at once. To be without it costs time
/// and nothing else: a file that is damaged is no entry, and a folder that cannot be written keeps none.
///
/// A file is the SHA-256 of what follows, and what the driver gave. The files used least recently go, when all together
/// have more bytes than they may.
final class BinaryCache {
  private static final long BYTES = 512L << 20;
  private static final String ENDING = ".bin";

  private final Path folder;
  private final long most;
  private final Set<Key> declined = ConcurrentHashMap.newKeySet();

  BinaryCache(Path folder) {
    this(folder, BYTES);
  }

  /// @param most bytes of all files
  BinaryCache(Path folder, long most) {
    this.folder = folder;
    this.most = most;
  }

  static BinaryCache ofUser() {
    var chosen = System.getProperty("sinter.cache");
    var shared = System.getenv("XDG_CACHE_HOME");
    var folder = chosen != null ? Path.of(chosen)
        : (shared != null && !shared.isEmpty() ? Path.of(shared)
            : Path.of(System.getProperty("user.home"), ".cache")).resolve("sinter");
    return new BinaryCache(folder.resolve("opencl"));
  }

  /// What an entry depends on, as a digest.
  record Key(String digest) {
    static Key of(String... parts) {
      var sha = sha256();
      for (var part : parts) {
        var bytes = part.getBytes(StandardCharsets.UTF_8);
        sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        sha.update(bytes);
      }
      return new Key(HexFormat.of().formatHex(sha.digest()));
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private Path file(Key key) {
    return folder.resolve(key.digest() + ENDING);
  }

  Optional<byte[]> load(Key key) {
    try {
      var file = file(key);
      if (!Files.isRegularFile(file)) {
        return Optional.empty();
      }
      var bytes = Files.readAllBytes(file);
      var sha = sha256();
      int head = sha.getDigestLength();
      if (bytes.length <= head) {
        return Optional.empty();
      }
      sha.update(bytes, head, bytes.length - head);
      if (!Arrays.equals(sha.digest(), 0, head, bytes, 0, head)) {
        return Optional.empty();
      }
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      return Optional.of(Arrays.copyOfRange(bytes, head, bytes.length));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  void store(Key key, byte[] binary) {
    try {
      Files.createDirectories(folder);
      var part = Files.createTempFile(folder, "", ".part");
      try {
        var digest = sha256().digest(binary);
        Files.write(part, ByteBuffer.allocate(digest.length + binary.length).put(digest).put(binary).array());
        Files.move(part, file(key), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
      trim();
    } catch (IOException | UncheckedIOException e) {
      // A cache that cannot be written keeps nothing.
    }
  }

  /// Whether [#decline] was called for the key, by this process or one before.
  boolean isDeclined(Key driver) {
    return declined.contains(driver) || load(driver).isPresent();
  }

  /// Remembers that a driver's binaries are not worth having.
  void decline(Key driver) {
    declined.add(driver);
    store(driver, new byte[1]);
  }

  private record Stored(Path file, long bytes, FileTime used) {}

  private void trim() throws IOException {
    try (var files = Files.list(folder)) {
      var stored = files.flatMap(f -> stored(f).stream()).sorted(Comparator.comparing(Stored::used).reversed())
          .toList();
      long bytes = 0;
      for (var file : stored) {
        bytes += file.bytes();
        if (bytes > most) {
          Files.deleteIfExists(file.file());
        }
      }
    }
  }

  /// Empty when another process has just removed it.
  private static Optional<Stored> stored(Path file) {
    try {
      return Optional.of(new Stored(file, Files.size(file), Files.getLastModifiedTime(file)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
