/// How fast Sinter is beside ONNX Runtime on the same models and inputs.
///
/// `Workload` names what is measured, `Peer` runs it on one engine, `PeerBenchmark` is the JMH benchmark and `Ratios`
/// the program that runs it, both engines in turn, and prints the table.
/// Start reading at `Ratios`.
@NullMarked
package io.sinter.conformance.bench;

import org.jspecify.annotations.NullMarked;
