// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.server;

import io.sallyport.api.Inbound;
import io.sallyport.api.Session;
import io.sallyport.api.Sessions;
import io.sallyport.api.config.Configurations;
import io.sallyport.command.Value;
import io.sallyport.shell.internal.command.Inbounds;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** What there is to name now. */
@Component(service = Candidates.class)
public final class Candidates {

  private static final int MOST = 200;

  private final Inbounds inbounds;

  // Dynamic, so not final: the shell's connections must outlive a session manager.
  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  private volatile @Nullable Sessions sessions;

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  private volatile @Nullable Configurations configurations;

  /** For declarative services. */
  @Activate
  public Candidates(@Reference Inbounds inbounds) {
    this.inbounds = inbounds;
  }

  Candidates(Inbounds inbounds, Sessions sessions, Configurations configurations) {
    this.inbounds = inbounds;
    this.sessions = sessions;
    this.configurations = configurations;
  }

  /** Names of a kind; none for those that are not the server's to know. */
  List<CommandRunner.Candidate> of(Value.Kind kind) {
    Sessions live = sessions;
    Configurations files = configurations;
    Stream<CommandRunner.Candidate> all =
        switch (kind) {
          case INBOUND -> inbounds.all().stream().map(Candidates::candidate);
          case OUTBOUND ->
              live == null
                  ? Stream.empty()
                  : live.outbounds().values().stream()
                      .map(one -> new CommandRunner.Candidate(one.tag(), one.type()));
          case SESSION ->
              live == null ? Stream.empty() : live.live().stream().map(Candidates::candidate);
          case PID ->
              files == null
                  ? Stream.empty()
                  : files.schemas().stream()
                      .map(schema -> new CommandRunner.Candidate(schema.pid(), schema.doc()));
          case FREE, WORDS, FILE -> Stream.empty();
        };
    return all.limit(MOST).toList();
  }

  private static CommandRunner.Candidate candidate(Inbound inbound) {
    return new CommandRunner.Candidate(inbound.tag(), inbound.type());
  }

  private static CommandRunner.Candidate candidate(Session session) {
    return new CommandRunner.Candidate(
        Long.toString(session.flow().id()), session.flow().destination().toString());
  }
}
