package io.fairlead.testkit.lab;

/** A program that opens a lab, says its id, and never closes it. */
final class AbandonedLab {
  private AbandonedLab() {}

  public static void main(String[] arguments) throws InterruptedException {
    Lab lab = Lab.open();
    lab.host("h1").run(Images.WEB);
    System.out.println(lab.id());
    Thread.sleep(Long.MAX_VALUE);
  }
}
