package io.sinter.conformance;

import static java.util.stream.Collectors.flatMapping;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.ScalarFn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the sources must look like, whoever writes them.
class ArchitectureTest {
  /// What each package may use of Sinter besides itself: the table of modules in ARCHITECTURE.md, by package.
  private static final Map<String, List<String>> MAY_USE = Map.ofEntries(
      Map.entry("io.sinter.runtime", List.of()),
      Map.entry("io.sinter.runtime.device", List.of("io.sinter.runtime")),
      Map.entry("io.sinter.runtime.opencl", List.of("io.sinter.runtime.device", "io.sinter.runtime")),
      Map.entry("io.sinter.ir", List.of("io.sinter.runtime")),
      Map.entry("io.sinter.ir.composite", List.of("io.sinter.ir", "io.sinter.runtime")),
      Map.entry("io.sinter.ir.random", List.of("io.sinter.ir", "io.sinter.runtime")),
      Map.entry("io.sinter.ir.kernel", List.of("io.sinter.ir", "io.sinter.runtime", "io.sinter.runtime.device")),
      Map.entry("io.sinter.passes",
          List.of("io.sinter.passes.kernel", "io.sinter.ir", "io.sinter.ir.composite", "io.sinter.ir.kernel",
              "io.sinter.runtime")),
      Map.entry("io.sinter.passes.kernel", List.of("io.sinter.ir", "io.sinter.ir.kernel", "io.sinter.runtime")),
      Map.entry("io.sinter.codegen.jvm", List.of("io.sinter.ir", "io.sinter.ir.kernel", "io.sinter.runtime")),
      Map.entry("io.sinter.codegen.opencl", List.of("io.sinter.ir", "io.sinter.ir.kernel", "io.sinter.runtime",
          "io.sinter.runtime.device", "io.sinter.runtime.opencl")),
      Map.entry("io.sinter.trace", List.of("io.sinter.ir", "io.sinter.ir.composite", "io.sinter.runtime")),
      Map.entry("io.sinter", List.of("io.sinter.trace", "io.sinter.passes", "io.sinter.ir", "io.sinter.ir.kernel",
          "io.sinter.runtime", "io.sinter.runtime.device")),
      Map.entry("io.sinter.onnx",
          List.of("io.sinter", "io.sinter.onnx.proto", "io.sinter.ir", "io.sinter.ir.composite", "io.sinter.runtime")),
      Map.entry("io.sinter.onnx.export",
          List.of("io.sinter.onnx", "io.sinter.onnx.proto", "io.sinter.ir", "io.sinter.ir.composite",
              "io.sinter.runtime")),
      Map.entry("io.sinter.check",
          List.of("io.sinter", "io.sinter.onnx", "io.sinter.passes", "io.sinter.ir", "io.sinter.runtime")),
      Map.entry("io.sinter.report", List.of("io.sinter", "io.sinter.passes", "io.sinter.ir", "io.sinter.ir.kernel",
          "io.sinter.runtime")),
      Map.entry("io.sinter.cli", List.of("io.sinter", "io.sinter.check", "io.sinter.report", "io.sinter.onnx",
          "io.sinter.onnx.export", "io.sinter.passes", "io.sinter.ir", "io.sinter.ir.kernel", "io.sinter.runtime",
          "io.sinter.runtime.device")),
      Map.entry("io.sinter.conformance", List.of("io.sinter", "io.sinter.ir", "io.sinter.runtime")));

  private static final int MOST_LINES = 400;
  private static final int LONGEST_LINE = 120;

  /// Longer files, how long they may be, and why.
  private static final Map<String, Integer> LONG = Map.of(
      // one family per section, and the sealed permits clause that all switches follow
      "ir/src/main/java/io/sinter/ir/Op.java", 450,
      // one algebra: each operation needs the canonical form of the others
      "runtime/src/main/java/io/sinter/runtime/Dim.java", 600,
      // a table of small kernels with what they give
      "ir/src/test/java/io/sinter/ir/kernel/KernelInterpreterTest.java", 520,
      // being tuned
      "passes/src/main/java/io/sinter/passes/ChooseSchedule.java", 460);

