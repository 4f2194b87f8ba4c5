package dev.prunella.local.iceberg;

import dev.prunella.refs.Lake;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import dev.prunella.refs.Ref;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;

/**
 * Iceberg catalogs over a lake, one for each branch. A catalog costs nothing to make and holds no
 * state worth keeping. Thread-safe.
 */
public final class LakeCatalogs {
  private static final String SOMEBODY = "somebody";

  private final Lake lake;
  private final LakeFiles files;

  /**
   * @param io where files lie; stays the caller's to close
   * @param warehouse the directory below which all files of the lake lie
   */
  public LakeCatalogs(Lake lake, FileIO io, String warehouse) {
    this(lake, new LakeFiles(io, new Locations(warehouse, List.of()), new MetadataCache()));
  }

  private LakeCatalogs(Lake lake, LakeFiles files) {
    this.lake = lake;
    this.files = files;
  }

  /** The same, with further directories in which clients may place tables. */
  public LakeCatalogs allowing(List<String> directories) {
    return new LakeCatalogs(
        lake, new LakeFiles(files.io(), new Locations(warehouse(), directories), files.cache()));
  }

  public Lake lake() {
    return lake;
  }

  public FileIO io() {
    return files.io();
  }

  public String warehouse() {
    return files.locations().warehouse();
  }

  /**
   * What a table's metadata file says; remembered, for a table of a thousand snapshots has a
   * megabyte of it. Fails, as Iceberg's own reader does, when the file is not there any more.
   */
  public TableMetadata metadata(String location) {
    var file = files.io().newInputFile(location);
    if (!file.exists()) {
      throw new NotFoundException("Failed to open input stream for file: %s", location);
    }
    return files.cache().get(location, () -> TableMetadataParser.read(file));
  }

  /** {@link #branch(String, String)} for a writer whose name is not known. */
  public LakeCatalog branch(String branch) {
    return branch(branch, SOMEBODY);
  }

  /**
   * A branch to read and to write.
   *
   * @param author who is named in the lake's log
   */
  public LakeCatalog branch(String branch, String author) {
    return branch(branch, author, Optional.empty());
  }

  /**
   * The same, for one change whose reason is known.
   *
   * @param why what the lake's log shall say, instead of what Iceberg did
   */
  public LakeCatalog branch(String branch, String author, Optional<String> why) {
    return branch(branch, author, why, false);
  }

  /**
   * A branch for one change that is one commit of the lake: a table that is created brings the
   * namespaces along that it stands in.
   */
  public LakeCatalog forOneCommit(String branch, String author, String why) {
    return branch(branch, author, Optional.of(why), true);
  }

  private LakeCatalog branch(
      String branch, String author, Optional<String> why, boolean makesNamespaces) {
    if (lake.ref(branch).kind() == Ref.Kind.TAG) {
      throw new LakeException(
          Problem.BAD_REQUEST, "'" + branch + "' is a tag, and a tag stays put");
    }
    return new LakeCatalog(new Viewpoint.Branch(lake, branch, author, why, makesNamespaces), files);
  }

  /** The lake as it was: a tag, a commit, {@code main~3}, a time. Nothing can be written to it. */
  public LakeCatalog at(String revision) {
    return new LakeCatalog(new Viewpoint.Fixed(lake, revision, lake.resolve(revision)), files);
  }

  /** The branch of that name, where there is one; else what the revision means, to be read. */
  public LakeCatalog branchOrRevision(String name, String author) {
    Optional<Ref> branch = lake.store().ref(name).filter(ref -> ref.kind() == Ref.Kind.BRANCH);
    return branch.isPresent() ? branch(name, author) : at(name);
  }
}
