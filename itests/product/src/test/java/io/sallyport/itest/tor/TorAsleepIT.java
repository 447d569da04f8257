// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.tor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.itest.harness.Product;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The product as it comes: Tor is there, asleep. It knows the public network here, so nothing in
 * this class wakes it.
 */
class TorAsleepIT {

  @RegisterExtension
  static final Product PRODUCT = new Product().listener("plain", "\"final\": \"direct\"");

  @Test
  void anOutboundTorIsThereAndHasContactedNobody() throws Exception {
    assertThat(PRODUCT.outbounds()).contains("tor");
    var status = PRODUCT.list("tor:status", "tor").get(0).getAsJsonObject();
    assertThat(status.get("awake").getAsBoolean()).isFalse();
    assertThat(status.get("percent").getAsInt()).isZero();
    assertThat(PRODUCT.home().root().resolve("data/tor")).doesNotExist();
    assertThat(PRODUCT.shell("tor:status").out()).contains("asleep");
    assertThat(PRODUCT.shell("tor:circuits").out()).contains("no circuits");
  }

  @Test
  void whatAFileMaySayIsChecked() throws Exception {
    PRODUCT
        .home()
        .write(
            "io.sallyport.outbound.tor~broken",
            """
            {"dir_authorities": ["DirAuthority nonsense"]}
            """);
    io.sallyport.testing.Await.until(
        "the file is refused", () -> PRODUCT.log().contains("dir_authorities"));
    assertThat(PRODUCT.outbounds()).doesNotContain("broken");
  }
}
