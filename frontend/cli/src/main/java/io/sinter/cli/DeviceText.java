package io.sinter.cli;

import com.google.gson.JsonObject;
import io.sinter.runtime.device.Capabilities;
import io.sinter.runtime.device.Description;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A device as `sinter devices` shows it.
///
/// @param target that runs on it
record DeviceText(String target, Description device) {
  /// Its name, and lines of a label and a text.
  @Override
  public String toString() {
    var text = new StringBuilder(target + ":" + device.number() + "  " + device.name() + "\n");
    rows().forEach((label, row) -> text.append("  %-9s %s%n".formatted(label, row)));
    return text.toString();
  }

  private Map<String, String> rows() {
    var can = device.capabilities();
    var rows = new LinkedHashMap<String, String>();
    rows.put("platform", device.platform().replaceAll("\\s+", " "));
    rows.put("driver", device.version() + ", " + device.language());
    rows.put("kind", name(can.kind()) + " of " + device.vendor() + ", " + can.computeUnits() + " compute units");
    rows.put("memory", bytes(can.globalBytes()) + (can.unifiedMemory() ? ", the host's" : "") + ", "
        + bytes(can.largestAllocation()) + " in one array");
    rows.put("groups", can.largestGroup() + " work items at most, which share " + bytes(can.localBytes())
        + (can.fastLocal() ? " of fast memory" : " of memory, no faster than the rest"));
    rows.put("vectors", (can.vectorBits() > 32 ? can.vectorBits() + " bits" : "scalars only")
        + (can.subgroup() > 0 ? ", subgroups of " + can.subgroup() : ", no subgroups"));
    rows.put("types", "f32" + (can.f64() ? ", f64" : ", no f64") + (can.f16() ? ", f16" : ", f16 computed in f32"));
    rows.put("results", can.isExact() ? "the bits of every other target"
        : "may differ from other targets in the last digits: without " + String.join(", ", missing(can)));
    return rows;
  }

  /// What f32 lacks.
  private static List<String> missing(Capabilities can) {
    var missing = new ArrayList<String>();
    if (!can.denormals()) {
      missing.add("denormals");
    }
    if (!can.fma()) {
      missing.add("fma");
    }
    if (!can.correctDivide()) {
      missing.add("correctly rounded division");
    }
    return missing;
  }

  JsonObject json() {
    var can = device.capabilities();
    var json = new JsonObject();
    json.addProperty("target", target + ":" + device.number());
    json.addProperty("name", device.name());
    json.addProperty("vendor", device.vendor());
    json.addProperty("platform", device.platform());
    json.addProperty("driver", device.version());
    json.addProperty("language", device.language());
    json.addProperty("kind", can.kind().name().toLowerCase(Locale.ROOT));
    json.addProperty("compute_units", can.computeUnits());
    json.addProperty("memory_bytes", can.globalBytes());
    json.addProperty("largest_array_bytes", can.largestAllocation());
    json.addProperty("unified_memory", can.unifiedMemory());
    json.addProperty("largest_group", can.largestGroup());
    json.addProperty("local_bytes", can.localBytes());
    json.addProperty("fast_local", can.fastLocal());
    json.addProperty("vector_bits", can.vectorBits());
    json.addProperty("subgroup", can.subgroup());
    json.addProperty("f16", can.f16());
    json.addProperty("f64", can.f64());
    json.addProperty("denormals", can.denormals());
    json.addProperty("fma", can.fma());
    json.addProperty("correct_divide", can.correctDivide());
    json.addProperty("exact", can.isExact());
    return json;
  }

  private static String name(Capabilities.Kind kind) {
    return switch (kind) {
      case CPU -> "processor";
      case GPU -> "GPU";
      case ACCELERATOR -> "accelerator";
    };
  }

  /// `3.4 GB`, `512 KB`.
  static String bytes(long bytes) {
    return bytes >= 1L << 30 ? Summary.number(Math.round(bytes / 0x1p30 * 10) / 10.0) + " GB"
        : bytes >= 1L << 20 ? (bytes >> 20) + " MB" : bytes >= 1L << 10 ? (bytes >> 10) + " KB" : bytes + " bytes";
  }
}
