// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.api.config.Configurations.State;
import io.sallyport.api.config.Schema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundle in a real framework, with FileInstall, Config Admin and declarative services. */
class ConfigInstallerTest {

  private static final String LAB = "io.sallyport.socks~lab";
  private static final String EXIT = "io.sallyport.outbound.socks~exit";
  private static final String PROBE = "io.sallyport.outbound.probe~p";

  private Product product;

  @BeforeEach
  void start(@TempDir Path home) throws Exception {
    product =
        new Product(
            home,
            Map.of(
                FeatureDefaults.PROPERTY,
                "{\"io.sallyport.outbound.probe~d\": {\"a\": {\"b\": 1}}}"));
  }

  @AfterEach
  void stop() throws Exception {
    product.stop();
  }

  @Test
  void aFileIsConfiguredRefusedHealedAndRemoved() throws Exception {
    product.context().registerService(Schema.class, Samples.LISTENER, null);
    product.context().registerService(Schema.class, Samples.UPSTREAM, null);
    product.write(LAB, "{\"listen_port\": 1080, \"final\": \"exit\"}");
    product.write(EXIT, "{\"server\": \"h\"}");
    product.await(LAB, State.APPLIED);
    assertThat(product.stored(LAB).getProperties().get("listen_port")).isEqualTo(1080L);
    assertThat(product.stored(LAB).getFactoryPid()).isEqualTo("io.sallyport.socks");
    assertThat(product.stored(LAB).getBundleLocation()).isEqualTo("?");

    product.write(LAB, "{\"listen_port\": 108000, \"final\": \"exit\"}");
    product.await(LAB, State.STALE);
    assertThat(product.stored(LAB).getProperties().get("listen_port")).isEqualTo(1080L);
    assertThat(product.log)
        .contains(
            "error "
                + LAB
                + ".cfg.json:1:17: listen_port: 108000 is not within 1 to 65535; the previous"
                + " version stays in force");
    assertThat(product.configurations().check(product.configs.resolve(LAB + ".cfg.json")))
        .singleElement()
        .satisfies(finding -> assertThat(finding.key()).isEqualTo("listen_port"));

    product.write(LAB, "{\"listen_port\": 1081, \"final\": \"exit\"}");
    assertThat(product.await(LAB, State.APPLIED).generation()).isEqualTo(2);
    assertThat(product.configurations().check(product.configs.resolve(LAB + ".cfg.json")))
        .isEmpty();

    product.remove(EXIT);
    product.await("removal", () -> product.stored(EXIT) == null);
    assertThat(product.stored(LAB)).isNotNull();
    product.await("warning", () -> !product.await(LAB, State.APPLIED).findings().isEmpty());
  }

  @Test
  void schemasThatComeLateAreHeeded() throws Exception {
    product.write(EXIT, "{\"sever\": \"h\"}");
    product.await(EXIT, State.APPLIED);
    product.context().registerService(Schema.class, Samples.UPSTREAM, null);
    product.await(EXIT, State.REFUSED);
    product.await("withdrawal", () -> product.stored(EXIT) == null);
  }

  @Test
  void aComponentGetsTheSecretAndTheStoreDoesNot() throws Exception {
    product.secret("pw", "s3\"cret\n");
    product.write(
        PROBE, "{\"password\": \"<$[secret:pw]>\", \"users\": [{\"p\": \"$[secret:pw]\"}]}");

    product.await("component", () -> product.probed("p") != null);
    assertThat(product.probed("p"))
        .contains(".password=<s3\"cret>", ".users=[{\"p\":\"s3\\\"cret\"}]", "outbound.tag=p");
    assertThat(product.stored(PROBE).getProperties().get(".password")).isEqualTo("<$[secret:pw]>");
    assertThat(product.log).noneMatch(line -> line.contains("s3"));
    try (var all = Files.walk(product.home.resolve("felix"))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readAllBytes(file)).as("%s", file).satisfies(ConfigInstallerTest::clean);
      }
    }
  }

  private static void clean(byte[] bytes) {
    assertThat(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain("s3\"cret")
        .doesNotContain("s3\\\"cret");
  }

  @Test
  void aSecretThatComesLaterHealsItsFile() throws Exception {
    product.write(PROBE, "{\"password\": \"$[secret:pw]\"}");
    product.await(PROBE, State.REFUSED);
    product.secret("pw", "late");
    product.await("component", () -> product.probed("p") != null);
    assertThat(product.probed("p")).contains(".password=late");
  }

  @Test
  void aFileTakesOverFromADefaultAndGivesItBack() throws Exception {
    String pid = "io.sallyport.outbound.probe~d";
    product.await("default", () -> product.probed("d") != null);
    assertThat(product.probed("d")).contains(".a={\"b\":1}");

    product.write(pid, "{\"mine\": 1}");
    product.await("file", () -> String.valueOf(product.probed("d")).contains("mine=1"));
    product.remove(pid);
    product.await("default again", () -> String.valueOf(product.probed("d")).contains(".a="));
    assertThat(product.probed("d")).doesNotContain("mine");
  }

  @Test
  void touchingAFileChangesNothing() throws Exception {
    product.write(PROBE, "{\"a\": 1}");
    product.await(PROBE, State.APPLIED);
    long count = product.stored(PROBE).getChangeCount();

    Files.setLastModifiedTime(
        product.configs.resolve(PROBE + ".cfg.json"), FileTime.fromMillis(1_000_000));
    // A second file is seen in the same scan or a later one: by then the first was looked at.
    product.write(PROBE + "2", "{}");
    product.await(PROBE + "2", State.APPLIED);
    assertThat(product.stored(PROBE).getChangeCount()).isEqualTo(count);
    assertThat(product.await(PROBE, State.APPLIED).generation()).isEqualTo(1);
  }

  @Test
  void afterARestartTheFilesAreWhatCounts() throws Exception {
    product.write(PROBE, "{\"a\": 1}");
    product.write(EXIT, "{\"server\": \"h\"}");
    product.await(PROBE, State.APPLIED);
    product.await(EXIT, State.APPLIED);

    product.restartConfigBundle(
        () -> {
          product.write(PROBE, "{\"a\": 2}");
          product.remove(EXIT);
          return null;
        });
    product.await("change", () -> String.valueOf(product.probed("p")).contains("a=2"));
    product.await("removal", () -> product.stored(EXIT) == null);
    assertThat(product.configurations().files()).hasSize(1);
  }
}
