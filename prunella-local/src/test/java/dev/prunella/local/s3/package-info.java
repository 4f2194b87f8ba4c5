/** Tables' files on S3 and on what speaks like it. */
@NullMarked
package dev.prunella.local.s3;

import org.jspecify.annotations.NullMarked;
