package io.fairlead.wire.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.InvalidField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  void everyKindOfValueIsRead() {
    assertEquals(
        Map.of("a", List.of(1L, -2.5, true, "x", Map.of())),
        parse(" {\"a\" : [1, -2.5, true, \"x\", {} ]}\r\n"));
    assertNull(parse("null"));
    assertEquals(1e300, parse("1E+300"));
    assertEquals(Long.MIN_VALUE, parse("-9223372036854775808"));
  }

  @Test
  void aNameThatIsReadAgainIsHeldOnce() {
    assertSame(parse("\"web.shop\""), parse("\"web.shop\""));
  }

  @Test
  void namesThatTakeEachOthersPlaceAreStillThemselves() {
    Random random = new Random(7);
    for (int i = 0; i < 100_000; i++) {
      String name = Long.toString(random.nextLong(1 << 20), 36);
      assertEquals(name, parse("\"" + name + "\""));
    }
  }

  @Test
  void membersKeepTheirOrder() {
    String text = "{\"z\":1,\"a\":2,\"m\":3}";
    assertEquals(text, new String(Json.write(parse(text)), UTF_8));
  }

  @Test
  void escapesAndEveryPlaneOfUnicodeAreRead() {
    assertEquals(
        "\"\\/\b\f\n\r\té\uD83D\uDE00",
        parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\""));
    assertEquals("grün \uD83D\uDE00 \n", parse("\"grün \uD83D\uDE00 \\n\""));
  }

  @Test
  void numbersBeyondLongBecomeDoubles() {
    assertEquals(9.3e18, parse("9300000000000000000"));
    assertEquals(-9.9e18, parse("-9900000000000000000"));
    assertEquals(1e26, parse("100000000000000000000000000"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "nul",
        "nulll",
        "True",
        "truex",
        "{",
        "[",
        "[1",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "{1:1}",
        "[}",
        "{]",
        "01",
        "-",
        "+1",
        "1.",
        ".5",
        "1e",
        "1e+",
        "0x1",
        "NaN",
        "Infinity",
        "-Infinity",
        "\"",
        "\"a",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800\\u0041\"",
        "\"a\nb\"",
        "\"a\tb\"",
        "1 1",
        "{} {}",
        "{}}",
        "[1]]",
        "/*x*/1",
        "1//x",
        "\u00001",
        "\uFEFF1"
      })
  void whatIsNotOneJsonValueIsRefused(String text) {
    InvalidField e = assertThrows(InvalidField.class, () -> parse(text));
    assertEquals("json", e.field());
  }

  @Test
  void anErrorNamesLineAndColumn() {
    InvalidField e = assertThrows(InvalidField.class, () -> parse("{\n  \"a\": 1,\n  \"b\" 2\n}"));
    assertEquals("json: line 3, column 7: ':' is missing", e.getMessage());
  }

  @Test
  void aMemberThatIsThereTwiceIsRefused() {
    InvalidField e = assertThrows(InvalidField.class, () -> parse("{\"a\":1,\"\\u0061\":2}"));
    assertTrue(String.valueOf(e.getMessage()).contains("\"a\" is there twice"));
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    for (String bytes :
        List.of(
            "\"\u00c3(\"",
            "\"\u00ff\u00fe\"",
            "\"\u00f0\"",
            "\"\u00ed\u00a0\u0080\"",
            "\"\u00c0\u00af\"")) {
      assertThrows(InvalidField.class, () -> Json.parse(bytes.getBytes(ISO_8859_1)), bytes);
    }
  }

  @Test
  void depthIsLimited() {
    String deepest = "[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH);
    assertTrue(parse(deepest) instanceof List<?>);
    assertThrows(InvalidField.class, () -> parse("[" + deepest + "]"));
    assertThrows(InvalidField.class, () -> parse("{\"a\":".repeat(1_000_000)));
  }

  @Test
  void sizeIsLimited() {
    assertEquals("abc", Json.parse("\"abc\"".getBytes(UTF_8), 5));
    assertThrows(InvalidField.class, () -> Json.parse("\"abcd\"".getBytes(UTF_8), 5));
  }

  @Test
  void whatIsWrittenIsReadBack() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      Object value = anyValue(random, 0);
      byte[] text = Json.write(value);
      assertEquals(value, Json.parse(text), () -> "seed " + seed + ": " + new String(text, UTF_8));
    }
  }

  @Test
  void garbageIsAnsweredWithInvalidFieldOnly() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] text = Json.write(anyValue(random, 0));
      for (int flips = random.nextInt(4); flips >= 0 && text.length > 0; flips--) {
        text[random.nextInt(text.length)] = (byte) random.nextInt(256);
      }
      byte[] cut = Arrays.copyOf(text, random.nextInt(text.length + 1));
      try {
        Json.parse(cut);
      } catch (InvalidField expected) {
        assertEquals("json", expected.field());
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + new String(cut, ISO_8859_1), e);
      }
    }
  }

  private static @Nullable Object anyValue(Random random, int depth) {
    return switch (random.nextInt(depth > 3 ? 5 : 7)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextLong() >> random.nextInt(64);
      case 3 -> random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
      case 4 -> anyText(random);
      case 5 -> {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
          list.add(anyValue(random, depth + 1));
        }
        yield list;
      }
      default -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
          map.put(anyText(random), anyValue(random, depth + 1));
        }
        yield map;
      }
    };
  }

  private static String anyText(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      int bound = random.nextBoolean() ? 128 : Character.MAX_CODE_POINT;
      int point = random.nextInt(bound);
      text.appendCodePoint(point >= 0xd800 && point < 0xe000 ? 'x' : point);
    }
    return text.toString();
  }

  private static @Nullable Object parse(String text) {
    return Json.parse(text.getBytes(UTF_8));
  }
}
