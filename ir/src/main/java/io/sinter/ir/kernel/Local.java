package io.sinter.ir.kernel;

import io.sinter.runtime.DType;

/// A variable of a kernel: a scalar, or a vector once lanes are assigned. Text: `acc:f32` where it is first set, `acc`
/// where it is used; vectors are `acc:f32x16`.
public record Local(String name, DType type, int lanes) {
  public static Local scalar(String name, DType type) {
    return new Local(name, type, 1);
  }
}
