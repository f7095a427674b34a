package io.sinter.ir.kernel;

import io.sinter.ir.ScalarFn;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Kernels that are well formed as trees and mean nothing: what the text form must carry.
final class RandomKernels {
  private static final List<String> NAMES = List.of("n", "k", "acc", "x_1", "h.w", "a b", "true", "halo", "loop", "in",
      "conv/1+relu", "index", "nan", "add", "if", "größe");
  private static final List<String> TEXTS = List.of("", "A sentence.", "\"quoted\" \\ and\ntwo lines", "0 … n - 1");
  private static final List<DType> TYPES = Stream.of(DType.values()).filter(t -> t != DType.STRING).toList();
  private static final List<Double> FLOATS = List.of(0.0, -0.0, 1.0, -1.5, 0.1, 1e-45, 3.4028235e38, 1e10,
      Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);

  private final Random random;
  private List<Buffer> buffers = List.of();
  private boolean flat;

  RandomKernels(long seed) {
    random = new Random(seed);
  }

  Kernel kernel() {
    var parameters = list(3, this::name);
    int level = random.nextInt(3);
    flat = level == 2;
    int count = 1 + random.nextInt(3);
    buffers = IntStream.range(0, count).mapToObj(i -> buffer(NAMES.get(i * 5 + random.nextInt(5)))).toList();
    return switch (level) {
      case 0 -> new Kernel.Computed(name(), parameters, buffers, list(4, this::stage));
      case 1 -> new Kernel.Scheduled(name(), parameters, buffers, statement(4));
      default -> new Kernel.Flat(name(), parameters, buffers, statement(4));
    };
  }

