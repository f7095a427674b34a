/// Models written in Java: a method over symbolic tensors runs once, and what it does is recorded as a function.
///
/// `Sinter.trace` hands [Traced] tensors to a lambda or a method reference. Their methods follow NumPy (broadcasting,
/// axes that count from the end, slices); `Nn` has the layers, `Flow` conditions and loops that run as data says. The
/// `if` and `for` of Java run while tracing, so they choose and repeat layers. Each value knows its scope and the line
/// of Java that made it, and so do errors, dumps and profiles.
///
/// Enters: names, types, a Java method. Leaves: an ordinary `io.sinter.ir.Function`. Start reading at `Traced`, then
/// `Trace` and `Call`.
@NullMarked
package io.sinter.trace;

import org.jspecify.annotations.NullMarked;
