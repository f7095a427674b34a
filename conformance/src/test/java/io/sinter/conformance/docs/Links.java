package io.sinter.conformance.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a Markdown file refers to in the repository: relative links, headings of files, and paths in backquotes that
/// begin with a top-level folder. A star or `<name>` in a path stands for any name.
///
/// @param root of the repository
record Links(Path root) {
  private static final Pattern CODE = Pattern.compile("(`+)(.+?)\\1");
  private static final Pattern LINK = Pattern.compile(
      "\\]\\(<?([^()<>\\s]+)>?(?:\\s+\"[^\"]*\")?\\)|^\\s*\\[[^]]+]:\\s*(\\S+)|(?:src|href)=\"([^\"]+)\"");
  private static final Pattern SCHEME = Pattern.compile("[a-z][a-z+.-]*:.*");
  private static final Pattern ANY = Pattern.compile("\\*\\*?|<[^<>]+>");

  /// The links that lead nowhere, as messages.
  List<String> broken(MarkdownFile file) {
    var broken = new ArrayList<String>();
    for (int i = 0; i < file.prose().size(); i++) {
      for (var link = LINK.matcher(CODE.matcher(file.prose().get(i)).replaceAll("")); link.find();) {
        var to = Stream.of(1, 2, 3).map(link::group).filter(g -> g != null).findFirst().orElseThrow();
        if (!SCHEME.matcher(to).matches() && !leads(file, to)) {
          broken.add("%s:%d: a link leads nowhere: %s".formatted(file.name(), i + 1, to));
        }
      }
    }
    return broken;
  }

  private boolean leads(MarkdownFile from, String to) {
    var parts = to.split("#", 2);
    if (parts[0].isEmpty()) {
      return anchors(from).contains(parts[1]);
    }
    var there = root.resolve(from.name()).resolveSibling(parts[0]);
    if (!Files.exists(there) || parts.length == 1 || !parts[0].endsWith(".md")) {
      return Files.exists(there);
    }
    try {
      return anchors(MarkdownFile.parse(parts[0], Files.readString(there))).contains(parts[1]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What GitHub calls the headings.
  private static List<String> anchors(MarkdownFile file) {
    return file.prose().stream().filter(line -> line.matches("#{1,6} .*"))
        .map(line -> line.replaceFirst("#+ ", "").strip().toLowerCase(Locale.ROOT)
            .replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-')).toList();
  }

  /// The paths in backquotes that do not exist, as messages.
  List<String> missing(MarkdownFile file) {
    var missing = new ArrayList<String>();
    for (int i = 0; i < file.prose().size(); i++) {
      for (var code = CODE.matcher(file.prose().get(i)); code.find();) {
        var path = code.group(2).strip();
        if (isPath(path) && !exists(path)) {
          missing.add("%s:%d: there is no `%s`".formatted(file.name(), i + 1, path));
        }
      }
    }
    return missing;
  }

  private boolean isPath(String text) {
    int slash = text.indexOf('/');
    return slash > 0 && text.chars().noneMatch(Character::isWhitespace) && !text.contains("/target")
        && !text.startsWith(".") && Files.isDirectory(root.resolve(text.substring(0, slash)));
  }

  private boolean exists(String path) {
    if (!ANY.matcher(path).find()) {
      var there = root.resolve(path);
      return path.endsWith("/") ? Files.isDirectory(there) : Files.exists(there);
    }
    var glob = root.getFileSystem().getPathMatcher("glob:" + ANY.matcher(path).replaceAll("**"));
    try (var all = Files.walk(root.resolve(path.substring(0, path.indexOf('/'))))) {
      return all.map(root::relativize).anyMatch(glob::matches);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
