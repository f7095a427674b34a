package io.sinter.runtime;

/// How long an expression is when it is written out.
///
/// @param atoms symbols, divisions, minima, maxima and terms, those inside of others included
/// @param depth how many divisions, minima and maxima stand in one another
record DimSize(int atoms, int depth) {
  private static final int MOST = 1 << 30;

  /// At most 256 atoms, of which 16 stand in one another.
  boolean isUsual() {
    return atoms <= 256 && depth <= 16;
  }

  static DimSize of(Dim dim) {
    long atoms = 0;
    int depth = 0;
    for (var term : dim.terms()) {
      atoms += 1;
      for (var factor : term.factors()) {
        var size = switch (factor) {
          case Dim.Symbol _ -> new DimSize(1, 0);
          case Dim.FloorDiv(var a, var b) -> of(a, b);
          case Dim.Min(var a, var b) -> of(a, b);
          case Dim.Max(var a, var b) -> of(a, b);
        };
        atoms += size.atoms;
        depth = Math.max(depth, size.depth);
      }
    }
    return new DimSize((int) Math.min(atoms, MOST), depth);
  }

  private static DimSize of(Dim a, Dim b) {
    return new DimSize(Math.min(MOST, a.size().atoms + b.size().atoms), 1 + Math.max(a.size().depth, b.size().depth));
  }
}
