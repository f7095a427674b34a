/// OpenCL C from flat kernels. [OpenClBackend] is the way in; [KernelSource] walks a kernel once. It names no operator and
/// no schedule: what a device is good at, schedules know from its [io.sinter.ir.kernel.Target].
@NullMarked
package io.sinter.codegen.opencl;

import org.jspecify.annotations.NullMarked;
