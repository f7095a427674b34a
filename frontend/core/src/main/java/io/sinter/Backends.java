package io.sinter;

import io.sinter.Targets.Choice;
import io.sinter.ir.kernel.Backend;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.device.Capabilities.Kind;
import io.sinter.runtime.device.Description;
import io.sinter.runtime.device.DeviceChoice;
import io.sinter.runtime.device.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The compiled targets, by name.
record Backends(List<Backend> all) {
  private static final char COLON = ':';

  /// Sorted, the interpreter last.
  List<String> names() {
    return Stream.concat(all.stream().map(Backend::name).sorted(), Stream.of(Targets.INTERPRETER)).toList();
  }

  List<String> usable() {
    return names().stream().filter(n -> probe(n).map(p -> !p.devices().isEmpty()).orElse(true)).toList();
  }

  /// @throws ModelError when there is no target of that name, or a device is missing after a colon
  void require(String target) {
    var name = name(target);
    if (!names().contains(name)) {
      throw new ModelError(Problem.of("There is no target '" + name + "'.")
          .expected("one of " + String.join(", ", names())));
    }
    if (target.equals(name + COLON)) {
      throw new ModelError(Problem.of("The device of the target is not named.").given(target)
          .expected(name + " or " + name + ":NUMBER"));
    }
    if (name.equals(Targets.INTERPRETER) && !target.equals(name)) {
      throw withoutDevices(target);
    }
  }

  /// @param target one with kernels
  /// @throws ModelError when it has no such device
  Backend of(String target) {
    var device = word(target);
    var backend = named(name(target)).orElseThrow(() -> new IllegalArgumentException(target + " has no backend"));
    return device.isEmpty() ? backend : backend.on(device.get());
  }

  Optional<Probe> probe(String target) {
    require(target);
    return named(name(target)).flatMap(Backend::probe);
  }

  Optional<Description> device(String target) {
    var probe = probe(target);
    var word = word(target);
    if (probe.isEmpty() && word.isPresent()) {
      throw withoutDevices(target);
    }
    return probe.map(p -> word.map(w -> DeviceChoice.named(name(target), p, w))
        .orElseGet(() -> DeviceChoice.preferred(name(target), p)));
  }

  /// See [Targets#auto]; among several drivers the first by name.
  Choice auto() {
    var against = new ArrayList<String>();
    for (var name : names()) {
      var probe = probe(name);
      for (var device : probe.map(Probe::devices).orElse(List.of())) {
        var target = name + COLON + device.number();
        var reason = against(device);
        if (reason.isEmpty()) {
          return new Choice(target, device.name() + " is a GPU that gives the bits of every other target");
        }
        against.add(target + " (" + device.name() + ") " + reason);
      }
      probe.stream().flatMap(p -> p.skipped().stream())
          .forEach(s -> against.add(s.what() + " is skipped: " + s.reason().replaceFirst("\\.$", "")));
    }
    return new Choice(Targets.JVM, against.isEmpty() ? "no other target has a device" : String.join("; ", against));
  }

  /// Why a device is not chosen unasked; empty if it is.
  private static String against(Description device) {
    var kind = device.capabilities().kind();
    return kind == Kind.CPU ? "is a processor, which the JVM uses without a driver"
        : kind == Kind.ACCELERATOR ? "is no GPU"
        : device.capabilities().isExact() ? "" : "is a GPU that rounds differently";
  }

  private static ModelError withoutDevices(String target) {
    return new ModelError(Problem.of("The target '" + name(target) + "' has no devices to choose from.")
        .given(target).expected(name(target)));
  }

  private Optional<Backend> named(String name) {
    return all.stream().filter(b -> b.name().equals(name)).findFirst();
  }

  /// What stands before the colon.
  static String name(String target) {
    int colon = target.indexOf(COLON);
    return colon < 0 ? target : target.substring(0, colon);
  }

  /// What stands after the colon.
  private static Optional<String> word(String target) {
    int colon = target.indexOf(COLON);
    return colon < 0 ? Optional.empty() : Optional.of(target.substring(colon + 1));
  }
}
