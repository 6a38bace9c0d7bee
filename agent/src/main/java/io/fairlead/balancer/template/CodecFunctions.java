package io.fairlead.balancer.template;

import io.fairlead.model.InvalidField;
import io.fairlead.template.Dict;
import io.fairlead.template.Function;
import io.fairlead.template.Struct;
import io.fairlead.template.Wrong;
import io.fairlead.wire.json.Json;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** consul-template's functions that read and write other forms of text. */
final class CodecFunctions {
  private static final Charset UTF = StandardCharsets.UTF_8;

  static final Map<String, Function> ALL = all();

  private CodecFunctions() {}

  private static Map<String, Function> all() {
    Map<String, Function> all = new HashMap<>();
    Base64.Encoder encoder = Base64.getEncoder();
    all.put("base64Encode", of -> encoder.encodeToString(octets(of.count(1).text(0))));
    all.put("base64Decode", of -> decoded(Base64.getDecoder(), of.count(1).text(0)));
    all.put(
        "base64URLEncode",
        of -> Base64.getUrlEncoder().encodeToString(octets(of.count(1).text(0))));
    all.put("base64URLDecode", of -> decoded(Base64.getUrlDecoder(), of.count(1).text(0)));
    all.put("sha256Hex", of -> digest("SHA-256", of.count(1).text(0)));
    all.put("md5sum", of -> digest("MD5", of.count(1).text(0)));
    all.put("hmacSHA256Hex", of -> keyed(of.count(2).text(0), of.text(1)));
    all.put("parseJSON", of -> json(of.count(1).text(0)));
    all.put("parseYAML", of -> yaml(of.count(1).text(0)));
    all.put("toJSON", of -> escaped(new String(Json.write(plain(of.count(1).any(0))), UTF)));
    all.put("toUnescapedJSON", of -> new String(Json.write(plain(of.count(1).any(0))), UTF));
    all.put("toJSONPretty", of -> escaped(Pretty.json(plain(of.count(1).any(0)))));
    all.put("toUnescapedJSONPretty", of -> Pretty.json(plain(of.count(1).any(0))));
    all.put("toYAML", of -> Pretty.yaml(plain(of.count(1).any(0))));
    all.put("toTOML", of -> Pretty.toml(plain(of.count(1).any(0))));
    return all;
  }

  private static byte[] octets(String text) {
    return text.getBytes(UTF);
  }

  private static String decoded(Base64.Decoder decoder, String text) {
    try {
      return new String(decoder.decode(text), UTF);
    } catch (IllegalArgumentException e) {
      throw new Wrong("that is no base64: " + e.getMessage());
    }
  }

  private static String digest(String algorithm, String text) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(octets(text)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }

  private static String keyed(String message, String key) {
    if (key.isEmpty()) {
      throw new Wrong("hmacSHA256Hex takes a key that is not empty");
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(octets(key), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(octets(message)));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /** What it says; nothing where there is no text, as while a key is not there yet. */
  static @Nullable Object json(String text) {
    if (text.isBlank()) {
      return Dict.EMPTY;
    }
    try {
      return Dict.deep(Json.parse(octets(text)));
    } catch (InvalidField e) {
      throw new Wrong("that is no JSON: " + e.getMessage());
    }
  }

  private static @Nullable Object yaml(String text) {
    if (text.isBlank()) {
      return Dict.EMPTY;
    }
    try {
      return Dict.deep(new Load(LoadSettings.builder().build()).loadFromString(text));
    } catch (YamlEngineException e) {
      throw new Wrong("that is no YAML: " + e.getMessage());
    }
  }

  private static String escaped(String json) {
    return json.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e");
  }

  /** As lists and maps alone. */
  private static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case List<?> list -> {
        List<@Nullable Object> all = new ArrayList<>();
        list.forEach(one -> all.add(plain(one)));
        yield all;
      }
      case Dict dict -> {
        Map<String, @Nullable Object> all = new TreeMap<>();
        dict.entries().forEach((key, one) -> all.put(key, plain(one)));
        yield all;
      }
      case Struct struct -> {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        struct.fieldNames().forEach(name -> all.put(name, plain(struct.field(name))));
        yield all;
      }
      case Function _ -> throw new Wrong("a function is nothing to write");
      case null, default -> value;
    };
  }
}
