/**
 * Diagnosis from texts and files: the known failures it learns from, bounded reading of logs, dbt's
 * results.
 */
@NullMarked
package dev.prunella.app.diagnose;

import org.jspecify.annotations.NullMarked;
