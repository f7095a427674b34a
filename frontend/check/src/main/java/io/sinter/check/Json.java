package io.sinter.check;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// JSON files.
public final class Json {
  private static final Gson GSON = new Gson();

  private Json() {}

  /// @throws JsonParseException when the file holds something else
  public static JsonElement read(Path file) throws IOException {
    return GSON.fromJson(Files.readString(file), JsonElement.class);
  }

  /// Indented, in the order of the keys, null where a value is null.
  public static void write(Path file, JsonElement json) throws IOException {
    try (var text = Files.newBufferedWriter(file)) {
      var writer = new JsonWriter(text);
      writer.setIndent("  ");
      writer.setHtmlSafe(false);
      writer.setSerializeNulls(true);
      GSON.getAdapter(JsonElement.class).write(writer, json);
      text.write('\n');
    }
  }
}
