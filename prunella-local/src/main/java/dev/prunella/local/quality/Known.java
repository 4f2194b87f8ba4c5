package dev.prunella.local.quality;

import dev.prunella.quality.Outline;
import dev.prunella.quality.Outline.Usual;
import dev.prunella.quality.Statistics;
import dev.prunella.quality.Statistics.ColumnStatistics;
import dev.prunella.quality.Statistics.UsualStatistics;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of an interval before values are changed in some of its columns: of the others it
 * stays so.
 *
 * @param before of the same rows, all of them
 */
record Known(Statistics before, Set<String> changed) {

  Optional<ColumnStatistics> column(Outline.Column column) {
    return changed.contains(column.name()) ? Optional.empty() : before.column(column.name());
  }

  Optional<UsualStatistics> usual(Usual.OfNumber usual) {
    boolean stays =
        !changed.contains(usual.key())
            && usual.quantity().columns().stream().noneMatch(changed::contains);
    return stays ? Optional.ofNullable(before.usuals().get(usual.toString())) : Optional.empty();
  }
}
