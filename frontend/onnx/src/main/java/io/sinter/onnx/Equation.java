package io.sinter.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The equation of an Einsum: the names of the axes of each operand and of the result. The axes that an ellipsis stands
/// for are named by their distance from its end.
record Equation(List<List<String>> operands, List<String> result) {
  /// @param ranks those of the operands
  static Equation parse(OnnxNode n, String text, List<Integer> ranks) {
    var sides = text.replace(" ", "").split("->", -1);
    var terms = sides[0].split(",", -1);
    if (sides.length > 2 || terms.length != ranks.size()) {
      throw wrong(n, text, ranks);
    }
    var operands = new ArrayList<List<String>>();
    int dots = 0;
    for (int i = 0; i < terms.length; i++) {
      int letters = terms[i].replace("...", "").length();
      boolean open = terms[i].contains("...");
      int covered = ranks.get(i) - letters;
      if (open ? covered < 0 : covered != 0) {
        throw wrong(n, text, ranks);
      }
      dots = Math.max(dots, covered);
      operands.add(names(n, text, terms[i], covered, ranks));
    }
    var result = sides.length == 2 ? names(n, text, sides[1], dots, ranks) : implied(operands, dots);
    if (result.stream().distinct().count() != result.size()
        || !result.stream().allMatch(name -> operands.stream().anyMatch(o -> o.contains(name)))) {
      throw wrong(n, text, ranks);
    }
    return new Equation(operands, result);
  }

  private static RuntimeException wrong(OnnxNode n, String text, List<Integer> ranks) {
    return n.error("An equation does not fit its operands.", "'" + text + "' for operands of the ranks " + ranks,
        "a term for each operand, with a letter for each axis, and a result of letters among them");
  }

  private static List<String> names(OnnxNode n, String text, String term, int covered, List<Integer> ranks) {
    var names = new ArrayList<String>();
    for (int i = 0; i < term.length(); i++) {
      if (term.startsWith("...", i)) {
        names.addAll(ellipsis(covered));
        i += 2;
      } else if (Character.isLetter(term.charAt(i))) {
        names.add(term.substring(i, i + 1));
      } else {
        throw wrong(n, text, ranks);
      }
    }
    return names;
  }

  private static List<String> ellipsis(int covered) {
    return IntStream.range(0, covered).mapToObj(i -> "-" + (covered - i)).toList();
  }

  /// The axes of the ellipsis, then the letters that occur once, in the order of their codes.
  private static List<String> implied(List<List<String>> operands, int dots) {
    var all = operands.stream().flatMap(List::stream).toList();
    var result = new ArrayList<>(ellipsis(dots));
    all.stream().filter(a -> !a.startsWith("-") && all.indexOf(a) == all.lastIndexOf(a)).sorted().forEach(result::add);
    return result;
  }
}
