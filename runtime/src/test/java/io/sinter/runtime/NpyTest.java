package io.sinter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NpyTest {
  @TempDir
  private Path folder;

  static byte[] file(int version, String header, byte... data) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
    var length = ByteBuffer.allocate(version == 1 ? 2 : 4).order(ByteOrder.LITTLE_ENDIAN);
    out.writeBytes((version == 1 ? length.putShort((short) header.length()) : length.putInt(header.length())).array());
    out.writeBytes(header.getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(data);
    return out.toByteArray();
  }

  private static String header(String descr, boolean fortran, String shape) {
    return "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': " + shape
        + ", }\n";
  }

  private static Tensor read(byte[] bytes) throws IOException {
    return Npy.read(new ByteArrayInputStream(bytes));
  }

  static byte[] write(Tensor tensor) throws IOException {
    var out = new ByteArrayOutputStream();
    Npy.write(out, tensor);
    return out.toByteArray();
  }

  @ParameterizedTest
  @EnumSource(value = DType.class, mode = EnumSource.Mode.EXCLUDE, names = {"STRING", "BF16"})
  void what_is_written_is_read_again(DType type) throws IOException {
    var values = IntStream.range(0, 30).mapToDouble(i -> type == DType.BOOL ? i % 2 : i - 3).toArray();
    for (long[] shape : new long[][] {{30}, {5, 6}, {2, 3, 1, 5}, {0, 4}, {}}) {
      int count = Tensor.count(type, shape);
      var tensor = Tensor.fromDoubles(type, shape, Arrays.copyOf(values, count));
      assertThat(read(write(tensor))).isEqualTo(tensor);
    }
  }

  @Test
  void a_written_file_has_the_bytes_that_numpy_writes() throws IOException {
    var expected = file(1, header("<f4", false, "(2, 3)").strip() + " ".repeat(58) + "\n",
        new byte[] {0, 0, 0, 0, 0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40, 0, 0, 0x40, 0x40, 0, 0, (byte) 0x80, 0x40, 0, 0,
            (byte) 0xa0, 0x40});
    assertThat(write(Tensor.of(new float[] {0, 1, 2, 3, 4, 5}, 2, 3))).isEqualTo(expected);
  }

  @Test
  void bf16_is_written_as_f4() throws IOException {
    var narrow = Tensor.fromDoubles(DType.BF16, new long[] {2}, 1.5, -3);
    assertThat(read(write(narrow))).isEqualTo(Tensor.of(new float[] {1.5f, -3}, 2));
  }

  @Test
  void strings_cannot_be_written() {
    assertThatThrownBy(() -> write(Tensor.scalar("x"))).isInstanceOf(ModelError.class).hasMessage("""
        The .npy data cannot hold elements of type string.
        expected: f2, f4, f8, i1, i2, i4, i8, u1, u2, u4, u8 or b1""");
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3"})
  void every_version_is_read(int version) throws IOException {
    assertThat(read(file(version, header("|u1", false, "(3,)"), (byte) 1, (byte) 2, (byte) -1)))
        .isEqualTo(Tensor.of(DType.U8, new long[] {3}, new byte[] {1, 2, -1}));
  }

  @Test
  void both_byte_orders_are_read() throws IOException {
    assertThat(read(file(1, header("<i2", false, "(1,)"), (byte) 1, (byte) 2)).shorts()).containsExactly(0x0201);
    assertThat(read(file(1, header(">i2", false, "(1,)"), (byte) 1, (byte) 2)).shorts()).containsExactly(0x0102);
    assertThat(read(file(1, header(">f8", false, "()"), new byte[] {0x3f, (byte) 0xf8, 0, 0, 0, 0, 0, 0})))
        .isEqualTo(Tensor.scalar(1.5));
  }

  @Test
  void fortran_order_becomes_row_major() throws IOException {
    assertThat(read(file(1, header("|i1", true, "(2, 3)"), new byte[] {0, 3, 1, 4, 2, 5})))
        .isEqualTo(Tensor.of(new byte[] {0, 1, 2, 3, 4, 5}, 2, 3));
    assertThat(read(file(1, header("|i1", true, "(2, 2, 2)"), new byte[] {0, 4, 2, 6, 1, 5, 3, 7})))
        .isEqualTo(Tensor.of(new byte[] {0, 1, 2, 3, 4, 5, 6, 7}, 2, 2, 2));
    assertThat(read(file(1, header("|i1", true, "(0, 3)"))).elements()).isZero();
  }

  @Test
  void any_byte_that_is_not_zero_is_true() throws IOException {
    assertThat(read(file(1, header("|b1", false, "(3,)"), (byte) 0, (byte) 1, (byte) 7)).bytes())
        .containsExactly(0, 1, 1);
  }

  @Test
  void old_headers_with_long_numbers_and_other_key_orders_are_read() throws IOException {
    assertThat(read(file(1, "{ 'shape':(2L,1L),\"fortran_order\":False,'descr':'|i1'}", (byte) 1, (byte) 2)))
        .isEqualTo(Tensor.of(new byte[] {1, 2}, 2, 1));
  }

  @Test
  void a_stream_is_left_behind_the_array() throws IOException {
    var two = new ByteArrayOutputStream();
    Npy.write(two, Tensor.scalar(1));
    Npy.write(two, Tensor.scalar(2f));
    var in = new ByteArrayInputStream(two.toByteArray());
    assertThat(Npy.read(in)).isEqualTo(Tensor.scalar(1));
    assertThat(Npy.read(in)).isEqualTo(Tensor.scalar(2f));
  }

  @Test
  void a_file_is_read_whole() throws IOException {
    var file = folder.resolve("a.npy");
    var large = new double[100_003];
    Arrays.setAll(large, i -> i);
    Npy.write(file, Tensor.of(large, 100_003));
    assertThat(Npy.read(file)).isEqualTo(Tensor.of(large, 100_003));
    Files.write(file, new byte[1], java.nio.file.StandardOpenOption.APPEND);
    assertThatThrownBy(() -> Npy.read(file)).isInstanceOf(ModelError.class)
        .hasMessage("The .npy data has more bytes than its header says.\nwhere: " + file);
  }

  @Test
  void a_file_cut_anywhere_is_a_model_error() throws IOException {
    var whole = write(Tensor.of(new int[] {1, 2, 3}, 3));
    for (int length = 0; length < whole.length; length++) {
      var cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut)).as("cut to %s bytes", length).isInstanceOf(ModelError.class);
    }
  }

  @Test
  void a_file_with_any_byte_changed_is_read_or_a_model_error() throws IOException {
    var whole = write(Tensor.of(new int[] {1, 2, 3}, 3));
    var random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      var bytes = whole.clone();
      for (int n = 1 + random.nextInt(2); n > 0; n--) {
        bytes[random.nextInt(random.nextBoolean() ? 80 : bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        read(bytes);
      } catch (ModelError e) {
        assertThat(e).hasMessageStartingWith("The .npy data ").hasMessageContaining(".");
      }
    }
  }

  @Test
  void a_promised_size_is_not_allocated_before_its_elements_come() {
    assertThatThrownBy(() -> read(file(1, header("<f8", false, "(2147483639,)"), new byte[100])))
        .isInstanceOf(ModelError.class).hasMessage("The .npy data ends too early.");
    assertThatThrownBy(() -> read(file(1, header("<f8", false, "(99999999999, 99999999999)"), new byte[100])))
        .isInstanceOf(ModelError.class).hasMessage("""
            A tensor has too many elements.
            given: f64[99999999999, 99999999999]
            expected: at most 2147483639 elements, what a Java array holds""");
  }

  @Test
  void what_is_no_npy_file_says_so() {
    assertThatThrownBy(() -> read("PK\3\4 zip".getBytes(StandardCharsets.ISO_8859_1))).hasMessage("""
        The .npy data does not start with the mark of the format.
        given: 50 4b 03 04 20 7a
        expected: 93 4e 55 4d 50 59""");
    assertThatThrownBy(() -> read(file(9, header("<f4", false, "()")))).hasMessage("""
        The .npy data has an unknown version.
        given: 9.0
        expected: 1.0, 2.0 or 3.0""");
  }

  @Test
  void objects_and_records_say_what_to_do() {
    assertThatThrownBy(() -> read(file(1, header("|O", false, "(3,)")))).hasMessage("""
        The .npy data holds Python objects.
        given: descr '|O'
        expected: f2, f4, f8, i1, i2, i4, i8, u1, u2, u4, u8 or b1
        try: save it as numbers: numpy.asarray(x, dtype=numpy.float32)""");
    assertThatThrownBy(
        () -> read(file(1, "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3,), }"))).hasMessage("""
        The .npy data holds records of several fields.
        given: header {'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3,), }
        expected: f2, f4, f8, i1, i2, i4, i8, u1, u2, u4, u8 or b1
        try: save each field as an array of its own""");
    assertThatThrownBy(() -> read(file(1, header("<c8", false, "(3,)")))).hasMessage("""
        The .npy data has an element type that is not read.
        given: descr '<c8'
        expected: f2, f4, f8, i1, i2, i4, i8, u1, u2, u4, u8 or b1""");
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', quoteCharacter = '"', value = {
      "; 1; '{'",
      "{'descr': 3}; 11; a quoted word",
      "{'descr' '<f4'}; 10; ':'",
      "{'fortran_order': maybe}; 19; True or False",
      "{'shape': (a)}; 12; a size of at most 18 digits",
      "{'shape': (9999999999999999999,)}; 12; a size of at most 18 digits",
      "{'shape': (3; 13; ')'",
      "{'pickle': 'x'}; 11; one of the keys 'descr', 'fortran_order' and 'shape'",
      "{'descr': '<f4', 'shape': ()}; 30; the keys 'descr', 'fortran_order' and 'shape'",
      "{} x; 4; the end",
      "{'descr': 'f4', 'fortran_order': False, 'shape': ()}; 53; a byte order, one of < > | =",
  })
  void a_broken_header_names_the_column_and_what_was_expected(String header, int column, String expected) {
    var text = header == null ? "" : header;
    assertThatThrownBy(() -> read(file(1, text))).isInstanceOf(ModelError.class).hasMessage(
        "The .npy data has a header that cannot be read.\ngiven: header " + text + ", column " + column
            + "\nexpected: " + expected);
  }

  @Test
  void a_header_of_many_bytes_is_refused() {
    var endless = file(2, "");
    endless[8] = endless[9] = endless[10] = endless[11] = (byte) 0xff;
    assertThatThrownBy(() -> read(endless)).hasMessage("""
        The .npy data has a header that is too long.
        given: 4294967295 bytes
        expected: at most 65536""");
  }
}
