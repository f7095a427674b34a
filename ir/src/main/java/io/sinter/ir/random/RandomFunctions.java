package io.sinter.ir.random;

import io.sinter.ir.Builder;
import io.sinter.ir.Function;
import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Makes well-typed functions from seeds: the same seed and options give the same function.
public final class RandomFunctions {
  /// The sizes that find most errors: none, one, odd, a vector's width, one more, one less than two of them.
  static final long[] SIZES = {0, 1, 2, 3, 7, 16, 17, 31};
  private static final int PARAMETERS = 6;

  /// The kinds of ops.
  public enum Kind {
    APPLY, CONVERT, BROADCAST, TRANSPOSE, RESHAPE, SLICE, PAD, CONCATENATE, REDUCE, REDUCE_WINDOW, DOT_GENERAL,
    CONVOLUTION, RELAYOUT, COMPOSITE, IOTA, SIZE, GATHER, SCATTER, CUMULATIVE_REDUCE
  }

  /// What functions to make.
  ///
  /// @param ops about how many, without those that fit operands
  /// @param elements the most that a value has
  /// @param types element types, each as likely as it is frequent
  /// @param symbols whether sizes of parameters may be symbols
  /// @param constants the elements of constants
  public record Options(int ops, int elements, List<DType> types, Set<Kind> kinds, Set<ScalarFn> functions,
      boolean symbols, RandomTensors.Mode constants) {
    /// Mostly f32, all ops, no symbols.
    public static final Options DEFAULT = new Options(8, 4096,
        List.of(DType.F32, DType.F32, DType.F32, DType.F32, DType.F32, DType.F32, DType.I32, DType.I64, DType.BOOL,
            DType.F64),
        EnumSet.allOf(Kind.class), EnumSet.allOf(ScalarFn.class), false, RandomTensors.Mode.TAME);

    public Options {
      types = List.copyOf(types);
      kinds = Set.copyOf(kinds);
      functions = Set.copyOf(functions);
    }

    public Options withOps(int count) {
      return new Options(count, elements, types, kinds, functions, symbols, constants);
    }

    public Options withElements(int most) {
      return new Options(ops, most, types, kinds, functions, symbols, constants);
    }

    public Options withTypes(DType... some) {
      return new Options(ops, elements, List.of(some), kinds, functions, symbols, constants);
    }

    public Options withKinds(Set<Kind> some) {
      return new Options(ops, elements, types, some, functions, symbols, constants);
    }

    public Options withFunctions(Set<ScalarFn> some) {
      return new Options(ops, elements, types, kinds, some, symbols, constants);
    }

    public Options withSymbols(boolean may) {
      return new Options(ops, elements, types, kinds, functions, may, constants);
    }

    public Options withConstants(RandomTensors.Mode mode) {
      return new Options(ops, elements, types, kinds, functions, symbols, mode);
    }
  }

  /// A function, and sizes for its symbols.
  public record Sample(long seed, Function function, Map<String, Long> sizes) {
    /// Inputs that depend on the seed only.
    public List<Tensor> inputs(RandomTensors.Mode mode) {
      return RandomTensors.inputs(function, sizes, seed, mode);
    }
  }

  final Random random;
  final Options options;
  final Builder builder = new Builder();
  final Map<String, Long> sizes = new LinkedHashMap<>();
  private final RandomTensors tensors;
  private final List<Value> values = new ArrayList<>();
  private int parameters;
  private boolean declaring;

  private RandomFunctions(long seed, Options options) {
    this.random = new Random(seed * 0x9e3779b97f4a7c15L);
    this.random.nextLong();
    this.options = options;
    this.tensors = new RandomTensors(random.nextLong(), options.constants());
  }

  public static Sample of(long seed) {
    return of(seed, Options.DEFAULT);
  }

  public static Sample of(long seed, Options options) {
    var made = new RandomFunctions(seed, options);
    made.declaring = true;
    for (int i = made.random.nextInt(1, 4); i > 0; i--) {
      made.parameter(new TensorType(made.oneOf(options.types()), made.shape(made.random.nextInt(6))));
    }
    made.declaring = false;
    made.grow();
    return new Sample(seed, made.finish(), made.sizes);
  }

