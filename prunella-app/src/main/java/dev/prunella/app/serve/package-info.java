/**
 * One HTTP server for all that is served: a table of routes, each with the least role that may use
 * it, and a front before them that nothing gets around. What the routes do is other packages'.
 */
@NullMarked
package dev.prunella.app.serve;

import org.jspecify.annotations.NullMarked;
