/** Who may do what: roles, tokens, links to log in, sessions. Knows nothing of HTTP. */
@NullMarked
package dev.prunella.app.access;

import org.jspecify.annotations.NullMarked;
