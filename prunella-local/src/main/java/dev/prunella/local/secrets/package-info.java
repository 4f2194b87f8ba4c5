/**
 * Where secrets come from, and how they are kept out of every text that leaves.
 *
 * <p>{@link dev.prunella.local.Secrets} is the door: it reads references from a {@link
 * dev.prunella.local.secrets.SecretSource} and tells a {@link dev.prunella.local.secrets.Redaction}
 * what it has revealed.
 */
@NullMarked
package dev.prunella.local.secrets;

import org.jspecify.annotations.NullMarked;
