package io.sinter.runtime.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.sinter.runtime.DeviceError;
import io.sinter.runtime.DeviceError.Reason;
import io.sinter.runtime.Problem;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// One source on its way to a program: from the cache, if the driver takes what is there, else by the driver's
/// compiler.
///
/// Some drivers compile a kernel when it is first launched, and keep that in a cache of their own. Asked for a binary,
/// they compile everything for all sizes of groups first. Such a driver, known by the time that it takes, is not asked
/// again.
final class Building {
  private static final int BUILD_LOG = 0x1183;
  private static final int BINARY_SIZES = 0x1165;
  private static final int BINARIES = 0x1166;
  private static final long NANOS_OF_LONG = 100_000_000;
  private static final int SHARE_OF_LONG = 10;
  private static final int LINES = 20;
  private static final int NAMES = 8;

  private final OpenDevice device;
  private final Library library;
  private final String source;
  private final List<String> kernels;
  private final String options;

  Building(OpenDevice device, String source, List<String> kernels) {
    this.device = device;
    this.library = device.library();
    this.source = source;
    this.kernels = kernels;
    this.options = "-cl-std=CL1.2" + (device.description().capabilities().correctDivide()
        ? " -cl-fp32-correctly-rounded-divide-sqrt" : "");
  }

  /// @throws DeviceError when the driver rejects the source
  BuiltProgram module() {
    var key = key();
    try (var arena = Arena.ofConfined()) {
      var cached = device.cache().load(key).flatMap(binary -> ofBinary(arena, binary));
      if (cached.isPresent()) {
        return cached.get();
      }
      long begin = System.nanoTime();
      var built = ofSource(arena);
      if (!device.cache().isDeclined(driver())) {
        keep(arena, key, built, System.nanoTime() - begin);
      }
      return built;
    }
  }

  private void keep(Arena arena, BinaryCache.Key key, BuiltProgram built, long nanosOfBuild) {
    long begin = System.nanoTime();
    binary(arena, built).ifPresent(binary -> device.cache().store(key, binary));
    long nanos = System.nanoTime() - begin;
    if (nanos > NANOS_OF_LONG && nanos > nanosOfBuild / SHARE_OF_LONG) {
      device.cache().decline(driver());
    }
  }

  private BinaryCache.Key driver() {
    var description = device.description();
    return BinaryCache.Key.of(description.name(), description.platform(), description.version());
  }

  /// What a binary depends on.
  private BinaryCache.Key key() {
    var description = device.description();
    return BinaryCache.Key.of(source, options, description.name(), description.platform(), description.version());
  }

  private Optional<BuiltProgram> ofBinary(Arena arena, byte[] binary) {
    var status = arena.allocate(JAVA_INT);
    long program = library.fromBinary(device.context(), devices(arena), arena.allocateFrom(JAVA_LONG, binary.length),
        arena.allocateFrom(ADDRESS, arena.allocateFrom(JAVA_BYTE, binary)), arena.allocate(JAVA_INT), status);
    if (status.get(JAVA_INT, 0) != Status.SUCCESS) {
      return Optional.empty();
    }
    if (build(arena, program) != Status.SUCCESS) {
      library.on(Function.RELEASE_PROGRAM, program);
      return Optional.empty();
    }
    return Optional.of(new BuiltProgram(device, program));
  }

  /// By the driver's compiler.
  ///
  /// @throws DeviceError when it rejects the source
  BuiltProgram ofSource(Arena arena) {
    var status = arena.allocate(JAVA_INT);
    var text = arena.allocateFrom(ADDRESS, arena.allocateFrom(source));
    long program = library.fromSource(device.context(), text, status);
    device.health().check(status.get(JAVA_INT, 0), "take the source of kernels");
    int built = build(arena, program);
    if (built != Status.SUCCESS) {
      var error = rejected(arena, program, built);
      library.on(Function.RELEASE_PROGRAM, program);
      throw error;
    }
    return new BuiltProgram(device, program);
  }

  private int build(Arena arena, long program) {
    return library.build(program, devices(arena), arena.allocateFrom(options));
  }

  private MemorySegment devices(Arena arena) {
    return arena.allocateFrom(JAVA_LONG, device.id());
  }

  private DeviceError rejected(Arena arena, long program, int status) {
    if (Status.reason(status) != Reason.REFUSED) {
      return device.health().failure(status, "build kernels");
    }
    var more = kernels.size() > NAMES ? " and " + (kernels.size() - NAMES) + " more" : "";
    return new DeviceError(Reason.REFUSED,
        Problem.of("The driver of the device '" + device.description().name() + "' rejects kernels.")
            .where("kernels " + kernels.stream().limit(NAMES).collect(Collectors.joining(", ")) + more)
            .given(Status.text(status) + "\n" + log(arena, program)));
  }

  /// The log's first lines, from the first error on where one is called so.
  private String log(Arena arena, long program) {
    var size = arena.allocate(JAVA_LONG);
    library.buildFact(program, device.id(), BUILD_LOG, 0, MemorySegment.NULL, size);
    var text = arena.allocate(Math.max(1, size.get(JAVA_LONG, 0)));
    library.buildFact(program, device.id(), BUILD_LOG, text.byteSize(), text, MemorySegment.NULL);
    var lines = Facts.text(text.toArray(JAVA_BYTE)).lines().filter(line -> !line.isBlank()).toList();
    var errors = lines.stream().dropWhile(line -> !line.contains("error")).toList();
    return (errors.isEmpty() ? lines : errors).stream().limit(LINES).collect(Collectors.joining("\n"));
  }

  private Optional<byte[]> binary(Arena arena, BuiltProgram program) {
    var facts = new Facts(library, Function.GET_PROGRAM_INFO, program.handle());
    var sizes = facts.numbers(BINARY_SIZES);
    if (sizes.length != 1 || sizes[0] <= 0) {
      return Optional.empty();
    }
    var binary = arena.allocate(sizes[0]);
    int status = library.fact(Function.GET_PROGRAM_INFO, program.handle(), BINARIES, ADDRESS.byteSize(),
        arena.allocateFrom(ADDRESS, binary), MemorySegment.NULL);
    return status == Status.SUCCESS ? Optional.of(binary.toArray(JAVA_BYTE)) : Optional.empty();
  }
}
