package io.fairlead.balancer.template;

import io.fairlead.model.InvalidField;
import io.fairlead.template.Delimiters;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A file that is kept by a template.
 *
 * @param source where the template is read from
 * @param destination the file
 * @param dialect whose functions it uses
 * @param prefix what the keys that it names stand below; for confd's files
 * @param delimiters what its actions stand between
 * @param check a command that must succeed before the file is replaced, in which {@code .src} in
 *     double braces stands for the new text's file; or empty
 * @param command what is run after the file was replaced, or empty
 * @param timeout after which a command is ended and counts as failed
 * @param mode its permissions as {@code 0644}; null to keep those that it has
 * @param owner {@code user:group} or {@code uid:gid}; null to keep
 * @param quietFor how long nothing may have changed before it is rendered
 * @param latest after which it is rendered all the same
 * @param mayVanish how many of a hundred lines may vanish at once, 0 to 100
 */
public record TemplateSpec(
    Path source,
    Path destination,
    Dialect dialect,
    String prefix,
    Delimiters delimiters,
    String check,
    String command,
    Duration timeout,
    @Nullable String mode,
    @Nullable String owner,
    Duration quietFor,
    Duration latest,
    int mayVanish) {
  /** Whose functions a template uses. */
  public enum Dialect {
    CONSUL_TEMPLATE,
    CONFD
  }

  /** How long a command may take where nothing else is said. */
  public static final Duration USUAL_TIMEOUT = Duration.ofSeconds(30);

  /** How many of a hundred lines may vanish at once where nothing else is said. */
  public static final int USUAL_MAY_VANISH = 75;

  private static final int MOST = 100;

  public TemplateSpec {
    InvalidField.unless(
        mode == null || mode.matches("0?[0-7]{3}"), "mode", "'" + mode + "' is none; write 0644");
    InvalidField.unless(
        !timeout.isNegative() && !timeout.isZero(), "timeout", "must be more than 0");
    InvalidField.unless(
        latest.compareTo(quietFor) >= 0, "wait", "the second time must not be less than the first");
    InvalidField.unless(
        mayVanish >= 0 && mayVanish <= MOST, "may-vanish", "must be 0 to 100, of a hundred lines");
  }

  /** One of consul-template's form, all else as usual. */
  public static TemplateSpec of(Path source, Path destination, String command) {
    return new TemplateSpec(
        source,
        destination,
        Dialect.CONSUL_TEMPLATE,
        "",
        Delimiters.USUAL,
        "",
        command,
        USUAL_TIMEOUT,
        null,
        null,
        Duration.ZERO,
        Duration.ZERO,
        USUAL_MAY_VANISH);
  }

  /** The same, rendered when nothing changed for a time, or after a longer one. */
  public TemplateSpec waiting(Duration quiet, Duration most) {
    return new TemplateSpec(
        source,
        destination,
        dialect,
        prefix,
        delimiters,
        check,
        command,
        timeout,
        mode,
        owner,
        quiet,
        most,
        mayVanish);
  }

  /** The same, of which so many of a hundred lines may vanish at once. */
  public TemplateSpec vanishing(int percent) {
    return new TemplateSpec(
        source,
        destination,
        dialect,
        prefix,
        delimiters,
        check,
        command,
        timeout,
        mode,
        owner,
        quietFor,
        latest,
        percent);
  }

  /** The same, replaced only where this command succeeds. */
  public TemplateSpec checkedBy(String line) {
    return new TemplateSpec(
        source,
        destination,
        dialect,
        prefix,
        delimiters,
        line,
        command,
        timeout,
        mode,
        owner,
        quietFor,
        latest,
        mayVanish);
  }
}
