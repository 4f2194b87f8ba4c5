/** The desk of an agent over the Model Context Protocol: standard streams, and HTTP. */
@NullMarked
package dev.prunella.app.mcp;

import org.jspecify.annotations.NullMarked;
