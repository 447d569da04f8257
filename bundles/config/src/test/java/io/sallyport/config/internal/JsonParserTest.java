// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonElement;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonParserTest {

  private static final String EXAMPLE =
      """
      // leading
      { "listen": "127.0.0.1", /* between */ "port": 1080,
        "rules": [ { "ip_cidr": ["10.0.0.0/8"], "x": [1, -2.5e3, true, false, null, {}] } ],
        "odd \\"key\\" \\u00e9\\n": "\\/\\b\\f\\r\\t\\\\ \\ud83d\\ude00"
      } // trailing
      """;

  @Test
  void tellsWhereKeysAndValuesStand() throws SyntaxProblem {
    var text = "{\n  \"a\": [1,\n    {\"b\": \"ü😀\", \"c\": 7}]\n}";
    var root = (Node.Obj) JsonParser.parse(text);
    var lines = Lines.of(text);

    assertThat(lines.line(root.members().get("a").keyAt())).isEqualTo(2);
    assertThat(lines.column(root.members().get("a").keyAt())).isEqualTo(3);
    int b = KeyPath.resolve(root, "a[1].b");
    assertThat(lines.line(b) + ":" + lines.column(b)).isEqualTo("3:11");
    int c = KeyPath.resolve(root, "a[1].c");
    // The emoji before it is two chars of Java and one column of an editor.
    assertThat(lines.line(c) + ":" + lines.column(c)).isEqualTo("3:22");
  }

  @Test
  void resolvesPathsAsFarAsTheyExist() throws SyntaxProblem {
    var root = (Node.Obj) JsonParser.parse("{\"a.b\": {\"c\": 1}, \"a\": \"s\", \"l\": [5]}");

    assertThat(KeyPath.resolve(root, "a.b.c")).isEqualTo(14);
    assertThat(KeyPath.resolve(root, "a[0]")).isEqualTo(KeyPath.resolve(root, "a"));
    assertThat(KeyPath.resolve(root, "l[0]")).isEqualTo(KeyPath.resolve(root, "l") + 1);
    assertThat(KeyPath.resolve(root, "l[9].x")).isEqualTo(KeyPath.resolve(root, "l"));
    assertThat(KeyPath.resolve(root, "l[99999999999]")).isEqualTo(KeyPath.resolve(root, "l"));
    assertThat(KeyPath.resolve(root, "missing")).isZero();
  }

  @Test
  void agreesWithGsonAndWritesWhatItRead() throws Exception {
    Node node = JsonParser.parse(EXAMPLE);

    assertThat(JsonParser.parse(JsonWriting.write(node)).toString().replaceAll("[aA]t=\\d+", ""))
        .isEqualTo(node.toString().replaceAll("[aA]t=\\d+", ""));
    assertThat(gson(JsonWriting.write(node), Strictness.STRICT))
        .isEqualTo(gson(EXAMPLE, Strictness.LENIENT));
  }

  @Test
  void everyTruncationIsRefusedWithAPlaceInTheText() throws SyntaxProblem {
    int end = EXAMPLE.lastIndexOf('}');
    for (int i = 0; i <= end; i++) {
      String cut = EXAMPLE.substring(0, i);
      var problem = catchThrowableOfType(SyntaxProblem.class, () -> JsonParser.parse(cut));
      assertThat(problem).as("cut at %d", i).isNotNull();
      assertThat(problem.at()).isBetween(0, i);
    }
    assertThat(JsonParser.parse(EXAMPLE.substring(0, end + 1))).isInstanceOf(Node.Obj.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | 0 | ends where a value should stand",
        "{'a':1} | 1 | key in double quotes",
        "{a:1} | 1 | key in double quotes",
        "{\"a\":'x'} | 5 | double quotes",
        "{\"a\" 1} | 5 | ':' is missing",
        "{\"a\"=1} | 4 | ':' is missing",
        "{\"a\":} | 5 | stands where a value should stand",
        "{\"a\":1 \"b\":2} | 7 | ',' or '}' is missing",
        "{\"a\":1;\"b\":2} | 5 | is no value",
        "{\"a\":1,} | 6 | nothing follows after this ','",
        "{,} | 1 | key in double quotes",
        "[1,] | 2 | nothing follows after this ','",
        "[1,,2] | 3 | stands where a value should stand",
        "[1 2] | 3 | ',' or ']' is missing",
        "[1} | 2 | ',' or ']' is missing",
        "{\"a\":1] | 6 | ',' or '}' is missing",
        "{\"a\":1,\"a\":2} | 7 | a second time",
        "{} {} | 3 | follows after the end",
        "{}x | 2 | follows after the end",
        "# x | 0 | is no value",
        "yes | 0 | is no value",
        "True | 0 | is no value",
        "NaN | 0 | is no value",
        "-Infinity | 0 | is no value",
        "01 | 0 | is no value",
        "+1 | 0 | is no value",
        ".5 | 0 | is no value",
        "1. | 0 | is no value",
        "1e | 0 | is no value",
        "0x10 | 0 | is no value",
        "- | 0 | is no value",
        "9223372036854775808 | 0 | larger than a number may be",
        "1e999 | 0 | larger than a number may be",
        "\"a | 0 | not closed",
        "\"\\x\" | 1 | after a \\ stands one of",
        "\"\\u12g4\" | 1 | four hexadecimal digits",
        "\"\\u12\" | 1 | four hexadecimal digits",
        "{\"a\":1 /* | 7 | comment does not end",
        "/1 | 0 | stands where a value should stand",
        "[[1] | 4 | still open",
        ")]}' | 0 | is no value",
      })
  void refusesWhatIsNotJson(String text, int at, String message) {
    var problem =
        catchThrowableOfType(SyntaxProblem.class, () -> JsonParser.parse(text == null ? "" : text));

    assertThat(problem).hasMessageContaining(message);
    assertThat(problem.at()).isEqualTo(at);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"a\nb\"", "\"a\tb\"", "\"a\u0000b\"", "{\u00a0}", "\u000b1", "\ufeff{}"})
  void refusesControlCharactersAndForeignSpace(String text) {
    assertThat(catchThrowableOfType(SyntaxProblem.class, () -> JsonParser.parse(text))).isNotNull();
  }

  @Test
  void nestsSixtyFourDeepAndNoDeeper() throws SyntaxProblem {
    assertThat(JsonParser.parse("[".repeat(64) + "]".repeat(64))).isInstanceOf(Node.Arr.class);
    var problem =
        catchThrowableOfType(
            SyntaxProblem.class, () -> JsonParser.parse("[".repeat(100_000) + "]"));
    assertThat(problem).hasMessageContaining("nest deeper than 64");
    assertThat(problem.at()).isEqualTo(64);
  }

  @Test
  void namesTheLineOfWhatIsStillOpen() {
    var problem =
        catchThrowableOfType(SyntaxProblem.class, () -> JsonParser.parse("{\n\"a\": [\n1\n"));
    assertThat(problem).hasMessage("the text ends, and the '[' of line 2 is still open");
  }

  private static JsonElement gson(String text, Strictness strictness) {
    var reader = new JsonReader(new StringReader(text));
    reader.setStrictness(strictness);
    return com.google.gson.JsonParser.parseReader(reader);
  }
}
