package io.sinter.cli;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Amounts of memory on the command line: a number of bytes, or one with k, m, g or t for powers of 1024.
final class ByteSizes implements ITypeConverter<Long> {
  private static final String UNITS = "kmgt";

  @Override
  public Long convert(String text) {
    var number = text.strip().toLowerCase(Locale.ROOT).replaceFirst("i?b$", "");
    int unit = number.isEmpty() ? -1 : UNITS.indexOf(number.charAt(number.length() - 1));
    try {
      double value = Double.parseDouble(unit < 0 ? number : number.substring(0, number.length() - 1))
          * Math.pow(1024, unit + 1);
      if (value >= 1 && value <= Long.MAX_VALUE) {
        return (long) value;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new TypeConversionException("'" + text + "' is no amount of memory such as 512m or 2g");
  }
}
