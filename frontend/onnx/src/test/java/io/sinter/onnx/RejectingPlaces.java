package io.sinter.onnx;

import io.sinter.runtime.SinterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The places of the importer's sources that refuse a model: each makes a ModelError, or calls a method that gives one.
final class RejectingPlaces {
  private static final Path SOURCES = Path.of("src/main/java/io/sinter/onnx");
  private static final Pattern FACTORY = Pattern.compile("\n  (?:private |static |final )*ModelError (\\w+)\\(");

  private final List<Place> places = new ArrayList<>();
  private final Set<String> factories = new LinkedHashSet<>();

  /// An expression that makes an error.
  ///
  /// @param file without folder
  record Place(String file, int first, int last, String text) {
    boolean holds(StackTraceElement frame) {
      return file.equals(frame.getFileName()) && first <= frame.getLineNumber() && frame.getLineNumber() <= last;
    }

    @Override
    public String toString() {
      return file + ":" + first + " " + text;
    }
  }

  /// @param elsewhere files that are not looked at
  RejectingPlaces(Set<String> elsewhere) {
    try (var files = Files.list(SOURCES)) {
      var sources = files.sorted().toList();
      for (var file : sources) {
        var name = file.getFileName().toString().replace(".java", "");
        FACTORY.matcher(Files.readString(file)).results()
            .forEach(m -> factories.add("io.sinter.onnx." + name + "." + m.group(1)));
      }
      for (var file : sources) {
        if (!elsewhere.contains(file.getFileName().toString())) {
          scan(file.getFileName().toString(), Files.readString(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void scan(String file, String source) {
    var own = FACTORY.matcher(source).results().toList();
    var names = Stream.concat(own.stream().map(m -> m.group(1)), Stream.of("error")).distinct()
        .collect(Collectors.joining("|"));
    var bodies = own.stream().map(m -> new int[] {m.start(), end(source, m)}).toList();
    var calls = Pattern.compile("(?<!ModelError )\\b(?:new ModelError|" + names + ")\\(").matcher(source);
    calls.results().filter(m -> bodies.stream().noneMatch(b -> b[0] <= m.start() && m.start() < b[1]))
        .filter(m -> !comment(source, m.start()))
        .forEach(m -> places.add(new Place(file, line(source, m.start()), line(source, closing(source, m.end())),
            source.substring(m.start(), lineEnd(source, m.start())))));
  }

  private static int end(String source, MatchResult method) {
    return source.indexOf("\n  }\n", method.start());
  }

  private static boolean comment(String source, int at) {
    return source.substring(source.lastIndexOf('\n', at) + 1, at).contains("//");
  }

  private static int lineEnd(String source, int at) {
    return source.indexOf('\n', at);
  }

  private static int line(String source, int at) {
    return (int) source.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
  }

  /// Where the parenthesis closes whose content begins at `open`.
  private static int closing(String source, int open) {
    boolean quoted = false;
    int depth = 1;
    int at = open;
    for (; depth > 0; at++) {
      char c = source.charAt(at);
      if (c == '"' && source.charAt(at - 1) != '\\') {
        quoted = !quoted;
      } else if (!quoted) {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      }
    }
    return at;
  }

  List<Place> all() {
    return List.copyOf(places);
  }

  /// The place that an error comes from, if it is one of these.
  Optional<Place> of(SinterException error) {
    Throwable first = error;
    while (first.getCause() instanceof SinterException) {
      first = first.getCause();
    }
    return Arrays.stream(first.getStackTrace())
        .filter(f -> f.getClassName().startsWith("io.sinter.onnx."))
        .filter(f -> !factories.contains(f.getClassName() + "." + f.getMethodName()))
        .findFirst()
        .flatMap(f -> places.stream().filter(p -> p.holds(f)).findFirst());
  }
}
