package io.sinter.conformance.docs;

import io.sinter.conformance.Checkout;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// The program of a `java` block: a file if it begins with `// file: Name.java` or has the option `source=PATH`, else
/// statements, which see what a compact source file sees, and `io.sinter`.
///
/// @param source in the lines of the block
record JavaSnippet(Block block, String name, String source) {
  private static final Pattern FILE = Pattern.compile("// file: (\\w+)\\.java");
  private static final Pattern MAIN = Pattern.compile("\\bvoid main\\(");
  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
  private static final Pattern IMPORT = Pattern.compile("(?m)^import .*;$");
  private static final String STATEMENTS = "Statements";

  static JavaSnippet of(Block block) {
    var source = block.option("source").map(path -> Path.of(path).getFileName().toString().replace(".java", ""));
    if (source.isPresent()) {
      return new JavaSnippet(block, source.get(), block.text());
    }
    var file = FILE.matcher(block.lines().isEmpty() ? "" : block.lines().getFirst());
    if (file.matches()) {
      return new JavaSnippet(block, file.group(1), block.text());
    }
    var imports = IMPORT.matcher(block.text()).results().map(r -> r.group() + " ").collect(Collectors.joining());
    return new JavaSnippet(block, STATEMENTS, "import io.sinter.*; " + imports + "void main() throws Exception { "
        + IMPORT.matcher(block.text()).replaceAll("") + "}\n");
  }

  /// Whether there is something to start. Statements are only compiled.
  boolean runs() {
    return !name.equals(STATEMENTS) && MAIN.matcher(source).find();
  }

  /// Writes classes to a folder.
  ///
  /// @return the compiler's errors, with their lines in the document
  Optional<String> compile(Path classes) {
    var found = new DiagnosticCollector<JavaFileObject>();
    var file = new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return source;
      }
    };
    var options = List.of("-d", classes.toString(), "-cp", Fork.classPath(), "-proc:none",
        "--add-modules", "jdk.incubator.vector");
    if (ToolProvider.getSystemJavaCompiler().getTask(null, null, found, options, null, List.of(file)).call()) {
      return Optional.empty();
    }
    return Optional.of(found.getDiagnostics().stream().filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
        .map(d -> "%s:%d: %s\n".formatted(block.file(), block.line() + d.getLineNumber(), d.getMessage(Locale.ROOT)))
        .collect(Collectors.joining()));
  }

  /// Starts what was compiled, from the root of the checkout.
  Fork run(Path classes) {
    var name = PACKAGE.matcher(source).results().map(r -> r.group(1) + ".").findFirst().orElse("") + this.name;
    return Fork.java(Checkout.root(), classes + File.pathSeparator + Fork.classPath(), Launcher.COLUMNS,
        List.of(name));
  }
}
