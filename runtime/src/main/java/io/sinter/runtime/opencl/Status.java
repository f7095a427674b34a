package io.sinter.runtime.opencl;

import io.sinter.runtime.DeviceError.Reason;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The status codes of the library, with what they say of a device. Source: the OpenCL 1.2 specification, appendix A
/// and the pages of the functions; the ICD extension.
enum Status {
  CL_DEVICE_NOT_FOUND(-1, "there is no such device"),
  CL_DEVICE_NOT_AVAILABLE(-2, "the device does not answer", Reason.LOST),
  CL_COMPILER_NOT_AVAILABLE(-3, "there is no compiler"),
  CL_MEM_OBJECT_ALLOCATION_FAILURE(-4, "there is no memory for an array", Reason.MEMORY),
  CL_OUT_OF_RESOURCES(-5, "the device has used something up", Reason.MEMORY),
  CL_OUT_OF_HOST_MEMORY(-6, "the driver has no memory on the host", Reason.MEMORY),
  CL_PROFILING_INFO_NOT_AVAILABLE(-7, "times are not kept"),
  CL_MEM_COPY_OVERLAP(-8, "the parts to copy from and to overlap"),
  CL_IMAGE_FORMAT_MISMATCH(-9, "formats of images differ"),
  CL_IMAGE_FORMAT_NOT_SUPPORTED(-10, "images have no such format"),
  CL_BUILD_PROGRAM_FAILURE(-11, "the compiler rejects the source"),
  CL_MAP_FAILURE(-12, "an array cannot be shown to the host"),
  CL_MISALIGNED_SUB_BUFFER_OFFSET(-13, "a part of an array begins at the wrong place"),
  CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST(-14, "a command that was waited for has failed"),
  CL_COMPILE_PROGRAM_FAILURE(-15, "the compiler rejects the source"),
  CL_LINKER_NOT_AVAILABLE(-16, "there is no linker"),
  CL_LINK_PROGRAM_FAILURE(-17, "the linker rejects the program"),
  CL_DEVICE_PARTITION_FAILED(-18, "the device cannot be divided"),
  CL_KERNEL_ARG_INFO_NOT_AVAILABLE(-19, "the names of arguments are not kept"),
  CL_INVALID_VALUE(-30, "a value is outside of what is allowed"),
  CL_INVALID_DEVICE_TYPE(-31, "there is no such type of device"),
  CL_INVALID_PLATFORM(-32, "there is no such platform"),
  CL_INVALID_DEVICE(-33, "there is no such device"),
  CL_INVALID_CONTEXT(-34, "there is no such context"),
  CL_INVALID_QUEUE_PROPERTIES(-35, "queues have no such property"),
  CL_INVALID_COMMAND_QUEUE(-36, "the queue has broken down", Reason.LOST),
  CL_INVALID_HOST_PTR(-37, "an address on the host is wrong"),
  CL_INVALID_MEM_OBJECT(-38, "there is no such array"),
  CL_INVALID_IMAGE_FORMAT_DESCRIPTOR(-39, "images have no such format"),
  CL_INVALID_IMAGE_SIZE(-40, "images have no such size"),
  CL_INVALID_SAMPLER(-41, "there is no such sampler"),
  CL_INVALID_BINARY(-42, "the binary is not for this device"),
  CL_INVALID_BUILD_OPTIONS(-43, "the compiler has no such options"),
  CL_INVALID_PROGRAM(-44, "there is no such program"),
  CL_INVALID_PROGRAM_EXECUTABLE(-45, "the program has not been built"),
  CL_INVALID_KERNEL_NAME(-46, "the program has no kernel of that name"),
  CL_INVALID_KERNEL_DEFINITION(-47, "the kernel is not the same on all devices"),
  CL_INVALID_KERNEL(-48, "there is no such kernel"),
  CL_INVALID_ARG_INDEX(-49, "the kernel has no such argument"),
  CL_INVALID_ARG_VALUE(-50, "an argument has a wrong value"),
  CL_INVALID_ARG_SIZE(-51, "an argument has a wrong size"),
  CL_INVALID_KERNEL_ARGS(-52, "an argument is not set"),
  CL_INVALID_WORK_DIMENSION(-53, "work has no such number of dimensions"),
  CL_INVALID_WORK_GROUP_SIZE(-54, "groups cannot have as many work items"),
  CL_INVALID_WORK_ITEM_SIZE(-55, "groups cannot have as many work items"),
  CL_INVALID_GLOBAL_OFFSET(-56, "work begins at a wrong place"),
  CL_INVALID_EVENT_WAIT_LIST(-57, "events to wait for are wrong"),
  CL_INVALID_EVENT(-58, "there is no such event"),
  CL_INVALID_OPERATION(-59, "this cannot be done now"),
  CL_INVALID_GL_OBJECT(-60, "there is no such graphics object"),
  CL_INVALID_BUFFER_SIZE(-61, "arrays cannot have that size"),
  CL_INVALID_MIP_LEVEL(-62, "images have no such level"),
  CL_INVALID_GLOBAL_WORK_SIZE(-63, "there cannot be as many work items"),
  CL_INVALID_PROPERTY(-64, "there is no such property"),
  CL_INVALID_IMAGE_DESCRIPTOR(-65, "an image is described wrongly"),
  CL_INVALID_COMPILER_OPTIONS(-66, "the compiler has no such options"),
  CL_INVALID_LINKER_OPTIONS(-67, "the linker has no such options"),
  CL_INVALID_DEVICE_PARTITION_COUNT(-68, "the device cannot be divided into as many"),
  CL_PLATFORM_NOT_FOUND_KHR(-1001, "no driver is registered"),
  /// Of NVIDIA's driver, not in the specification: a kernel has read or written where nothing is.
  ILLEGAL_ACCESS(-9999, "a kernel has reached outside of its arrays", Reason.LOST);

  static final int SUCCESS = 0;

  private static final Map<Integer, Status> BY_CODE =
      Arrays.stream(values()).collect(Collectors.toMap(s -> s.code, s -> s));

  final int code;
  private final String meaning;
  private final Reason reason;

  Status(int code, String meaning) {
    this(code, meaning, Reason.REFUSED);
  }

  Status(int code, String meaning, Reason reason) {
    this.code = code;
    this.meaning = meaning;
    this.reason = reason;
  }

  /// As in `CL_INVALID_VALUE (-30): a value is outside of what is allowed`.
  static String text(int code) {
    return Optional.ofNullable(BY_CODE.get(code)).map(s -> s + " (" + code + "): " + s.meaning)
        .orElse("status " + code + ", which the specification does not name");
  }

  static Reason reason(int code) {
    return Optional.ofNullable(BY_CODE.get(code)).map(s -> s.reason).orElse(Reason.REFUSED);
  }
}
