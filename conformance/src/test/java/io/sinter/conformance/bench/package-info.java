/// How fast Sinter is beside ONNX Runtime on the same models and inputs.
///
/// `Workload` names what is measured; `Graph` writes its model from a seed, with the layers and networks beside it. `Peer`
/// runs it on one engine, `Times` on both in turn, `PeerBenchmark` with JMH, `Start` in processes of their own. `Ratios`
/// prints a table and `Benchmarks` writes all tables of `docs/BENCHMARKS.md`.
/// Start reading at `Benchmarks`.
@NullMarked
package io.sinter.conformance.bench;

import org.jspecify.annotations.NullMarked;
