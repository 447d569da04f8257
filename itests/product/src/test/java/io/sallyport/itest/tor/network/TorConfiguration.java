// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.tor.network;

import io.sallyport.itest.tor.network.TorNode.Kind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The torrc files of a private network.
 *
 * @param shape what the network is like
 * @param nodes all nodes, with their keys
 * @param resolverFile names the name server that exits ask
 * @param empty an empty file, in the place of the geographic tables, whose reading costs seconds
 */
record TorConfiguration(
    NetworkShape shape, List<TorNode> nodes, Path resolverFile, Path empty, Instant now) {

  private static final long HALF_HOUR = 1800;

  /** What every node has, clients too. */
  List<String> common() {
    var lines =
        new ArrayList<>(
            List.of(
                "TestingTorNetwork 1",
                "RunAsDaemon 0",
                "Log notice stdout",
                "SafeLogging 0",
                "ShutdownWaitLength 0",
                "AvoidDiskWrites 1",
                "AssumeReachable 1",
                // Whatever ends the tests ends their relays.
                "__OwningControllerProcess " + ProcessHandle.current().pid(),
                "OutboundBindAddress 127.0.0.1",
                "GeoIPFile " + empty,
                "GeoIPv6File " + empty));
    nodes.stream()
        .filter(node -> node.kind() == Kind.AUTHORITY)
        .map(TorNode::dirAuthorityLine)
        .forEach(lines::add);
    lines.addAll(shape.lines());
    return lines;
  }

  List<String> of(TorNode node) {
    var lines = new ArrayList<>(common());
    lines.addAll(
        List.of(
            "DataDirectory " + node.data(),
            "Nickname " + node.nickname(),
            "Address 127.0.0.1",
            "SocksPort 0",
            "ORPort 127.0.0.1:" + node.orPort() + " IPv4Only",
            "ControlPort 127.0.0.1:" + node.controlPort(),
            "CookieAuthentication 1",
            "ContactInfo nobody@localhost",
            "ExtraInfoStatistics 0",
            "ServerDNSResolvConfFile " + resolverFile,
            "ServerDNSDetectHijacking 0",
            "ServerDNSAllowNonRFC953Hostnames 1",
            "ServerDNSTestAddresses probe.testnet"));
    lines.addAll(
        switch (node.kind()) {
          case RELAY -> noExit();
          case EXIT -> exit();
          case AUTHORITY -> authority(node);
        });
    return lines;
  }

  private static List<String> noExit() {
    return List.of("ExitRelay 0", "ExitPolicy reject *:*");
  }

  private static List<String> exit() {
    // A policy that names loopback only is summed up as "reject everything" for clients.
    return List.of(
        "ExitRelay 1",
        "ExitPolicy accept *:*",
        "ExitPolicyRejectPrivate 0",
        "ExitPolicyRejectLocalInterfaces 0",
        "IPv6Exit 1");
  }

  private List<String> authority(TorNode node) {
    int delay = Math.max(2, Math.min(20, shape.intervalSeconds() / 6));
    var lines = new ArrayList<>(noExit());
    lines.addAll(
        List.of(
            "AuthoritativeDirectory 1",
            "V3AuthoritativeDirectory 1",
            "DirPort 127.0.0.1:" + node.dirPort(),
            // Half an hour: no vote before everybody's descriptor is here.
            "TestingV3AuthInitialVotingInterval " + HALF_HOUR,
            "TestingV3AuthInitialVoteDelay 2",
            "TestingV3AuthInitialDistDelay 2",
            "TestingV3AuthVotingStartOffset " + holdOffset(),
            "V3AuthVotingInterval " + shape.intervalSeconds(),
            "V3AuthVoteDelay " + delay,
            "V3AuthDistDelay " + delay,
            "V3AuthNIntervalsValid " + shape.intervalsValid(),
            "TestingDirAuthVoteGuard *",
            "TestingDirAuthVoteHSDir *",
            "TestingMinExitFlagThreshold 0",
            "TestingMinFastFlagThreshold 0",
            "ConsensusParams " + parameters()));
    return lines;
  }

  /** Moves the first vote away where the half hour is near. */
  private long holdOffset() {
    long left = HALF_HOUR - now.getEpochSecond() % HALF_HOUR;
    return left < 240 ? Math.min(300, shape.intervalSeconds()) - 1 : 0;
  }

  private String parameters() {
    // C tor's testing networks use 24 voting intervals whatever is voted; this says the same.
    var all =
        new TreeMap<>(
            Map.of(
                "hsdir_interval",
                String.valueOf(Math.max(30, 24 * shape.intervalSeconds() / 60)),
                "cc_alg",
                "2"));
    all.putAll(shape.parameters());
    var text = new StringBuilder();
    all.forEach((name, value) -> text.append(name).append('=').append(value).append(' '));
    return text.toString().strip();
  }
}
