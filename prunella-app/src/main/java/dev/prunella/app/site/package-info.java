/** One process of a project: its scheduler and healer, and all that is served of it. */
@NullMarked
package dev.prunella.app.site;

import org.jspecify.annotations.NullMarked;
