package io.fairlead.view.dns.forward;

import io.fairlead.view.dns.Reply;
import java.net.InetSocketAddress;

/**
 * A client that waits for an answer.
 *
 * @param key the key of {@code query}
 * @param tcp whether it asked over TCP
 * @param reply the way back; cuts what is more than the client takes
 */
record Ask(ClientQuery query, QuestionKey key, InetSocketAddress client, boolean tcp, Reply reply) {
  /** Answers with this as of {@code now}. */
  void answer(StoredAnswer stored, long now) {
    send(stored.serve(query, now));
  }

  /** Answers without records. */
  void answer(int rcode) {
    send(query.answer(rcode, 0));
  }

  /** Answers that TCP is to be used. */
  void cut() {
    send(query.answer(0, Flags.TC));
  }

  private void send(byte[] message) {
    reply.send(message, message.length);
  }
}
