/** Signed statements that go with publications: in-toto in DSSE envelopes, and their key. */
@NullMarked
package dev.prunella.local.attest;

import org.jspecify.annotations.NullMarked;
