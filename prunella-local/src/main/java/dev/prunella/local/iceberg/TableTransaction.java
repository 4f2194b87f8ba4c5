package dev.prunella.local.iceberg;

import dev.prunella.refs.CommitResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.RetryableValidationException;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.rest.requests.UpdateTableRequest;

/**
 * Changes several tables in one commit. All metadata files are written first and become visible
 * together; when somebody else was quicker, the requirements decide whether it is tried again.
 */
final class TableTransaction {
  private static final int TRIES = 5;

  private final LakeFiles files;
  private final Viewpoint viewpoint;

  TableTransaction(LakeFiles files, Viewpoint viewpoint) {
    this.files = files;
    this.viewpoint = viewpoint;
  }

  void commit(List<UpdateTableRequest> updates) {
    var names = updates.stream().map(UpdateTableRequest::identifier).toList();
    var distinct = new HashSet<TableIdentifier>();
    for (var name : names) {
      if (!distinct.add(name)) {
        throw new IllegalArgumentException("a transaction changes each table once: " + name);
      }
    }
    for (int tries = 0; tries < TRIES; tries++) {
      if (tryOnce(updates, Messages.ofMany(names))) {
        return;
      }
    }
    throw new CommitFailedException(
        "%s were changed by others %s times while a transaction was tried", names, TRIES);
  }

  private boolean tryOnce(List<UpdateTableRequest> updates, String message) {
    var drafts = new ArrayList<Draft>();
    CommitResult result;
    try {
      updates.forEach(update -> draft(update).ifPresent(drafts::add));
    } catch (RuntimeException e) {
      // Nothing has been asked of the lake yet.
      drafts.forEach(draft -> draft.discard(files));
      throw e;
    }
    try {
      result =
          viewpoint.commit(
              head -> {
                drafts.forEach(draft -> draft.requireNamespace(viewpoint.lake(), head));
                return drafts.stream().map(Draft::change).toList();
              },
              message);
    } catch (NoSuchNamespaceException e) {
      drafts.forEach(draft -> draft.discard(files));
      throw e;
    }
    return switch (result) {
      case CommitResult.Committed _ -> true;
      case CommitResult.Unknown(var commit, var reason) ->
          throw Draft.unknown(viewpoint.name(), commit, reason);
      case CommitResult.Conflict _ -> {
        drafts.forEach(draft -> draft.discard(files));
        yield false;
      }
    };
  }

  /** Nothing, where the updates change nothing. */
  private Optional<Draft> draft(UpdateTableRequest update) {
    var name = update.identifier();
    var table = new LakeTableOperations(files, viewpoint, name);
    var base = table.current();
    boolean create =
        update.requirements().stream()
            .anyMatch(UpdateRequirement.AssertTableDoesNotExist.class::isInstance);
    if (base == null && !create) {
      throw new NoSuchTableException("Table does not exist: %s", name);
    }
    update.requirements().forEach(requirement -> requirement.validate(base));
    var builder = base == null ? empty(update) : TableMetadata.buildFrom(base);
    try {
      update.updates().forEach(change -> change.applyTo(builder));
    } catch (RetryableValidationException e) {
      throw new CommitFailedException(e, "%s has changed: %s", name, e.getMessage());
    }
    var next = builder.build();
    return next.changes().isEmpty()
        ? Optional.empty()
        : Optional.of(table.draft(base, MetadataRules.admit(name.toString(), base, next)));
  }

  private static TableMetadata.Builder empty(UpdateTableRequest update) {
    return update.updates().stream()
        .filter(MetadataUpdate.UpgradeFormatVersion.class::isInstance)
        .map(MetadataUpdate.UpgradeFormatVersion.class::cast)
        .findFirst()
        .map(upgrade -> TableMetadata.buildFromEmpty(upgrade.formatVersion()))
        .orElseGet(TableMetadata::buildFromEmpty);
  }
}
