/** Hears from other producers of lineage how their runs went: Airflow, Spark, dbt, Flink. */
@NullMarked
package dev.prunella.app.outside;

import org.jspecify.annotations.NullMarked;
