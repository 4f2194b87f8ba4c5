/** Verifies what was published: its attestation, and the same computed once more. */
@NullMarked
package dev.prunella.app.attest;

import org.jspecify.annotations.NullMarked;
