/// OpenCL C from flat kernels. [OpenClBackend] is the way in; [KernelSource] walks a kernel's statements once, [Values]
/// its expressions. It names no operator: what a device is good at, a kernel's loops know from its
/// [io.sinter.ir.kernel.Target].
@NullMarked
package io.sinter.codegen.opencl;

import org.jspecify.annotations.NullMarked;
