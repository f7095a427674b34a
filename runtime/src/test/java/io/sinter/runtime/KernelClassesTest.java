package io.sinter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KernelClassesTest {
  private static final String NAME = "io.sinter.kernels.K1";

  @Test
  void a_class_file_becomes_a_kernel() {
    var kernel = new KernelClasses(Map.of(NAME, GeneratedClasses.storing(NAME, 42))).kernel(NAME);
    var buffer = new int[1];
    kernel.run(new Object[] {buffer}, new int[0], 0, 1);
    assertThat(buffer).containsExactly(42);
    assertThat(kernel.getClass().getName()).isEqualTo(NAME);
    assertThat(kernel.getClass().getClassLoader().getName()).isEqualTo("sinter-kernels");
  }

  @Test
  void two_executables_may_use_the_same_names() {
    var one = new KernelClasses(Map.of(NAME, GeneratedClasses.storing(NAME, 1))).kernel(NAME);
    var two = new KernelClasses(Map.of(NAME, GeneratedClasses.storing(NAME, 2))).kernel(NAME);
    var buffer = new int[1];
    two.run(new Object[] {buffer}, new int[0], 0, 1);
    one.run(new Object[] {buffer}, new int[0], 0, 1);
    assertThat(buffer).containsExactly(1);
  }

  @Test
  void the_class_files_can_be_read_again() {
    var bytes = GeneratedClasses.storing(NAME, 1);
    assertThat(new KernelClasses(Map.of(NAME, bytes)).classes()).containsExactly(Map.entry(NAME, bytes));
  }

  @Test
  void a_missing_class_is_a_bug() {
    assertThatThrownBy(() -> new KernelClasses(Map.of()).kernel(NAME)).isInstanceOf(CompilerBug.class).hasMessage("""
        A generated class cannot be loaded.
        where: kernel class io.sinter.kernels.K1
        given: java.lang.ClassNotFoundException: io.sinter.kernels.K1
        try: this is a bug in Sinter, not in the model: please report it""");
  }

  @Test
  void a_class_that_the_jvm_refuses_is_a_bug() {
    assertThatThrownBy(() -> new KernelClasses(Map.of(NAME, new byte[20])).kernel(NAME))
        .isInstanceOf(CompilerBug.class).hasCauseInstanceOf(ClassFormatError.class);
    var other = GeneratedClasses.storing("io.sinter.kernels.Other", 1);
    assertThatThrownBy(() -> new KernelClasses(Map.of(NAME, other)).kernel(NAME))
        .isInstanceOf(CompilerBug.class).hasCauseInstanceOf(NoClassDefFoundError.class);
  }
}
