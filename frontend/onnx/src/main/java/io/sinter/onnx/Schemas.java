package io.sinter.onnx;

import io.sinter.onnx.OperatorSchema.Attribute;
import io.sinter.onnx.OperatorSchema.Form;
import io.sinter.onnx.OperatorSchema.Slot;
import io.sinter.onnx.proto.AttributeProto.AttributeType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/// The signatures of all operators that ONNX defines, in all versions up to [Operators#NEWEST]. They stand in
/// `schemas.txt`, which `make_schemas.py` writes, a line for each version:
///
/// ```text
/// Conv 1 | X:T W:T B:T? | Y:T | auto_pad:STRING group:INT | T=f16,f32,f64
/// name since [deprecated] | inputs | outputs | attributes | type parameters
/// ```
///
/// After an input's or output's type, `?` says that it is optional, `*N` that there are N or more of one type, and `~N`
/// that there are N or more, each of its own type. After an attribute's type, `!` says that it is required.
final class Schemas {
  private static final Map<String, NavigableMap<Integer, OperatorSchema>> TABLE = read();

  private Schemas() {}

  /// The entry that holds at a version of the operator set.
  ///
  /// @param name outside of the default domain `domain:operator`
  static Optional<OperatorSchema> find(String name, int version) {
    return Optional.ofNullable(history(name).floorEntry(version)).map(Map.Entry::getValue);
  }

  /// All versions of an operator; none if there is no such operator.
  static NavigableMap<Integer, OperatorSchema> history(String name) {
    return Collections.unmodifiableNavigableMap(TABLE.getOrDefault(name, new TreeMap<>()));
  }

  static Set<String> names() {
    return Collections.unmodifiableSet(TABLE.keySet());
  }

  /// Which other versions allow what one forbids, as advice.
  ///
  /// @param what is allowed there
  static Optional<String> remedy(OperatorSchema schema, String what, Predicate<OperatorSchema> allows) {
    var history = history(schema.name());
    return laterRemedy(schema, what, allows).or(() -> history.headMap(schema.since(), false).descendingMap().values()
        .stream().filter(allows.and(s -> !s.deprecated())).findFirst()
        .map(s -> advice(what, "up to opset " + (history.higherKey(s.since()) - 1))));
  }

  /// Which later versions allow what one forbids, as advice.
  static Optional<String> laterRemedy(OperatorSchema schema, String what, Predicate<OperatorSchema> allows) {
    return history(schema.name()).tailMap(schema.since(), false).values().stream()
        .filter(allows.and(s -> !s.deprecated())).findFirst().map(s -> advice(what, "from opset " + s.since() + " on"));
  }

  private static String advice(String what, String when) {
    return what + " " + when + ": export with such an opset, or convert with onnx.version_converter.";
  }

  private static Map<String, NavigableMap<Integer, OperatorSchema>> read() {
    var table = new TreeMap<String, NavigableMap<Integer, OperatorSchema>>();
    try (var in = Schemas.class.getResourceAsStream("schemas.txt");
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      lines.lines().filter(line -> !line.startsWith("#")).map(Schemas::parse)
          .forEach(s -> table.computeIfAbsent(s.name(), name -> new TreeMap<>()).put(s.since(), s));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return table;
  }

  private static OperatorSchema parse(String line) {
    var parts = line.split("\\|", -1);
    var head = words(parts[0]);
    var attributes = new LinkedHashMap<String, Attribute>();
    for (var word : words(parts[3])) {
      int colon = word.lastIndexOf(':');
      boolean required = word.endsWith("!");
      var type = word.substring(colon + 1, word.length() - (required ? 1 : 0));
      attributes.put(word.substring(0, colon), new Attribute(AttributeType.valueOf(type), required));
    }
    var types = new LinkedHashMap<String, List<String>>();
    for (var word : parts.length < 5 ? List.<String>of() : words(parts[4])) {
      int equals = word.indexOf('=');
      types.put(word.substring(0, equals), List.of(word.substring(equals + 1).split(",")));
    }
    return new OperatorSchema(head.getFirst(), Integer.parseInt(head.get(1)), head.size() > 2,
        words(parts[1]).stream().map(Schemas::slot).toList(), words(parts[2]).stream().map(Schemas::slot).toList(),
        attributes, types);
  }

  private static Slot slot(String word) {
    int colon = word.lastIndexOf(':');
    var name = word.substring(0, colon);
    var type = word.substring(colon + 1);
    if (type.endsWith("?")) {
      return new Slot(name, type.substring(0, type.length() - 1), Form.OPTIONAL, 0);
    }
    int many = Math.max(type.indexOf('*'), type.indexOf('~'));
    return many < 0 ? new Slot(name, type, Form.ONCE, 1)
        : new Slot(name, type.substring(0, many), type.charAt(many) == '*' ? Form.ALIKE : Form.MIXED,
            Integer.parseInt(type.substring(many + 1)));
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.strip().split(" ")).filter(word -> !word.isEmpty()).toList();
  }
}
