package io.sinter.cli;

import static java.util.stream.Collectors.joining;

import io.sinter.CompileOptions;
import io.sinter.Targets;
import io.sinter.passes.DebugOption;
import io.sinter.passes.DebugOptions;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// How to compile: the options of every command that does.
final class TargetOptions {
  @Option(names = "--target", paramLabel = "NAME", defaultValue = "jvm", completionCandidates = Names.class,
      description = "What to compile for: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private String target;

  @Option(names = "--vector-bits", paramLabel = "BITS", defaultValue = "0",
      description = "128, 256 or 512 (default: the machine's width). Results do not depend on it.")
  private int vectorBits;

  @Option(names = "--debug", paramLabel = "OPTION[,OPTION...]", completionCandidates = DebugNames.class,
      description = {"Watch the compiler at work:", "${COMPLETION-CANDIDATES}"})
  private Optional<String> debug;

  TargetOptions() {
    target = "jvm";
    debug = Optional.empty();
  }

  CompileOptions compile() {
    return CompileOptions.DEFAULTS.withTarget(target).withVectorBits(vectorBits).withDebug(debug());
  }

  DebugOptions debug() {
    return DebugOptions.parse(debug.orElse(""));
  }

  /// The targets there are.
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Targets.names().iterator();
    }
  }

  /// The debug options with their help, a line each.
  static final class DebugNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      var lines = DebugOption.help().lines().map(l -> l.replaceFirst("  +", ": "));
      return List.of(lines.collect(joining("\n"))).iterator();
    }
  }
}
