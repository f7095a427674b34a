package io.sinter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzTest {
  /// `numpy.savez(f, a=numpy.arange(6, dtype='f4').reshape(2, 3), b=numpy.array([True, False]))`, NumPy 2.4
  private static final String SAVED = """
      UEsDBC0AAAAAAAAAIQBP6QAq//////////8FABQAYS5ucHkBABAAmAAAAAAAAACYAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJzxmNCcsICdm
      b3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgyLCAzKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg
      ICAgICAgICAgICAgICAKAAAAAAAAgD8AAABAAABAQAAAgEAAAKBAUEsDBC0AAAAAAAAAIQDuGbtd//////////8FABQAYi5ucHkBABAAggAAAAAA
      AACCAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJ3xiMScsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgyLCksIH0gICAgICAg
      ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAQBQSwECLQMtAAAAAAAAACEAT+kAKpgAAACYAAAA
      BQAAAAAAAAAAAAAAgAEAAAAAYS5ucHlQSwECLQMtAAAAAAAAACEA7hm7XYIAAACCAAAABQAAAAAAAAAAAAAAgAHPAAAAYi5ucHlQSwUGAAAAAAIA
      AgBmAAAAiAEAAAAA""";

  /// `numpy.savez_compressed(f, a=numpy.arange(6, dtype='>i4').reshape(2, 3, order='F'), s=numpy.float16(1.5))`
  private static final String COMPRESSED = """
      UEsDBC0AAAAIAAAAIQA9JxwL//////////8FABQAYS5ucHkBABAAmAAAAAAAAABTAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6XaaKuo6Ce
      ll9UUpSYF59flJIKEg8pKk0FChdnJBakArkaRjoKxpo6CrUK5AMuBghgBGImIGYGYhYgZgUAUEsDBC0AAAAIAAAAIQBEeW1d//////////8FABQA
      cy5ucHkBABAAggAAAAAAAABEAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqSuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5Gpo6
      CrUKFAEuBjsAUEsBAi0DLQAAAAgAAAAhAD0nHAtTAAAAmAAAAAUAAAAAAAAAAAAAAIABAAAAAGEubnB5UEsBAi0DLQAAAAgAAAAhAER5bV1EAAAA
      ggAAAAUAAAAAAAAAAAAAAIABigAAAHMubnB5UEsFBgAAAAACAAIAZgAAAAUBAAAAAA==""";

  @TempDir
  private Path folder;

  private static byte[] bytes(String base64) {
    return Base64.getMimeDecoder().decode(base64);
  }

  private static Map<String, Tensor> read(byte[] bytes) throws IOException {
    return Npz.read(new ByteArrayInputStream(bytes));
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(out)) {
      for (var each : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(each.getKey()));
        zip.write(each.getValue());
      }
    }
    return out.toByteArray();
  }

  @Test
  void files_that_numpy_wrote_are_read() throws IOException {
    assertThat(read(bytes(SAVED))).containsExactly(
        Map.entry("a", Tensor.of(new float[] {0, 1, 2, 3, 4, 5}, 2, 3)),
        Map.entry("b", Tensor.of(new boolean[] {true, false}, 2)));
    assertThat(read(bytes(COMPRESSED))).containsExactly(
        Map.entry("a", Tensor.of(new int[] {0, 2, 4, 1, 3, 5}, 2, 3)),
        Map.entry("s", Tensor.fromDoubles(DType.F16, new long[0], 1.5)));
  }

  @Test
  void what_is_written_is_read_again_in_order() throws IOException {
    var tensors = new LinkedHashMap<String, Tensor>();
    tensors.put("z", Tensor.scalar(1));
    tensors.put("a/b", Tensor.of(new double[] {1, 2}, 2));
    tensors.put("m", Tensor.zeros(DType.U8, 0, 3));
    var file = folder.resolve("x.npz");
    Npz.write(file, tensors);
    assertThat(Npz.read(file)).containsExactlyEntriesOf(tensors);
    var again = new ByteArrayOutputStream();
    Npz.write(again, tensors);
    assertThat(again.toByteArray()).isEqualTo(Files.readAllBytes(file));
  }

  @Test
  void a_file_cut_anywhere_is_a_model_error() throws IOException {
    var file = folder.resolve("cut.npz");
    var whole = bytes(COMPRESSED);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Npz.read(file)).as("cut to %s bytes", length).isInstanceOf(ModelError.class)
          .hasMessageContaining("where: " + file);
    }
  }

  @Test
  void a_file_with_any_byte_changed_is_read_or_a_model_error() throws IOException {
    var file = folder.resolve("changed.npz");
    var random = new Random(11);
    for (int i = 0; i < 800; i++) {
      var bytes = bytes(i % 2 == 0 ? SAVED : COMPRESSED);
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      Files.write(file, bytes);
      try {
        Npz.read(file);
      } catch (ModelError e) {
        assertThat(e).hasMessageContaining("where: " + file);
      }
    }
  }

  @Test
  void an_entry_that_unpacks_to_more_than_its_header_says_is_refused() throws IOException {
    var bomb = Arrays.copyOf(NpyTest.write(Tensor.scalar(1f)), 50_000_000);
    var zip = zip(Map.of("a.npy", bomb));
    assertThat(zip.length).isLessThan(100_000);
    assertThatThrownBy(() -> read(zip)).isInstanceOf(ModelError.class)
        .hasMessage("The .npy data has more bytes than its header says.\nwhere: entry 'a.npy'");
  }

  @Test
  void all_arrays_together_stay_within_the_budget() throws IOException {
    var file = folder.resolve("large.npz");
    var tensors = new LinkedHashMap<String, Tensor>();
    tensors.put("a", Tensor.zeros(DType.F32, 100));
    tensors.put("b", Tensor.zeros(DType.F32, 101));
    Npz.write(file, tensors);
    assertThat(Npz.read(file, 804)).hasSize(2);
    assertThatThrownBy(() -> Npz.read(file, 803)).isInstanceOf(ModelError.class).hasMessage("""
        The .npy data needs more memory than is granted.
        where: entry 'b.npy'
        given: 404 bytes
        expected: at most 403""");
  }

  @Test
  void what_is_no_npz_file_says_so() throws IOException {
    assertThatThrownBy(() -> read(new byte[100])).isInstanceOf(ModelError.class)
        .hasMessageStartingWith("The .npz data is damaged.\ngiven: ");
    var empty = zip(Map.of());
    assertThatThrownBy(() -> read(empty)).hasMessage("""
        The .npz data holds no array.
        try: check that this is a file written by numpy.savez""");
    var other = zip(Map.of("readme.txt", "hello!".getBytes()));
    assertThatThrownBy(() -> read(other)).hasMessage("""
        The .npy data does not start with the mark of the format.
        where: entry 'readme.txt'
        given: 68 65 6c 6c 6f 21
        expected: 93 4e 55 4d 50 59""");
  }
}
