// SPDX-License-Identifier: Apache-2.0
package io.sallyport.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {

  @Test
  void whatIsNotKnownIsThereAllTheSame() {
    assertThat(new Json().put("a", (String) null).put("b", (Number) null).put("c", (Json) null))
        .extracting(json -> JsonParser.parseString(json.text()).toString())
        .isEqualTo("{\"a\":null,\"b\":null,\"c\":null}");
  }

  @Test
  void keysStayInOrder_andTimesAreSeconds() {
    var json =
        new Json()
            .put("z", Duration.ofMillis(1500))
            .put("y", Map.of("one", 1))
            .put("x", Json.texts(List.of("<a>", "\"")))
            .put("w", true);
    assertThat(JsonParser.parseString(json.text()).toString())
        .isEqualTo("{\"z\":1.5,\"y\":{\"one\":1},\"x\":[\"<a>\",\"\\\"\"],\"w\":true}");
    assertThat(json.text()).contains("<a>").endsWith("}\n");
  }
}
