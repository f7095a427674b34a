package io.sinter.ir.kernel;

/// The text form of kernels at every level; `parse(print(k))` equals `k`.
///
/// ```text
/// computed kernel dense(batch) {
///   in x : f32[batch, 64] offset 16 size 64*batch + 16 parts [d0:64, d1:1]
///   in w : f32[64, 32] offset 0 size 2048 parts [d0:32, d1:1]
///   out y : f32[batch, 32] offset 0 size 32*batch parts [d0:32, d1:1]
///   stage y[n < batch, o < 32] = reduce acc:f32 from 0.0 with add chain over (k < 64) fma(x[n, k], w[k, o], acc)
/// }
///
/// flat kernel dense(batch) {
///   … the same buffers
///   group g < batch {
///     index at0 = 64*g + 16
///     acc:f32x16 = splat(0.0, 16)
///     loop k < 64 {
///       acc = fma(splat(x[at0 + k], 16), w[32*k : 16], acc)
///     }
///     y[32*g : 16 if active(batch - g, 16)] = acc
///   }
/// }
/// ```
///
/// Statements: a loop begins with its label, except that `serial` is written `loop`; `{ … }` is a block and a body
/// without braces is a single statement; `index a = …` is a [Stmt.Bind], `take a = …` a [Stmt.Take]; `if 0 < …` is a
/// [Stmt.If], `barrier` a [Stmt.Barrier]. A local carries its type where it first stands in the text. Brackets after a
/// name hold logical indices (computed, scheduled) or an array position, the lanes if more than one, and the mask
/// (flat). A stage that updates says where and, unless it replaces, how:
/// `stage y[i < n] update [x[i]] with add = z[i]`.
///
/// Expressions are calls: the scalar functions by name, `convert(x, i32)`, `bitcast(x, i32)`, `index(2*n + 1)`,
/// `check(x, holds, "A sentence.", "what is expected")`, `pick(x[ids[n], index(k)])`, `fold(add, acc)`,
/// `splat(x, 16)`, `lane(x, 3)`, `rotate(x, 8)`, `active(n, 16)`.
/// Constants: `1.5`, `-inf` and `nan` are `f32`, others carry their type (`1.5:f64`, `3:i32`), `true` and `false`; bits
/// that have no such form are hex (`0x7fc00001:f32`). Names that are no identifiers stand in backquotes; `//` starts a
/// comment.
public final class KernelText {
  private KernelText() {}

  public static String print(Kernel kernel) {
    return new KernelPrinter().kernel(kernel);
  }

  public static String print(Stmt statement) {
    return new KernelPrinter().statement(statement);
  }

  public static String print(Stage stage) {
    return new KernelPrinter().stage(stage);
  }

  public static String print(Expr value) {
    return new KernelPrinter().value(value);
  }

  /// A statement without its body: what an error shows.
  static String header(Stmt statement) {
    return new KernelPrinter().header(statement);
  }

  /// Reads a kernel of any level.
  ///
  /// @throws IllegalArgumentException with line, column, what was expected, and a caret under the line
  public static Kernel parse(String text) {
    return new KernelParser(text).kernel();
  }
}
