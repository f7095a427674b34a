package io.sinter.ir;

import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Reads what [Text] describes. Every definition becomes one value: nothing is merged or dropped. The type after each
/// definition must be the one that the op derives.
final class TextParser {
  private final TextScanner in;
  private final Map<String, Tensor> resources;

  TextParser(String text, Map<String, Tensor> resources) {
    this.in = new TextScanner(text);
    this.resources = resources;
  }

  Function only() {
    var function = function();
    if (!in.atEnd()) {
      throw in.error();
    }
    return function;
  }

  List<Function> all() {
    var functions = new ArrayList<Function>();
    while (!in.atEnd()) {
      functions.add(function());
    }
    return functions;
  }

  private Function function() {
    in.expect("function");
    var name = in.name("the function's name");
    var scope = new HashMap<String, Value>();
    in.expect("(");
    var parameters = list(() -> parameter(scope));
    in.expect(")");
    in.expect("->");
    in.expect("(");
    var places = new ArrayList<Integer>();
    var types = new ArrayList<TensorType>();
    var outputs = list(() -> {
      var output = in.name("the name of a result");
      in.expect(":");
      places.add(in.position());
      types.add(type());
      return output;
    });
    in.expect(")");
    in.expect("{");
    var body = new ArrayList<Value>();
    while (!in.accept("return")) {
      body.add(definition(scope));
    }
    int end = in.position();
    var results = list(() -> operand(scope));
    in.expect("}");
    if (results.size() != outputs.size()) {
      throw in.errorAt(end, outputs.size() + " results, as many as the head of '" + name + "' names");
    }
    for (int i = 0; i < results.size(); i++) {
      if (!results.get(i).type().equals(types.get(i))) {
        throw in.errorAt(places.get(i), results.get(i).type() + ", the type of the value returned");
      }
    }
    return new Function(name, parameters, body, results, outputs);
  }

  /// Items separated by commas up to a closing bracket of any kind, which stays.
  private <T> List<T> list(Supplier<T> item) {
    var items = new ArrayList<T>();
    if (in.sees(")") || in.sees("}") || in.sees("]")) {
      return items;
    }
    do {
      items.add(item.get());
    } while (in.accept(","));
    return items;
  }

  private Value parameter(Map<String, Value> scope) {
    int at = in.position();
    in.expect("%");
    var name = in.name("the name of a parameter");
    in.expect(":");
    var type = type();
    return define(scope, at, TextPrinter.word(name), new Value(new Op.Parameter(name, type), type, Origin.NONE));
  }

  private Value define(Map<String, Value> scope, int at, String name, Value value) {
    if (scope.putIfAbsent(name, value) != null) {
      throw in.errorAt(at, "a new name: %" + name + " is defined already");
    }
    return value;
  }

  private Value operand(Map<String, Value> scope) {
    int at = in.position();
    var value = scope.get(in.valueName());
    if (value == null) {
      throw in.errorAt(at, "a value defined above: " + new TreeSet<>(scope.keySet()).stream().map(n -> "%" + n)
          .collect(Collectors.joining(", ")));
    }
    return value;
  }

  private Value definition(Map<String, Value> scope) {
    int at = in.position();
    var name = in.valueName();
    in.expect("=");
    int start = in.position();
    var op = in.accept("constant") ? new Op.Constant(literal()) : application(scope);
    TensorType derived;
    try {
      derived = op.type();
    } catch (ModelError e) {
      throw e.at(in.where(start));
    }
    if (!(op instanceof Op.Constant)) {
      in.expect(":");
      int place = in.position();
      if (!type().equals(derived)) {
        throw in.errorAt(place, derived + ", the type that " + Schema.of(op).mnemonic(op) + " has here");
      }
    }
    return define(scope, at, name, new Value(op, derived, origin()));
  }

  private Origin origin() {
    var places = new ArrayList<String>();
    if (in.accept("@")) {
      places.add(in.quoted("a place"));
      for (var more = in.maybeQuoted(); more.isPresent(); more = in.maybeQuoted()) {
        places.add(more.get());
      }
    }
    return new Origin(places);
  }

