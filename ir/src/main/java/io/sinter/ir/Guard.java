package io.sinter.ir;

/// What stands over a run of the [Interpreter], and may end it by what it throws.
public interface Guard {
  /// Lets everything pass.
  Guard NONE = bytes -> {};

  /// Asked before the run takes memory for an op.
  ///
  /// @param bytes what the run then has for results that are still needed, the op's own and what it computes with
  void take(long bytes);

  /// Asked before each op, and now and then within a long one.
  default void check() {}
}
