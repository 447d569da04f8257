// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The near end of every session: its own process; takes {@link Job}s and tells their outcomes. */
public final class Load {

  private final Gson gson = new Gson();
  private final HeldSessions held = new HeldSessions();
  private int runs;

  /** One job as JSON per line of input, one outcome per line of output; ends with its input. */
  public static void main(String[] args) throws IOException, InterruptedException {
    var load = new Load();
    Parent.tell("ready");
    var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = orders.readLine(); line != null; line = orders.readLine()) {
      Parent.tell(load.gson.toJson(load.run(load.gson.fromJson(line, Job.class))));
    }
    Runtime.getRuntime().halt(0);
  }

  Outcome run(Job job) throws InterruptedException {
    try {
      return switch (job.kind()) {
        case BULK -> new BulkRun(job, ++runs).run();
        case RATE -> new RateRun(job).run();
        case PING -> new PingRun(job).run();
        case HOLD -> held.hold(job);
        case PROBE -> held.probe();
        case RELEASE -> held.release();
      };
    } catch (IOException e) {
      return new Outcome(0, 0, 0, 0, 0, 0, Map.of(Crew.describe(e), 1));
    }
  }
}
