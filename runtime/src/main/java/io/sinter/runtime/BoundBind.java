package io.sinter.runtime;

/// The binding of a size to an element.
record BoundBind(Program.Bind bind) implements BoundStep {
  @Override
  public void run(Frame frame, Run run) {
    long value = frame.element(bind.buffer(), bind.at(), bind.origin());
    if (value < 0) {
      throw new ModelError(Problem.of("A size that the model computes is negative.").where(bind.origin())
          .given(Dim.symbol(bind.symbol()) + " = " + value).expected("0 or more")
          .tryThis("pass inputs from which it comes out as a size"));
    }
    frame.sizes().bind(bind.symbol(), value);
    frame.enter(run);
  }
}
