package io.sinter.runtime.device;

import io.sinter.runtime.DeviceError;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which of a driver's devices is meant: what stands after the colon in `--target opencl:0`.
public final class DeviceChoice {
  private DeviceChoice() {}

  /// The device that the driver prefers.
  ///
  /// @param target the driver's name
  /// @throws DeviceError naming all that is skipped and what would enable it, when there is no device
  public static Description preferred(String target, Probe probe) {
    if (probe.devices().isEmpty()) {
      throw new DeviceError(DeviceError.Reason.MISSING, advised(
          Problem.of("There is no device for the target '" + target + "'.")
              .given(probe.skipped().isEmpty() ? "nothing was found" : skipped(probe)), probe));
    }
    return probe.devices().getFirst();
  }

  /// The device with a number, or the only one with a word in its name, vendor or platform, in any case. One that is
  /// called exactly so comes before those that contain the word.
  ///
  /// @param target the driver's name
  /// @param wanted a number, or a word
  /// @throws DeviceError as [#preferred]
  /// @throws ModelError naming all devices and what is skipped, when none is meant, or more than one
  public static Description named(String target, Probe probe, String wanted) {
    preferred(target, probe);
    var word = wanted.strip().toLowerCase(Locale.ROOT);
    boolean isNumber = !word.isEmpty() && word.chars().allMatch(c -> c >= '0' && c <= '9');
    var found = isNumber ? those(probe, d -> word.equals(String.valueOf(d.number())))
        : those(probe, d -> lower(d.name()).equals(word));
    if (found.isEmpty() && !isNumber && !word.isEmpty()) {
      found = those(probe, d -> Stream.of(d.name(), d.vendor(), d.platform()).anyMatch(t -> lower(t).contains(word)));
    }
    if (found.size() == 1) {
      return found.getFirst();
    }
    boolean several = found.size() > 1;
    var all = lines(target, several ? found : probe.devices());
    var problem = Problem.of(several ? "More than one device is called so."
        : "The target '" + target + "' has no such device.").given(target + ":" + wanted);
    if (several) {
      throw new ModelError(problem.expected(all).tryThis("name it by its number"));
    }
    throw new ModelError(advised(
        problem.expected(probe.skipped().isEmpty() ? all : all + "\nnot " + skipped(probe, "\nnot ")), probe));
  }

  private static List<Description> those(Probe probe, Predicate<Description> wanted) {
    return probe.devices().stream().filter(wanted).toList();
  }

  private static String lines(String target, List<Description> devices) {
    return devices.stream().map(d -> target + ":" + d.number() + "  " + d.name() + ", " + d.platform().split(",", 2)[0])
        .collect(Collectors.joining("\n"));
  }

  private static String skipped(Probe probe) {
    return skipped(probe, "\n");
  }

  private static String skipped(Probe probe, String between) {
    return probe.skipped().stream().map(s -> s.what() + ": " + s.reason()).collect(Collectors.joining(between));
  }

  private static Problem advised(Problem problem, Probe probe) {
    var remedies = probe.skipped().stream().map(Probe.Skipped::remedy).filter(r -> !r.isEmpty()).distinct()
        .collect(Collectors.joining("\n"));
    return remedies.isEmpty() ? problem : problem.tryThis(remedies);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
