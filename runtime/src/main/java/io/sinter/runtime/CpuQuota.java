package io.sinter.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Whether a Linux control group gives this process only so much processor time per period. Time spent spinning would
/// then be taken from the work itself.
final class CpuQuota {
  private CpuQuota() {}

  static boolean present() {
    return present(Path.of("/sys/fs/cgroup"), Path.of("/proc/self/cgroup"));
  }

  /// @param root where the control groups are mounted
  /// @param membership the file that names this process's groups, a line each: `id:controllers:path`
  static boolean present(Path root, Path membership) {
    for (var line : read(membership).lines().toList()) {
      var parts = line.split(":", 3);
      if (parts.length < 3) {
        continue;
      }
      boolean unified = parts[1].isEmpty();
      var controllers = ("," + parts[1] + ",");
      if (!unified && !controllers.contains(",cpu,")) {
        continue;
      }
      var base = unified ? root : root.resolve("cpu");
      // Inside a container the path may be that of the host, so the mount point itself counts as well.
      var group = Path.of("/").relativize(Path.of("/").resolve(parts[2]).normalize());
      for (var at = base.resolve(group); at != null && at.startsWith(base); at = at.getParent()) {
        if (unified ? limits(read(at.resolve("cpu.max"))) : limits(read(at.resolve("cpu.cfs_quota_us")))) {
          return true;
        }
      }
    }
    return false;
  }

  /// `max 100000` and `-1` are no limit, `200000 100000` and `200000` are.
  private static boolean limits(String text) {
    return !text.isEmpty() && Character.isDigit(text.charAt(0));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }
}
