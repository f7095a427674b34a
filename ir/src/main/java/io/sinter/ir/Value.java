package io.sinter.ir;

import io.sinter.runtime.TensorType;

/// The result of one operation. Compared by identity, so the record equality of an [Op] (operands by identity,
/// attributes by value) is the key of common-subexpression elimination.
public final class Value {
  private final Op op;
  private final TensorType type;
  private final Origin origin;

  Value(Op op, TensorType type, Origin origin) {
    this.op = op;
    this.type = type;
    this.origin = origin;
  }

  public Op op() {
    return op;
  }

  public TensorType type() {
    return type;
  }

  public Origin origin() {
    return origin;
  }

  @Override
  public String toString() {
    return Schema.of(op).mnemonic(op) + " : " + type;
  }
}
