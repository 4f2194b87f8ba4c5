/** Tests of the shell scripts at the root of the repository: real scripts, pretended JDKs. */
@NullMarked
package dev.prunella.launcher;

import org.jspecify.annotations.NullMarked;
