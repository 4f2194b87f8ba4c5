/**
 * Silent failures: the schema is the same, the values are wrong.
 *
 * <p>{@link dev.prunella.quality.Statistics} is the picture of one table interval; {@link
 * dev.prunella.quality.AnomalyDetector} judges it against the table's own history and names each
 * {@link dev.prunella.quality.Anomaly}; {@link dev.prunella.quality.Explainer} tests hypotheses on
 * the rows, through the port {@link dev.prunella.quality.Rows}, and gives an {@link
 * dev.prunella.quality.Explanation} or none.
 */
@NullMarked
package dev.prunella.quality;

import org.jspecify.annotations.NullMarked;
