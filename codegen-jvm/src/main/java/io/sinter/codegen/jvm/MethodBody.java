package io.sinter.codegen.jvm;

import static org.objectweb.asm.Opcodes.*;

import io.sinter.ir.kernel.Label;
import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;

/// Statements.
final class MethodBody {
  private final KernelClass kernel;
  private final Code code;
  private final Positions positions;
  private final Values values;
  private int line;

  /// @param line the line of the first statement in the kernel's text
  MethodBody(KernelClass kernel, Code code, int line) {
    this.kernel = kernel;
    this.code = code;
    this.line = line;
    this.positions = new Positions(code, kernel::named);
    this.values = new Values(kernel, code, positions);
  }

  /// The line of what was emitted last.
  int line() {
    return line - 1;
  }

  /// The whole body of a method.
  void emitAll(Stmt body) {
    if (body instanceof Stmt.Block(var parts)) {
      parts.forEach(this::emit);
    } else {
      emit(body);
    }
  }

  private void emit(Stmt statement) {
    code.line(line++);
    switch (statement) {
      case Stmt.Loop l -> {
        if (l.label() != Label.SERIAL) {
          throw KernelClass.notFlat(l);
        }
        loop(l);
      }
      case Stmt.Block(var parts) -> {
        parts.forEach(this::emit);
        line++;
      }
      case Stmt.Set(var local, var value) -> {
        if (local.type() == DType.BOOL && local.lanes() > 1) {
          values.mask(value, kernel.maskKind(local, values.maskKind(value)), local.lanes());
        } else {
          values.emit(value, local.lanes());
        }
        code.store(new Variable.Value(local));
      }
      case Stmt.Take(var name, var value) -> {
        values.emit(value);
        code.math("toIntExact", "(J)I");
        code.store(new Variable.Size(name));
      }
      case Stmt.Bind(var name, var value) -> {
        positions.emit(value);
        code.store(new Variable.Size(name));
      }
      case Stmt.If(var room, var body) -> {
        var end = new org.objectweb.asm.Label();
        positions.emit(room);
        code.jump(IFLE, end);
        nested(body);
        code.place(end);
      }
      case Stmt.Outline o -> {
        kernel.outline(o, line, code);
        line += nestedLines(o.body());
      }
      case Stmt.Put p -> values.put(p);
      case Stmt.Store _, Stmt.Reduce _, Stmt.Barrier _ -> throw KernelClass.notFlat(statement);
    }
  }

  private void loop(Stmt.Loop loop) {
    var axis = new Variable.Size(loop.axis());
    var top = new org.objectweb.asm.Label();
    var end = new org.objectweb.asm.Label();
    var limit = limit(loop.extent());
    code.number(0);
    code.store(axis);
    code.place(top);
    code.load(axis);
    limit.run();
    code.jump(IF_ICMPGE, end);
    nested(loop.body());
    code.increment(axis);
    code.jump(GOTO, top);
    code.place(end);
  }

  /// Computes the limit once; what is returned loads it.
  private Runnable limit(Dim extent) {
    if (extent.constant().isPresent()) {
      return () -> positions.emit(extent);
    }
    positions.emit(extent);
    var limit = code.keep("I");
    return () -> code.load(limit);
  }

  // ---- lines, as the text form has them ----------------------------------------------------------------------------

  private void nested(Stmt body) {
    if (body instanceof Stmt.Block(var parts)) {
      parts.forEach(this::emit);
      line++;
    } else {
      emit(body);
    }
  }

  private static int nestedLines(Stmt body) {
    return body instanceof Stmt.Block ? lines(body) - 1 : lines(body);
  }

  private static int lines(Stmt statement) {
    return switch (statement) {
      case Stmt.Loop l -> 1 + nestedLines(l.body());
      case Stmt.If i -> 1 + nestedLines(i.body());
      case Stmt.Outline o -> 1 + nestedLines(o.body());
      case Stmt.Reduce r -> 1 + nestedLines(r.body());
      case Stmt.Block b -> 2 + b.parts().stream().mapToInt(MethodBody::lines).sum();
      case Stmt.Set _, Stmt.Bind _, Stmt.Take _, Stmt.Store _, Stmt.Put _, Stmt.Barrier _ -> 1;
    };
  }
}
