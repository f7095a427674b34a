/// Turns one flat kernel into one class file.
///
/// There are two forms with equal bits: vector code on `jdk.incubator.vector`, and scalar code that runs anywhere.
/// Each is one exhaustive walk over the flat kernel that names no operator and no schedule, and optimises nothing:
/// if this backend wants an optimisation, it becomes a kernel-IR pass behind a capability of the target.
///
/// Enters: a verified flat kernel. Leaves: the bytes of an ordinary class that the runtime loads.
/// Start reading at the backend that `META-INF/services` names.
@NullMarked
package io.sinter.codegen.jvm;

import org.jspecify.annotations.NullMarked;
