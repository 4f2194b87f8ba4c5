package dev.prunella.local.secrets;

/**
 * A place that keeps secrets: the environment, files, a vault. Thread-safe.
 *
 * <p>A reference {@code secret:KIND/NAME} is answered by the source of that kind.
 */
public interface SecretSource {

  /** The word that references have after {@code secret:}, in small letters, digits and '-'. */
  String kind();

  /** How a reference to it is written, for error messages: {@code secret:env/NAME}. */
  String example();

  /**
   * The secret of that name as it is now; asked at each use, so that a rotated secret is found.
   *
   * @throws dev.prunella.refs.LakeException when there is none, or the name cannot be one; says
   *     where it was looked for, and nothing of any secret
   */
  String reveal(String name);

  /** Whether there is something under that name now; nothing of it is read. */
  boolean isThere(String name);
}
