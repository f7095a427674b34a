package io.sinter.onnx.export;

import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Shape;
import java.util.List;
import java.util.stream.IntStream;

/// Nodes that apply a scalar function to each element.
final class ScalarNodes {
  private final FunctionNodes function;

  ScalarNodes(FunctionNodes function) {
    this.function = function;
  }

  String of(Op.Apply a) {
    var x = a.args().getLast().type().dtype();
    var inputs = operands(a.args());
    return switch (a.fn()) {
      case SHL -> function.graph().node("BitShift", inputs, Attributes.of("direction", "LEFT"));
      case SHR -> function.graph().node("BitShift", inputs, Attributes.of("direction", "RIGHT"));
      default -> function.graph().node(operator(a.fn(), x == DType.BOOL), inputs);
    };
  }

  /// Operands that are repeated stay as they are where the operator repeats them to the same shape.
  private List<String> operands(List<Value> args) {
    var shape = args.getFirst().type().shape();
    boolean covered = IntStream.range(0, shape.rank()).allMatch(i -> args.stream().anyMatch(v -> covers(v, shape, i)));
    return IntStream.range(0, args.size()).mapToObj(i -> args.get(i).op() instanceof Op.Broadcast b
        && (covered || i > 0) ? function.aligned(b) : function.name(args.get(i))).toList();
  }

  /// Whether an operand as it stands has the size of an axis of the result.
  private static boolean covers(Value v, Shape shape, int axis) {
    if (!(v.op() instanceof Op.Broadcast b)) {
      return true;
    }
    var own = ViewNodes.alignedShape(b);
    int at = axis - (shape.rank() - own.rank());
    return at < 0 ? shape.get(axis).isConstant(1) && own.rank() == shape.rank() : own.get(at).equals(shape.get(axis));
  }

  private static String operator(ScalarFn fn, boolean truths) {
    return switch (fn) {
      case ADD -> "Add";
      case SUB -> "Sub";
      case MUL -> "Mul";
      case DIV -> "Div";
      case MAX -> "Max";
      case MIN -> "Min";
      case NEG -> "Neg";
      case ABS -> "Abs";
      case SQRT -> "Sqrt";
      case FLOOR -> "Floor";
      case CEIL -> "Ceil";
      case ROUND -> "Round";
      case LT -> "Less";
      case LE -> "LessOrEqual";
      case EQ -> "Equal";
      case AND -> truths ? "And" : "BitwiseAnd";
      case OR -> truths ? "Or" : "BitwiseOr";
      case XOR -> truths ? "Xor" : "BitwiseXor";
      case NOT -> truths ? "Not" : "BitwiseNot";
      case SELECT -> "Where";
      case RELU -> "Relu";
      case EXP -> "Exp";
      case LOG -> "Log";
      case TANH -> "Tanh";
      case SIGMOID -> "Sigmoid";
      case ERF -> "Erf";
      case POW -> "Pow";
      case SIN -> "Sin";
      case COS -> "Cos";
      case TAN -> "Tan";
      case ASIN -> "Asin";
      case ACOS -> "Acos";
      case ATAN -> "Atan";
      case SINH -> "Sinh";
      case COSH -> "Cosh";
      case ASINH -> "Asinh";
      case ACOSH -> "Acosh";
      case ATANH -> "Atanh";
      case FMA, EXPM1, LOG1P, SHL, SHR -> throw new IllegalStateException("ONNX has no operator for " + fn);
    };
  }
}
