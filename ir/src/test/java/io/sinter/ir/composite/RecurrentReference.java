package io.sinter.ir.composite;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/// Recurrent layers computed number by number, for one row of a batch: what the composites are compared with.
///
/// @param w weights of the input by gate and unit; `r` those of the output before
/// @param bias those of `w`, then those of `r`; zeros where there is none
/// @param holes peepholes of the gates i, o, f; zeros where there are none
record RecurrentReference(int hidden, double[][] w, double[][] r, double[] bias, double[] holes,
    DoubleUnaryOperator f, DoubleUnaryOperator g, DoubleUnaryOperator h, boolean variant) {
  /// What `x` and `before` bring to a unit of a gate.
  private double line(double[][] weights, int row, double[] x, double bias) {
    double sum = bias;
    for (int i = 0; i < x.length; i++) {
      sum += weights[row][i] * x[i];
    }
    return sum;
  }

  private double input(int row, double[] x) {
    return line(w, row, x, bias[row]);
  }

  private double before(int row, double[] y) {
    return line(r, row, y, bias[w.length + row]);
  }

  /// The state after a step of a plain layer.
  double[][] rnn(double[] x, double[][] state) {
    var y = new double[hidden];
    Arrays.setAll(y, u -> f.applyAsDouble(input(u, x) + before(u, state[0])));
    return new double[][] {y};
  }

  /// The gates are z, r, h; the variant resets after the weights.
  double[][] gru(double[] x, double[][] state) {
    var old = state[0];
    var reset = new double[hidden];
    Arrays.setAll(reset, u -> f.applyAsDouble(input(hidden + u, x) + before(hidden + u, old)));
    var kept = new double[hidden];
    Arrays.setAll(kept, u -> reset[u] * old[u]);
    var y = new double[hidden];
    for (int u = 0; u < hidden; u++) {
      double z = f.applyAsDouble(input(u, x) + before(u, old));
      int row = 2 * hidden + u;
      double candidate = g.applyAsDouble(
          input(row, x) + (variant ? reset[u] * before(row, old) : before(row, kept)));
      y[u] = (1 - z) * candidate + z * old[u];
    }
    return new double[][] {y};
  }

  /// The gates are i, o, f, c; the variant couples f to i.
  double[][] lstm(double[] x, double[][] state) {
    var y = new double[hidden];
    var cell = new double[hidden];
    for (int u = 0; u < hidden; u++) {
      var sum = new double[4];
      for (int gate = 0; gate < 4; gate++) {
        sum[gate] = input(gate * hidden + u, x) + before(gate * hidden + u, state[0]);
      }
      double old = state[1][u];
      double in = f.applyAsDouble(sum[0] + holes[u] * old);
      double forget = variant ? 1 - in : f.applyAsDouble(sum[2] + holes[2 * hidden + u] * old);
      cell[u] = forget * old + in * g.applyAsDouble(sum[3]);
      y[u] = f.applyAsDouble(sum[1] + holes[hidden + u] * cell[u]) * h.applyAsDouble(cell[u]);
    }
    return new double[][] {y, cell};
  }
}
