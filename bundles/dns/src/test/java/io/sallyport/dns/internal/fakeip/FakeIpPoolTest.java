// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.fakeip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.api.config.ConfigException;
import io.sallyport.dns.internal.config.AddressRange;
import io.sallyport.dns.internal.config.FakeIpSpec;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FakeIpPoolTest {

  /** 32 addresses, 29 of which are given out; held for 10 s and 100 s. */
  private static final FakeIpSpec SMALL =
      new FakeIpSpec(
          AddressRange.parse("198.18.0.0/27", 4),
          AddressRange.parse("fc00::/64", 16),
          10,
          Duration.ofSeconds(100),
          1000);

  @TempDir private Path folder;
  private final AtomicLong now = new AtomicLong(1000);
  private final List<String> complaints = new ArrayList<>();
  private FakeIpPools pools;

  @BeforeEach
  void open() {
    pools = new FakeIpPools(folder.resolve("dns"), now::get, complaints::add);
  }

  private static int lease(FakeIpPool pool, String name) throws Exception {
    var done = new CompletableFuture<Integer>();
    pool.lease(name, SMALL, done::complete);
    return done.get(10, TimeUnit.SECONDS);
  }

  private Path file() throws Exception {
    try (var files = Files.list(folder.resolve("dns"))) {
      return files.filter(file -> file.toString().endsWith(".txt")).findFirst().orElseThrow();
    }
  }

  @Test
  void aNameHasOneAddressOfEachFamilyAndBackAgain() throws Exception {
    var pool = pools.open(SMALL);
    int offset = lease(pool, "a.example");
    assertThat(lease(pool, "a.example")).isEqualTo(offset);
    assertThat(lease(pool, "b.example")).isNotEqualTo(offset);
    assertThat(pools.nameOf(pool.inet4(offset))).isEqualTo("a.example");
    assertThat(pools.nameOf(pool.inet6(offset))).isEqualTo("a.example");
    assertThat(pools.nameOf(InetAddress.getByName("198.18.0.29"))).isNull();
    assertThat(pools.nameOf(InetAddress.getByName("192.0.2.1"))).isNull();
    assertThat(pools.isFake(InetAddress.getByName("198.18.0.29").getAddress())).isTrue();
    assertThat(pools.isFake(InetAddress.getByName("198.18.0.32").getAddress())).isFalse();
  }

  @Test
  void neverGivesTheNetworksOwnAddresses() throws Exception {
    var pool = pools.open(SMALL);
    var given = new HashSet<String>();
    for (int i = 0; i < 29; i++) {
      given.add(pool.inet4(lease(pool, "n" + i)).getHostAddress());
    }
    assertThat(given)
        .hasSize(29)
        .doesNotContain("198.18.0.0", "198.18.0.1", "198.18.0.31")
        .contains("198.18.0.2", "198.18.0.30");
  }

  @Test
  void recyclesTheLongestUnaskedAndNoneThatMayBeMeant() throws Exception {
    var pool = pools.open(SMALL);
    for (int i = 0; i < 29; i++) {
      now.addAndGet(1);
      use(pool, lease(pool, "n" + i));
    }
    assertThat(lease(pool, "new")).as("all may be alive").isEqualTo(-1);
    now.addAndGet(81);
    // n0 was told 109 s ago; it and n1 are asked for again.
    assertThat(lease(pool, "new")).isEqualTo(-1);
    int first = lease(pool, "n0");
    int second = lease(pool, "n1");
    now.addAndGet(3);
    // Now 110 s have passed for n2 only.
    int third = offsetOf(pool, "n2");
    assertThat(lease(pool, "new")).isEqualTo(third);
    assertThat(pools.nameOf(pool.inet4(third))).isEqualTo("new");
    assertThat(pools.nameOf(pool.inet4(first))).isEqualTo("n0");
    assertThat(pools.nameOf(pool.inet4(second))).isEqualTo("n1");
    assertThat(lease(pool, "n2")).as("its address is another's").isEqualTo(-1);
  }

  @Test
  void useByAFlowKeepsAnAddress() throws Exception {
    var pool = pools.open(SMALL);
    for (int i = 0; i < 29; i++) {
      lease(pool, "n" + i);
    }
    now.addAndGet(109);
    int used = offsetOf(pool, "n0");
    assertThat(pools.nameOf(pool.inet4(used))).isEqualTo("n0");
    now.addAndGet(50);
    for (int i = 0; i < 28; i++) {
      assertThat(lease(pool, "m" + i)).isNotIn(-1, used);
    }
    assertThat(lease(pool, "one too many")).isEqualTo(-1);
    now.addAndGet(51);
    assertThat(lease(pool, "late")).isEqualTo(used);
  }

  private void use(FakeIpPool pool, int offset) {
    assertThat(pools.nameOf(pool.inet4(offset))).isNotNull();
  }

  @Test
  void namesThatNobodyGoesToMakeWayForOthersSoon() throws Exception {
    var pool = pools.open(SMALL);
    int used = lease(pool, "used");
    use(pool, used);
    for (int i = 0; i < 28; i++) {
      assertThat(lease(pool, "flood" + i)).isPositive();
    }
    assertThat(lease(pool, "a.example")).as("all were told just now").isEqualTo(-1);
    now.addAndGet(15);
    int again = lease(pool, "flood0");
    assertThat(lease(pool, "a.example")).as("may still be on its way").isEqualTo(-1);
    now.addAndGet(5);
    int given = lease(pool, "a.example");
    assertThat(given).isNotIn(-1, used, again);
    use(pool, given);
    for (int i = 0; i < 26; i++) {
      assertThat(lease(pool, "more" + i)).isNotIn(-1, used, again, given);
    }
    assertThat(lease(pool, "one too many")).isEqualTo(-1);
    assertThat(pools.nameOf(pool.inet4(used))).isEqualTo("used");
    assertThat(pools.nameOf(pool.inet4(again))).isEqualTo("flood0");
    assertThat(pool.size()).isEqualTo(29);
  }

  private static int offsetOf(FakeIpPool pool, String name) {
    return pool.held().stream()
        .filter(held -> held.name().equals(name))
        .findFirst()
        .orElseThrow()
        .offset();
  }

  @Test
  void survivesAKillAndACleanEnd() throws Exception {
    var pool = pools.open(SMALL);
    int a = lease(pool, "a.example");
    int b = lease(pool, "b.example");
    // As after kill -9: nothing is closed, another process reads the file.
    var killed = new FakeIpPools(folder.resolve("dns"), now::get, complaints::add).open(SMALL);
    assertThat(lease(killed, "b.example")).isEqualTo(b);
    assertThat(lease(killed, "a.example")).isEqualTo(a);
    int c = lease(killed, "c.example");
    assertThat(c).isNotIn(a, b);
    killed.close();
    var again = new FakeIpPools(folder.resolve("dns"), now::get, complaints::add).open(SMALL);
    assertThat(again.held())
        .extracting(FakeIpPool.Held::name)
        .containsExactly("b.example", "a.example", "c.example");
    assertThat(complaints).isEmpty();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("dns"))))
        .isEqualTo("rwx------");
  }

  @Test
  void aRecycledAddressBelongsToItsLastNameAfterARestart() throws Exception {
    var pool = pools.open(SMALL);
    for (int i = 0; i < 29; i++) {
      lease(pool, "n" + i);
    }
    now.addAndGet(200);
    int recycled = lease(pool, "new");
    var restarted = new FakeIpPools(folder.resolve("dns"), now::get, complaints::add);
    var again = restarted.open(SMALL);
    assertThat(restarted.nameOf(again.inet4(recycled))).isEqualTo("new");
    assertThat(again.size()).isEqualTo(29);
    assertThat(again.held()).extracting(FakeIpPool.Held::name).doesNotContain("n0");
  }

  @Test
  void aTornLastLineIsForgottenAndDamageIsSetAside() throws Exception {
    var pool = pools.open(SMALL);
    int a = lease(pool, "a.example");
    pool.close();
    Files.writeString(file(), Files.readString(file()) + "9\tcut-o");
    var torn = new FakeIpPools(folder.resolve("dns"), now::get, complaints::add).open(SMALL);
    assertThat(torn.size()).isEqualTo(1);
    assertThat(complaints).isEmpty();
    torn.close();
    var file = file();
    Files.writeString(file, Files.readString(file) + "nonsense\n99999\tout.of.range\n7\tok\n");
    var damaged = new FakeIpPools(folder.resolve("dns"), now::get, complaints::add).open(SMALL);
    assertThat(complaints).singleElement().asString().contains(".broken");
    assertThat(Files.readString(file.resolveSibling(file.getFileName() + ".broken")))
        .contains("nonsense");
    assertThat(lease(damaged, "a.example")).isEqualTo(a);
    assertThat(lease(damaged, "ok")).isEqualTo(7);
    damaged.close();
  }

  @Test
  void withoutAPlaceToWriteNamesWorkAllTheSame() throws Exception {
    Files.writeString(folder.resolve("dns"), "a file where a folder should be");
    var pool = pools.open(SMALL);
    int a = lease(pool, "a.example");
    assertThat(pools.nameOf(pool.inet4(a))).isEqualTo("a.example");
    assertThat(complaints).isNotEmpty();
    pools.release(pool);
  }

  @Test
  void inboundsShareEqualNetworksAndNoOverlappingOnes() throws Exception {
    var pool = pools.open(SMALL);
    assertThat(pools.open(SMALL)).isSameAs(pool);
    var half =
        new FakeIpSpec(
            AddressRange.parse("198.18.0.16/28", 4), null, 10, Duration.ofSeconds(1), 100);
    assertThatThrownBy(() -> pools.open(half))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("overlap");
    pools.release(pool);
    pools.release(pool);
    pools.release(pools.open(half));
  }

  @Test
  void theFileIsWrittenAnewBeforeItGrowsWithoutEnd() throws Exception {
    var pool = pools.open(SMALL);
    for (int i = 0; i < 6000; i++) {
      now.addAndGet(10);
      assertThat(lease(pool, "name-" + i)).isNotEqualTo(-1);
    }
    assertThat(Files.readAllLines(file())).hasSizeBetween(29, 4200);
    pool.close();
    assertThat(Files.readAllLines(file())).hasSize(30);
  }
}
