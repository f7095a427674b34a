package io.sinter.passes;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// The ways to watch the compiler at work: this list is the parser, the help text and the documentation.
public enum DebugOption {
  DUMP("dump", "FOLDER", "write the function to FOLDER, numbered, after each pass that changed it"),
  INTERPRET("interpret", "", "after each pass, run the interpreter before and after on random inputs"),
  BISECT("bisect", "", "compare the result with the interpreter and name the first pass that broke it"),
  REPRODUCER("reproducer", "FOLDER", "where to write a reproducer when a pass fails (default: the temporary folder)");

  private final String text;
  private final String argument;
  private final String help;

  DebugOption(String text, String argument, String help) {
    this.text = text;
    this.argument = argument;
    this.help = help;
  }

  public boolean takesArgument() {
    return !argument.isEmpty();
  }

  static Optional<DebugOption> named(String text) {
    return Arrays.stream(values()).filter(o -> o.text.equals(text)).findFirst();
  }

  /// One line per option.
  public static String help() {
    return Arrays.stream(values()).map(o -> "%-20s %s".formatted(o.usage(), o.help)).collect(Collectors.joining("\n"));
  }

  /// As it is written: `dump=FOLDER`.
  public String usage() {
    return takesArgument() ? text + "=" + argument : text;
  }

  @Override
  public String toString() {
    return text;
  }
}
