package dev.prunella.app.access;

/**
 * Who sends a request.
 *
 * @param name who is named in journals and in the audit chain for what is done by it
 * @param by how it is known
 */
public record Principal(String name, Role role, By by) {

  /** Under this name a request that was let in carries it, also to servlets that are mounted. */
  public static final String ATTRIBUTE = "dev.prunella.principal";

  /** How somebody is known. */
  public enum By {
    /**
     * By a browser's session: what changes anything must then prove that it comes from our pages.
     */
    SESSION,
    /** By a bearer token, which no browser sends by itself. */
    TOKEN
  }
}
