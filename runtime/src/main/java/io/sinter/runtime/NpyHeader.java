package io.sinter.runtime;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Collectors;

/// The header of a `.npy` file: a Python dictionary as text, such as
/// `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
record NpyHeader(DType dtype, ByteOrder order, boolean fortran, long[] shape) {
  private static final String TYPES = "f2, f4, f8, i1, i2, i4, i8, u1, u2, u4, u8 or b1";

  static NpyHeader parse(String text) {
    return new Parser(text).header();
  }

  static String print(DType dtype, long[] shape) {
    var sizes = Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
    return "{'descr': '" + descr(dtype) + "', 'fortran_order': False, 'shape': (" + sizes
        + (shape.length == 1 ? "," : "") + "), }";
  }

  private static String descr(DType dtype) {
    return switch (dtype) {
      case F16 -> "<f2";
      case F32 -> "<f4";
      case F64 -> "<f8";
      case I8 -> "|i1";
      case I16 -> "<i2";
      case I32 -> "<i4";
      case I64 -> "<i8";
      case U8 -> "|u1";
      case U16 -> "<u2";
      case U32 -> "<u4";
      case U64 -> "<u8";
      case BOOL -> "|b1";
      case BF16, STRING -> throw new ModelError(Npy.bad("cannot hold elements of type " + dtype).expected(TYPES));
    };
  }

  private static DType type(String descr) {
    return switch (descr.isEmpty() ? "" : descr.substring(1)) {
      case "f2" -> DType.F16;
      case "f4" -> DType.F32;
      case "f8" -> DType.F64;
      case "i1" -> DType.I8;
      case "i2" -> DType.I16;
      case "i4" -> DType.I32;
      case "i8" -> DType.I64;
      case "u1" -> DType.U8;
      case "u2" -> DType.U16;
      case "u4" -> DType.U32;
      case "u8" -> DType.U64;
      case "b1" -> DType.BOOL;
      case "O" -> throw new ModelError(Npy.bad("holds Python objects").given("descr '" + descr + "'").expected(TYPES)
          .tryThis("save it as numbers: numpy.asarray(x, dtype=numpy.float32)"));
      default -> throw new ModelError(
          Npy.bad("has an element type that is not read").given("descr '" + descr + "'").expected(TYPES));
    };
  }

  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    NpyHeader header() {
      String descr = null;
      Boolean fortran = null;
      long[] shape = null;
      expect('{');
      while (!take('}')) {
        var key = string();
        expect(':');
        switch (key) {
          case "descr" -> descr = string();
          case "fortran_order" -> fortran = bool();
          case "shape" -> shape = tuple();
          default -> throw error("one of the keys 'descr', 'fortran_order' and 'shape'");
        }
        if (!take(',')) {
          expect('}');
          break;
        }
      }
      space();
      if (at < text.length()) {
        throw error("the end");
      }
      if (descr == null || fortran == null || shape == null) {
        throw error("the keys 'descr', 'fortran_order' and 'shape'");
      }
      if (descr.isEmpty() || "<>|=".indexOf(descr.charAt(0)) < 0) {
        throw error("a byte order, one of < > | =");
      }
      var order = switch (descr.charAt(0)) {
        case '>' -> ByteOrder.BIG_ENDIAN;
        case '=' -> ByteOrder.nativeOrder();
        default -> ByteOrder.LITTLE_ENDIAN;
      };
      return new NpyHeader(type(descr), order, fortran, shape);
    }

    private String string() {
      space();
      if (at < text.length() && text.charAt(at) == '[') {
        throw new ModelError(Npy.bad("holds records of several fields").given("header " + shown()).expected(TYPES)
            .tryThis("save each field as an array of its own"));
      }
      char quote = at < text.length() ? text.charAt(at) : '\0';
      int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
      if (end < 0) {
        throw error("a quoted word");
      }
      var word = text.substring(at + 1, end);
      at = end + 1;
      return word;
    }

    private boolean bool() {
      space();
      for (var word : new String[] {"True", "False"}) {
        if (text.startsWith(word, at)) {
          at += word.length();
          return word.equals("True");
        }
      }
      throw error("True or False");
    }

    private long[] tuple() {
      expect('(');
      var sizes = new long[8];
      int rank = 0;
      while (!take(')')) {
        if (rank == sizes.length) {
          sizes = Arrays.copyOf(sizes, 2 * rank);
        }
        sizes[rank++] = number();
        if (!take(',')) {
          expect(')');
          break;
        }
      }
      return Arrays.copyOf(sizes, rank);
    }

    private long number() {
      space();
      int start = at;
      while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        at++;
      }
      if (at == start || at - start > 18) {
        at = start;
        throw error("a size of at most 18 digits");
      }
      long value = Long.parseLong(text.substring(start, at));
      if (at < text.length() && text.charAt(at) == 'L') {
        at++;
      }
      return value;
    }

    private void space() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }

    private boolean take(char c) {
      space();
      if (at < text.length() && text.charAt(at) == c) {
        at++;
        return true;
      }
      return false;
    }

    private void expect(char c) {
      if (!take(c)) {
        throw error("'" + c + "'");
      }
    }

    private String shown() {
      var line = text.strip().replaceAll("[^\\x20-\\x7e]", "?");
      return line.length() > 100 ? line.substring(0, 100) + "…" : line;
    }

    private ModelError error(String expected) {
      return new ModelError(Npy.bad("has a header that cannot be read")
          .given("header " + shown() + ", column " + (at + 1)).expected(expected));
    }
  }
}
