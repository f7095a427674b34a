package io.sinter.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/// Where a command writes.
///
/// @param out results
/// @param err errors, notes and progress
/// @param interactive whether somebody watches
/// @param width how many characters fit in a line
/// @param charset what `out` can show
record Console(PrintWriter out, PrintWriter err, boolean interactive, int width, Charset charset) {
  static Console of(CommandSpec spec) {
    var terminal = System.console();
    return new Console(spec.commandLine().getOut(), spec.commandLine().getErr(),
        terminal != null && terminal.isTerminal(), spec.usageMessage().width(), System.out.charset());
  }

  /// Text in a style such as `bold,red`; plain where nobody watches or `NO_COLOR` is set.
  String styled(String style, String text) {
    return style.isEmpty() || !interactive || !Ansi.AUTO.enabled() ? text
        : Ansi.ON.string("@|" + style + " " + text + "|@");
  }

  void note(String text) {
    err.println("note: " + text);
  }
}
