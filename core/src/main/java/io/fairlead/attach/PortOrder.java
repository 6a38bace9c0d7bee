package io.fairlead.attach;

import io.fairlead.model.net.PublishedPort;
import io.fairlead.spi.HostPorts;
import io.fairlead.spi.PortWish;
import java.util.List;
import java.util.stream.IntStream;

/** Which of the node's ports are tried for a wish, in which order. Pure. */
final class PortOrder {
  private PortOrder() {}

  /**
   * The one that is had already; where any will do, the one that the same port got for the other
   * family; then one after the other.
   *
   * @param had the endpoint's ports until now
   * @param chosen those that the wishes before this one got
   * @param usual what is meant by any
   * @param next where to begin in it
   */
  static IntStream of(
      PortWish wish,
      List<PublishedPort> had,
      List<PublishedPort> chosen,
      HostPorts.Range usual,
      int next) {
    int from = wish.isAny() ? usual.from() : wish.from();
    int to = wish.isAny() ? usual.to() : wish.to();
    int count = to - from + 1;
    int start = wish.isAny() && next >= from && next <= to ? next - from : 0;
    IntStream before =
        had.stream()
            .filter(one -> wish.isMetBy(one) && !chosen.contains(one))
            .mapToInt(PublishedPort::hostPort);
    IntStream beside =
        chosen.stream()
            .filter(one -> wish.isAny() && isSame(wish, one))
            .mapToInt(PublishedPort::hostPort);
    IntStream rest = IntStream.range(0, count).map(i -> from + (start + i) % count);
    return IntStream.concat(IntStream.concat(before, beside).limit(1), rest);
  }

  private static boolean isSame(PortWish wish, PublishedPort one) {
    return one.protocol() == wish.protocol()
        && one.port() == wish.port()
        && !one.overlaps(wish.at(one.hostPort()));
  }
}
