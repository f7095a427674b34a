package io.sinter.passes;

import io.sinter.ir.Function;
import io.sinter.ir.Value;
import java.util.HashMap;

/// Whether two functions are the same but for the identity of their values.
final class Same {
  private Same() {}

  static boolean functions(Function a, Function b) {
    if (a == b) {
      return true;
    }
    var as = a.values();
    var bs = b.values();
    if (as.size() != bs.size() || !a.outputs().equals(b.outputs())) {
      return false;
    }
    var map = new HashMap<Value, Value>();
    for (int i = 0; i < as.size(); i++) {
      if (!as.get(i).op().withOperands(map::get).equals(bs.get(i).op())) {
        return false;
      }
      map.put(as.get(i), bs.get(i));
    }
    return a.results().stream().map(map::get).toList().equals(b.results());
  }
}
