package io.sinter.codegen.jvm;

import static org.objectweb.asm.Opcodes.*;

import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.KernelText;
import io.sinter.ir.kernel.Local;
import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.DType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.Type;

/// The class of one flat kernel: `run` unpacks the arrays and calls `group` for each group; what the kernel outlines
/// becomes further static methods. Line numbers are those of the kernel's text form.
final class KernelClass {
  /// C2 never compiles a method that is larger.
  private static final int MAX_BYTES = 8000;
  private static final int MAX_PARAMETERS = 255;

  private static final String OBJECT = "java/lang/Object";
  private static final String SHUFFLE = "L" + Species.PACKAGE + "VectorShuffle;";

  private record Method(String name, List<Variable> parameters, Stmt body, int line) {}

  private record Rotation(Kind kind, int lanes, int by) {
    String field() {
      return "ROTATE_" + kind + "_" + lanes + "_" + by;
    }
  }

  /// How many values a piece of a method may have that turned out too large, at the first attempt and further ones.
  private static final int[] PIECES = {250, 80, 25};

  /// A method turned out larger than the JVM's compiler takes.
  private static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooLarge(String message) {
      super(message, null, false, false);
    }
  }

  private final Kernel.Flat kernel;
  private final List<Buffer> own;
  private final String className;
  private final ClassWriter out;
  private final Map<String, Variable.Array> arrays = new HashMap<>();
  private final Map<String, Local> locals = new HashMap<>();
  private final Map<Local, Kind> masks = new HashMap<>();
  private final LinkedHashMap<Rotation, String> rotations = new LinkedHashMap<>();
  private final ArrayDeque<Method> pending = new ArrayDeque<>();
  private final List<Method> guarded = new ArrayList<>();
  private int outlined;

  /// @param own the kernel's last buffers, for which no launch has arrays
  private KernelClass(Kernel.Flat kernel, List<Buffer> own, String className) {
    this.kernel = kernel;
    this.own = own;
    this.className = className;
    // Every reference that two branches leave in one slot has one class, or is dead.
    this.out = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
      @Override
      protected String getCommonSuperClass(String a, String b) {
        return OBJECT;
      }
    };
    for (var b : kernel.buffers()) {
      arrays.put(b.name(), new Variable.Array(b.name(), b.type()));
    }
    kernel.body().forEach(s -> {
      if (s instanceof Stmt.Set set) {
        locals.put(set.local().name(), set.local());
      }
    });
  }

  /// The class file. Where a method would be too large, the kernel is cut into smaller ones.
  ///
  /// @throws IllegalArgumentException naming the line of what has no code
  /// @throws IllegalStateException naming a method that is too large however it is cut
  static byte[] emit(Kernel.Flat kernel, Package home) {
    var name = home.className(kernel.name());
    try {
      return new KernelClass(kernel, List.of(), name).emit();
    } catch (TooLarge whole) {
      var last = whole;
      for (int most : PIECES) {
        try {
          var cut = CutMethods.of(kernel, most);
          return new KernelClass(cut.kernel(), cut.own(), name).emit();
        } catch (TooLarge e) {
          last = e;
        }
      }
      throw new IllegalStateException(last.getMessage());
    }
  }

  private byte[] emit() {
    var name = className.replace('.', '/');
    out.visit(V17, ACC_PUBLIC | ACC_FINAL | ACC_SUPER, name, null, OBJECT,
        new String[] {"io/sinter/runtime/KernelCode"});
    out.visitSource(kernel.name() + ".sir", null);
    var constructor = out.visitMethod(ACC_PUBLIC, "<init>", "()V", null, null);
    constructor.visitCode();
    constructor.visitVarInsn(ALOAD, 0);
    constructor.visitMethodInsn(INVOKESPECIAL, OBJECT, "<init>", "()V", false);
    constructor.visitInsn(RETURN);
    constructor.visitMaxs(0, 0);
    constructor.visitEnd();

    int firstLine = 2 + kernel.buffers().size();
    var group = new Variable.Size(kernel.group().map(Stmt.Loop::axis).orElse("(group)"));
    var parameters = new ArrayList<Variable>();
    kernel.buffers().forEach(b -> parameters.add(array(b.name())));
    kernel.parameters().forEach(p -> parameters.add(new Variable.Size(p)));
    parameters.add(group);
    run(parameters, group);
    pending.add(kernel.group()
        .map(l -> new Method("group", parameters, l.body(), firstLine + 1))
        .orElseGet(() -> new Method("group", parameters, kernel.body(), firstLine)));
    while (!pending.isEmpty()) {
      method(pending.remove());
    }
    idle();
    rotations();
    out.visitEnd();
    return out.toByteArray();
  }

  private void run(List<Variable> parameters, Variable group) {
    var self = new Variable.Temporary(-1, Type.getObjectType(OBJECT));
    var buffers = new Variable.Temporary(-2, Type.getType("[Ljava/lang/Object;"));
    var arguments = new Variable.Temporary(-3, Type.getType("[I"));
    var first = new Variable.Temporary(-4, Type.INT_TYPE);
    var end = new Variable.Temporary(-5, Type.INT_TYPE);
    var code = new Code(out.visitMethod(ACC_PUBLIC, "run", "([Ljava/lang/Object;[III)V", null, null),
        List.of(self, buffers, arguments, first, end));
    int array = 0;
    int argument = 0;
    var made = own.stream().map(b -> array(b.name())).toList();
    for (var p : parameters) {
      if (p instanceof Variable.Array a && made.contains(a)) {
        code.number((int) own.get(made.indexOf(a)).layout().size().asLong());
        code.array(Kind.element(a.element()));
        code.store(p);
      } else if (p instanceof Variable.Array) {
        code.load(buffers);
        code.number(array++);
        code.op(AALOAD);
        code.cast(p.type().getDescriptor());
        code.store(p);
      } else if (!p.equals(group)) {
        code.load(arguments);
        code.number(argument++);
        code.op(IALOAD);
        code.store(p);
      }
    }
    var top = new Label();
    var done = new Label();
    code.load(first);
    code.store(group);
    code.place(top);
    code.load(group);
    code.load(end);
    code.jump(IF_ICMPGE, done);
    parameters.forEach(code::load);
    code.invokeStatic(className.replace('.', '/'), "group", Code.signature(parameters));
    code.increment(group);
    code.jump(GOTO, top);
    code.place(done);
    finish("run", code);
  }

  private void method(Method method) {
    int slots = method.parameters().stream().mapToInt(p -> p.type().getSize()).sum();
    if (slots > MAX_PARAMETERS) {
      throw new TooLarge(
          where(method.name()) + " has " + slots + " slots of parameters; the JVM allows " + MAX_PARAMETERS);
    }
    var visitor = out.visitMethod(
        ACC_PRIVATE | ACC_STATIC, method.name(), Code.signature(method.parameters()), null, null);
    var code = new Code(visitor, method.parameters());
    guard(method, code);
    var body = new MethodBody(this, code, method.line());
    try {
      body.emitAll(method.body());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "kernel " + kernel.name() + ", line " + body.line() + ": " + e.getMessage(), e);
    }
    finish(method.name(), code);
  }

  /// Returns at once when the first array is null, as [#idle] has it.
  private void guard(Method method, Code code) {
    method.parameters().stream().filter(Variable.Array.class::isInstance).findFirst().ifPresent(array -> {
      var work = new Label();
      code.load(array);
      code.jump(IFNONNULL, work);
      code.op(RETURN);
      code.place(work);
      guarded.add(method);
    });
  }

  private void idle() {
    var code = new Code(out.visitMethod(ACC_PUBLIC, "idle", "()V", null, null),
        List.of(new Variable.Temporary(-1, Type.getObjectType(OBJECT))));
    for (var method : guarded) {
      method.parameters().forEach(p -> code.op(switch (p.type().getSort()) {
        case Type.ARRAY, Type.OBJECT -> ACONST_NULL;
        case Type.FLOAT -> FCONST_0;
        case Type.DOUBLE -> DCONST_0;
        case Type.LONG -> LCONST_0;
        default -> ICONST_0;
      }));
      code.invokeStatic(className.replace('.', '/'), method.name(), Code.signature(method.parameters()));
    }
    finish("idle", code);
  }

  private void finish(String method, Code code) {
    int bytes = code.end();
    if (bytes > MAX_BYTES) {
      throw new TooLarge(where(method) + " has " + bytes + " bytes of code; the JVM compiles at most "
          + MAX_BYTES);
    }
  }

  private void rotations() {
    if (rotations.isEmpty()) {
      return;
    }
    var code = new Code(out.visitMethod(ACC_STATIC, "<clinit>", "()V", null, null), List.of());
    rotations.forEach((rotation, field) -> {
      out.visitField(ACC_PRIVATE | ACC_STATIC | ACC_FINAL, field, SHUFFLE, null, null).visitEnd();
      var species = Species.of(rotation.kind(), rotation.lanes());
      code.constant(species.vector(), species.field(), Species.DESCRIPTOR);
      code.number(rotation.by());
      code.number(1);
      code.number(1);
      code.invokeInterface(Species.PACKAGE + "VectorSpecies", "iotaShuffle", "(IIZ)" + SHUFFLE);
      code.putStatic(className.replace('.', '/'), field, SHUFFLE);
    });
    finish("<clinit>", code);
  }

  // ---- what bodies ask ---------------------------------------------------------------------------------------------

  Variable.Array array(String buffer) {
    var array = arrays.get(buffer);
    if (array == null) {
      throw new IllegalArgumentException("there is no buffer " + buffer);
    }
    return array;
  }

  /// What a symbol of an index stands for.
  Variable named(String symbol) {
    var local = locals.get(symbol);
    return local == null ? new Variable.Size(symbol) : new Variable.Value(local);
  }

  /// A method for `body`, whose first line is `line`; leaves its call in `code`.
  void outline(Stmt.Outline outline, int line, Code code) {
    var parameters = FreeVariables.of(outline.body(), this);
    var name = outline.name().replaceAll("[^A-Za-z0-9_$]", "_") + "_" + outlined++;
    pending.add(new Method(name, parameters, outline.body(), line));
    parameters.forEach(code::load);
    code.invokeStatic(className.replace('.', '/'), name, Code.signature(parameters));
  }

  /// Leaves the shuffle that moves lane `i + by` to lane i.
  void rotation(Kind kind, int lanes, int by, Code code) {
    var rotation = new Rotation(kind, lanes, Math.floorMod(by, lanes));
    code.constant(className.replace('.', '/'), rotations.computeIfAbsent(rotation, Rotation::field), SHUFFLE);
  }

  /// Whose species the masks in `local` belong to: that of the first it is set to.
  Kind maskKind(Local local, Kind first) {
    var known = masks.putIfAbsent(local, first);
    return known == null ? first : known;
  }

  Kind maskKind(Local local) {
    return maskKind(local, Kind.of(DType.F32));
  }

  static IllegalArgumentException notFlat(Stmt statement) {
    return notFlat(KernelText.print(statement).lines().findFirst().orElseThrow());
  }

  static IllegalArgumentException notFlat(Expr value) {
    return notFlat(KernelText.print(value));
  }

  private static IllegalArgumentException notFlat(String node) {
    return new IllegalArgumentException("a flat kernel has no " + node);
  }

  private String where(String method) {
    return "kernel " + kernel.name() + ", method " + method;
  }
}
