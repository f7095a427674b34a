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
    require(n, sides.length <= 2 && terms.length == ranks.size(), text, ranks);
    var operands = new ArrayList<List<String>>();
    int dots = -1;
    for (int i = 0; i < terms.length; i++) {
      int covered = ranks.get(i) - terms[i].replace("...", "").length();
      boolean open = terms[i].contains("...");
      require(n, open ? covered >= 0 && (dots < 0 || dots == covered) : covered == 0, text, ranks);
      dots = open ? covered : dots;
      operands.add(names(n, text, terms[i], covered, ranks));
    }
    require(n, sides.length < 2 || dots <= 0 || sides[1].contains("..."), text, ranks);
    var result = sides.length == 2 ? names(n, text, sides[1], Math.max(0, dots), ranks)
        : implied(operands, Math.max(0, dots));
    require(n, result.stream().distinct().count() == result.size()
        && result.stream().allMatch(name -> operands.stream().anyMatch(o -> o.contains(name))), text, ranks);
    return new Equation(operands, result);
  }

  private static void require(OnnxNode n, boolean holds, String text, List<Integer> ranks) {
    n.require(holds, "An equation does not fit its operands.", "'" + text + "' for operands of the ranks " + ranks,
        "a term for each operand, with a letter for each axis, and a result of letters among them; "
            + "one ellipsis in each, which always stands for as many axes");
  }

  private static List<String> names(OnnxNode n, String text, String term, int covered, List<Integer> ranks) {
    int at = term.indexOf("...");
    var letters = term.replaceFirst("[.]{3}", "");
    require(n, letters.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'), text, ranks);
    var names = new ArrayList<>(List.of(letters.split("")));
    names.removeIf(String::isEmpty);
    if (at >= 0) {
      names.addAll(at, ellipsis(covered));
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
