package io.fairlead.stores.etcd;

/** etcd answered that it will not do what it was asked, and why in its own words. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private static final String TOO_LONG = "the answer is too long";

  Refusal(String message) {
    super(message);
  }

  /** The answer is longer than what anybody wants to hold. */
  static Refusal tooLong() {
    return new Refusal(TOO_LONG);
  }

  boolean isTooLong() {
    return says(TOO_LONG);
  }

  private boolean says(String words) {
    return String.valueOf(getMessage()).contains(words);
  }

  boolean leaseGone() {
    return says("requested lease not found");
  }

  boolean compacted() {
    return says("has been compacted");
  }

  /** Whether another token may help. */
  boolean token() {
    return says("invalid auth token") || says("auth store is old") || says("user name is empty");
  }

  boolean noAuthentication() {
    return says("authentication is not enabled");
  }

  boolean wrongPassword() {
    return says("invalid user ID or password");
  }

  boolean denied() {
    return says("permission denied");
  }

  boolean full() {
    return says("database space exceeded");
  }

  boolean busy() {
    return says("too many requests");
  }

  boolean commonName() {
    return says("CommonName of client");
  }
}
