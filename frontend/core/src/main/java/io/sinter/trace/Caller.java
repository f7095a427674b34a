package io.sinter.trace;

import java.lang.StackWalker.StackFrame;
import java.util.Optional;
import java.util.Set;

/// The line of Java that called: the innermost one outside of Sinter and of the JDK.
final class Caller {
  private static final Set<String> OWN = Set.of("io.sinter", "io.sinter.trace");

  private Caller() {}

  /// `Mlp.java:31`; empty where only Sinter and the JDK are on the stack.
  static Optional<String> line() {
    return StackWalker.getInstance().walk(frames -> frames.filter(f -> isUsers(f.getClassName())).findFirst())
        .map(Caller::text);
  }

  private static boolean isUsers(String type) {
    int dot = type.lastIndexOf('.');
    return !OWN.contains(dot < 0 ? "" : type.substring(0, dot)) && !type.startsWith("java.")
        && !type.startsWith("jdk.");
  }

  private static String text(StackFrame frame) {
    var file = frame.getFileName();
    return (file == null ? frame.getClassName() : file) + ":" + frame.getLineNumber();
  }
}