  /// A function over parameters of given types with one result; sizes of symbols are those of `outer`.
  static Function body(RandomFunctions outer, List<TensorType> types) {
    var kinds = EnumSet.copyOf(outer.options.kinds());
    kinds.remove(Kind.COMPOSITE);
    if (kinds.isEmpty()) {
      kinds.add(Kind.APPLY);
    }
    var options = outer.options.withOps(outer.random.nextInt(1, 4)).withKinds(kinds);
    var made = new RandomFunctions(outer.random.nextLong(), options);
    made.sizes.putAll(outer.sizes);
    types.forEach(made::parameter);
    made.parameters = PARAMETERS;
    made.grow();
    return made.builder.finish("body", List.of(made.values.getLast()), List.of("y"));
  }

  private void grow() {
    var ops = new RandomOps(this);
    var kinds = options.kinds().stream().sorted().toList();
    for (int made = 0, tries = 0; made < options.ops() && tries < 20 * options.ops(); tries++) {
      boolean apply = options.kinds().contains(Kind.APPLY) && chance(0.3);
      var value = ops.next(apply ? Kind.APPLY : oneOf(kinds));
      if (value.isPresent()) {
        values.add(value.get());
        made++;
      }
    }
  }

  private Function finish() {
    var used = new HashSet<Value>();
    values.forEach(v -> used.addAll(v.op().operands()));
    var results = new ArrayList<>(List.of(values.getLast()));
    values.reversed().stream().skip(1)
        .filter(v -> !used.contains(v) && !(v.op() instanceof Op.Parameter) || chance(0.05)).limit(3)
        .forEach(results::add);
    return builder.finish("random", results, IntStream.range(0, results.size()).mapToObj(i -> "y" + i).toList());
  }

  // ---- choosing ----------------------------------------------------------------------------------------------------

  <T> T oneOf(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  Value pick() {
    return oneOf(values);
  }

  /// One of the values that fit, if any.
  Optional<Value> pick(Predicate<TensorType> fits) {
    var fitting = values.stream().filter(v -> fits.test(v.type())).toList();
    return fitting.isEmpty() ? Optional.empty() : Optional.of(oneOf(fitting));
  }

  /// The number of elements for the sizes chosen.
  long count(Shape shape) {
    return Arrays.stream(shape.evaluate(sizes)).reduce(1, Math::multiplyExact);
  }

  boolean fits(Shape shape) {
    return count(shape) <= options.elements();
  }

  Dim size() {
    if (options.symbols() && (declaring || !declared().isEmpty()) && chance(0.3)) {
      var name = oneOf(declaring ? List.of("batch", "n", "len") : declared());
      sizes.computeIfAbsent(name, s -> SIZES[chance(0.1) ? 0 : random.nextInt(1, SIZES.length)]);
      return Dim.symbol(name);
    }
    return Dim.of(SIZES[chance(0.15) ? 0 : random.nextInt(1, SIZES.length)]);
  }

  /// The symbols that parameters give values to.
  List<String> declared() {
    return values.stream().filter(v -> v.op() instanceof Op.Parameter)
        .flatMap(v -> v.type().shape().dims().stream()).flatMap(d -> d.symbols().stream()).distinct().sorted().toList();
  }

  Shape shape(int rank) {
    var dims = new ArrayList<Dim>();
    for (int i = 0; i < rank; i++) {
      var wider = new ArrayList<>(dims);
      wider.add(size());
      dims.add(fits(new Shape(wider)) ? wider.getLast() : Dim.of(random.nextInt(1, 3)));
      if (!fits(new Shape(dims))) {
        dims.set(i, Dim.ONE);
      }
    }
    Collections.shuffle(dims, random);
    return new Shape(dims);
  }

  // ---- making ------------------------------------------------------------------------------------------------------

  Value parameter(TensorType type) {
    var value = builder.parameter("p" + parameters++, type);
    values.add(value);
    return value;
  }

  /// A value of the type: one that is there, a new parameter or a constant.
  Value like(TensorType type) {
    var there = pick(type::equals);
    return there.isPresent() && chance(0.7) ? there.get() : fresh(type);
  }

  Value fresh(TensorType type) {
    if (parameters < PARAMETERS && chance(0.5) && declared(type)) {
      return parameter(type);
    }
    if (type.shape().isConstant() && (chance(0.5) || type.dtype() == DType.STRING)) {
      return builder.constant(Literal.of(tensors.next(type)));
    }
    var scalar = builder.constant(Literal.of(tensors.next(type.withShape(Shape.SCALAR))));
    return builder.broadcast(scalar, type.shape());
  }

  /// Whether the sizes of an input of that type give the symbols' values.
  private static boolean declared(TensorType type) {
    return type.shape().dims().stream().allMatch(
        d -> d.constant().isPresent() || d.symbols().stream().anyMatch(symbol -> d.equals(Dim.symbol(symbol))));
  }
}
