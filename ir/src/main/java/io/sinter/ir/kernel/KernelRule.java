package io.sinter.ir.kernel;

/// What [KernelVerifier] holds kernels to.
public enum KernelRule {
  NAMED("names have neither backquotes nor line breaks and are not empty"),
  BUFFERS("buffers have names of their own and come in the launch's order, then scratch, then what is shared; layouts "
      + "fit their rank"),
  DEFINED("what is named was defined before, on every path"),
  UNIQUE("a name is not defined again where it is visible, and a local has one type"),
  ROLES("only out and scratch buffers are written, and in computed kernels they are written before they are read"),
  AXES("the axes of a stage are the shape of the buffer it writes, unless it updates"),
  UPDATES("only the last stage updates, an out buffer that no stage reads and no other writes"),
  RUNNING("a running reduction has one axis, which is an axis of its stage, and its stage does not update"),
  INDICES("an access has one index for each axis of its buffer"),
  ELEMENTS("an access has the element type of its buffer"),
  TYPES("operands have the types that the operation takes"),
  LANES("operands next to each other have the same lanes, constants apart"),
  FOLDS("lanes are folded by a function of two operands, and their number is a power of two"),
  CARRIED("a loop that carries a local from one iteration to the next is serial or unrolled"),
  LEVEL("a kernel has only what belongs to its level"),
  LABELS("a flat kernel has at most one group loop, outermost, and otherwise serial and local loops"),
  ITEMS("local loops have constant extents, stand in no other and hold no barrier; where they are, only they write"),
  REGISTERS("a local that is set in a local loop is read in local loops only, by items that have set it"),
  SHARED("what is shared has a constant size, and no computed kernel shares"),
  PRIMITIVES("a flat kernel applies only primitive scalar functions"),
  OUTLINES("an outlined part sets no local that lives outside");

  private final String text;

  KernelRule(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
