package io.fairlead.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** TLS over another link, as its client. The peer must show a certificate of its name. */
final class TlsLink implements Link {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Link under;
  private final SSLEngine engine;
  private final ByteBuffer received;
  private final ByteBuffer sent;
  private final ByteBuffer plain;
  private boolean ended;

  private TlsLink(Link under, SSLEngine engine) {
    this.under = under;
    this.engine = engine;
    this.received = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    this.sent = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    this.plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()).limit(0);
  }

  /**
   * One whose handshake is done; {@code under} is closed where it fails.
   *
   * @throws SSLException where the two do not agree
   */
  static TlsLink over(Link under, SSLContext context, Address.Tcp peer) throws IOException {
    try {
      SSLEngine engine = context.createSSLEngine(peer.host(), peer.port());
      engine.setUseClientMode(true);
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      engine.setSSLParameters(parameters);
      TlsLink link = new TlsLink(under, engine);
      link.handshake();
      return link;
    } catch (Throwable e) {
      under.close();
      throw e;
    }
  }

  private void handshake() throws IOException {
    engine.beginHandshake();
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NOT_HANDSHAKING, FINISHED -> {
          return;
        }
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          if (!decrypt()) {
            under.awaitInput();
          }
          if (ended) {
            throw new SSLException("the peer hung up during the handshake");
          }
        }
        default -> oblige();
      }
    }
  }

  /** Does what the engine wants done before it goes on. */
  private void oblige() throws IOException {
    HandshakeStatus status = engine.getHandshakeStatus();
    while (status == HandshakeStatus.NEED_TASK || status == HandshakeStatus.NEED_WRAP) {
      if (status == HandshakeStatus.NEED_WRAP) {
        encrypt(NOTHING);
      } else {
        engine.getDelegatedTask().run();
      }
      status = engine.getHandshakeStatus();
    }
  }

  private void encrypt(ByteBuffer out) throws IOException {
    sent.clear();
    SSLEngineResult result = engine.wrap(out, sent);
    under.write(sent.flip());
    if (result.getStatus() == SSLEngineResult.Status.CLOSED && out.hasRemaining()) {
      throw new SSLException("the TLS connection is closed");
    }
  }

  /**
   * Decrypts the next record into the empty {@link #plain}; a record may hold nothing of it.
   *
   * @return false where it has not come whole
   */
  private boolean decrypt() throws IOException {
    while (true) {
      received.flip();
      SSLEngineResult result;
      try {
        result = engine.unwrap(received, plain.clear());
      } finally {
        plain.flip();
        received.compact();
      }
      oblige();
      switch (result.getStatus()) {
        case OK -> {
          return true;
        }
        case CLOSED -> {
          ended = true;
          return true;
        }
        case BUFFER_OVERFLOW -> throw new SSLException("a record is larger than TLS allows");
        case BUFFER_UNDERFLOW -> {
          int count = under.read(received);
          if (count < 0) {
            throw new SSLException("the connection was cut off without TLS's good-bye");
          }
          if (count == 0) {
            return false;
          }
        }
      }
    }
  }

  @Override
  public void until(Deadline limit) {
    under.until(limit);
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    while (!plain.hasRemaining()) {
      if (ended) {
        return -1;
      }
      if (!decrypt()) {
        return 0;
      }
    }
    int count = Math.min(plain.remaining(), into.remaining());
    into.put(plain.slice(plain.position(), count));
    plain.position(plain.position() + count);
    return count;
  }

  @Override
  public void awaitInput() throws IOException {
    under.awaitInput();
  }

  @Override
  public void write(ByteBuffer out) throws IOException {
    while (out.hasRemaining()) {
      encrypt(out);
    }
  }

  /** Without TLS's good-bye, which could wait for the peer: HTTP says where its messages end. */
  @Override
  public void close() {
    under.close();
  }
}
