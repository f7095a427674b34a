package io.sinter.runtime.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BinaryCacheTest {
  private static final String SOURCE = "kernel a";

  @TempDir private Path folder;

  private static BinaryCache.Key key(String... parts) {
    return BinaryCache.Key.of(parts);
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  /// How often the compiler was asked to compile a source, in a fresh process.
  private long compiled(FakeFacts facts, String source) {
    try (var machine = new FakeMachine(folder, facts)) {
      machine.device.build(source, List.of("a")).entry("a");
      return machine.library.count("clCreateProgramWithSource");
    }
  }

  private long compiled(String source) {
    return compiled(FakeFacts.device("gpu", FakeFacts.GPU), source);
  }

  @Test
  void whatWasStoredIsThere() {
    var cache = new BinaryCache(folder);
    assertThat(cache.load(key("a"))).isEmpty();
    cache.store(key("a"), new byte[] {1, 2});
    cache.store(key("a"), new byte[] {3});
    assertThat(cache.load(key("a"))).hasValue(new byte[] {3});
    assertThat(new BinaryCache(folder).load(key("a"))).hasValue(new byte[] {3});
    assertThat(cache.load(key("b"))).isEmpty();
  }

  @Test
  void partsOfAKeyDoNotRunIntoEachOther() {
    assertThat(key("ab", "c")).isNotEqualTo(key("a", "bc")).isEqualTo(key("ab", "c"));
    assertThat(key("a")).isNotEqualTo(key("a", ""));
  }

  @Test
  void theFilesUsedLeastRecentlyGoFirst() throws IOException {
    var cache = new BinaryCache(folder, 3 * (32 + 100));
    for (int i = 0; i < 3; i++) {
      cache.store(key("k" + i), new byte[100]);
      Files.setLastModifiedTime(folder.resolve(key("k" + i).digest() + ".bin"), FileTime.fromMillis(1000 * (i + 1)));
    }
    assertThat(cache.load(key("k0"))).as("now used last").isPresent();
    cache.store(key("k3"), new byte[100]);
    assertThat(cache.load(key("k1"))).isEmpty();
    assertThat(cache.load(key("k0"))).isPresent();
    assertThat(cache.load(key("k2"))).isPresent();
    assertThat(cache.load(key("k3"))).isPresent();
    assertThat(files()).hasSize(3);
  }

  @Test
  void aFolderThatCannotBeWrittenKeepsNothing() throws IOException {
    var file = Files.writeString(folder.resolve("file"), "");
    var cache = new BinaryCache(file.resolve("below"));
    cache.store(key("a"), new byte[1]);
    assertThat(cache.load(key("a"))).isEmpty();
    cache.decline(key("b"));
    assertThat(cache.isDeclined(key("b"))).isTrue();
  }

  @Test
  void theSameSourceIsCompiledOnce() {
    assertThat(compiled(SOURCE)).isEqualTo(1);
    assertThat(compiled(SOURCE)).isZero();
    assertThat(compiled(SOURCE + " changed")).isEqualTo(1);
  }

  @Test
  void anotherDeviceOrDriverCompilesAgain() {
    assertThat(compiled(SOURCE)).isEqualTo(1);
    var gpu = FakeFacts.device("gpu", FakeFacts.GPU);
    assertThat(compiled(gpu.text(FakeFacts.DRIVER_VERSION, "7.2"), SOURCE)).isEqualTo(1);
    assertThat(compiled(FakeFacts.device("other", FakeFacts.GPU), SOURCE)).isEqualTo(1);
    assertThat(compiled(FakeFacts.device("gpu", FakeFacts.GPU)
        .i64(FakeFacts.F32, FakeFacts.F32_WITHOUT_DIVIDE), SOURCE)).as("other options").isEqualTo(1);
  }

  @Test
  void aDamagedFileIsReplaced() throws IOException {
    compiled(SOURCE);
    var file = files().getFirst();
    var good = Files.readAllBytes(file);
    var changed = good.clone();
    changed[changed.length - 1]++;
    for (var bad : List.of(changed, new byte[0], new byte[32], "nothing".getBytes(StandardCharsets.UTF_8),
        Arrays.copyOf(good, good.length - 1), Arrays.copyOf(good, good.length + 1))) {
      Files.write(file, bad);
      assertThat(compiled(SOURCE)).isEqualTo(1);
      assertThat(file).hasBinaryContent(good);
    }
    Files.delete(file);
    Files.createDirectory(file);
    assertThat(compiled(SOURCE)).as("a folder in its place").isEqualTo(1);
  }

  @Test
  void aBinaryThatTheDriverRejectsIsCompiledAgainAndReplaced() {
    var options = "-cl-std=CL1.2 -cl-fp32-correctly-rounded-divide-sqrt";
    var key = key(SOURCE, options, "gpu", "Fake, OpenCL 3.0 fake", "7.1");
    var cache = new BinaryCache(folder);
    for (var binary : List.of("of something else", "binary of what is wrong")) {
      cache.store(key, binary.getBytes(StandardCharsets.UTF_8));
      assertThat(compiled(SOURCE)).isEqualTo(1);
      assertThat(cache.load(key)).hasValue(("binary of " + SOURCE).getBytes(StandardCharsets.UTF_8));
    }
    assertThat(compiled(SOURCE)).isZero();
  }

  @Test
  void aDriverThatTakesLongToGiveABinaryIsAskedOnce() throws IOException {
    try (var machine = FakeMachine.gpu(folder)) {
      machine.functions.nanosOfBinary = 150_000_000;
      machine.device.build("kernel a", List.of("a"));
      long asked = machine.library.count("clGetProgramInfo");
      machine.device.build("kernel b", List.of("b"));
      assertThat(asked).isPositive();
      assertThat(machine.library.count("clGetProgramInfo")).isEqualTo(asked);
    }
    try (var machine = FakeMachine.gpu(folder)) {
      machine.device.build("kernel b", List.of("b"));
      assertThat(machine.library.count("clGetProgramInfo")).as("another process knows it").isZero();
      machine.device.build("kernel a", List.of("a"));
      assertThat(machine.library.count("clCreateProgramWithBinary")).as("what it gave is used").isEqualTo(1);
    }
  }
}
