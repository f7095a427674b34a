package io.sinter.runtime;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Kernels that run on the threads of this process, on typed Java arrays.
public final class HostKernels implements KernelSet {
  /// Three quarters of the largest heap that the JVM may have: the rest is for the model, its inputs and the program
  /// around it.
  public static final long ROOM = Runtime.getRuntime().maxMemory() / 4 * 3;

  private final Map<String, KernelCode> codes;

  public HostKernels(Map<String, KernelCode> codes) {
    this.codes = Map.copyOf(codes);
  }

  /// The code of a kernel.
  ///
  /// @throws IllegalArgumentException when there is none of that name
  public KernelCode code(String name) {
    var code = codes.get(name);
    if (code == null) {
      throw new IllegalArgumentException("'" + name + "' is not among " + codes.keySet());
    }
    return code;
  }

  /// The same with each kernel but those of `alike` in two forms, of which `cold` runs until this one is fast.
  ///
  /// @param alike the kernels that are the same code in both
  public HostKernels after(HostKernels cold, Set<String> alike) {
    var forms = new HashMap<String, KernelCode>();
    codes.forEach((name, hot) -> {
      var slow = cold.codes.get(name);
      forms.put(name, alike.contains(name) ? slow : new TieredKernel(slow, hot));
    });
    return new HostKernels(forms);
  }

  @Override
  public Set<String> names() {
    return codes.keySet();
  }

  @Override
  public Object place(DType type, Object array) {
    return array;
  }

  @Override
  public Session newSession() {
    return new HostSession(codes);
  }

  @Override
  public long room() {
    return ROOM;
  }

  @Override
  public boolean awaitReady(Duration longest) {
    long end = System.nanoTime() + longest.toNanos();
    return codes.values().stream().allMatch(code -> !(code instanceof TieredKernel tiered)
        || tiered.awaitReady(Duration.ofNanos(Math.max(0, end - System.nanoTime()))));
  }

  @Override
  public void close() {
    for (var code : codes.values()) {
      if (code instanceof TieredKernel tiered) {
        tiered.abandon();
      }
    }
  }
}
