/** The server's interface for programs: the same views as the commands' {@code --json}. */
@NullMarked
package dev.prunella.app.api;

import org.jspecify.annotations.NullMarked;
