package io.sinter;

import io.sinter.ir.Function;
import io.sinter.ir.kernel.Buffer;
import io.sinter.passes.Lowering;
import io.sinter.passes.Report;
import io.sinter.runtime.Executable;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Signature;
import io.sinter.runtime.State;
import io.sinter.runtime.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A model compiled to kernels.
///
/// @param optimized the function that was lowered
/// @param lowering the program and its kernels at every level
/// @param code what the backend emitted, by kernel
/// @param compilations why code was generated, once for each time
/// @param times where the time went
public record KernelModel(Function imported, Function optimized, Report report, Lowering lowering,
    Map<String, byte[]> code, List<String> compilations, CompileTimes times, Executable executable)
    implements CompiledModel {
  public KernelModel {
    compilations = List.copyOf(compilations);
  }

  @Override
  public Signature signature() {
    return executable.signature();
  }

  @Override
  public List<Tensor> run(List<Tensor> inputs, RunOptions options) {
    return executable.run(inputs, options);
  }

  /// Runs and keeps what every launch computed, in order; those inside of branches and loops not.
  public List<Launched> trace(List<Tensor> inputs, RunOptions options) {
    var kernels = new HashMap<String, Lowering.Stages>();
    lowering.kernels().forEach(k -> kernels.put(k.name(), k));
    var trace = new ArrayList<Launched>();
    executable.run(inputs, options, (step, launch, arguments, buffers) -> {
      var kernel = kernels.get(launch.kernel());
      var sizes = new HashMap<String, Long>();
      kernel.computed().parameters().forEach(p -> sizes.put(p, (long) arguments[sizes.size()]));
      var written = kernel.flat().buffers();
      for (int b = 0; b < buffers.length; b++) {
        if (written.get(b).role() == Buffer.Role.OUT) {
          trace.add(new Launched(
              step, launch, lowering.values().get(step), Launched.unpack(written.get(b), buffers[b], sizes)));
        }
      }
    });
    return List.copyOf(trace);
  }

  /// A state for runs that hand on in place what the options named; see [CompileOptions#withState].
  ///
  /// @param first what each of the states' inputs starts with, by its name: copied
  public State newState(Map<String, Tensor> first) {
    return executable.newState(first);
  }

  /// Runs on a state, which is one run further afterwards.
  ///
  /// @param inputs those that are no states, in the order of the signature
  /// @return the outputs that are no states, in the order of the signature
  public List<Tensor> run(List<Tensor> inputs, State state, RunOptions options) {
    return executable.run(inputs, state, options);
  }

  /// How many launches the program has, each inside of a branch or loop counted once.
  public int launches() {
    return executable.launches();
  }

  /// How many steps of a run are no launches of kernels.
  public int hostSteps() {
    return executable.program().hostSteps();
  }

  @Override
  public boolean awaitReady(Duration longest) {
    return executable.awaitReady(longest);
  }

  @Override
  public void close() {
    executable.close();
  }
}
