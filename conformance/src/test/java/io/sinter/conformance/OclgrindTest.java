package io.sinter.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Oclgrind, an OpenCL device that watches every access, finds nothing wrong in any family of kernels. It runs in a
/// process of its own; skipped where it is not installed.
class OclgrindTest {
  private static final List<String> PLACES = List.of("/usr/lib/oclgrind", "/usr/lib64/oclgrind",
      "/usr/lib/x86_64-linux-gnu/oclgrind", "/usr/lib/aarch64-linux-gnu/oclgrind", "/usr/local/lib/oclgrind");

  @TempDir private Path folder;

  private record Outcome(int exit, String output, String log) {}

  private Outcome run(String... arguments) throws IOException, InterruptedException {
    var library = library();
    if (library.isEmpty()) {
      System.out.println("Skipped: Oclgrind is not installed (package oclgrind).");
    }
    assumeTrue(library.isPresent(), "Oclgrind is not installed");
    var vendors = Files.createDirectories(folder.resolve("vendors"));
    Files.writeString(vendors.resolve("oclgrind.icd"), library.get() + "\n");
    var log = folder.resolve("oclgrind.log");
    var output = folder.resolve("output.txt");
    var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx2g",
        "--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED",
        "-Dsinter.cache=" + folder.resolve("cache"), "-cp", System.getProperty("java.class.path"),
        OclgrindRun.class.getName()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(Path.of("").toAbsolutePath().toFile())
        .redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("OCL_ICD_VENDORS", vendors.toString());
    builder.environment().put("OCLGRIND_DATA_RACES", "1");
    builder.environment().put("OCLGRIND_CHECK_API", "1");
    // Its optimiser makes intrinsics that it cannot run.
    builder.environment().put("OCLGRIND_BUILD_OPTIONS", "-cl-opt-disable");
    builder.environment().put("OCLGRIND_LOG", log.toString());
    var process = builder.start();
    if (!process.waitFor(15, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("Oclgrind did not end in time:\n" + Files.readString(output));
    }
    return new Outcome(process.exitValue(), Files.readString(output), Files.exists(log) ? Files.readString(log) : "");
  }

  private static Optional<Path> library() {
    return PLACES.stream().map(p -> Path.of(p, "liboclgrind-rt-icd.so")).filter(Files::exists).findFirst();
  }

  @Test
  void noFamilyOfKernelsTouchesWhatItMustNot() throws Exception {
    var outcome = run();
    assertThat(outcome.log()).isBlank();
    assertThat(outcome.output()).endsWith("done\n");
    assertThat(outcome.exit()).isZero();
  }

  @Test
  void workItemsThatShareWorkDoNotMeet() throws Exception {
    var outcome = run("items");
    assertThat(outcome.log()).isBlank();
    assertThat(outcome.output()).endsWith("done\n");
    assertThat(outcome.exit()).isZero();
  }

  @Test
  void aKernelThatDoesIsFound() throws Exception {
    assertThat(run("broken").log()).contains("Invalid write").contains("Write-write data race");
  }
}
