package io.sinter.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaunchEventTest {
  @TempDir
  private Path folder;

  @Test
  void each_launch_is_an_event_that_names_its_layer() throws IOException {
    var file = folder.resolve("launches.jfr");
    try (var executable = TestProgram.neighbours(); var recording = new Recording()) {
      recording.enable("io.sinter.Launch").withoutThreshold();
      recording.start();
      executable.run(List.of(TestProgram.rows(4)), RunOptions.DEFAULTS.withThreads(2));
      recording.stop();
      recording.dump(file);
    }
    assertThat(RecordingFile.readAllEvents(file)).extracting(event -> event.getEventType().getName() + " "
        + event.getString("kernel") + " " + event.getString("layer") + " " + event.getInt("groups") + " "
        + event.getInt("threads")).containsExactly(
            "io.sinter.Launch pad layer 'pad1' 4 2",
            "io.sinter.Launch sum layer 'sum1' 4 2");
  }

  @Test
  void without_a_recording_no_event_is_wanted() {
    assertThat(LaunchEvent.wanted()).isFalse();
  }
}
