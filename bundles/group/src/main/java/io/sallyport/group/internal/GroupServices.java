// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.sallyport.api.Sessions;
import io.sallyport.api.Transport;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** The services that groups of every kind need. */
@Component(service = GroupServices.class)
public final class GroupServices {

  private final ComponentServiceObjects<Sessions> sessions;
  private final Transport transport;
  private final SelectionStore selections;
  private final Logger log;

  /** For declarative services. */
  @Activate
  public GroupServices(
      @Reference(service = Sessions.class) ComponentServiceObjects<Sessions> sessions,
      @Reference Transport transport,
      @Reference SelectionStore selections,
      @Reference(service = LoggerFactory.class) Logger log) {
    this.sessions = sessions;
    this.transport = transport;
    this.selections = selections;
    this.log = log;
  }

  /** For one group. */
  Surroundings surroundings() {
    return Surroundings.of(sessions, transport, selections, log);
  }
}
