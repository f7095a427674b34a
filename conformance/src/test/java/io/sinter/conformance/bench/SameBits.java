package io.sinter.conformance.bench;

import io.sinter.CompileOptions;
import io.sinter.KernelModel;
import io.sinter.Sinter;
import io.sinter.onnx.OnnxModel;
import io.sinter.runtime.Npy;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/// That a workload has the same outputs in all forms of its kernels and on any number of threads.
///
/// @param runs how many were compared
/// @param digest the first digits of the SHA-256 of the outputs as `npy` files: what any other machine gives as well
record SameBits(String workload, int runs, String digest) {
  private static final int DIGITS = 16;
  private static final List<Integer> THREADS = List.of(1, 2, 3);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /// Kernels of a target at a vector width; 0 is the target's own.
  private record Form(String target, int vectorBits) {}

  private static final List<Form> FORMS = List.of(new Form("jvm-scalar", 0), new Form("jvm", 128),
      new Form("jvm", 256), new Form("jvm", 512));

  /// Runs a workload in every form on one, two and three threads.
  ///
  /// @param tiered as callers get it: each form runs before its kernels are compiled and once they are, instead of in
  ///     its last form at once
  /// @throws IllegalStateException when two runs differ
  static SameBits of(Sample sample, boolean tiered) {
    var function = OnnxModel.read(sample.file()).function();
    var digest = "";
    int runs = 0;
    for (var form : FORMS) {
      var options = CompileOptions.DEFAULTS.withTarget(form.target()).withVectorBits(form.vectorBits())
          .withTiered(tiered);
      try (var model = (KernelModel) Sinter.compile(function, options)) {
        for (boolean ready : tiered ? List.of(false, true) : List.of(true)) {
          if (ready && tiered && !model.executable().awaitReady(PATIENCE)) {
            throw new IllegalStateException("some kernels are not compiled after " + PATIENCE);
          }
          for (int threads : THREADS) {
            var next = digest(model.run(sample.inputs(), RunOptions.DEFAULTS.withThreads(threads)));
            if (runs++ > 0 && !next.equals(digest)) {
              throw new IllegalStateException("%s: %s on %d threads%s gives %s, not %s".formatted(sample.name(), form,
                  threads, ready ? "" : " before its kernels are compiled", next, digest));
            }
            digest = next;
          }
        }
      }
    }
    return new SameBits(sample.name(), runs, digest);
  }

  private static String digest(List<Tensor> outputs) {
    try (var out = new DigestOutputStream(OutputStream.nullOutputStream(), MessageDigest.getInstance("SHA-256"))) {
      for (var output : outputs) {
        Npy.write(out, output);
      }
      return HexFormat.of().formatHex(out.getMessageDigest().digest()).substring(0, DIGITS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
