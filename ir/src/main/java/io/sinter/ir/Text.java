package io.sinter.ir;

import io.sinter.runtime.Tensor;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The text form `.sir` of functions: one definition per line, types always printed, values numbered in order.
///
/// ```text
/// function main(%x: f32[batch, 4]) -> (y: f32[batch]) {
///   %0 = constant f32[] 0.5
///   %1 = broadcast(%0) shape(batch, 4) axes() : f32[batch, 4]
///   %2 = mul(%x, %1) : f32[batch, 4]  @ "layer1/scale"
///   %3 = reduce(%2) combiner(add) axes(1) : f32[batch]
///   return %3
/// }
/// ```
///
/// Operands stand first, then the attributes by the names of the record's components; a record in an attribute is
/// written the same way. Names that are not plain words stand in double quotes. Constants of [Literal#INLINE] elements
/// and more are written as `#` and their hash. Where a value comes from stands after `@`. A comment starts with `//`.
/// `parse(print(f))` prints the same text.
public final class Text {
  private Text() {}

  public static String print(Function function) {
    return new TextPrinter(names(function)).print(function);
  }

  /// How the values of a function print: `%x` for parameters, `%0`, `%1`, … for others. Bodies of composites number
  /// their own values.
  public static Map<Value, String> names(Function function) {
    var names = new HashMap<Value, String>();
    for (var v : function.parameters()) {
      names.put(v, "%" + (v.op() instanceof Op.Parameter p ? TextPrinter.word(p.name()) : "?"));
    }
    int n = 0;
    for (var v : function.body()) {
      names.put(v, "%" + n++);
    }
    return names;
  }

  /// What [#print] writes for each value of the body, in order: one line, or more where an attribute is a function.
  public static Map<Value, String> definitions(Function function) {
    var printer = new TextPrinter(names(function));
    var definitions = new LinkedHashMap<Value, String>();
    function.body().forEach(v -> definitions.put(v, printer.line(v)));
    return definitions;
  }

  /// The constants that [#print] writes as hashes, by hash; those of composites' bodies too.
  public static Map<String, Tensor> resources(Function function) {
    var resources = new LinkedHashMap<String, Tensor>();
    var todo = new ArrayDeque<>(List.of(function));
    while (!todo.isEmpty()) {
      for (var v : todo.removeFirst().body()) {
        if (v.op() instanceof Op.Constant(var literal) && !LiteralText.isInline(literal)) {
          resources.put(literal.key(), literal.tensor());
        }
        todo.addAll(Schema.of(v.op()).functions(v.op()));
      }
    }
    return resources;
  }

  /// The only function of a text without `#` constants.
  ///
  /// @throws io.sinter.runtime.ModelError with line, column and what was expected there
  public static Function parse(String text) {
    return parse(text, Map.of());
  }

  /// @param resources the contents of `#` constants by hash
  public static Function parse(String text, Map<String, Tensor> resources) {
    return new TextParser(text, resources).only();
  }

  /// All functions of a text, one after the other.
  public static List<Function> parseAll(String text, Map<String, Tensor> resources) {
    return new TextParser(text, resources).all();
  }
}
