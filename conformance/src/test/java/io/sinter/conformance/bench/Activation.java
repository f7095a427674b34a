package io.sinter.conformance.bench;

/// What follows a convolution.
enum Activation {
  NONE(1),
  RELU(0.5),
  RELU6(0.5),
  SWISH(0.36);

  private final double power;

  Activation(double power) {
    this.power = power;
  }

  /// The mean square of what it gives for normally distributed numbers, about.
  double power() {
    return power;
  }
}
