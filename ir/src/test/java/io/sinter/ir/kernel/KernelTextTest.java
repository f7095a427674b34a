package io.sinter.ir.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelTextTest {
  private static final String COMPUTED = """
      computed kernel dense(batch) {
        in x : f32[batch, 64] offset 16 size 64*batch + 16 parts [d0:64, d1:1]
        in w : f32[64, 32] offset 0 size 2048 parts [d1/16:1024, d0:16, d1%16:1] halo [0, 1] [0, 2] fill -Infinity
        scratch `a b` : f32[batch] offset 0 size batch parts [d0:1]
        out y : f32[batch, 32] offset 0 size 32*batch parts [d0:32, d1:1]
        stage `a b`[n < batch] = reduce sum:f32 from 0.0 with add lanes 16 over (k < 64) add(sum, x[n, k])
        stage y[n < batch, o < 32] = reduce acc:f32 from 0.0 with add chain over (k < 64) fma(x[n, k], w[k, o], acc)
        stage y[n < batch, o < 32] = pick(w[convert(`a b`[n], i64), index(o)])
        stage y[n < batch] update [index(n), convert(`a b`[n], i64)] = 1.0
        stage y[n < batch] update [index(n), 3:i64] with add = `a b`[n]
        stage y[n < batch, o < 32] = reduce sum from 0.0 with add running over (n < batch) add(sum, w[n, o])
        stage y[n < batch, o < 32] = relu(select(lt(`a b`[n], -inf), 0x7fc00001:f32, convert(index(2*n + o - 1), f32)))
      }
      """;
  private static final String FLAT = """
      flat kernel dense(batch) {
        in x : f32[batch, 64] offset 16 size 64*batch + 16 parts [d0:64, d1:1]
        in w : f32[64, 32] offset 0 size 2048 parts [d0:32, d1:1]
        out y : f32[batch, 32] offset 0 size 32*batch parts [d0:32, d1:1]
        group g < batch {
          index at = 64*g + 16
          acc:f32x16 = splat(0.0, 16)
          loop k < 64
            acc = fma(splat(x[at + k], 16), w[32*k : 16], acc)
          outline tile {
            if 0 < batch - 8*g
              y[32*g : 16 if active(batch - g, 16)] = acc
          }
          in:i32 = bitcast(lane(rotate(acc, 8), 3), i32)
          in = add(in, 3:i32)
          take row = check(convert(in, i64), lt(in, 3:i32), "An index is \\"large\\".", "0 … 2")
        }
      }
      """;

  @Test
  void computedKernelsPrintAsTheyWereRead() {
    assertThat(KernelText.print(KernelText.parse(COMPUTED))).isEqualTo(COMPUTED);
  }

  @Test
  void flatKernelsPrintAsTheyWereRead() {
    assertThat(KernelText.print(KernelText.parse(FLAT))).isEqualTo(FLAT);
  }

  @Test
  void commentsAndSpaceMeanNothing() {
    var loose = FLAT.replace("  index", "// the row\n\n   index").replace("= acc", "=  // all lanes\n acc");
    assertThat(KernelText.parse(loose)).isEqualTo(KernelText.parse(FLAT));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void anyTreeComesBackFromItsText(int part) {
    for (int seed = part * 250; seed < part * 250 + 250; seed++) {
      var kernel = new RandomKernels(seed).kernel();
      var text = KernelText.print(kernel);
      assertThat(KernelText.parse(text)).as("seed " + seed + "\n" + text).isEqualTo(kernel);
    }
  }

  @Test
  void constantsKeepTheirBits() {
    assertThat(text(DType.F32, Float.floatToRawIntBits(0.1f))).isEqualTo("0.1");
    assertThat(text(DType.F32, Float.floatToRawIntBits(-0f) & 0xffffffffL)).isEqualTo("-0.0");
    assertThat(text(DType.F32, 0x7fc00000L)).isEqualTo("nan");
    assertThat(text(DType.F32, 0xffc00000L)).isEqualTo("0xffc00000:f32");
    assertThat(text(DType.F64, Double.doubleToRawLongBits(1e100))).isEqualTo("1.0E100:f64");
    assertThat(text(DType.F64, 0x7ff0000000000000L)).isEqualTo("inf:f64");
    assertThat(text(DType.F16, 0x3c00)).isEqualTo("0x3c00:f16");
    assertThat(text(DType.I64, Long.MIN_VALUE)).isEqualTo("-9223372036854775808:i64");
    assertThat(text(DType.U64, -1)).isEqualTo("-1:u64");
    assertThat(text(DType.BOOL, 1)).isEqualTo("true");
  }

  private static String text(DType type, long bits) {
    return KernelText.print(new Expr.Const(type, bits));
  }

  @Test
  void statementsAndValuesPrintAlone() {
    var loop = new Stmt.Loop("k", Dim.of(4), Label.UNROLL, Stmt.block(
        new Stmt.Set(new Local("acc", DType.F32, 8), Expr.f32(1))));
    assertThat(KernelText.print(loop)).isEqualTo("unroll k < 4 {\n  acc:f32x8 = 1.0\n}\n");
    assertThat(KernelText.header(loop)).isEqualTo("unroll k < 4");
    assertThat(KernelText.print(Expr.f32(2))).isEqualTo("2.0");
  }

  private static void refused(String text, String message) {
    assertThatThrownBy(() -> KernelText.parse(text)).isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(message.stripTrailing());
  }

  @Test
  void anUnknownLocalIsShown() {
    refused(FLAT.replace("acc:f32x16 =", "acc ="), """
        The kernel text has an error at line 7, column 5: expected a local that was set before, or its type: acc:f32.
              acc = splat(0.0, 16)
              ^
        """);
  }

  @Test
  void anUnknownFunctionIsShown() {
    refused(FLAT.replace("fma", "fmx"), """
        The kernel text has an error at line 9, column 13: expected a scalar function, index, convert, bitcast, check, pick, \
        fold, splat, lane, rotate or active.
                acc = fmx(splat(x[at + k], 16), w[32*k : 16], acc)
                      ^
        """);
  }

  @Test
  void missingOperandsAreCounted() {
    refused(FLAT.replace(", acc)", ")"), """
        The kernel text has an error at line 9, column 13: expected 3 operands for fma, not 2.
                acc = fma(splat(x[at + k], 16), w[32*k : 16])
                      ^
        """);
  }

  @Test
  void anUnknownBufferIsShownWithThoseThereAre() {
    refused(FLAT.replace("x[at", "z[at"), """
        The kernel text has an error at line 9, column 23: expected a buffer (w, x, y).
                acc = fma(splat(z[at + k], 16), w[32*k : 16], acc)
                                ^
        """);
  }

  @Test
  void lanesOfAWriteMustBeThoseOfItsValue() {
    refused(FLAT.replace(": 16 if", ": 8 if"), """
        The kernel text has an error at line 12, column 48: expected a value of 8 lanes, not 16.
                  y[32*g : 8 if active(batch - g, 16)] = acc
                                                         ^
        """);
  }

  @Test
  void aConstantNeedsItsType() {
    refused(FLAT.replace("3:i32", "3"), """
        The kernel text has an error at line 15, column 19: expected '.' or ':' and a type.
              in = add(in, 3)
                            ^
        """);
  }

  @Test
  void anUnknownTypeIsShownWithThoseThereAre() {
    refused(FLAT.replace("3:i32", "3:int"), """
        The kernel text has an error at line 15, column 20: expected a type (f32, f64, f16, bf16, i8, i16, i32, i64, \
        u8, u16, u32, u64, bool, string).
              in = add(in, 3:int)
                             ^
        """);
  }

  @Test
  void anUnknownStatementIsShown() {
    refused(FLAT.replace("outline tile", "inline tile"), """
        The kernel text has an error at line 10, column 5: expected a statement or '}'.
              inline tile {
              ^
        """);
  }

  @Test
  void aBadSizeIsShown() {
    refused(FLAT.replace("k < 64", "k < *"), """
        The kernel text has an error at line 8, column 14: expected an index or size expression.
              loop k < *
                       ^
        """);
  }

  @Test
  void aTextThatStopsIsShownAtItsEnd() {
    refused("flat kernel f() {", """
        The kernel text has an error at line 1, column 18: expected a statement or '}'.
          flat kernel f() {
                           ^
        """);
  }

  @Test
  void nothingMayFollow() {
    refused("flat kernel f() {}\n flat", """
        The kernel text has an error at line 2, column 2: expected the end.
           flat
           ^
        """);
  }
}
