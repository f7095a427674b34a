package io.sinter.codegen.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.LinkedHashMap;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// The calls without work that have the JVM count.
class IdleCallsTest {
  @Test
  void idleCallsEnterEveryMethodAndDoNothing() {
    var entered = new LinkedHashMap<String, Integer>();
    new ClassReader(KernelClass.emit(KernelClassTest.OUTLINED, Package.VECTOR)).accept(new ClassVisitor(Opcodes.ASM9) {
      @Override
      public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] thrown) {
        if ((access & Opcodes.ACC_STATIC) != 0) {
          entered.merge(name, 0, Integer::sum);
        }
        return name.equals("idle") ? new MethodVisitor(Opcodes.ASM9) {
          @Override
          public void visitMethodInsn(int opcode, String owner, String called, String type, boolean isInterface) {
            entered.merge(called, 1, Integer::sum);
          }
        } : null;
      }
    }, 0);
    assertThat(entered).containsOnlyKeys("group", "tile_0", "inner_1").allSatisfy(
        (method, times) -> assertThat(times).as(method).isEqualTo(1));
    assertThatCode(() -> Kernels.load(KernelClassTest.OUTLINED).idle()).doesNotThrowAnyException();
  }
}
