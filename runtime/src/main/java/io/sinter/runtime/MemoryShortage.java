package io.sinter.runtime;

/// What a run ends with that needs more memory than it may take, or than there is.
public final class MemoryShortage {
  private MemoryShortage() {}

  /// @param wanted bytes, and what for
  /// @param budget the bytes that the run may take
  public static ModelError ofRun(String wanted, long budget) {
    return new ModelError(Problem.of("A run needs more memory than it is granted.").given(wanted)
        .expected("at most " + budget + " bytes").tryThis("raise the memory budget, or pass smaller inputs"));
  }

  /// The JVM had not as much as the run was granted.
  ///
  /// @param wanted how many bytes the run needs, with those that it has
  public static ModelError ofJvm(long wanted, OutOfMemoryError cause) {
    return new ModelError(Problem.of("The JVM has too little memory for a run.")
        .given(wanted + " bytes for the run, beside the model, its inputs and what else the program keeps")
        .expected("at most " + Runtime.getRuntime().maxMemory() + " bytes in all")
        .tryThis("start the JVM with a larger heap (-Xmx), or pass smaller inputs"), cause);
  }
}
