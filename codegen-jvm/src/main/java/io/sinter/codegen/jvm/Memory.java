package io.sinter.codegen.jvm;

import static org.objectweb.asm.Opcodes.*;

import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import java.util.Optional;
import org.objectweb.asm.Label;
import org.objectweb.asm.Type;

/// Loads and stores: the one place that knows how a buffer's elements lie in a Java array.
final class Memory {
  private final KernelClass kernel;
  private final Code code;
  private final VectorOps ops;
  private final Values values;
  private final Positions positions;

  Memory(KernelClass kernel, Code code, VectorOps ops, Values values, Positions positions) {
    this.kernel = kernel;
    this.code = code;
    this.ops = ops;
    this.values = values;
    this.positions = positions;
  }

  void fetch(Expr.Fetch f) {
    var type = kernel.array(f.buffer()).element();
    if (f.lanes() > 1) {
      fetchVector(f, type);
    } else if (f.mask().isPresent()) {
      var off = new Label();
      var end = new Label();
      values.jumpUnless(f.mask().get(), off);
      fetchScalar(f, type);
      code.jump(GOTO, end);
      code.place(off);
      code.number(Kind.of(type).number(0));
      code.place(end);
    } else {
      fetchScalar(f, type);
    }
  }

  private void fetchScalar(Expr.Fetch f, DType type) {
    element(f.buffer(), f.at());
    code.op(Kind.element(type).getOpcode(IALOAD));
    if (type == DType.U8 || type == DType.U16) {
      code.number(type == DType.U8 ? 0xff : 0xffff);
      code.op(IAND);
    }
  }

  void put(Stmt.Put p) {
    var type = kernel.array(p.buffer()).element();
    if (p.value().lanes() > 1) {
      putVector(p, type);
      return;
    }
    var end = new Label();
    p.mask().ifPresent(m -> values.jumpUnless(m, end));
    element(p.buffer(), p.at());
    values.emit(p.value());
    code.op(Kind.element(type).getOpcode(IASTORE));
    code.place(end);
  }

  /// → array, index
  private void element(String buffer, Dim at) {
    code.load(kernel.array(buffer));
    positions.emit(at);
  }

  private static boolean isNarrow(DType type) {
    return type.bytes() < 4;
  }

  private void fetchVector(Expr.Fetch f, DType type) {
    var element = Kind.element(type);
    var stored = stored(type, f.lanes());
    ops.species(stored);
    element(f.buffer(), f.at());
    boolean masked = mask(f.mask(), type, f.lanes());
    ops.fromArray(stored, element, masked);
    if (isNarrow(type)) {
      boolean zeros = type == DType.U8 || type == DType.U16 || type == DType.BOOL;
      ops.convert(stored.vector(), (zeros ? "ZERO_EXTEND_" : "") + letter(element) + "2I",
          Species.of(Kind.INT, f.lanes()));
      if (type == DType.BOOL) {
        ops.compare(Kind.INT, "NE", 0);
      }
    }
  }

  private void putVector(Stmt.Put p, DType type) {
    int lanes = p.value().lanes();
    var element = Kind.element(type);
    var stored = stored(type, lanes);
    if (type == DType.BOOL) {
      ops.constant(Kind.INT, lanes, 0);
      ops.blend(Kind.INT, 1, () -> values.mask(p.value(), Kind.INT, lanes));
    } else {
      values.emit(p.value());
    }
    if (isNarrow(type)) {
      ops.convert(Kind.INT.vector(), "I2" + letter(element), stored);
    }
    element(p.buffer(), p.at());
    boolean masked = mask(p.mask(), type, lanes);
    ops.intoArray(stored, element, masked);
  }

  /// What is loaded and stored: narrow types have no species of less than 64 bits, and may need a longer one.
  private static Species stored(DType type, int lanes) {
    return isNarrow(type) ? Species.narrow(Kind.element(type), lanes) : Species.of(Kind.of(type), lanes);
  }

  /// → mask for the species that [#stored] says, if one is needed
  private boolean mask(Optional<Expr> mask, DType type, int lanes) {
    if (!isNarrow(type)) {
      mask.ifPresent(m -> values.mask(m, Kind.of(type), lanes));
      return mask.isPresent();
    }
    var stored = stored(type, lanes);
    boolean whole = stored.narrowLanes() == lanes;
    if (mask.isEmpty() && whole) {
      return false;
    }
    if (whole) {
      var kind = values.maskKind(mask.get());
      values.mask(mask.get(), kind, lanes);
      ops.castMask(stored);
      return true;
    }
    ops.species(stored);
    if (mask.isPresent()) {
      values.mask(mask.get(), values.maskKind(mask.get()), lanes);
      ops.toLong();
    } else {
      code.number((Number) ((1L << lanes) - 1));
    }
    ops.fromLong();
    return true;
  }

  private static char letter(Type element) {
    return element == Type.BYTE_TYPE ? 'B' : 'S';
  }
}
