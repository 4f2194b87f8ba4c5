/** The inbox as web pages, and answers by link. */
@NullMarked
package dev.prunella.app.inbox;

import org.jspecify.annotations.NullMarked;
