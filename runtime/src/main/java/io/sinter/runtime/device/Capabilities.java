package io.sinter.runtime.device;

/// What a device can do: all that schedules and generated code depend on.
///
/// @param computeUnits how many groups run at once, or a few times as many
/// @param globalBytes memory for arrays
/// @param largestAllocation bytes of one array at most
/// @param localBytes memory that the work items of a group share
/// @param fastLocal whether that memory is one of its own, faster than the memory for arrays
/// @param largestGroup work items of a group at most
/// @param vectorBits the width of a vector of f32 that the device has itself; 32 where it has scalars only
/// @param subgroup how many work items run in step and can exchange values; 0 where kernels cannot use that
/// @param f16 whether it computes in f16
/// @param f64 whether it computes in f64
/// @param denormals whether f32 keeps numbers below the smallest normal one
/// @param fma whether f32 has a multiply-add with one rounding in hardware
/// @param correctDivide whether quotients and square roots of f32 can be correctly rounded
/// @param unifiedMemory whether arrays lie in the host's memory
public record Capabilities(
    Kind kind, int computeUnits, long globalBytes, long largestAllocation, long localBytes, boolean fastLocal,
    int largestGroup, int vectorBits, int subgroup, boolean f16, boolean f64, boolean denormals, boolean fma,
    boolean correctDivide, boolean unifiedMemory) {
  /// What a device is.
  public enum Kind {
    /// A processor: few fast work items with wide vectors.
    CPU,
    /// Many work items in groups that share memory.
    GPU,
    /// Something else that runs kernels.
    ACCELERATOR
  }

  /// Whether f32 results have the bits that every other target gives them.
  public boolean isExact() {
    return denormals && fma && correctDivide;
  }
}
