package io.sinter.cli;

import static java.util.stream.Collectors.joining;

import io.sinter.CompileOptions;
import io.sinter.Targets;
import io.sinter.passes.DebugOption;
import io.sinter.passes.DebugOptions;
import io.sinter.passes.Tuning;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/// How to compile: the options of every command that does.
final class TargetOptions {
  /// Stands for what [Targets#auto] answers.
  static final String AUTO = "auto";

  @Option(names = "--target", paramLabel = "NAME[:DEVICE]", defaultValue = Targets.JVM,
      completionCandidates = Names.class,
      description = "What to compile for: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). DEVICE is a number or a"
          + " part of a name; `sinter devices` lists them, and says which target auto is.")
  private String target;

  @Option(names = "--vector-bits", paramLabel = "BITS", defaultValue = "0",
      description = "128, 256 or 512 (default: the machine's width). Results do not depend on it.")
  private int vectorBits;

  @Option(names = "--debug", paramLabel = "OPTION[,OPTION...]", completionCandidates = DebugNames.class,
      description = {"Watch the compiler at work:", "${COMPLETION-CANDIDATES}"})
  private Optional<String> debug;

  @Option(names = "--tuning", paramLabel = "FILE",
      description = "Schedules that `sinter tune` found best. Results do not depend on it.")
  private Optional<Path> tuning;

  TargetOptions() {
    target = Targets.JVM;
    tuning = Optional.empty();
    debug = Optional.empty();
  }

  /// @param console is told which target was chosen, when none is named
  /// @throws io.sinter.runtime.ModelError when there is no such target or device
  /// @throws io.sinter.runtime.DeviceError when the target has no device on this machine
  /// @throws IOException when a file of the options cannot be read
  CompileOptions compile(Console console) throws IOException {
    var choices = tuning.isPresent() ? TuningFile.read(tuning.get()) : Tuning.NONE;
    return CompileOptions.DEFAULTS.withTarget(usable(target, console)).withVectorBits(vectorBits).withTuning(choices)
        .withDebug(debug());
  }

  /// A target that this machine can run, chosen where it is [#AUTO]; errors as [#compile].
  static String usable(String target, Console console) {
    if (target.equals(AUTO)) {
      var choice = Targets.auto();
      console.note("target " + choice.target() + ": " + choice.why());
      return choice.target();
    }
    Targets.device(target);
    return target;
  }

  DebugOptions debug() {
    return DebugOptions.parse(debug.orElse(""));
  }

  /// The targets there are, and the choice among them.
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.concat(Targets.names().stream(), Stream.of(AUTO)).iterator();
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
