// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.itest.harness.Product;
import io.sallyport.testing.Await;
import java.nio.file.Files;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples, all in one home, in a namespace where none of their interfaces is. */
@Timeout(120)
class ExamplesIT {

  @Test
  void everyOneIsInForce() throws Exception {
    var pids = new TreeSet<String>();
    try (var triad = Triad.create();
        var gateway = new Gateway(triad);
        var files = Files.newDirectoryStream(Product.ROOT.resolve("configs/examples"), "*.json")) {
      for (var file : files) {
        var pid = file.getFileName().toString().replace(".cfg.json", "");
        gateway.config(pid, Files.readString(file));
        pids.add(pid);
      }
      for (var secret : List.of("office", "secure", "ann", "build")) {
        gateway.home().secret(secret, "secret");
      }
      gateway.launch();
      assertThat(pids).hasSizeGreaterThan(12);
      Await.until(
          "all are read",
          () -> {
            var list = gateway.json("config:list").toString();
            return pids.stream().allMatch(list::contains);
          });
      assertThat(gateway.json("config:errors").getAsJsonArray()).isEmpty();
    }
  }
}
