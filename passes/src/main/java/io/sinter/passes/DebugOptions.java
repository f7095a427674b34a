package io.sinter.passes;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A choice of [DebugOption]s with their arguments. Text: `dump=out,bisect`.
public record DebugOptions(Map<DebugOption, String> chosen) {
  public static final DebugOptions NONE = new DebugOptions(Map.of());

  public DebugOptions {
    var copy = new EnumMap<DebugOption, String>(DebugOption.class);
    copy.putAll(chosen);
    chosen = Collections.unmodifiableMap(copy);
  }

  /// @throws ModelError naming the options there are
  public static DebugOptions parse(String text) {
    var options = NONE;
    for (var part : text.isBlank() ? new String[0] : text.strip().split("\\s*,\\s*")) {
      int eq = part.indexOf('=');
      var name = eq < 0 ? part : part.substring(0, eq);
      var argument = eq < 0 ? "" : part.substring(eq + 1);
      var option = DebugOption.named(name).filter(o -> o.takesArgument() == !argument.isEmpty())
          .orElseThrow(() -> new ModelError(Problem.of("There is no debug option '" + part + "'.")
              .expected("any of these, with commas between\n" + DebugOption.help())));
      options = options.with(option, argument);
    }
    return options;
  }

  public DebugOptions with(DebugOption option, String argument) {
    var more = new EnumMap<DebugOption, String>(DebugOption.class);
    more.putAll(chosen);
    more.put(option, argument);
    return new DebugOptions(more);
  }

  public boolean has(DebugOption option) {
    return chosen.containsKey(option);
  }

  public Optional<Path> folder(DebugOption option) {
    return Optional.ofNullable(chosen.get(option)).map(Path::of);
  }

  @Override
  public String toString() {
    return chosen.entrySet().stream().map(e -> e.getValue().isEmpty() ? e.getKey().toString()
        : e.getKey() + "=" + e.getValue()).collect(Collectors.joining(","));
  }
}
