/** What people do by the server, whether by a page or by a program. */
@NullMarked
package dev.prunella.app.steer;

import org.jspecify.annotations.NullMarked;
