package io.sinter.runtime.opencl;

import io.sinter.runtime.DeviceError;
import io.sinter.runtime.DeviceError.Reason;
import io.sinter.runtime.Problem;
import io.sinter.runtime.device.Description;
import io.sinter.runtime.device.Device;
import io.sinter.runtime.device.Driver;
import io.sinter.runtime.device.Probe;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// OpenCL devices of version 1.2 and later.
public final class OpenClDriver implements Driver {
  private static final List<String> LIBRARIES = List.of(
      "libOpenCL.so.1", "libOpenCL.so", "OpenCL.dll", "/System/Library/Frameworks/OpenCL.framework/OpenCL");

  private static final class OfSystem {
    static final OpenClDriver DRIVER = new OpenClDriver(OpenClDriver::installed, BinaryCache.ofUser());
  }

  private final Supplier<SymbolLookup> lookup;
  private final BinaryCache cache;
  private final Map<Integer, OpenDevice> open = new HashMap<>();
  private @Nullable Library library;
  private Discovery.@Nullable Result discovery;

  private OpenClDriver(Supplier<SymbolLookup> lookup, BinaryCache cache) {
    this.lookup = lookup;
    this.cache = cache;
  }

  /// @param library where its functions are found
  /// @param cache a folder for built kernels, made when it is first needed
  public OpenClDriver(SymbolLookup library, Path cache) {
    this(() -> library, new BinaryCache(cache));
  }

  /// With the machine's library, and the user's cache: the folder that the system property `sinter.cache` names, else
  /// `$XDG_CACHE_HOME/sinter` or `~/.cache/sinter`.
  public static OpenClDriver system() {
    return OfSystem.DRIVER;
  }

  /// The machine's library, or one that has no function.
  ///
  /// @throws IllegalCallerException when native code may not be called
  @SuppressWarnings("restricted")
  static SymbolLookup installed() {
    for (var name : LIBRARIES) {
      try {
        return SymbolLookup.libraryLookup(name, Arena.global());
      } catch (IllegalArgumentException e) {
        // The next name.
      }
    }
    return name -> Optional.empty();
  }

  @Override
  public String name() {
    return "opencl";
  }

  @Override
  public Probe probe() {
    var result = discovery();
    return new Probe(result.devices().stream().map(Discovery.Found::description).toList(), result.skipped());
  }

  private synchronized Discovery.Result discovery() {
    if (discovery == null) {
      try (var _ = new SignalHandlers()) {
        library = new Library(lookup.get());
        discovery = Discovery.of(library);
      } catch (IllegalCallerException e) {
        discovery = Discovery.none("This process may not call native code.",
            "start Java with --enable-native-access=io.sinter.runtime, or ALL-UNNAMED on a class path");
      }
    }
    return discovery;
  }

  @Override
  public synchronized Device open(Description device) {
    var already = open.get(device.number());
    if (already != null && !already.isClosed()) {
      return already;
    }
    var found = discovery().devices().stream().filter(f -> f.description().equals(device)).findFirst()
        .orElseThrow(() -> new DeviceError(Reason.MISSING, Problem.of("There is no such OpenCL device.")
            .given(device.name()).tryThis("choose one that the probe has found")));
    var opened = opened(found);
    open.put(device.number(), opened);
    return opened;
  }

  private OpenDevice opened(Discovery.Found found) {
    try (var handlers = new SignalHandlers()) {
      var opened = OpenDevice.open(library, found, cache);
      try {
        FirstBuild.of(opened, handlers);
        return opened;
      } catch (DeviceError e) {
        opened.close();
        throw e;
      }
    }
  }
}
