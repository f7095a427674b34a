package io.sinter.conformance.docs;

import java.util.ArrayList;
import java.util.List;

/// A command of a `console` block and what the document says it prints.
///
/// @param place `README.md:12`
/// @param exit the exit code that the block's option `exit` promises
record Step(String place, String command, ExpectedOutput expected, int exit) {
  private static final String PROMPT = "$ ";

  /// The commands of a block in order. One that ends in a backslash goes on in the next line.
  ///
  /// @throws IllegalArgumentException when the block does not begin with a command
  static List<Step> of(Block block) {
    var steps = new ArrayList<Step>();
    int exit = block.option("exit").map(Integer::parseInt).orElse(0);
    int i = 0;
    while (i < block.lines().size()) {
      int start = i;
      if (!isCommand(block.lines().get(i))) {
        throw new IllegalArgumentException("%s:%d: a console block begins with `$ ` and a command"
            .formatted(block.file(), block.lineOf(i)));
      }
      var command = new StringBuilder(block.lines().get(i++).substring(PROMPT.length()).strip());
      while (command.toString().endsWith("\\") && i < block.lines().size()) {
        command.setLength(command.length() - 1);
        command.append(block.lines().get(i++).strip());
      }
      int end = i;
      while (end < block.lines().size() && !isCommand(block.lines().get(end))) {
        end++;
      }
      steps.add(new Step(block.file() + ":" + block.lineOf(start), command.toString(),
          new ExpectedOutput(block.file(), block.lineOf(i), block.lines().subList(i, end)), exit));
      i = end;
    }
    return steps;
  }

  private static boolean isCommand(String line) {
    return line.startsWith(PROMPT);
  }

  @Override
  public String toString() {
    return place + " " + command;
  }
}
