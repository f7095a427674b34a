/// The driver of OpenCL devices: `libOpenCL` through the foreign function interface, nothing native shipped.
///
/// [OpenClDriver] is the way in. Source: the OpenCL 1.2 specification; what later versions add is asked for and not
/// assumed.
@NullMarked
package io.sinter.runtime.opencl;

import org.jspecify.annotations.NullMarked;
