/// Devices behind driver libraries, and programs that run on them.
///
/// A [Driver] finds devices and says why it skips others; an opened [Device] gives [Memory], [Stream]s of work and
/// built [Module]s of kernels. Drivers are thin: [DeviceKernels] and what it makes, the same for all of them, is how an
/// executable's arrays and launches come to lie on a device. Start reading at [Driver].
@NullMarked
package io.sinter.runtime.device;

import org.jspecify.annotations.NullMarked;
