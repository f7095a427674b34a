package io.sinter.report;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// What a backend emitted, as text. Of a class file these are its methods, an instruction a line.
public final class Listing {
  private static final int MAGIC = 0xcafebabe;

  private final StringBuilder out = new StringBuilder();
  private final Map<Label, String> labels = new HashMap<>();

  private Listing() {}

  /// Class files are listed, the code of others is text.
  public static String of(byte[] code) {
    boolean isClass = code.length > 4 && ByteBuffer.wrap(code).getInt() == MAGIC;
    return isClass ? new Listing().print(code) : new String(code, StandardCharsets.UTF_8);
  }

  private String print(byte[] code) {
    var model = ClassFile.of().parse(code);
    out.append("class ").append(model.thisClass().asInternalName().replace('/', '.')).append("  // ")
        .append(Units.count(code.length)).append(" bytes\n");
    model.methods().forEach(this::method);
    return out.toString();
  }

  private void method(MethodModel method) {
    var code = method.code();
    if (code.isEmpty()) {
      return;
    }
    int size = method.findAttribute(Attributes.code()).map(CodeAttribute::codeLength).orElse(0);
    out.append('\n').append(signature(method.methodName().stringValue(), method.methodTypeSymbol())).append("  // ")
        .append(Units.count(size)).append(" bytes of code\n");
    labels.clear();
    for (var element : code.get()) {
      line(element);
    }
  }

  private void line(CodeElement element) {
    switch (element) {
      case LabelTarget t -> out.append("  ").append(label(t.label())).append(":\n");
      case Instruction i -> out.append("    ").append(instruction(i)).append('\n');
      default -> { }
    }
  }

  private String label(Label label) {
    return labels.computeIfAbsent(label, l -> "L" + labels.size());
  }

  private String instruction(Instruction i) {
    var name = i.opcode().name().toLowerCase(Locale.ROOT);
    return switch (i) {
      case LoadInstruction l -> name.replaceFirst("_(w|\\d)$", "") + " " + l.slot();
      case StoreInstruction s -> name.replaceFirst("_(w|\\d)$", "") + " " + s.slot();
      case IncrementInstruction c -> "iinc " + c.slot() + " by " + c.constant();
      case BranchInstruction b -> name + " " + label(b.target());
      case ConstantInstruction c -> "const " + c.constantValue();
      case FieldInstruction f -> name + " " + type(f.owner().asSymbol()) + "." + f.name().stringValue();
      case InvokeInstruction c -> name.replace("invoke", "invoke ") + " " + type(c.owner().asSymbol()) + "."
          + signature(c.name().stringValue(), c.typeSymbol());
      case InvokeDynamicInstruction c -> "invoke dynamic " + signature(c.name().stringValue(), c.typeSymbol());
      case NewPrimitiveArrayInstruction a -> "new " + a.typeKind().name().toLowerCase(Locale.ROOT) + "[]";
      case NewReferenceArrayInstruction a -> "new " + type(a.componentType().asSymbol()) + "[]";
      case TypeCheckInstruction t -> name + " " + type(t.type().asSymbol());
      case TableSwitchInstruction t -> "switch " + t.cases().stream()
          .map(c -> c.caseValue() + " → " + label(c.target())).collect(Collectors.joining(", "))
          + ", else " + label(t.defaultTarget());
      case LookupSwitchInstruction t -> "switch " + t.cases().stream()
          .map(c -> c.caseValue() + " → " + label(c.target())).collect(Collectors.joining(", "))
          + ", else " + label(t.defaultTarget());
      default -> name;
    };
  }

  private static String signature(String name, MethodTypeDesc type) {
    return name + type.parameterList().stream().map(Listing::type).collect(Collectors.joining(", ", "(", ")")) + " "
        + type(type.returnType());
  }

  private static String type(ClassDesc type) {
    return type.displayName();
  }
}
