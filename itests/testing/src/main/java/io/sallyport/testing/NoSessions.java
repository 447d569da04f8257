// SPDX-License-Identifier: Apache-2.0
package io.sallyport.testing;

import io.sallyport.api.Session;
import io.sallyport.api.Sessions;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** In the place of the session manager: serves as a test says, and has nothing to show. */
public abstract class NoSessions implements Sessions {

  @Override
  public Collection<Session> live() {
    return List.of();
  }

  @Override
  public @Nullable Session find(long id) {
    return null;
  }

  @Override
  public List<Count> counts() {
    return List.of();
  }

  @Override
  public Map<String, Registered> outbounds() {
    return Map.of();
  }
}
