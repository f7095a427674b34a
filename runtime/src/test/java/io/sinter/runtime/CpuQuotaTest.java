package io.sinter.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuQuotaTest {
  @TempDir
  private Path root;
  private Path membership;

  @BeforeEach
  void membership() {
    membership = root.resolve("self");
  }

  private void file(String path, String text) throws IOException {
    var file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void without_control_groups_there_is_no_quota() {
    assertThat(CpuQuota.present(root, membership)).isFalse();
  }

  @Test
  void version_two_says_max_or_a_number() throws IOException {
    file("self", "0::/user/app\n");
    file("user/app/cpu.max", "max 100000\n");
    assertThat(CpuQuota.present(root, membership)).isFalse();
    file("user/app/cpu.max", "150000 100000\n");
    assertThat(CpuQuota.present(root, membership)).isTrue();
  }

  @Test
  void a_quota_of_an_outer_group_counts() throws IOException {
    file("self", "0::/user/app\n");
    file("user/cpu.max", "150000 100000\n");
    assertThat(CpuQuota.present(root, membership)).isTrue();
  }

  @Test
  void inside_a_container_the_mount_point_counts() throws IOException {
    file("self", "0::/../../docker/abc\n");
    file("cpu.max", "150000 100000\n");
    assertThat(CpuQuota.present(root, membership)).isTrue();
  }

  @Test
  void version_one_says_minus_one_or_a_number() throws IOException {
    file("self", "5:memory:/app\n4:cpu,cpuacct:/app\n");
    file("cpu/app/cpu.cfs_quota_us", "-1\n");
    assertThat(CpuQuota.present(root, membership)).isFalse();
    file("cpu/app/cpu.cfs_quota_us", "50000\n");
    assertThat(CpuQuota.present(root, membership)).isTrue();
  }
}
