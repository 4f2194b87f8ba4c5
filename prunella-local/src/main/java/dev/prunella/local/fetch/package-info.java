/**
 * Brings what sources have: files, rows of databases, answers of HTTP servers. Every byte is kept
 * before anybody reads it; secrets are resolved at the last moment and masked in whatever leaves;
 * what a server says is quoted as its words, and bounded.
 */
@NullMarked
package dev.prunella.local.fetch;

import org.jspecify.annotations.NullMarked;
