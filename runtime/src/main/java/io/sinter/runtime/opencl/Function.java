package io.sinter.runtime.opencl;

/// The functions of the library that this driver calls, all of them in OpenCL 1.2 or, for [#CREATE_QUEUE], older and
/// still in every library.
enum Function {
  GET_PLATFORMS("clGetPlatformIDs"),
  GET_PLATFORM_INFO("clGetPlatformInfo"),
  GET_DEVICES("clGetDeviceIDs"),
  GET_DEVICE_INFO("clGetDeviceInfo"),
  CREATE_CONTEXT("clCreateContext"),
  RELEASE_CONTEXT("clReleaseContext"),
  CREATE_QUEUE("clCreateCommandQueue"),
  RELEASE_QUEUE("clReleaseCommandQueue"),
  CREATE_BUFFER("clCreateBuffer"),
  RELEASE_BUFFER("clReleaseMemObject"),
  CREATE_FROM_SOURCE("clCreateProgramWithSource"),
  CREATE_FROM_BINARY("clCreateProgramWithBinary"),
  BUILD("clBuildProgram"),
  GET_PROGRAM_INFO("clGetProgramInfo"),
  GET_BUILD_INFO("clGetProgramBuildInfo"),
  RELEASE_PROGRAM("clReleaseProgram"),
  CREATE_KERNEL("clCreateKernel"),
  SET_ARGUMENT("clSetKernelArg"),
  RELEASE_KERNEL("clReleaseKernel"),
  LAUNCH("clEnqueueNDRangeKernel"),
  READ("clEnqueueReadBuffer"),
  WRITE("clEnqueueWriteBuffer"),
  COPY("clEnqueueCopyBuffer"),
  FILL("clEnqueueFillBuffer"),
  MAP("clEnqueueMapBuffer"),
  UNMAP("clEnqueueUnmapMemObject"),
  MARK("clEnqueueMarkerWithWaitList"),
  WAIT("clWaitForEvents"),
  GET_EVENT_INFO("clGetEventInfo"),
  RELEASE_EVENT("clReleaseEvent"),
  FLUSH("clFlush"),
  FINISH("clFinish");

  /// As the library exports it.
  final String symbol;

  Function(String symbol) {
    this.symbol = symbol;
  }
}
