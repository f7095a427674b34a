package io.sinter.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.CompileOptions;
import io.sinter.KernelModel;
import io.sinter.Sinter;
import io.sinter.conformance.Zoo.Animal;
import io.sinter.ir.kernel.KernelText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The flat kernels of the zoo have the hashes in `kernels.lock`: a refactoring leaves that file as it is, and a change
/// of what is generated shows there. `-Dsinter.lock.update=true` rewrites it; the difference is then reviewed.
class KernelLockTest {
  private static final String UPDATE = "sinter.lock.update";
  private static final Path LOCK = Checkout.root().resolve("conformance/src/test/resources/kernels.lock");

  @Test
  void flatKernelsAreThoseOfTheLockFile() throws IOException {
    var lines = new ArrayList<>(List.of("# The flat kernels of small models at 512 bits: model, kernel, SHA-256 of the "
        + "text. Written by -D" + UPDATE + "=true."));
    for (var animal : Zoo.all()) {
      lines.addAll(hashes(animal));
    }
    if (Boolean.getBoolean(UPDATE)) {
      Files.createDirectories(LOCK.getParent());
      Files.write(LOCK, lines);
    }
    assertThat(lines).as("kernels; where a change is meant: -D" + UPDATE + "=true")
        .isEqualTo(Files.exists(LOCK) ? Files.readAllLines(LOCK) : List.of());
  }

  private static List<String> hashes(Animal animal) {
    var options = CompileOptions.DEFAULTS.withTarget("kernel-interpreter").withVectorBits(512);
    try (var model = (KernelModel) Sinter.compile(animal.function(), options)) {
      return model.lowering().kernels().stream()
          .map(k -> animal.name() + " " + k.name() + " " + hash(KernelText.print(k.flat()))).toList();
    }
  }

  private static String hash(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
