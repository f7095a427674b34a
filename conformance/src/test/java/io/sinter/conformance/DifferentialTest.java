package io.sinter.conformance;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.CompileOptions;
import io.sinter.KernelModel;
import io.sinter.Sinter;
import io.sinter.conformance.ErrorBounds.Freedom;
import io.sinter.ir.Function;
import io.sinter.ir.Text;
import io.sinter.ir.random.RandomFunctions;
import io.sinter.ir.random.RandomFunctions.Kind;
import io.sinter.ir.random.RandomFunctions.Options;
import io.sinter.ir.random.RandomTensors;
import io.sinter.ir.random.RandomTensors.Mode;
import io.sinter.ir.random.Shrinker;
import io.sinter.ir.kernel.KernelVerifier;
import io.sinter.passes.Lowering;
import io.sinter.passes.PassOptions;
import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random functions give on every target what the interpreter gives, as far as their ops are exact, and the same bits
/// on all targets that run kernels. `-Dsinter.seeds=N` tries more of them, `-Dsinter.seed=N` one.
class DifferentialTest {
  private static final long FIRST = Long.getLong("sinter.seed", 0);
  private static final long SEEDS = Long.getLong("sinter.seeds", Long.getLong("sinter.seed", -1) < 0 ? 300 : 1);
  /// One of so many functions runs on an OpenCL device too, where each kernel takes long to compile.
  private static final long OPENCL_EVERY = Long.getLong("sinter.opencl.every", 30);
  private static final Set<Kind> IMPORTED = EnumSet.complementOf(EnumSet.of(Kind.RELAYOUT));

  private final long[] strictness = new long[3];

  @Test
  void exactOpsKeepEveryBitOfAnyNumber() {
    var options = Options.DEFAULT.withKinds(IMPORTED).withOps(10).withElements(1500).withConstants(Mode.WILD)
        .withTypes(DType.F32, DType.F32, DType.F32, DType.F32, DType.F64, DType.I32, DType.I64, DType.BOOL, DType.U8,
            DType.I8, DType.I16, DType.U16, DType.U32, DType.U64, DType.F16, DType.F16, DType.BF16);
    check(options, PassOptions.DEFAULT.exact(), Freedom.ORDER, Mode.WILD);
  }

  @Test
  void kernelsStayWithinTheBoundsOfTheirOps() {
    check(Options.DEFAULT.withKinds(IMPORTED).withOps(10).withElements(3000), PassOptions.DEFAULT.exact(),
        Freedom.ORDER, Mode.TAME);
  }

  @Test
  void rulesOfRealNumbersStayWithinRoundings() {
    check(Options.DEFAULT.withKinds(IMPORTED).withOps(14).withElements(1500), PassOptions.DEFAULT, Freedom.ALGEBRA,
        Mode.TAME);
  }

  static Stream<Path> regressions() throws IOException {
    return Files.list(Checkout.root().resolve("conformance/src/test/resources/regressions")).sorted();
  }

  /// What random functions once found, made small.
  @ParameterizedTest
  @MethodSource("regressions")
  void whatOnceFailedIsRight(Path file) throws IOException {
    var function = Text.parse(Files.readString(file));
    var symbols = function.parameters().stream().flatMap(p -> p.type().shape().dims().stream())
        .flatMap(d -> d.symbols().stream()).distinct().toList();
    for (long seed = 0; seed < 8; seed++) {
      long size = List.of(0L, 1L, 7L, 17L).get((int) seed % 4);
      var sizes = symbols.stream().collect(toMap(s -> s, s -> size));
      var exact = new Claim(sizes, seed, PassOptions.DEFAULT.exact(), Freedom.ORDER, seed < 4 ? Mode.TAME : Mode.WILD);
      assertThat(exact.broken(function, strictness)).isEmpty();
      var free = new Claim(sizes, seed, PassOptions.DEFAULT, Freedom.ALGEBRA, Mode.TAME);
      assertThat(free.broken(function, strictness)).isEmpty();
    }
  }