  private Op application(Map<String, Value> scope) {
    int at = in.position();
    var mnemonic = in.word("an operation");
    in.expect("(");
    var fn = ScalarFn.named(mnemonic);
    if (fn.isPresent()) {
      var args = list(() -> operand(scope));
      in.expect(")");
      return new Op.Apply(fn.get(), args);
    }
    var schema = Schema.named(mnemonic)
        .orElseThrow(() -> in.errorAt(at, "an operation: " + String.join(", ", Schema.mnemonics())));
    var values = new HashMap<RecordComponent, Object>();
    for (var c : schema.operandComponents()) {
      if (!values.isEmpty() && !(Schema.isOperandList(c) && in.sees(")"))) {
        in.expect(",");
      }
      if (!Schema.isOperandList(c)) {
        values.put(c, operand(scope));
      } else if (schema.isTail(c)) {
        values.put(c, list(() -> operand(scope)));
      } else {
        in.expect("[");
        values.put(c, list(() -> operand(scope)));
        in.expect("]");
      }
    }
    in.expect(")");
    for (var c : schema.attributes()) {
      values.put(c, named(c));
    }
    return schema.make(schema.components().stream().map(values::get).toList());
  }

  private Object named(RecordComponent component) {
    in.expect(component.getName());
    in.expect("(");
    var value = attribute(component.getGenericType());
    in.expect(")");
    return value;
  }

  private Object attribute(Type type) {
    if (type instanceof ParameterizedType p && p.getRawType() == List.class) {
      var element = p.getActualTypeArguments()[0];
      return list(() -> {
        boolean nested = element instanceof ParameterizedType;
        if (nested) {
          in.expect("(");
        }
        var item = attribute(element);
        if (nested) {
          in.expect(")");
        }
        return item;
      });
    }
    var c = (Class<?>) type;
    if (c == String.class) {
      return in.quoted("text");
    } else if (c == int.class || c == Integer.class) {
      return (int) in.integer();
    } else if (c == long.class || c == Long.class) {
      return in.integer();
    } else if (c == boolean.class || c == Boolean.class) {
      boolean yes = in.accept("true");
      if (!yes) {
        in.expect("false");
      }
      return yes;
    } else if (c == double.class || c == Double.class) {
      return Double.parseDouble(in.literal("a number"));
    } else if (c == Dim.class) {
      return in.dim();
    } else if (c == Shape.class) {
      return new Shape(list(in::dim));
    } else if (c == Function.class) {
      return function();
    } else if (c == TensorType.class) {
      return type();
    } else if (c == Literal.class) {
      return literal();
    } else if (c.isEnum()) {
      return constantOf(c);
    } else if (c.isRecord()) {
      return Schema.makeRecord(c, Arrays.stream(c.getRecordComponents()).map(this::named).toList());
    }
    throw new AssertionError("no text form for attributes of " + type);
  }

  private Object constantOf(Class<?> type) {
    for (var constant : type.getEnumConstants()) {
      if (in.accept(constant.toString())) {
        return constant;
      }
    }
    throw in.error();
  }

  private TensorType type() {
    var dtype = (DType) constantOf(DType.class);
    in.expect("[");
    var dims = list(in::dim);
    in.expect("]");
    return new TensorType(dtype, new Shape(dims));
  }

  private Literal literal() {
    int at = in.position();
    var type = type();
    if (!type.shape().isConstant()) {
      throw in.errorAt(at, "a type of known size");
    }
    if (in.accept("#")) {
      return resource(at, type);
    }
    int start = in.position();
    var elements = new ArrayList<LiteralText.Element>();
    if (type.rank() == 0) {
      elements.add(LiteralText.parse(in, type.dtype()));
    } else {
      in.expect("{");
      elements.addAll(list(() -> LiteralText.parse(in, type.dtype())));
      in.expect("}");
    }
    if (type.shape().elements().asLong() != elements.size()) {
      throw in.errorAt(start, type.shape().elements() + " elements, not " + elements.size());
    }
    var array = type.dtype().newArray(elements.size());
    for (int i = 0; i < elements.size(); i++) {
      elements.get(i).store(array, i);
    }
    return Literal.of(Tensor.of(type.dtype(), type.shape().toLongs(), array));
  }

  private Literal resource(int at, TensorType type) {
    var key = in.literal("the hash of a constant");
    var tensor = resources.get(key);
    if (tensor == null) {
      throw in.errorAt(at, "contents for the constant #" + key + " among those given with the text");
    }
    if (!tensor.type().equals(type)) {
      throw in.errorAt(at, tensor.type() + ", the type of the contents given for #" + key);
    }
    return Literal.of(tensor);
  }
}
