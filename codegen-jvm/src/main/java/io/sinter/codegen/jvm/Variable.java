package io.sinter.codegen.jvm;

import io.sinter.ir.kernel.Local;
import io.sinter.runtime.DType;
import org.objectweb.asm.Type;

/// What a method of a kernel holds in a slot, and hands to the methods that it calls.
sealed interface Variable {
  Type type();

  /// A buffer of the kernel.
  record Array(String name, DType element) implements Variable {
    @Override
    public Type type() {
      return Type.getType("[" + Kind.element(element).getDescriptor());
    }
  }

  /// An axis, a parameter or a bound name.
  record Size(String name) implements Variable {
    @Override
    public Type type() {
      return Type.INT_TYPE;
    }
  }

  record Value(Local local) implements Variable {
    @Override
    public Type type() {
      if (local.lanes() == 1) {
        return Type.getType(Kind.of(local.type()).descriptor());
      }
      return Type.getType(local.type() == DType.BOOL ? VectorOps.MASK : Kind.of(local.type()).vectorDescriptor());
    }
  }

  /// A value that the emitter itself needs twice.
  record Temporary(int number, Type type) implements Variable {}
}
