package io.sinter.onnx;

import io.sinter.runtime.SinterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The places of the importer's sources that refuse a model: each makes a ModelError, or calls a method that does so
/// for its caller, because it returns one or takes the sentence of one.
final class RejectingPlaces {
  private static final Path SOURCES = Path.of("src/main/java/io/sinter/onnx");
  private static final Pattern METHOD = Pattern.compile("\n  ((?:[\\w<>,.?]+ )+)(\\w+)\\(([^)]*)\\) \\{");

  private final List<Place> places = new ArrayList<>();
  private final Map<String, List<MatchResult>> speakers = new TreeMap<>();

  /// An expression that makes an error.
  ///
  /// @param file without folder
  /// @param text the first line
  /// @param whole all of it
  record Place(String file, int first, int last, String text, String whole) {
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
    var sources = new TreeMap<String, String>();
    try (var files = Files.list(SOURCES)) {
      for (var file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sources.forEach((name, source) -> speakers.put(name, METHOD.matcher(source).results()
        .filter(m -> m.group(1).endsWith("ModelError ") || m.group(3).contains("String sentence")).toList()));
    sources.keySet().removeIf(name -> elsewhere.contains(name + ".java"));
    sources.forEach(this::scan);
  }

  private void scan(String name, String source) {
    var own = speakers.get(name);
    var bodies = own.stream().map(m -> new int[] {m.start(), end(source, m)}).toList();
    var calls = Pattern.compile("\\b(?:new ModelError" + speakers.entrySet().stream().flatMap(e -> e.getValue().stream()
        .map(m -> "|" + (e.getKey().equals(name) ? "(?<!new )" : e.getKey().equals("OnnxNode") ? "(?:n|node)\\."
            : e.getKey() + "\\.") + m.group(2))).distinct().collect(Collectors.joining()) + ")\\(");
    calls.matcher(source).results()
        .filter(m -> bodies.stream().noneMatch(b -> b[0] <= m.start() && m.start() < b[1]))
        .filter(m -> !comment(source, m.start()))
        .forEach(m -> places.add(new Place(name + ".java", line(source, m.start()),
            line(source, closing(source, m.end())), source.substring(m.start(), lineEnd(source, m.start())),
            source.substring(m.start(), closing(source, m.end())))));
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

  /// The places that an error comes from, and passed: where it and its causes were made, or, if that was at run time,
  /// all where their sentences stand.
  Set<Place> of(SinterException error) {
    return Stream.<Throwable>iterate(error, SinterException.class::isInstance, Throwable::getCause)
        .flatMap(this::of).collect(Collectors.toSet());
  }

  private Stream<Place> of(Throwable error) {
    var frame = Arrays.stream(error.getStackTrace())
        .filter(f -> f.getClassName().startsWith("io.sinter.onnx.") && !isSpeaker(f)).findFirst();
    var sentence = "\"" + error.getMessage().lines().findFirst().orElse("") + "\"";
    var made = frame.flatMap(f -> places.stream().filter(p -> p.holds(f)).findFirst());
    return made.isPresent() ? made.stream() : places.stream().filter(p -> p.whole().contains(sentence));
  }

  private boolean isSpeaker(StackTraceElement frame) {
    var name = frame.getClassName().substring("io.sinter.onnx.".length());
    return speakers.getOrDefault(name, List.of()).stream().anyMatch(m -> m.group(2).equals(frame.getMethodName()));
  }
}
