package io.sinter;

import static java.util.stream.Collectors.toSet;

import io.sinter.ir.Function;
import io.sinter.ir.kernel.Backend;
import io.sinter.passes.Driver;
import io.sinter.passes.Lowering;
import io.sinter.passes.Pipelines;
import io.sinter.runtime.Allowance;
import io.sinter.runtime.Executable;
import io.sinter.runtime.HostKernels;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.Workers;
import io.sinter.trace.Input;
import io.sinter.trace.Quaternary;
import io.sinter.trace.Ternary;
import io.sinter.trace.Trace;
import io.sinter.trace.Traced;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/// The front door: from a file or a function to a model that runs.
public final class Sinter {
  private Sinter() {}

  /// Reads and compiles a model file. Close what comes back when it is not needed any more.
  ///
  /// @throws ModelError when the file is no model, or breaks a rule of its format
  /// @throws io.sinter.runtime.UnsupportedError naming all in it that Sinter cannot do
  /// @throws IOException when the file cannot be read
  public static CompiledModel load(Path file) throws IOException {
    return load(file, CompileOptions.DEFAULTS);
  }

  /// As above; the limits of the options hold for reading too.
  public static CompiledModel load(Path file, CompileOptions options) throws IOException {
    return compile(read(file, options.limits()), options);
  }

  /// Reads a model file in any format of which the reader is on the module path or class path.
  public static ModelSource read(Path file) throws IOException {
    return read(file, ModelLimits.DEFAULTS);
  }

  /// @throws ModelError as [#load], and when reading costs more than the limits
  public static ModelSource read(Path file, ModelLimits limits) throws IOException {
    return ModelFormats.of(file).read(file, limits);
  }

  /// Records what a Java method does with symbolic tensors as a function, which compiles, prints and exports like one
  /// that was read from a file.
  ///
  /// ```java
  /// Function mlp = Sinter.trace("mlp", Input.of("x", DType.F32, "batch", 784), x ->
  ///     x.matmul(w1).plus(b1).relu().matmul(w2).plus(b2).softmax());
  /// ```
  ///
  /// @param model gives the output, called `result` where it is not [Traced#named]; runs once, on this thread
  /// @throws ModelError naming the line of Java, when what the model does is not well typed
  public static Function trace(String name, Input input, UnaryOperator<Traced> model) {
    return trace(name, List.of(input), in -> List.of(model.apply(in.getFirst())));
  }

  public static Function trace(String name, Input first, Input second, BinaryOperator<Traced> model) {
    return trace(name, List.of(first, second), in -> List.of(model.apply(in.get(0), in.get(1))));
  }

  public static Function trace(String name, Input first, Input second, Input third, Ternary model) {
    return trace(name, List.of(first, second, third), in -> List.of(model.apply(in.get(0), in.get(1), in.get(2))));
  }

  public static Function trace(String name, Input first, Input second, Input third, Input fourth, Quaternary model) {
    return trace(name, List.of(first, second, third, fourth),
        in -> List.of(model.apply(in.get(0), in.get(1), in.get(2), in.get(3))));
  }

  /// As above, for any number of inputs and outputs. Outputs without a name are `result0`, `result1`, … by their place.
  public static Function trace(
      String name, List<Input> inputs, java.util.function.Function<List<Traced>, List<Traced>> model) {
    return Trace.function(name, inputs, model);
  }

  public static CompiledModel compile(Function function) {
    return compile(function, CompileOptions.DEFAULTS);
  }

  /// @throws ModelError when a state of the options is none, or compiling costs more than the limits
  /// @throws io.sinter.runtime.UnsupportedError when the target cannot run some op
  /// @throws io.sinter.runtime.CompilerBug when Sinter is wrong
  public static CompiledModel compile(Function function, CompileOptions options) {
    var allowance = new Allowance(options.limits().time(), options.limits().bytes());
    FunctionSize.require(function, options.limits());
    if (options.target().equals(Targets.INTERPRETER)) {
      if (!options.states().isEmpty()) {
        throw new ModelError(Problem.of("The interpreter hands nothing on in place.").given(options.states())
            .tryThis("compile for another target, or hand outputs in as inputs"));
      }
      return new InterpretedModel(function);
    }
    var clock = new CompileTimes.Clock();
    var outcome = Driver.run(function, Pipelines.tensor(options.passes(), options.states()), options.debug(),
        allowance);
    var backend = Targets.backend(options.target());
    var targets = new ArrayList<>(List.of(backend.target(options.vectorBits())));
    var cold = options.tiered() ? backend.cold() : Optional.<Backend>empty();
    cold.ifPresent(c -> targets.add(c.target(0)));
    double passes = clock.lap();
    var lowering = Lowering.of(outcome.function(), targets, options.states(), allowance, options.tuning());
    double lowered = clock.lap();
    var each = new ConcurrentHashMap<String, Double>();
    lowering.kernels().forEach(k -> each.put(k.name(), k.milliseconds()));
    var code = emit(lowering, 0, backend, allowance, each);
    var slow = cold.map(c -> emit(lowering, 1, c, allowance, each));
    double emitted = clock.lap();
    var kernels = backend.load(code);
    if (cold.isPresent()) {
      var first = (HostKernels) cold.get().load(slow.orElseThrow());
      kernels = ((HostKernels) kernels).after(first, alike(lowering));
    }
    var executable = new Executable(lowering.program(), lowering.weights(), kernels);
    var times = new CompileTimes(passes, lowered, emitted, clock.lap(), each);
    var reason = "asked for, for target " + options.target();
    return new KernelModel(
        function, outcome.function(), outcome.report(), lowering, code, List.of(reason), times, executable);
  }

  public static CompiledModel compile(ModelSource source) {
    return compile(source, CompileOptions.DEFAULTS);
  }

  /// A model whose function depends on the values of some inputs is compiled when it runs.
  public static CompiledModel compile(ModelSource source, CompileOptions options) {
    return source.needs().isEmpty() ? compile(source.function(), options) : new LateModel(source, options);
  }

  /// @param each gets the milliseconds of each kernel added
  private static Map<String, byte[]> emit(Lowering lowering, int form, Backend backend, Allowance allowance,
      Map<String, Double> each) {
    var kernels = lowering.kernels();
    var files = Workers.map(kernels, k -> {
      allowance.check("kernel " + k.name());
      long start = System.nanoTime();
      var file = backend.emit(k.forms().get(form).flat());
      each.merge(k.name(), (System.nanoTime() - start) / 1e6, Double::sum);
      return file;
    });
    var code = new LinkedHashMap<String, byte[]>();
    for (int i = 0; i < files.size(); i++) {
      code.put(kernels.get(i).name(), files.get(i));
    }
    return code;
  }

  /// The kernels that are the same code in both forms.
  private static Set<String> alike(Lowering lowering) {
    return lowering.kernels().stream().filter(k -> k.forms().get(0).flat().equals(k.forms().get(1).flat()))
        .map(Lowering.Stages::name).collect(toSet());
  }
}
