package io.sinter.ir.composite;

/// Points of the unit circle that divide it into equal parts. Multiples of a quarter turn are exact, and the bits are
/// the same on every machine.
final class UnitCircle {
  private UnitCircle() {}

  /// `cos(2 pi part / parts)`.
  static double cos(long part, long parts) {
    long at = Math.floorMod(part, parts);
    double rest = Math.PI / 2 * (4 * at % parts) / parts;
    return switch ((int) (4 * at / parts)) {
      case 0 -> StrictMath.cos(rest);
      case 1 -> 0 - StrictMath.sin(rest);
      case 2 -> -StrictMath.cos(rest);
      default -> StrictMath.sin(rest);
    };
  }

  /// `sin(2 pi part / parts)`.
  static double sin(long part, long parts) {
    long at = Math.floorMod(part, parts);
    double rest = Math.PI / 2 * (4 * at % parts) / parts;
    return switch ((int) (4 * at / parts)) {
      case 0 -> StrictMath.sin(rest);
      case 1 -> StrictMath.cos(rest);
      case 2 -> 0 - StrictMath.sin(rest);
      default -> -StrictMath.cos(rest);
    };
  }
}
