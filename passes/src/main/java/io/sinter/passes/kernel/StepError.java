package io.sinter.passes.kernel;

/// Why a step does not fit; [Scheduling] adds which step and which kernel.
final class StepError extends RuntimeException {
  private static final long serialVersionUID = 1;

  StepError(String reason) {
    super(reason, null, false, false);
  }
}
