package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Label;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// One decision of a schedule. Loops are named by their axes; names stay unique because every step derives the names
/// of the loops it makes. Text: `split m by 8 overlap`, `fuse mo no`, `join k l`, `reorder mo n mi`, `mark mi unroll`,
/// `outline mi as tile`, `place t at n`, `share e with y`. `mark k local`, where k runs over the lanes of a reduction,
/// gives each lane to a work item; `cache x over ki m at ko` keeps what an iteration reads, `raise ko above m n` what
/// the iterations of a reduction carry.
public sealed interface Step {
  /// Loop `axis` becomes a loop `axis` + "o" over blocks of `by` and a loop `axis` + "i" inside it.
  record Split(String axis, long by, Tail tail) implements Step {
    public Split {
      if (by < 1) {
        throw new IllegalArgumentException("cannot split " + axis + " by " + by);
      }
    }

    public String outer() {
      return axis + "o";
    }

    public String inner() {
      return axis + "i";
    }

    /// The loop over what [Tail#SINGLE] leaves.
    public String rest() {
      return axis + "r";
    }

    @Override
    public String toString() {
      return "split " + axis + " by " + by + " " + tail;
    }
  }

  /// Two loops, one directly inside the other, become the loop `outer` + `inner`.
  record Fuse(String outer, String inner) implements Step {
    public String fused() {
      return outer + inner;
    }

    @Override
    public String toString() {
      return "fuse " + outer + " " + inner;
    }
  }

  /// Two loops of one length that stand one after the other become the loop `first`, which does both bodies.
  record Join(String first, String second) implements Step {
    @Override
    public String toString() {
      return "join " + first + " " + second;
    }
  }

  /// Loops that stand directly inside each other take the given order, outermost first.
  record Reorder(List<String> axes) implements Step {
    public Reorder {
      axes = List.copyOf(axes);
    }

    public Reorder(String... axes) {
      this(List.of(axes));
    }

    @Override
    public String toString() {
      return "reorder " + String.join(" ", axes);
    }
  }

  record Mark(String axis, Label label) implements Step {
    @Override
    public String toString() {
      return "mark " + axis + " " + label;
    }
  }

  /// Each iteration of loop `at` begins with copying what it reads of buffer `buffer`, an input, into an array with a
  /// dimension for each of the axes `over`, of constant extents at most: loops inside of `at` or around it, outermost
  /// first. The loops that copy are named `buffer` + axis.
  record Cache(String buffer, List<String> over, String at) implements Step {
    public Cache {
      over = List.copyOf(over);
    }

    /// The loop that copies along an axis.
    public String loop(String axis) {
      return buffer + axis;
    }

    @Override
    public String toString() {
      return "cache " + buffer + " over " + String.join(" ", over) + " at " + at;
    }
  }

  /// The loops `raised`, which run directly inside each other, go around the loops `over`, which stand so around them;
  /// what they carry from iteration to iteration is kept in arrays over those. What stands before them and after them
  /// has loops of its own.
  ///
  /// @param wide whether arrays of f32 are f64, which hold the same values: what the loops store is then of another
  ///     type than what they read, and cannot be the same element
  record Raise(List<String> raised, List<String> over, boolean wide) implements Step {
    public Raise {
      raised = List.copyOf(raised);
      over = List.copyOf(over);
    }

    String before(String axis) {
      return axis + "b";
    }

    /// The loop over `axis` behind the raised ones.
    public String after(String axis) {
      return axis + "a";
    }

    @Override
    public String toString() {
      return "raise " + String.join(" ", raised) + " above " + String.join(" ", over) + (wide ? " as wide" : "");
    }
  }

  /// A sentence for the reader.
  record Remark(String text) implements Step {
    @Override
    public String toString() {
      return "// " + text;
    }
  }

  /// The loop becomes a method of its own.
  record Outlined(String axis, String method) implements Step {
    @Override
    public String toString() {
      return "outline " + axis + " as " + method;
    }
  }

  /// The stage that writes buffer `stage` runs inside loop `axis` of a later stage, before that stage's inner loops.
  /// Stages that no step places run before everything else. Axes are those of the stages, before any other step.
  record Place(String stage, String axis) implements Step {
    @Override
    public String toString() {
      return "place " + stage + " at " + axis;
    }
  }

  /// The stage that writes buffer `stage` keeps its elements where the result `with` will overwrite them.
  record ShareStorage(String stage, String with) implements Step {
    @Override
    public String toString() {
      return "share " + stage + " with " + with;
    }
  }

  /// Reads the text of one step.
  ///
  /// @throws IllegalArgumentException naming the step and the forms there are
  static Step parse(String text) {
    if (text.strip().startsWith("//")) {
      return new Remark(text.strip().substring(2).strip());
    }
    var words = new ArrayList<>(Arrays.asList(text.strip().split("\\s+")));
    var form = words.stream().map(w -> List.of("by", "as", "at", "with").contains(w) ? w : "_").toList();
    var w = words;
    return switch (w.getFirst() + " " + String.join(" ", form.subList(1, form.size()))) {
      case "split _ by _ _" ->
          new Split(w.get(1), Long.parseLong(w.get(3)), Tail.valueOf(w.get(4).toUpperCase(Locale.ROOT)));
      case "fuse _ _" -> new Fuse(w.get(1), w.get(2));
      case "join _ _" -> new Join(w.get(1), w.get(2));
      case "mark _ _" -> new Mark(w.get(1), Label.valueOf(w.get(2).toUpperCase(Locale.ROOT)));
      case "outline _ as _" -> new Outlined(w.get(1), w.get(3));
      case "place _ at _" -> new Place(w.get(1), w.get(3));
      case "share _ with _" -> new ShareStorage(w.get(1), w.get(3));
      default -> {
        if (w.getFirst().equals("cache") && w.size() > 5 && w.get(2).equals("over")
            && w.get(w.size() - 2).equals("at")) {
          yield new Cache(w.get(1), w.subList(3, w.size() - 2), w.getLast());
        }
        int above = w.indexOf("above");
        if (w.getFirst().equals("raise") && above > 1 && above < w.size() - 1) {
          boolean wide = String.join(" ", w).endsWith(" as wide");
          yield new Raise(w.subList(1, above), w.subList(above + 1, w.size() - (wide ? 2 : 0)), wide);
        }
        if (!w.getFirst().equals("reorder") || w.size() < 3) {
          throw new IllegalArgumentException("'" + text + "' is no schedule step; steps are 'split a by 8 overlap', "
              + "'fuse a b', 'join a b', 'reorder a b c', 'mark a vector', 'outline a as tile', 'place s at a', "
              + "'share s with y', 'cache x over a b at c', 'raise k above a b as wide'");
        }
        yield new Reorder(w.subList(1, w.size()));
      }
    };
  }
}