  private static final Pattern USE = Pattern.compile("\\bio\\.sinter(?:\\.[a-z]+)*(?=\\.[A-Z*])");
  private static final Pattern BANNED = Pattern.compile("\\b(?:class|record|enum|interface)\\s+"
      + "(\\w*(?:Manager|Helper|Utils?|Impl|Info))\\b");
  private static final Pattern UNFINISHED = Pattern.compile("\\b(?:TO" + "DO|FIX" + "ME|XX" + "X)\\b");
  private static final Pattern MODELS = Pattern.compile(
      "(?i)convol|softmax|matmul|gemm|attention|pooling|schedule|\\btile\\b");

  @Test
  void packagesUseOnlyWhatTheyMay() {
    var used = sources().filter(f -> f.isMain() && !f.isGenerated())
        .collect(groupingBy(Source::packageName, TreeMap::new,
            flatMapping(Source::uses, toCollection(TreeSet::new))));
    used.forEach((name, uses) -> {
      uses.remove(name);
      assertThat(MAY_USE).as("the table of packages").containsKey(name);
      assertThat(MAY_USE.get(name)).as("what " + name + " uses").containsAll(uses);
    });
  }

  @Test
  void emittersNameNoOperatorAndNoSchedule() {
    var composites = Arrays.stream(ScalarFn.values()).filter(fn -> !fn.isPrimitive()).map(Enum::name).toList();
    sources().filter(f -> f.isMain() && f.path().startsWith("codegen-")).forEach(f -> {
      assertThat(f.text()).as(f.path()).doesNotContain("io.sinter.ir.Op;", "io.sinter.ir.Value;",
          "io.sinter.ir.Function;");
      assertThat(MODELS.matcher(f.code()).results().map(MatchResult::group).toList()).as(f.path()).isEmpty();
      // a switch over all functions lists those that never get here, to say so
      var rest = f.text().replaceAll("\\s+", " ").replace(String.join(", ", composites), "");
      assertThat(composites).as(f.path()).noneMatch(c -> rest.matches(".*\\b" + c + "\\b.*"));
    });
  }

  @Test
  void packagesSayWhatTheyAreFor() {
    sources().filter(Source::isMain).map(f -> f.file().getParent()).distinct()
        .filter(folder -> !folder.endsWith("java"))
        .forEach(folder -> assertThat(folder.resolve("package-info.java")).exists());
  }

  @Test
  void linesFitOnAScreen() {
    sources().filter(f -> f.isMain() && !f.isGenerated()).forEach(f -> assertThat(f.text().lines()).as(f.path())
        .allMatch(line -> line.length() <= LONGEST_LINE));
  }

  @Test
  void filesAreOneIdea() {
    sources().forEach(f -> assertThat(f.text().lines().count()).as("lines of " + f.path())
        .isLessThanOrEqualTo(LONG.getOrDefault(f.path(), MOST_LINES)));
  }

  @Test
  void nothingIsLeftUnfinished() {
    sources().forEach(f -> assertThat(UNFINISHED.matcher(f.text()).find()).as(f.path()).isFalse());
  }

  @Test
  void namesSayWhatThingsAre() {
    sources().forEach(f -> assertThat(BANNED.matcher(f.text()).results().map(m -> m.group(1)).toList()).as(f.path())
        .isEmpty());
  }

  // ---- sources ------------------------------------------------------------------------------------------------------

  /// @param path from the root
  private record Source(Path file, String path, String text) {
    static Source read(Path file) {
      try {
        var path = Checkout.root().relativize(file).toString().replace('\\', '/');
        return new Source(file, path, Files.readString(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    boolean isMain() {
      return path.contains("/src/main/java/");
    }

    boolean isGenerated() {
      return path.contains("/target/") || path.endsWith("module-info.java");
    }

    String packageName() {
      return text.lines().filter(l -> l.startsWith("package ")).findFirst().orElse("package ;")
          .replaceFirst("package (.*);.*", "$1");
    }

    /// Packages of Sinter that are named before a class.
    Stream<String> uses() {
      return USE.matcher(code()).results().map(MatchResult::group);
    }

    /// The text without comment lines and the contents of strings.
    String code() {
      return text.lines().filter(l -> !l.strip().startsWith("//")).map(l -> l.replaceAll("\"[^\"]*\"", "\"\""))
          .collect(joining("\n"));
    }
  }

  private static Stream<Source> sources() {
    try {
      return Files.walk(Checkout.root()).filter(f -> f.toString().endsWith(".java"))
          .filter(f -> !Checkout.root().relativize(f).toString().replace('\\', '/').matches("(.*/)?target/.*"))
          .map(Source::read).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
