package io.sinter.ir;

import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// What the header of an op's record says: which components are operands, which are attributes, and how to make it
/// again with others.
public final class Schema {
  private static final ClassValue<Schema> CACHE = new ClassValue<>() {
    @Override
    protected Schema computeValue(Class<?> type) {
      return new Schema(type);
    }
  };

  /// All op records by their text name; [Op.Apply] is written by the names of its functions.
  private static final Map<String, Class<?>> OPS = new TreeMap<>();

  static {
    collect(Op.class);
  }

  private static void collect(Class<?> type) {
    if (type.isRecord()) {
      OPS.put(snake(type.getSimpleName()), type);
    } else {
      Arrays.stream(type.getPermittedSubclasses()).forEach(Schema::collect);
    }
  }

  private final String name;
  private final RecordComponent[] components;
  private final Constructor<?> constructor;

  private Schema(Class<?> type) {
    name = snake(type.getSimpleName());
    components = type.getRecordComponents();
    constructor = constructor(type);
  }

  public static Schema of(Op op) {
    return CACHE.get(op.getClass());
  }

  private static String snake(String camel) {
    return camel.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(java.util.Locale.ROOT);
  }

  /// The name of the op in text: that of its function for elementwise applications.
  public String mnemonic(Op op) {
    return op instanceof Op.Apply a ? a.fn().toString() : name;
  }

  /// The schema of the op that is written `mnemonic`; functions of [Op.Apply] and parameters are not written so.
  static Optional<Schema> named(String mnemonic) {
    var type = OPS.get(mnemonic);
    return type == null || type == Op.Apply.class || type == Op.Parameter.class ? Optional.empty()
        : Optional.of(CACHE.get(type));
  }

  /// All names that may stand in text where an operation is expected.
  static List<String> mnemonics() {
    return Stream.concat(OPS.keySet().stream().filter(name -> name.equals("constant") || named(name).isPresent()),
        Arrays.stream(ScalarFn.values()).map(ScalarFn::toString)).sorted().toList();
  }

  List<RecordComponent> components() {
    return List.of(components);
  }

  static boolean isOperand(RecordComponent c) {
    return c.getType() == Value.class || isOperandList(c);
  }

  static boolean isOperandList(RecordComponent c) {
    return c.getType() == List.class && c.getGenericType() instanceof ParameterizedType p
        && p.getActualTypeArguments()[0] == Value.class;
  }

  /// The components that hold operands, in order.
  List<RecordComponent> operandComponents() {
    return Arrays.stream(components).filter(Schema::isOperand).toList();
  }

  /// The components that text writes as attributes: all others but the function of [Op.Apply], which names the op.
  List<RecordComponent> attributes() {
    return Arrays.stream(components).filter(c -> !isOperand(c) && c.getDeclaringRecord() != Op.Apply.class).toList();
  }

  /// Whether `component` is a list of operands that stands last among the operands, so that text needs no brackets.
  boolean isTail(RecordComponent component) {
    return operandComponents().getLast().equals(component);
  }

  /// The functions that an op holds.
  public List<Function> functions(Op op) {
    return Arrays.stream(components).filter(c -> c.getType() == Function.class).map(c -> (Function) get(op, c))
        .toList();
  }

  /// The symbols that a value's type and attributes name, those of the functions it holds included.
  public Set<String> symbols(Value v) {
    var symbols = symbols(v.op());
    collect(v.type().shape(), symbols);
    return symbols;
  }

  /// The symbols that the attributes of an op name, those of the functions it holds included.
  public Set<String> symbols(Op op) {
    var symbols = new HashSet<String>();
    for (var c : components) {
      if (!isOperand(c)) {
        collect(get(op, c), symbols);
      }
    }
    return symbols;
  }

  private static void collect(Object attribute, Set<String> symbols) {
    switch (attribute) {
      case Dim d -> symbols.addAll(d.symbols());
      case Shape s -> s.dims().forEach(d -> symbols.addAll(d.symbols()));
      case TensorType t -> collect(t.shape(), symbols);
      case List<?> l -> l.forEach(i -> collect(i, symbols));
      case Function f -> f.values().forEach(v -> symbols.addAll(of(v.op()).symbols(v)));
      default -> { }
    }
  }

  Object get(Op op, RecordComponent component) {
    try {
      return component.getAccessor().invoke(op);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  Op make(List<?> values) {
    return (Op) make(constructor, values);
  }

  /// A record of an attribute.
  static Object makeRecord(Class<?> type, List<?> values) {
    return make(constructor(type), values);
  }

  private static Object make(Constructor<?> constructor, List<?> values) {
    try {
      return constructor.newInstance(values.toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static Constructor<?> constructor(Class<?> type) {
    try {
      return type.getDeclaredConstructor(
          Arrays.stream(type.getRecordComponents()).map(RecordComponent::getType).toArray(Class<?>[]::new));
    } catch (NoSuchMethodException e) {
      throw new LinkageError(type + " is not a record", e);
    }
  }

  @SuppressWarnings("unchecked")
  List<Value> operands(Op op) {
    var operands = new ArrayList<Value>();
    for (var c : components) {
      if (c.getType() == Value.class) {
        operands.add((Value) get(op, c));
      } else if (isOperandList(c)) {
        operands.addAll((List<Value>) get(op, c));
      }
    }
    return operands;
  }

  @SuppressWarnings("unchecked")
  Op withOperands(Op op, UnaryOperator<Value> map) {
    var values = new ArrayList<>();
    boolean changed = false;
    for (var c : components) {
      var old = get(op, c);
      var now = c.getType() == Value.class ? map.apply((Value) old)
          : isOperandList(c) ? ((List<Value>) old).stream().map(map).toList() : old;
      changed |= now != old && !now.equals(old);
      values.add(now);
    }
    return changed ? make(values) : op;
  }
}
