package io.sinter.codegen.opencl;

import io.sinter.ir.kernel.Expr;
import io.sinter.runtime.DType;
import io.sinter.runtime.device.KernelFile;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// What a kernel demands of data, and the statements that leave a mark where that does not hold.
final class Checks {
  private static final KernelFile.Check DIVISOR = new KernelFile.Check(
      DType.I64, "Integers of this run have no result.", "divisors that are not 0");

  private final List<KernelFile.Check> found = new ArrayList<>();
  private final Consumer<String> statements;
  private int values;

  /// @param statements takes those that stand before the one that is being made
  Checks(Consumer<String> statements) {
    this.statements = statements;
  }

  List<KernelFile.Check> found() {
    return found;
  }

  /// What a checked value is known as; 0 where it does not hold, so that an index stays inside.
  String value(Expr.Check check, String x, String holds) {
    var name = "checked" + values++;
    var type = check.type();
    int number = number(new KernelFile.Check(type, check.sentence(), check.expected()));
    statements.accept(Kind.type(type, 1) + " " + name + " = " + x + ";");
    statements.accept("if (!" + holds + ") {");
    statements.accept("  leave(marks, mark, " + number + ", " + bits(type, name) + ");");
    statements.accept("  " + name + " = 0;");
    statements.accept("}");
    return name;
  }

  private static String bits(DType type, String x) {
    return switch (type) {
      case F64 -> "as_long(" + x + ")";
      case F16, BF16, F32 -> "double_bits(" + Conversions.convert(type, DType.F32, 1, x) + ")";
      case I8, I16, I32, I64, U8, U16, U32, U64, BOOL -> "(long)" + x;
      case STRING -> throw new IllegalArgumentException("a string in a kernel");
    };
  }

  /// The arguments that a division of integers takes besides its operands.
  String divisor() {
    return "marks, mark, " + number(DIVISOR);
  }

  private int number(KernelFile.Check check) {
    int known = found.indexOf(check);
    if (known >= 0) {
      return known;
    }
    found.add(check);
    return found.size() - 1;
  }
}
