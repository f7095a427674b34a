package io.sinter.runtime.device;

import io.sinter.runtime.DType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// One kernel in the language of a driver, as it lies in a compiled model: lines that begin with `//!` say what a
/// runtime has to know, the rest is source.
///
/// The kernel's arguments are, in order: the memory of each buffer, scratch buffers last, without those that the work
/// items of a group share; the memory of marks; then 32-bit integers: the first group to run and the one to stop
/// before, the number that stands for this launch in a mark, and the kernel's parameters. Work group `w` of `n` runs
/// the groups `first + w`, `first + w + n` and so on below the end; its part of a scratch buffer begins at element `w`
/// times the size that the buffer's layout says.
///
/// Where a check fails, the kernel goes on with any value and leaves a mark, if there is none yet: four integers, of
/// which the first is the number of the launch (never 0), the second that of the check, from 0, and the last two the
/// low and high half of what was checked, as i64 or as the bits of an f64.
///
/// @param name what the source calls it
/// @param items how many work items a group has
/// @param checks in the order of their numbers
public record KernelFile(String name, int items, List<Check> checks, String source) {
  private static final String ITEMS = "//! items\t";
  private static final String CHECK = "//! check\t";

  public KernelFile {
    checks = List.copyOf(checks);
  }

  /// What a failed check says of the element that failed it.
  public record Check(DType type, String sentence, String expected) {}

  /// As text in UTF-8.
  public byte[] bytes() {
    return (ITEMS + items + "\t" + name + "\n" + checks.stream()
        .map(c -> CHECK + c.type() + "\t" + c.sentence() + "\t" + c.expected() + "\n").collect(Collectors.joining())
        + source).getBytes(StandardCharsets.UTF_8);
  }

  /// @throws IllegalArgumentException when the bytes are none that [#bytes] made
  public static KernelFile parse(byte[] bytes) {
    var text = new String(bytes, StandardCharsets.UTF_8);
    int end = text.indexOf('\n');
    if (end < 0 || !text.startsWith(ITEMS)) {
      throw new IllegalArgumentException("no kernel file: " + text.lines().findFirst().orElse("nothing"));
    }
    var head = text.substring(ITEMS.length(), end).split("\t", 2);
    var checks = new ArrayList<Check>();
    int at = end + 1;
    while (text.startsWith(CHECK, at)) {
      end = text.indexOf('\n', at);
      var parts = text.substring(at + CHECK.length(), end).split("\t", 3);
      checks.add(new Check(DType.parse(parts[0]), parts[1], parts[2]));
      at = end + 1;
    }
    return new KernelFile(head[1], Integer.parseInt(head[0]), checks, text.substring(at));
  }
}
