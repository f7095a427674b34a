package io.sinter.cli;

/// One line about long work that keeps changing, where somebody watches.
final class Progress {
  private final Console console;
  private final int total;
  private int done;

  Progress(Console console, int total) {
    this.console = console;
    this.total = total;
  }

  /// One more is done.
  void step(String name) {
    done++;
    if (console.interactive()) {
      var text = done + "/" + total + " " + name;
      console.err().print("\r\033[K" + text.substring(0, Math.min(text.length(), console.width() - 1)));
      console.err().flush();
    }
  }

  /// Makes room for other output.
  void clear() {
    if (console.interactive()) {
      console.err().print("\r\033[K");
      console.err().flush();
    }
  }
}
