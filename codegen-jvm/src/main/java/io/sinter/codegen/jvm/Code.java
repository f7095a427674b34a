package io.sinter.codegen.jvm;

import static org.objectweb.asm.Opcodes.*;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/// The instructions of one static method and the slots of its variables.
final class Code {
  private final MethodVisitor out;
  private final Map<Variable, Integer> slots = new HashMap<>();
  private int next;
  private int temporaries;

  Code(MethodVisitor out, List<? extends Variable> parameters) {
    this.out = out;
    parameters.forEach(this::slot);
  }

  static String signature(List<? extends Variable> parameters) {
    return parameters.stream().map(p -> p.type().getDescriptor()).collect(Collectors.joining("", "(", ")V"));
  }

  // ---- variables ---------------------------------------------------------------------------------------------------

  private int slot(Variable variable) {
    return slots.computeIfAbsent(variable, v -> {
      int slot = next;
      next += v.type().getSize();
      return slot;
    });
  }

  void load(Variable variable) {
    var slot = slots.get(variable);
    if (slot == null) {
      throw new IllegalArgumentException(variable + " is read before it is set");
    }
    out.visitVarInsn(variable.type().getOpcode(ILOAD), slot);
  }

  void store(Variable variable) {
    out.visitVarInsn(variable.type().getOpcode(ISTORE), slot(variable));
  }

  void increment(Variable variable) {
    out.visitIincInsn(slot(variable), 1);
  }

  Variable temporary(Type type) {
    return new Variable.Temporary(temporaries++, type);
  }

  /// Takes the top of the stack into a temporary.
  Variable keep(String descriptor) {
    var kept = temporary(Type.getType(descriptor));
    store(kept);
    return kept;
  }

  // ---- instructions ------------------------------------------------------------------------------------------------

  void op(int opcode) {
    out.visitInsn(opcode);
  }

  /// `opcode`, which is given in its `int` form, for `kind`.
  void op(Kind kind, int opcode) {
    out.visitInsn(kind.opcode(opcode));
  }

  void number(int value) {
    if (value >= -1 && value <= 5) {
      out.visitInsn(ICONST_0 + value);
    } else if (value == (byte) value) {
      out.visitIntInsn(BIPUSH, value);
    } else if (value == (short) value) {
      out.visitIntInsn(SIPUSH, value);
    } else {
      out.visitLdcInsn(value);
    }
  }

  void number(Number value) {
    switch (value) {
      case Integer i -> number(i.intValue());
      case Long l when l == 0 || l == 1 -> out.visitInsn(LCONST_0 + l.intValue());
      default -> out.visitLdcInsn(value);
    }
  }

  void text(String value) {
    out.visitLdcInsn(value);
  }

  void invokeStatic(String owner, String name, String descriptor) {
    out.visitMethodInsn(INVOKESTATIC, owner, name, descriptor, false);
  }

  void math(String name, String descriptor) {
    invokeStatic("java/lang/Math", name, descriptor);
  }

  void invoke(String owner, String name, String descriptor) {
    out.visitMethodInsn(INVOKEVIRTUAL, owner, name, descriptor, false);
  }

  void invokeInterface(String owner, String name, String descriptor) {
    out.visitMethodInsn(INVOKEINTERFACE, owner, name, descriptor, true);
  }

  void constant(String owner, String name, String descriptor) {
    out.visitFieldInsn(GETSTATIC, owner, name, descriptor);
  }

  void putStatic(String owner, String name, String descriptor) {
    out.visitFieldInsn(PUTSTATIC, owner, name, descriptor);
  }

  /// → a new array with as many elements as the top of the stack says.
  void array(Type element) {
    out.visitIntInsn(NEWARRAY, switch (element.getSort()) {
      case Type.FLOAT -> T_FLOAT;
      case Type.DOUBLE -> T_DOUBLE;
      case Type.LONG -> T_LONG;
      case Type.INT -> T_INT;
      case Type.SHORT -> T_SHORT;
      default -> T_BYTE;
    });
  }

  void cast(String type) {
    out.visitTypeInsn(CHECKCAST, type);
  }

  void jump(int opcode, Label to) {
    out.visitJumpInsn(opcode, to);
  }

  void place(Label label) {
    out.visitLabel(label);
  }

  void line(int number) {
    var here = new Label();
    out.visitLabel(here);
    out.visitLineNumber(Math.min(number, 0xffff), here);
  }

  /// Ends the method and says how many bytes it has.
  int end() {
    out.visitInsn(RETURN);
    var end = new Label();
    out.visitLabel(end);
    out.visitMaxs(0, 0);
    out.visitEnd();
    return end.getOffset();
  }
}
