/** Runs of others, as they tell of them: Airflow's, Spark's, dbt's, Flink's. */
@NullMarked
package dev.prunella.outside;

import org.jspecify.annotations.NullMarked;
