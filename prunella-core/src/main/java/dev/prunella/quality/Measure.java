package dev.prunella.quality;

import dev.prunella.pipeline.Transformation;
import java.util.List;
import java.util.Optional;

/**
 * One number of an interval's statistics that is compared with the same number of earlier ones.
 *
 * @param subject what the measure is about within its aspect; measures of one aspect and subject
 *     are judged together
 * @param value never NaN
 * @param weight how many things a share is a share of, or a median the middle of; 0 for others
 * @param least differences smaller than this are nothing, in units of the scale
 * @param unit the deviation of the single values behind it; 0 where there are none. History without
 *     any spread of its own is measured by a tenth of it
 */
record Measure(
    Aspect aspect,
    String subject,
    List<String> columns,
    Optional<Transformation.Category> within,
    String statistic,
    Scale scale,
    double value,
    double weight,
    double least,
    double unit) {

  enum Scale {
    /** A size: compared by ratio where it is always positive, else by difference. */
    LEVEL,
    /** Compared by difference. */
    DIFFERENCE,
    /** A part of a whole, 0 to 1. */
    SHARE,
    /** Only more of it is suspicious. */
    DISTANCE
  }

  Measure {
    columns = List.copyOf(columns);
  }

  String cell() {
    return aspect + "|" + subject;
  }

  /** The same of another statistic of its subject; only the id of it means anything. */
  Measure withStatistic(String other) {
    return new Measure(aspect, subject, columns, within, other, scale, value, weight, least, unit);
  }

  String id() {
    return cell() + "|" + within.map(Object::toString).orElse("") + "|" + statistic;
  }
}
