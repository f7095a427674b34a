package io.sinter.runtime;

/// A step of one frame.
sealed interface BoundStep permits BoundLaunch, BoundBind, BoundBranch, BoundRepeat {
  /// @param frame the one that the step is of
  void run(Frame frame, Run run);

  /// The bytes that programs within the step keep between runs.
  default long kept(int threads) {
    return 0;
  }

  /// Lets go of the arrays of a run.
  default void release() {}

  /// Gives the memory of programs within the step back.
  default void close() {}

  /// Where a step stands, for errors, profiles and observers.
  ///
  /// @param path what leads to its program: empty, or such as `step 3, body, `
  /// @param step its number in its program
  /// @param outermost the number of the step of the outermost program that it is within, or itself
  record Place(String path, int step, int outermost) {
    static Place of(int step) {
      return new Place("", step, step);
    }

    boolean isNested() {
      return !path.isEmpty();
    }

    /// The place of a step of a program within this one.
    Place within(String role, int inner) {
      return new Place(this + ", " + role + ", ", inner, outermost);
    }

    /// `step 3, body, step 0`.
    @Override
    public String toString() {
      return path + "step " + step;
    }
  }
}
