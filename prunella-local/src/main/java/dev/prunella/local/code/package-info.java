/**
 * The project's code, kept as git trees: a run reads models only through the tree that its lake
 * commit names.
 *
 * <p>{@link dev.prunella.local.code.CodeStore} writes the project's files as they are into a bare
 * repository of our own, durably, and reads any tree that it ever wrote. The user's repository is
 * looked at and never written to.
 */
@NullMarked
package dev.prunella.local.code;

import org.jspecify.annotations.NullMarked;
