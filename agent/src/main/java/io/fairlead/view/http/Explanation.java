package io.fairlead.view.http;

import io.fairlead.catalog.Federation.State;
import io.fairlead.model.Instance;
import io.fairlead.model.Revision;
import io.fairlead.model.ServiceKey;
import io.fairlead.spi.Remark;
import java.time.Instant;
import java.util.List;

/**
 * Why a name is answered as it is.
 *
 * @param datacenter where the name is looked up
 * @param services what stands behind the name, by service
 * @param remarks what is remembered about it, oldest first
 * @param nearest names that may have been meant, where nothing is known about this one
 * @param known whether anything is: it stands for instances, it is a node, or something is
 *     remembered
 */
record Explanation(
    String name,
    String datacenter,
    Revision revision,
    List<Part> services,
    List<Remark> remarks,
    List<String> nearest,
    boolean known) {

  /**
   * The instances of one service that the name stands for, in one datacenter.
   *
   * @param state how fresh what is known of that datacenter is
   */
  record Part(String datacenter, State state, ServiceKey service, List<Verdict> verdicts) {}

  /**
   * One instance.
   *
   * @param in whether it is answered
   * @param why in words
   * @param since when that began
   */
  record Verdict(Instance instance, boolean in, String why, Instant since) {
    /** The same with one more reason. */
    Verdict because(String more) {
      return new Verdict(instance, in, why + "; " + more, since);
    }
  }
}
