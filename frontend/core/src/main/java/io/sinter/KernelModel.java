package io.sinter;

import io.sinter.ir.Function;
import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Kernel;
import io.sinter.passes.Lowering;
import io.sinter.passes.Report;
import io.sinter.runtime.Executable;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Signature;
import io.sinter.runtime.Tensor;
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
public record KernelModel(Function imported, Function optimized, Report report, Lowering lowering,
    Map<String, byte[]> code, List<String> compilations, Executable executable) implements CompiledModel {
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

  /// Runs and keeps what every launch computed, in order.
  public List<Launched> trace(List<Tensor> inputs, RunOptions options) {
    var named = new HashMap<String, Tensor>();
    for (int i = 0; i < inputs.size() && i < signature().inputs().size(); i++) {
      named.put(signature().inputs().get(i).name(), inputs.get(i));
    }
    var sizes = InputSizes.of(signature(), named);
    var kernels = new HashMap<String, Kernel.Flat>();
    lowering.kernels().forEach(k -> kernels.put(k.name(), k.flat()));
    var trace = new ArrayList<Launched>();
    executable.run(inputs, options, (step, launch, buffers) -> {
      var written = kernels.get(launch.kernel()).buffers();
      for (int b = 0; b < buffers.length; b++) {
        if (written.get(b).role() == Buffer.Role.OUT) {
          trace.add(new Launched(
              step, launch, lowering.values().get(step), Launched.unpack(written.get(b), buffers[b], sizes)));
        }
      }
    });
    return List.copyOf(trace);
  }

  /// How many launches a run has.
  public int launches() {
    return executable.launches();
  }

  /// How many steps of a run are no launches of kernels.
  public int hostSteps() {
    return executable.program().steps().size() - launches();
  }

  @Override
  public int compileCount() {
    return compilations.size();
  }

  @Override
  public void close() {
    executable.close();
  }
}
