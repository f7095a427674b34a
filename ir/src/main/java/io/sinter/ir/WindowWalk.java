package io.sinter.ir;

/// Visits what windows over all axes of an operand cover, as lines along the last axis: a line holds the same window
/// element of neighbouring positions. Window elements ascend; what lies outside of the operand is left out.
final class WindowWalk {
  /// `many` pairs: the operand's elements from `from` in steps of `step` belong to the positions `to`, `to + 1`, ….
  @FunctionalInterface
  interface Line {
    void visit(int from, int step, int to, int many);
  }

  private final Window window;
  private final long[] operand;
  private final long[] positions;
  private final long[] from;
  private final long[] to;
  private final Line line;
  private final int[] element;

  private WindowWalk(Window window, long[] operand, long[] positions, Line line) {
    this.window = window;
    this.operand = operand;
    this.positions = positions;
    this.from = Movement.strides(operand);
    this.to = Movement.strides(positions);
    this.line = line;
    this.element = new int[operand.length];
  }

  static void each(Window window, long[] operand, long[] positions, Line line) {
    if (Movement.count(operand) > 0 && Movement.count(positions) > 0) {
      new WindowWalk(window, operand, positions, line).elements(0);
    }
  }

  private void elements(int axis) {
    if (axis == operand.length) {
      lines(0, 0, 0);
      return;
    }
    for (int k = 0; k < window.sizes().get(axis); k++) {
      element[axis] = k;
      elements(axis + 1);
    }
  }

  private void lines(int axis, int source, int target) {
    if (axis == operand.length) {
      line.visit(source, 0, target, 1);
      return;
    }
    long stride = window.strides().get(axis);
    long shift = element[axis] * window.dilations().get(axis) - window.low().get(axis);
    // the positions p with 0 <= p * stride + shift < operand
    int first = (int) Math.max(0, Math.ceilDiv(-shift, stride));
    int end = (int) Math.min(positions[axis], Math.ceilDiv(operand[axis] - shift, stride));
    int start = (int) (source + (first * stride + shift) * from[axis]);
    if (first >= end) {
      return;
    }
    if (axis == operand.length - 1) {
      line.visit(start, (int) stride, target + first, end - first);
      return;
    }
    for (int p = first; p < end; p++) {
      lines(axis + 1, start + (int) ((p - first) * stride * from[axis]), target + (int) (p * to[axis]));
    }
  }
}
