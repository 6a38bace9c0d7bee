package io.fairlead.view.http;

import io.fairlead.model.Instance;
import io.fairlead.model.Revision;
import io.fairlead.model.ServiceKey;
import io.fairlead.spi.Remark;
import java.time.Instant;
import java.util.List;

/**
 * Why a name is answered as it is.
 *
 * @param services what stands behind the name, by service
 * @param remarks what is remembered about it, oldest first
 * @param nearest names that may have been meant, where nothing is known about this one
 * @param known whether anything is: it stands for instances, it is a node, or something is
 *     remembered
 */
record Explanation(
    String name,
    Revision revision,
    List<Part> services,
    List<Remark> remarks,
    List<String> nearest,
    boolean known) {

  /** The instances of one service that the name stands for. */
  record Part(ServiceKey service, List<Verdict> verdicts) {}

  /**
   * One instance.
   *
   * @param in whether it is answered
   * @param why in words
   * @param since when that began
   */
  record Verdict(Instance instance, boolean in, String why, Instant since) {}
}
