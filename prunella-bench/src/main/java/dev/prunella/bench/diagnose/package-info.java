/** How often a diagnosis is right on systems that it never saw, beside plain baselines. */
@NullMarked
package dev.prunella.bench.diagnose;

import org.jspecify.annotations.NullMarked;
