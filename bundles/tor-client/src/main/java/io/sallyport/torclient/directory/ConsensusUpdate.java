// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.directory;

import io.sallyport.torclient.directory.DirectoryException.Kind;
import io.sallyport.torclient.link.RelayEndpoint;
import io.sallyport.torcore.cert.RsaIdentity;
import io.sallyport.torcore.netdoc.AuthorityCertificate;
import io.sallyport.torcore.netdoc.Consensus;
import io.sallyport.torcore.netdoc.Lifetime;
import io.sallyport.torcore.netdoc.NetdocException;
import io.sallyport.torcore.netdoc.SignatureVerdict;
import io.sallyport.torcore.netdoc.SignedConsensus;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Fetches a consensus and the certificates that it needs, and puts it into the store once verified.
 */
final class ConsensusUpdate {

  private static final int SERVERS = 8;
  private static final int MAX_CERTIFICATES = 4 * 1024 * 1024;
  private static final String PATH = "/tor/status-vote/current/consensus-microdesc/";

  private final DirectoryFetch fetch;
  private final DirectoryStore store;
  private final Set<RsaIdentity> authorities;
  private final Diagnosis diagnosis;
  private final InstantSource clock;
  private final Runnable wantsCertificates;

  ConsensusUpdate(
      DirectoryFetch fetch,
      DirectoryStore store,
      Set<RsaIdentity> authorities,
      Diagnosis diagnosis,
      InstantSource clock,
      Runnable wantsCertificates) {
    this.fetch = fetch;
    this.store = store;
    this.authorities = authorities;
    this.diagnosis = diagnosis;
    this.clock = clock;
    this.wantsCertificates = wantsCertificates;
  }

  /**
   * Asks.
   *
   * @return whether the store has a newer consensus now
   */
  boolean run(List<RelayEndpoint> servers) throws InterruptedException {
    Consensus current = store.consensus();
    Instant now = clock.instant();
    boolean live = current != null && current.lifetime().isLive(now);
    Instant newerThan = current != null && live ? current.lifetime().validAfter() : null;
    var request =
        new DirectoryFetch.Request(PATH + prefixes(), newerThan, SignedConsensus.MAX_LENGTH);
    return fetch.first(servers, request, SERVERS, answer -> accept(answer, servers)) != null;
  }

  /** Digits by which a server can tell whether enough of our authorities have signed. */
  private String prefixes() {
    var all = new TreeSet<String>();
    authorities.forEach(one -> all.add(one.toString().substring(0, 6)));
    return String.join("+", all);
  }

  private Consensus accept(DirectoryFetch.Answer answer, List<RelayEndpoint> servers)
      throws DirectoryException, InterruptedException {
    try {
      var signed = SignedConsensus.open(answer.data());
      var current = store.consensus();
      if (current != null
          && !signed.lifetime().validAfter().isAfter(current.lifetime().validAfter())) {
        throw new DirectoryException(Kind.STALE, "the server has an older consensus than we");
      }
      verify(signed, answer.server(), servers);
      timely(signed.lifetime());
      var consensus = signed.read();
      store.setConsensus(signed, consensus);
      return consensus;
    } catch (NetdocException e) {
      throw new DirectoryException(Kind.BAD_DOCUMENT, "the consensus is broken: " + e.getMessage());
    }
  }

  private void timely(Lifetime lifetime) throws DirectoryException {
    Instant now = clock.instant();
    if (lifetime.isReasonablyLive(now)) {
      diagnosis.timely();
      return;
    }
    diagnosis.untimely(lifetime, now);
    throw new DirectoryException(Kind.STALE, "the consensus is not for now");
  }

  private void verify(SignedConsensus signed, RelayEndpoint from, List<RelayEndpoint> servers)
      throws DirectoryException, InterruptedException {
    // Of a clock that is far off, certificates seem over: take their own time, and let the lifetime
    // of what they vouch for tell.
    Instant now = clock.instant();
    Instant when = signed.lifetime().isReasonablyLive(now) ? now : signed.lifetime().validAfter();
    var verdict = signed.check(authorities, store::certificate, when);
    if (verdict instanceof SignatureVerdict.NeedsCertificates needs) {
      wantsCertificates.run();
      fetchCertificates(needs.missing(), from, servers);
      verdict = signed.check(authorities, store::certificate, when);
    }
    switch (verdict) {
      case SignatureVerdict.Trusted trusted -> {
        // As it should be.
      }
      case SignatureVerdict.NeedsCertificates needs ->
          throw new DirectoryException(
              Kind.NOT_FOUND,
              "certificates of %d authorities are not to be had"
                  .formatted(needs.needed() - needs.good()));
      case SignatureVerdict.Refused refused ->
          throw new DirectoryException(Kind.BAD_DOCUMENT, refused.why());
    }
  }

  private void fetchCertificates(
      Set<AuthorityCertificate.Id> missing, RelayEndpoint from, List<RelayEndpoint> servers)
      throws InterruptedException {
    String path =
        missing.stream()
            .map(id -> id.authority() + "-" + id.signingKey())
            .sorted()
            .collect(Collectors.joining("+", "/tor/keys/fp-sk/", ""));
    var request = new DirectoryFetch.Request(path, null, MAX_CERTIFICATES);
    var order = new ArrayList<RelayEndpoint>();
    order.add(from);
    servers.stream().filter(server -> !server.equals(from)).forEach(order::add);
    // Where none can be had, the verdict that follows says so.
    fetch.first(
        order,
        request,
        SERVERS,
        answer -> {
          int added = store.addCertificates(answer.data(), authorities);
          if (added == 0) {
            throw new DirectoryException(
                Kind.BAD_DOCUMENT, "the server sent no certificate that was asked for");
          }
          return added;
        });
  }
}
