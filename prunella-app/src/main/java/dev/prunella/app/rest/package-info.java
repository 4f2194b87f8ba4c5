/**
 * The lake as an Iceberg REST catalog, for Spark, Trino, Flink, PyIceberg and all others that speak
 * it.
 *
 * <p>{@link dev.prunella.app.rest.IcebergServer} is the door.
 */
@NullMarked
package dev.prunella.app.rest;

import org.jspecify.annotations.NullMarked;
