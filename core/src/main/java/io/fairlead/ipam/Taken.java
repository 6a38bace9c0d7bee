package io.fairlead.ipam;

/**
 * How much was taken from a node that is gone.
 *
 * @param loans addresses that others had lent it
 * @param asks questions that nobody will answer
 */
public record Taken(int blocks, int loans, int endpoints, int asks) {
  /** All of it. */
  public int all() {
    return blocks + loans + endpoints + asks;
  }
}
