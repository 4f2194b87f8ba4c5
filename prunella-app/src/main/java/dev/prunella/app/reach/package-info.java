/** What can be watched, tried and fixed in a project as it stands, and why not for the rest. */
@NullMarked
package dev.prunella.app.reach;

import org.jspecify.annotations.NullMarked;
