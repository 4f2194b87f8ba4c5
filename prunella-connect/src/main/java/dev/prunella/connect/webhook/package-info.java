/** Signed requests by Standard Webhooks. */
@NullMarked
package dev.prunella.connect.webhook;

import org.jspecify.annotations.NullMarked;
