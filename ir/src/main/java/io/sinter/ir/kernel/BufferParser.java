package io.sinter.ir.kernel;

import io.sinter.runtime.Shape;
import java.util.Arrays;
import java.util.Collections;

/// Reads what the text of a kernel says of its arrays.
final class BufferParser {
  private BufferParser() {}

  static Buffer buffer(KernelScanner in) {
    var word = in.ahead();
    var role = Arrays.stream(Buffer.Role.values()).filter(r -> r.toString().equals(word)).findFirst().orElseThrow();
    in.keyword(role.toString());
    var name = in.name("the buffer's name");
    in.expect(":");
    var type = in.type();
    in.expect("[");
    var shape = new Shape(in.list("]", in::dim));
    return new Buffer(name, role, type, shape, layout(in, shape.rank()));
  }

  private static Layout layout(KernelScanner in, int rank) {
    in.keyword("offset");
    var offset = in.dim();
    in.keyword("size");
    var size = in.dim();
    in.keyword("parts");
    in.expect("[");
    var parts = in.list("]", () -> part(in));
    if (!in.ahead().equals("halo")) {
      var zeros = Collections.nCopies(rank, 0L);
      return new Layout(parts, offset, size, zeros, zeros, 0);
    }
    in.keyword("halo");
    in.expect("[");
    var low = in.list("]", in::integer);
    in.expect("[");
    var high = in.list("]", in::integer);
    in.keyword("fill");
    return new Layout(parts, offset, size, low, high, in.number());
  }

  private static Layout.Part part(KernelScanner in) {
    in.space();
    int start = in.at;
    var axis = in.ahead();
    if (!axis.matches("d[0-9]{1,9}")) {
      throw in.error("an axis, such as d0");
    }
    in.at = start + axis.length();
    long div = in.take("/") ? in.integer() : 1;
    long mod = in.take("%") ? in.integer() : 0;
    in.expect(":");
    return new Layout.Part(Integer.parseInt(axis.substring(1)), div, mod, in.dim());
  }
}
