package io.sinter.runtime;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import javax.management.JMException;
import javax.management.ObjectName;

/// Tells the running JVM how to compile some methods, as `jcmd Compiler.directives_add` does. The one class that needs
/// the module `java.management`; where that is missing, using it is a [LinkageError].
final class CompilerDirective {
  private CompilerDirective() {}

  /// @return whether the JVM took the directive
  static boolean keepC1Off(String packageName) {
    try {
      var file = Files.createTempFile("sinter", ".json");
      try {
        Files.writeString(file, "[{match: [\"" + packageName.replace('.', '/') + "/*.*\"], c1: {Exclude: true}}]");
        var answer = ManagementFactory.getPlatformMBeanServer().invoke(
            new ObjectName("com.sun.management:type=DiagnosticCommand"), "compilerDirectivesAdd",
            new Object[] {new String[] {file.toString()}}, new String[] {String[].class.getName()});
        return answer.toString().contains("1 compiler directives added");
      } finally {
        Files.delete(file);
      }
    } catch (IOException | JMException | RuntimeException e) {
      return false;
    }
  }
}
