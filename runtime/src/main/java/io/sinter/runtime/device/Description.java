package io.sinter.runtime.device;

/// A device as its driver describes it.
///
/// @param number its place among the driver's devices, from 0, which stays as long as nothing is installed
/// @param name as the driver gives it
/// @param platform the software that drives it, with its version
/// @param version of the driver, for caches: another one may make other code
/// @param language the version of the kernel language
public record Description(
    int number, String name, String vendor, String platform, String version, String language,
    Capabilities capabilities) {}
