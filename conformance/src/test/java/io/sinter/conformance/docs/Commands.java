package io.sinter.conformance.docs;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Holds the commands of documents to what they print. Errors are part of that where the exit code is not 0.
final class Commands {
  /// What documents may say without our running it.
  private static final List<Pattern> NOT_RUN = List.of(
      Pattern.compile("mvn( -q)? verify( -pl \\S+| -am| -D\\S+)*"),
      Pattern.compile("mvn -Pfuzz( -q)? verify( -Dfuzz\\.\\w+=\\S+)*"),
      Pattern.compile("mvn -Popencl( -q)? verify"),
      Pattern.compile("mvn -Pbench( -q)? verify( -Dbench\\.main=\\S+)?( \"-Dbench=[^\"]*\"| -Dbench=\\S+)?"));

  private Commands() {}

  /// What is wrong with a command, if anything.
  static Optional<String> problem(Step step) {
    var words = Words.of(step.command());
    if (!words.getFirst().equals("./sinter")) {
      boolean known = NOT_RUN.stream().anyMatch(p -> p.matcher(step.command()).matches());
      return known ? Optional.empty() : Optional.of(step.place() + ": this command is not known: " + step.command());
    }
    var fork = Launcher.sinter(words.subList(1, words.size()));
    if (fork.code() != step.exit()) {
      return Optional.of("%s: exit code %d, not %d\n%s%s".formatted(step.place(), fork.code(), step.exit(), fork.out(),
          fork.err()));
    }
    return step.expected().mismatch(step.exit() == 0 ? fork.out() : fork.out() + fork.err());
  }
}
