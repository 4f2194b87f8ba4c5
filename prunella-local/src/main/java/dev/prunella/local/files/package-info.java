/** What several adapters do to files and folders. */
@NullMarked
package dev.prunella.local.files;

import org.jspecify.annotations.NullMarked;
