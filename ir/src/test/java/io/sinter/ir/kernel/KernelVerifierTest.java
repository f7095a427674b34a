package io.sinter.ir.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.CompilerBug;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelVerifierTest {
  private static final String BUFFERS = """
        in x : f32[n, 8] offset 0 size 8*n parts [d0:8, d1:1]
        in q : i8[8] offset 0 size 8 parts [d0:1]
        out y : f32[n, 8] offset 0 size 8*n parts [d0:8, d1:1]
        scratch t : f32[n] offset 0 size n parts [d0:1]
      """;

  private static Kernel computed(String stages) {
    return KernelText.parse("computed kernel k(n) {\n" + BUFFERS + stages + "}");
  }

  private static Kernel scheduled(String body) {
    return KernelText.parse("scheduled kernel k(n) {\n" + BUFFERS + body + "}");
  }

  private static Kernel flat(String body) {
    return KernelText.parse("flat kernel k(n) {\n" + BUFFERS + body + "}");
  }

  private static final String ITEMS = "\n shared s : f32[8] offset 0 size 8 parts [d0:1]\n";

  private static Kernel items(String body) {
    return flat(ITEMS + body);
  }

  private static Kernel with(Kernel like, Stmt body) {
    return like instanceof Kernel.Flat
        ? new Kernel.Flat("k", like.parameters(), like.buffers(), body)
        : new Kernel.Scheduled("k", like.parameters(), like.buffers(), body);
  }

  private static void accepts(Kernel kernel) {
    assertThatCode(() -> KernelVerifier.check(kernel)).doesNotThrowAnyException();
  }

  private static void refuses(Kernel kernel, KernelRule rule, String found) {
    assertThatThrownBy(() -> KernelVerifier.check(kernel)).isExactlyInstanceOf(CompilerBug.class)
        .hasMessage("A kernel breaks the rule that " + rule + ": " + found + """

            where: kernel k
            try: this is a bug in Sinter, not in the model: please report it""");
  }

  @Test
  void acceptsEachLevel() {
    accepts(computed("""
        stage t[i < n] = reduce s:f32 from 0.0 with add lanes 8 over (j < 8) add(s, exp(x[i, j]))
        stage y[i < n, j < 8] = div(exp(x[i, j]), t[i])
        """));
    accepts(scheduled("""
        group i < n {
          reduce s:f32 from 0.0 with add lanes 8 over j < 8
            s = add(s, exp(x[i, j]))
          t[i] = s
          vector j < 8
            y[i, j] = div(exp(x[i, j]), t[i])
        }
        """));
    accepts(flat("""
        group i < n {
          index at = 8*i
          s:f32x8 = 0.0
          loop j < 2 {
            s = fma(x[at : 8], splat(2.0, 8), s)
          }
          if 0 < n - i {
            y[at : 8 if active(n, 8)] = s
          }
          outline a {
            v:f32 = lane(s, 3)
            t[i] = v
          }
          outline b {
            v:f32 = lane(rotate(s, 1), 3)
            t[i] = add(v, 1.0)
          }
        }
        """));
  }

  @ParameterizedTest
  @EnumSource
  void refusesWhatBreaksTheRule(KernelRule rule) {
    switch (rule) {
      case NAMED -> refuses(with(flat(""), new Stmt.Bind("a`b", Dim.ZERO)), rule, "'a`b', in: index `a`b` = 0");
      case BUFFERS -> {
        refuses(KernelText.parse("flat kernel k() {\n" + "in x : f32[] offset 0 size 1 parts []\n".repeat(2) + "}"),
            rule, "buffer 'x' is there twice.");
        refuses(KernelText.parse("""
            flat kernel k() {
              scratch t : f32[] offset 0 size 1 parts []
              out y : f32[] offset 0 size 1 parts []
            }"""), rule, "buffer 'y' follows scratch buffers.");
        refuses(KernelText.parse("flat kernel k() {\n out y : f32[4] offset 0 size 4 parts [d1:1]\n}"), rule,
            "the layout of 'y' does not fit [4].");
      }
      case DEFINED -> {
        refuses(flat("{ take m = 1:i64 }\n y[m] = 1.0"), rule, "nothing defines 'm' in m, in: y[m] = 1.0");
        refuses(flat("y[m] = 1.0"), rule, "nothing defines 'm' in m, in: y[m] = 1.0");
        refuses(flat("loop i < n index j = i\nloop i < j y[i] = 0.0"), rule,
            "nothing defines 'j' in j, in: loop i < j");
        refuses(flat("loop i < n { a:f32 = 0.0 }\n y[0] = a"), rule, "'a' may not be set, in: y[0] = a:f32");
        refuses(flat("if 0 < n a:f32 = 0.0\n y[0] = a"), rule, "'a' may not be set, in: y[0] = a:f32");
        refuses(with(flat(""), new Stmt.Put("z", Dim.ZERO, Expr.f32(1), Optional.empty())), rule,
            "there is no buffer 'z', in: z[0] = 1.0");
      }
      case UNIQUE -> {
        refuses(flat("loop i < n loop i < 2 y[i] = 0.0"), rule, "'i' is visible here, in: loop i < 2");
        refuses(flat("index n = 3"), rule, "'n' is visible here, in: index n = 3");
        refuses(flat("take n = 3:i64"), rule, "'n' is visible here, in: take n = 3:i64");
        refuses(flat("a:f32 = 0.0\n a:f32x4 = 0.0"), rule, "'a' is also f32, in: a:f32x4 = 0.0");
      }
      case ROLES -> {
        refuses(flat("x[0] = 0.0"), rule, "'x' is an input, in: x[0] = 0.0");
        refuses(computed("stage y[i < n, j < 8] = t[i]"), rule,
            "'t' is read before a stage writes it, in: stage y[i < n, j < 8] = t[i]");
        refuses(computed("stage y[i < n, j < 8] = pick(t[index(i)])"), rule,
            "'t' is read before a stage writes it, in: stage y[i < n, j < 8] = pick(t[index(i)])");
      }
      case AXES -> refuses(computed("stage y[i < 8, j < n] = 0.0"), rule,
          "'y' is [n, 8], the stage has [8, n], in: stage y[i < 8, j < n] = 0.0");
      case UPDATES -> {
        var reason = " is no result that only the last stage writes, in: stage ";
        refuses(computed("stage t[i < n] update [index(i)] = 1.0"), rule,
            "'t'" + reason + "t[i < n] update [index(i)] = 1.0");
        refuses(computed("stage y[i < n] update [index(i), 0:i64] = 1.0\n stage t[i < n] = 1.0"), rule,
            "'y'" + reason + "y[i < n] update [index(i), 0:i64] = 1.0");
        refuses(computed("stage y[i < n, j < 8] = 1.0\n stage y[i < n] update [index(i), 0:i64] = 1.0"), rule,
            "'y'" + reason + "y[i < n] update [index(i), 0:i64] = 1.0");
        refuses(computed("stage y[i < n] update [index(i), 0:i64] with add = pick(y[index(i), 1:i64])"), rule,
            "'y' is read, in: stage y[i < n] update [index(i), 0:i64] with add = pick(y[index(i), 1:i64])");
        accepts(computed("stage y[i < n] update [convert(x[i, 0], i64), 0:i64] with add = x[i, 1]"));
      }
      case RUNNING -> {
        refuses(computed("stage t[i < n] = reduce s:f32 from 0.0 with add running over (k < n) add(s, x[k, 0])"), rule,
            "it runs over [k < n] of [i < n], in: "
                + "stage t[i < n] = reduce s:f32 from 0.0 with add running over (k < n) add(s, x[k, 0])");
        accepts(computed("stage t[i < n] = reduce s:f32 from 0.0 with add running over (i < n) add(s, x[i, 0])"));
      }
      case INDICES -> {
        refuses(scheduled("t[0] = x[0]"), rule, "'x' has 2 axes and 1 indices, in: t[0] = x[0]");
        refuses(computed("stage t[i < n] = pick(x[0:i64])"), rule,
            "'x' has 2 axes and 1 indices, in: stage t[i < n] = pick(x[0:i64])");
        refuses(computed("stage y[i < n] update [index(i)] = 1.0"), rule,
            "'y' has 2 axes and 1 indices, in: stage y[i < n] update [index(i)] = 1.0");
      }
      case ELEMENTS -> {
        refuses(scheduled("t[0] = q[0]"), rule, "'t' holds f32, not i8, in: t[0] = q[0]");
        refuses(scheduled("t[0] = q[0]:f32"), rule, "'q' holds i8, not f32, in: t[0] = q[0]");
        refuses(computed("stage t[i < n] = pick(q[0:i64]:f32)"), rule,
            "'q' holds i8, not f32, in: stage t[i < n] = pick(q[0:i64])");
        refuses(computed("stage y[i < n] update [index(i), 0:i64] = 1:i64"), rule,
            "'y' holds f32, not i64, in: stage y[i < n] update [index(i), 0:i64] = 1:i64");
      }
      case TYPES -> {
        refuses(scheduled("t[0] = add(x[0, 0], 1.0:f64)"), rule,
            "add takes operands of one type, not [f32, f64], in: t[0] = add(x[0, 0], 1.0:f64)");
        refuses(scheduled("a:i32 = 1.0"), rule, "'a' is i32, its value f32, in: a:i32 = 1.0");
        refuses(scheduled("a:f64 = bitcast(1.0, f64)"), rule,
            "f32 and f64 have different widths, in: a:f64 = bitcast(1.0, f64)");
        refuses(scheduled("a:f16 = neg(convert(1.0, f16))"), rule,
            "neg of [f16] is computed in f32, in: a:f16 = neg(convert(1.0, f16))");
        refuses(scheduled("take a = 1:i32"), rule, "an index is i32, in: take a = 1:i32");
        refuses(computed("stage t[i < n] = pick(x[x[i, 0], 0:i64])"), rule,
            "an index is f32, in: stage t[i < n] = pick(x[x[i, 0], 0:i64])");
        refuses(computed("stage y[i < n] update [x[i, 0], 0:i64] = 1.0"), rule,
            "an index is f32, in: stage y[i < n] update [x[i, 0], 0:i64] = 1.0");
        refuses(scheduled("t[0] = check(x[0, 0], 1.0, \"No.\", \"yes\")"), rule,
            "what must hold is f32, in: t[0] = check(x[0, 0], 1.0, \"No.\", \"yes\")");
        refuses(flat("y[0 if 1.0] = 1.0"), rule, "a mask is bool, not f32, in: y[0 if 1.0] = 1.0");
      }
      case LANES -> {
        refuses(flat("y[0 : 4] = add(x[0 : 4], x[0])"), rule,
            "add of [4, 1] lanes, in: y[0 : 4] = add(x[0 : 4], x[0])");
        refuses(flat("v:i64x4 = 0:i64\n take a = v"), rule, "an index has 4 lanes, in: take a = v:i64x4");
        refuses(flat("y[0 : 4] = check(splat(1.0, 4), splat(true, 4), \"No.\", \"yes\")"), rule,
            "a check of 4 lanes by 4, in: y[0 : 4] = check(splat(1.0, 4), splat(true, 4), \"No.\", \"yes\")");
        refuses(flat("a:f32x4 = x[0]"), rule, "'a' has 4 lanes, its value 1, in: a:f32x4 = x[0]");
        refuses(flat("a:f32 = lane(x[0 : 4], 4)"), rule, "there is no lane 4 of 4, in: a:f32 = lane(x[0 : 4], 4)");
        refuses(flat("y[0 : 4 if active(n, 8)] = x[0 : 4]"), rule,
            "a mask of 8 lanes for 4, in: y[0 : 4 if active(n, 8)] = x[0 : 4]");
      }
      case FOLDS -> {
        refuses(scheduled("reduce s:f32 from 0.0 with add lanes 12 over i < 8 s = x[0, i]"), rule,
            "12 lanes, in: reduce s:f32 from 0.0 with add lanes 12 over i < 8");
        refuses(computed("stage y[i < n] update [index(i), 0:i64] with sub = 1.0"), rule,
            "sub of f32, in: stage y[i < n] update [index(i), 0:i64] with sub = 1.0");
        refuses(scheduled("reduce s:f32 from 0.0 with sub lanes 8 over i < 8 s = x[0, i]"), rule,
            "sub of f32, in: reduce s:f32 from 0.0 with sub lanes 8 over i < 8");
      }
      case CARRIED -> {
        refuses(scheduled("s:f32 = 0.0\n vector i < 8 s = add(s, x[0, i])"), rule,
            "'s' is read before it is set, in: vector i < 8");
        accepts(scheduled("s:f32 = 0.0\n unroll i < 8 s = add(s, x[0, i])\n t[0] = s"));
      }
      case LEVEL -> {
        var flat = flat("");
        var scheduled = scheduled("");
        var load = new Expr.Load("x", DType.F32, List.of(Dim.ZERO, Dim.ZERO));
        var fetch = new Expr.Fetch("x", DType.F32, Dim.ZERO, 1, Optional.empty());
        refuses(with(flat, new Stmt.Store("t", List.of(Dim.ZERO), load)), rule, "there is a store, in: t[0] = x[0, 0]");
        refuses(with(scheduled, new Stmt.Take("a", new Expr.Pick("q", DType.I8, List.of(new Expr.Index(Dim.ZERO))))),
            rule, "there is a pick, in: take a = pick(q[index(0)])");
        refuses(with(flat, new Stmt.Put("t", Dim.ZERO, load, Optional.empty())), rule,
            "there is a logical load, in: t[0] = x[0, 0]");
        refuses(with(scheduled, new Stmt.Put("t", Dim.ZERO, load, Optional.empty())), rule,
            "there is a put, in: t[0] = x[0, 0]");
        refuses(with(scheduled, new Stmt.Store("t", List.of(Dim.ZERO), fetch)), rule,
            "there is a fetch, in: t[0] = x[0]");
        refuses(flat("reduce s:f32 from 0.0 with add lanes 8 over i < 8 s = 1.0"), rule,
            "there is a reduction, in: reduce s:f32 from 0.0 with add lanes 8 over i < 8");
        refuses(flat("s:f32x8 = 0.0\n y[0] = fold(add, s)"), rule, "there is a fold, in: y[0] = fold(add, s:f32x8)");
      }
      case LABELS -> {
        refuses(flat("loop i < n group g < n y[g] = 0.0"), rule, "there is a group loop inside, in: group g < n");
        refuses(flat("group g < n unroll i < 8 y[g] = 0.0"), rule,
            "there is a unroll loop inside, in: unroll i < 8");
      }
      case ITEMS -> {
        refuses(items("local i < n y[i] = 0.0"), rule, "the extent is n, in: local i < n");
        refuses(items("local i < 0 y[i] = 0.0"), rule, "the extent is 0, in: local i < 0");
        refuses(items("local i < 8 loop j < n local k < 8 y[k] = 0.0"), rule,
            "there is a local loop inside a local loop, in: local k < 8");
        refuses(items("local i < 8 { s[i] = 0.0\n barrier\n y[i] = s[7] }"), rule,
            "there is a barrier where not all items are, in: barrier");
        refuses(items("barrier\n y[0] = 0.0"), rule, "there is a barrier where not all items are, in: barrier");
        refuses(items("local i < 8 s[i] = 0.0\n y[0] = s[0]"), rule, "all items write, in: y[0] = s[0]");
        refuses(items("outline o { local i < 8 s[i] = 0.0 }"), rule,
            "there is a local loop in an outlined part, in: outline o");
        accepts(items("loop k < n { local i < 8 s[i] = 0.0\n barrier\n local j < 4 y[j] = s[j + 4]\n barrier }"));
      }
      case REGISTERS -> {
        refuses(items("local i < 8 a:f32 = 0.0\n b:f32 = a"), rule,
            "'a' is a register of items, in: b:f32 = a:f32");
        refuses(items("local i < 8 a:f32 = 0.0\n local j < 16 y[j] = a"), rule,
            "'a' is set by 8 items and read by 16, in: y[j] = a:f32");
        refuses(items("a:f32 = 0.0\n local i < 8 { a = 1.0\n y[i] = a }"), rule,
            "'a' is set outside of local loops too, in: a:f32 = 1.0");
        refuses(items("local i < 8 a:f32 = 0.0\n a = 1.0"), rule,
            "'a' is set inside of local loops too, in: a:f32 = 1.0");
        accepts(items("local i < 8 a:f32 = 0.0\n loop k < n local j < 8 a = add(a, x[j])\n local l < 4 y[l] = a"));
        accepts(items("a:f32 = x[0]\n local i < 8 y[i] = a"));
      }
      case SHARED -> {
        refuses(flat("shared s : f32[n] offset 0 size n parts [d0:1]"), rule, "'s' of size n.");
        refuses(computed("shared s : f32[8] offset 0 size 8 parts [d0:1]"), rule, "'s' of size 8.");
      }
      case PRIMITIVES -> refuses(flat("y[0] = exp(x[0])"), rule, "there is exp, in: y[0] = exp(x[0])");
      case OUTLINES -> {
        refuses(flat("s:f32 = 0.0\n outline o s = 1.0"), rule, "'s' was set before, in: outline o");
        refuses(flat("outline o s:f32 = 1.0\n y[0] = s"), rule,
            "'s' is set in an outlined part only, in: y[0] = s:f32");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"loop i < 4 a:f32 = 0.0", "{ a:f32 = 0.0 }", "a:f32 = 1.0"})
  void whatSurelyRunsDefines(String part) {
    accepts(flat(part + "\n y[0] = a"));
  }

  @Test
  void namesMayComeBackOnOtherPaths() {
    accepts(flat("loop i < n y[i] = 0.0\n loop i < n { index j = i\n y[j] = 0.0 }\n loop i < 2 index j = i"));
  }

  @Test
  void rulesReadAsSentences() {
    for (var rule : KernelRule.values()) {
      assertThat(rule.toString()).matches("[a-z].*[a-z]");
    }
  }
}
