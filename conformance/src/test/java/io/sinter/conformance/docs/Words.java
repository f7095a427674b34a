package io.sinter.conformance.docs;

import java.util.ArrayList;
import java.util.List;

/// A command line in the words that a shell makes of it. Knows quotes and comments, and none of the shell's other
/// powers.
final class Words {
  private static final String SHELL = "|&;<>$`*(){}";

  private Words() {}

  /// @throws IllegalArgumentException for what a shell alone can do
  static List<String> of(String command) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (char c : command.toCharArray()) {
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        inWord = true;
      } else if (c == '#' && !inWord) {
        break;
      } else if (SHELL.indexOf(c) >= 0) {
        throw new IllegalArgumentException("Documents keep to commands without `" + c + "`: " + command);
      } else if (c != ' ') {
        word.append(c);
        inWord = true;
      } else if (inWord) {
        words.add(word.toString());
        word.setLength(0);
        inWord = false;
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException("A quote is open: " + command);
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }
}
