package io.sinter.conformance.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A Markdown file, taken apart.
///
/// @param name relative to the root of the repository
/// @param prose all lines of the file; those of blocks, fences included, are empty
record MarkdownFile(String name, List<Block> blocks, List<String> prose) {
  private static final Pattern FENCE = Pattern.compile("( *)(`{3,}(?=[^`]*$)|~{3,}) *(.*?) *");
  private static final List<String> SKIPPED = List.of("target", "out", "dumps");

  MarkdownFile {
    blocks = List.copyOf(blocks);
    prose = List.copyOf(prose);
  }

  /// Every Markdown file under a folder, by name; hidden folders and what builds and runs write are left out.
  static List<MarkdownFile> under(Path root) throws IOException {
    var files = new ArrayList<MarkdownFile>();
    for (var file : list(root)) {
      files.add(parse(root.relativize(file).toString().replace('\\', '/'), Files.readString(file)));
    }
    return files;
  }

  private static List<Path> list(Path folder) throws IOException {
    List<Path> children;
    try (var listing = Files.list(folder)) {
      children = listing.sorted().toList();
    }
    var files = new ArrayList<Path>();
    for (var child : children) {
      var name = child.getFileName().toString();
      if (Files.isDirectory(child)) {
        if (!name.startsWith(".") && !name.equals("src") && !SKIPPED.contains(name)) {
          files.addAll(list(child));
        }
      } else if (name.endsWith(".md")) {
        files.add(child);
      }
    }
    return files;
  }

  /// @throws IllegalArgumentException where a block has no end
  static MarkdownFile parse(String name, String text) {
    var blocks = new ArrayList<Block>();
    var prose = new ArrayList<String>();
    var lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      var open = FENCE.matcher(lines.get(i));
      if (!open.matches()) {
        prose.add(lines.get(i));
        continue;
      }
      int start = i++;
      var inside = new ArrayList<String>();
      while (i < lines.size() && !closes(lines.get(i), open.group(2))) {
        inside.add(unindented(lines.get(i++), open.group(1).length()));
      }
      if (i == lines.size()) {
        throw new IllegalArgumentException(name + ":" + (start + 1) + ": this block has no end");
      }
      blocks.add(new Block(name, start + 1, open.group(3), inside));
      prose.addAll(Collections.nCopies(i - start + 1, ""));
    }
    return new MarkdownFile(name, blocks, prose);
  }

  private static boolean closes(String line, String fence) {
    var stripped = line.strip();
    return stripped.length() >= fence.length() && stripped.chars().allMatch(c -> c == fence.charAt(0));
  }

  private static String unindented(String line, int indent) {
    int blanks = 0;
    while (blanks < indent && blanks < line.length() && line.charAt(blanks) == ' ') {
      blanks++;
    }
    return line.substring(blanks);
  }

  Stream<Block> blocks(String language) {
    return blocks.stream().filter(block -> block.language().equals(language));
  }

  /// The block that follows with nothing but empty lines between.
  Optional<Block> directlyAfter(Block block) {
    int next = blocks.indexOf(block) + 1;
    if (next == blocks.size()) {
      return Optional.empty();
    }
    var between = prose.subList(block.line() - 1, blocks.get(next).line() - 1);
    return between.stream().allMatch(String::isBlank) ? Optional.of(blocks.get(next)) : Optional.empty();
  }
}
