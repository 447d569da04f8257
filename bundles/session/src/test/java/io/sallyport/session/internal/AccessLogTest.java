// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.api.ConnectFailure;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.service.log.Logger;

class AccessLogTest {

  private final AccessLog log =
      new AccessLog(
          (Logger)
              Proxy.newProxyInstance(
                  Logger.class.getClassLoader(), new Class<?>[] {Logger.class}, (_, _, _) -> null));
  private Gate gate;

  @BeforeEach
  void open() throws Exception {
    gate = new Gate();
  }

  @AfterEach
  void close() throws Exception {
    gate.close();
  }

  @Test
  void redactedItTellsNobodysAddress() throws Exception {
    gate.joined();
    var session = gate.sessions.live().iterator().next();
    var redacted = log.line(session, null, true);
    assertThat(redacted)
        .contains("\"inbound\":\"gate\"", "\"result\":\"served\"", "\"user\":null")
        .containsPattern("\"source\":\"#[0-9a-f]{16}\"")
        .containsPattern("\"destination\":\"#[0-9a-f]{16}\"")
        .doesNotContain("127.0.0.1");
    assertThat(log.line(session, ConnectFailure.Reason.TIMEOUT, false))
        .contains(
            "\"source\":\"127.0.0.1\"", "\"destination\":\"127.0.0.1\"", "\"result\":\"timeout\"");
  }
}