  private <T> List<T> list(int most, Supplier<T> element) {
    return IntStream.range(0, random.nextInt(most + 1)).mapToObj(i -> element.get()).toList();
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private String name() {
    return pick(NAMES);
  }

  private Buffer buffer(String name) {
    var shape = new Shape(list(4, () -> dim(1)));
    boolean halo = random.nextInt(3) == 0;
    List<Long> zeros = Collections.nCopies(shape.rank(), 0L);
    var layout = new Layout(
        shape.rank() == 0 ? List.of()
            : list(4, () -> new Layout.Part(
                random.nextInt(shape.rank()), 1 + random.nextInt(3), random.nextInt(3), dim(1))),
        dim(1), dim(2), zeros,
        halo ? zeros.stream().map(z -> (long) random.nextInt(3)).toList() : zeros, 0);
    var filled = layout.hasHalo()
        ? new Layout(layout.parts(), layout.offset(), layout.size(), layout.low(), layout.high(), pick(FLOATS))
        : layout;
    return new Buffer(name, pick(List.of(Buffer.Role.values())), pick(TYPES), shape, filled);
  }

  private Dim dim(int depth) {
    return switch (random.nextInt(depth <= 0 ? 3 : 9)) {
      case 0 -> Dim.of(random.nextInt(40) - 4);
      case 1, 2 -> Dim.symbol(name());
      case 3 -> dim(depth - 1).plus(dim(depth - 1));
      case 4 -> dim(depth - 1).minus(dim(depth - 1).times(3));
      case 5 -> dim(depth - 1).times(dim(depth - 1));
      case 6 -> dim(depth - 1).floorDiv(1 + random.nextInt(8));
      case 7 -> dim(depth - 1).min(dim(depth - 1));
      default -> dim(depth - 1).max(dim(depth - 1));
    };
  }

  private Stage stage() {
    var axes = list(3, this::axis);
    var reduction = random.nextBoolean() ? Optional.<Stage.Reduction>empty()
        : Optional.of(new Stage.Reduction(local(), value(1), pick(List.of(ScalarFn.values())),
            order(), list(3, this::axis)));
    var update = random.nextInt(3) > 0 ? Optional.<Stage.Update>empty()
        : Optional.of(new Stage.Update(list(3, () -> value(2)),
            random.nextBoolean() ? Optional.empty() : Optional.of(pick(List.of(ScalarFn.values())))));
    return new Stage(name(), axes, reduction, value(4), update);
  }

  private Stage.Order order() {
    return switch (random.nextInt(4)) {
      case 0 -> new Stage.Order.Chain();
      case 1 -> new Stage.Order.Running();
      default -> new Stage.Order.Lanes(1 + random.nextInt(16));
    };
  }

  private Stage.Axis axis() {
    return new Stage.Axis(name(), dim(2));
  }

  private Local local() {
    return new Local(name(), pick(TYPES), random.nextBoolean() ? 1 : 1 + random.nextInt(16));
  }

  private Stmt statement(int depth) {
    return switch (random.nextInt(depth <= 0 ? 3 : 9)) {
      case 0 -> random.nextInt(8) == 0 ? new Stmt.Barrier() : new Stmt.Set(local(), value(3));
      case 1 -> random.nextBoolean() ? new Stmt.Bind(name(), dim(2)) : new Stmt.Take(name(), value(3));
      case 2 -> flat ? new Stmt.Put(pick(buffers).name(), dim(2), value(3), mask())
          : new Stmt.Store(pick(buffers).name(), list(4, () -> dim(2)), value(3));
      case 3, 4 -> new Stmt.Loop(name(), dim(2), pick(List.of(Label.values())), statement(depth - 1));
      case 5 -> new Stmt.If(dim(2), statement(depth - 1));
      case 6 -> flat ? new Stmt.Outline(name(), statement(depth - 1))
          : new Stmt.Reduce(local(), value(1), pick(List.of(ScalarFn.values())), name(), dim(1), 16,
              random.nextBoolean() ? Label.SERIAL : Label.LOCAL, statement(depth - 1));
      default -> {
        var parts = new ArrayList<Stmt>();
        for (int i = random.nextInt(5); i > 0; i--) {
          parts.add(statement(depth - 1));
        }
        yield new Stmt.Block(parts);
      }
    };
  }

  private Optional<Expr> mask() {
    return random.nextInt(3) == 0 ? Optional.of(value(1)) : Optional.empty();
  }

  private Expr value(int depth) {
    return switch (random.nextInt(depth <= 0 ? 4 : 14)) {
      case 0 -> constant();
      case 1 -> new Expr.Index(dim(2));
      case 2 -> new Expr.Read(local());
      case 3 -> access();
      case 4 -> new Expr.Convert(pick(TYPES), value(depth - 1));
      case 5 -> new Expr.Bitcast(pick(TYPES), value(depth - 1));
      case 6 -> switch (random.nextInt(4)) {
        case 0 -> new Expr.Splat(value(depth - 1), 1 + random.nextInt(16));
        case 1 -> new Expr.Lane(value(depth - 1), random.nextInt(16));
        case 2 -> new Expr.Rotate(value(depth - 1), random.nextInt(16));
        default -> new Expr.Active(dim(2), 1 + random.nextInt(16));
      };
      case 7 -> new Expr.Fold(pick(List.of(ScalarFn.values())), local());
      case 8 -> new Expr.Pick(pick(buffers).name(), pick(TYPES), list(3, () -> value(depth - 1)));
      case 9 -> new Expr.Check(value(depth - 1), value(depth - 1), pick(TEXTS), pick(TEXTS));
      default -> {
        var fn = pick(List.of(ScalarFn.values()));
        yield new Expr.Apply(fn, Stream.generate(() -> value(depth - 1)).limit(fn.arity()).toList());
      }
    };
  }

  private Expr constant() {
    if (random.nextBoolean()) {
      return Expr.Const.of(random.nextBoolean() ? DType.F32 : DType.F64, pick(FLOATS));
    }
    return new Expr.Const(pick(TYPES), random.nextBoolean() ? random.nextLong() : random.nextInt(100) - 50);
  }

  private Expr access() {
    var b = pick(buffers);
    var type = random.nextInt(8) == 0 ? pick(TYPES) : b.type();
    return flat ? new Expr.Fetch(b.name(), type, dim(2), 1 + random.nextInt(3), mask())
        : new Expr.Load(b.name(), type, list(3, () -> dim(2)));
  }
}
