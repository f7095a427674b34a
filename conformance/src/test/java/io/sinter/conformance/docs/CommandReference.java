package io.sinter.conformance.docs;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// `docs/commands.md`: the help of every command.
final class CommandReference {
  private static final Pattern COMMAND = Pattern.compile("(?m)^  ([a-z]\\S*) +\\S");
  private static final int COLUMNS = 100;

  private CommandReference() {}

  static String text() {
    var out = new StringBuilder("""
        # Commands

        What `--help` says. Written by `mvn verify -Dsinter.docs.update=true`, not by hand.
        """);
    var overview = help(List.of());
    section(out, "sinter", overview);
    commands(overview).forEach(command -> section(out, "sinter " + command, help(List.of(command))));
    return out.toString();
  }

  private static void section(StringBuilder out, String title, String help) {
    out.append("\n## ").append(title).append("\n\n```text\n").append(help.strip()).append("\n```\n");
  }

  private static String help(List<String> command) {
    var fork = Launcher.sinter(Stream.concat(command.stream(), Stream.of("--help")).toList(), COLUMNS);
    if (fork.code() != 0) {
      throw new AssertionError("No help for " + command + "\n" + fork.err());
    }
    return fork.out().lines().map(String::stripTrailing).reduce("", (all, line) -> all + line + "\n");
  }

  private static List<String> commands(String overview) {
    var list = overview.substring(overview.indexOf("Commands:")).split("\n\n", 2)[0];
    return COMMAND.matcher(list).results().map(r -> r.group(1)).toList();
  }
}
