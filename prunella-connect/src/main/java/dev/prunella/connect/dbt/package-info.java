/**
 * dbt projects in place: {@link dev.prunella.connect.dbt.DbtManifest} is what dbt itself says about
 * a project, {@link dev.prunella.connect.dbt.DbtProject} makes a pipeline of it that runs without
 * dbt. What cannot run here is named, one by one, with the reason.
 */
@NullMarked
package dev.prunella.connect.dbt;

import org.jspecify.annotations.NullMarked;