  private void check(Options options, PassOptions passes, Freedom freedom, Mode mode) {
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      var sample = RandomFunctions.of(seed, options.withSymbols(seed % 2 == 0));
      var claim = new Claim(sample.sizes(), seed, passes, freedom, mode);
      if (claim.broken(sample.function(), strictness).isPresent()) {
        var small = Shrinker.shrink(sample.function(), f -> claim.broken(f, new long[3]).isPresent());
        throw new AssertionError("seed " + seed + ": " + claim.broken(small, new long[3]).orElseThrow() + "\nsizes "
            + sample.sizes() + "\n" + Text.print(small));
      }
    }
    assertThat(strictness[0]).as("elements whose bits must agree").isGreaterThan(strictness[2]);
  }

  /// That a function gives the same everywhere, for inputs that follow from a seed.
  private record Claim(Map<String, Long> sizes, long seed, PassOptions passes, Freedom freedom, Mode mode) {
    private static final int[] BITS = {512, 256, 128};
    private static final int[] THREADS = {1, 2, 5};

    /// How a function breaks it, if it does.
    Optional<String> broken(Function function, long[] strictness) {
      var inputs = RandomTensors.inputs(function, sizes, seed, mode);
      Expected expected;
      try {
        expected = Expected.of(function, inputs, freedom);
      } catch (ModelError e) {
        return Optional.empty();
      }
      var counts = expected.strictness();
      for (int i = 0; i < counts.length; i++) {
        strictness[i] += counts[i];
      }
      try {
        return differs(function, inputs, expected);
      } catch (RuntimeException | Error e) {
        return Optional.of(trace(e));
      }
    }

    private Optional<String> differs(Function function, List<Tensor> inputs, Expected expected) {
      var scalar = run(function, inputs, "jvm-scalar", 0);
      var off = expected.difference(scalar);
      if (off.isPresent()) {
        return Optional.of("jvm-scalar: " + off.get());
      }
      var exactly = new Expected(scalar, scalar.stream().map(t -> Tensor.zeros(DType.F64, t.shape())).toList());
      int bits = BITS[(int) (seed % BITS.length)];
      return exactly.difference(run(function, inputs, "jvm", bits)).map(d -> "jvm " + bits + " and jvm-scalar: " + d)
          .or(() -> exactly.difference(run(function, inputs, "kernel-interpreter", bits))
              .map(d -> "kernel-interpreter " + bits + " and jvm-scalar: " + d))
          .or(() -> seed % OPENCL_EVERY != 0 || !OpenCl.isExact() ? Optional.empty()
              : exactly.difference(run(function, inputs, OpenCl.TARGET, bits))
                  .map(d -> "opencl " + bits + " and jvm-scalar: " + d));
    }

    private List<Tensor> run(Function function, List<Tensor> inputs, String target, int bits) {
      var options = CompileOptions.DEFAULTS.withTarget(target).withVectorBits(bits).withTiered(false)
          .withPasses(passes);
      try (var model = (KernelModel) Sinter.compile(function, options)) {
        model.lowering().kernels().forEach(Claim::verify);
        return model.run(inputs, RunOptions.DEFAULTS.withThreads(THREADS[(int) (seed / 3 % THREADS.length)]));
      }
    }

    private static void verify(Lowering.Stages kernel) {
      KernelVerifier.check(kernel.computed());
      for (var form : kernel.forms()) {
        KernelVerifier.check(form.scheduled());
        KernelVerifier.check(form.flat());
      }
    }

    private static String trace(Throwable e) {
      var lines = new StringBuilder(e.toString());
      for (var x = e; x != null; x = x.getCause()) {
        for (int i = 0; i < Math.min(8, x.getStackTrace().length); i++) {
          lines.append("\n    at ").append(x.getStackTrace()[i]);
        }
        lines.append(x.getCause() == null ? "" : "\n  because " + x.getCause());
      }
      return lines.toString();
    }
  }
}
