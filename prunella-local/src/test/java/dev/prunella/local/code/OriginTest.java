package dev.prunella.local.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the user's git repository says of a tree, whatever state it is in. */
class OriginTest {
  @TempDir Path repository = Path.of("");
  private CodeProject project = new CodeProject(Path.of(""));

  @BeforeEach
  void make() {
    project = new CodeProject(repository.resolve("etl/shop"));
    project
        .with("prunella.yaml", "name: shop\n")
        .with("models/a.sql", "select 1\n")
        .with(".gitignore", ".prunella/\n*.log\n");
    new CodeProject(repository).with("README", "about\n");
  }

  @Test
  void committedCodeIsClean() throws Exception {
    var commit = CodeProject.commit(repository, "first");
    assertThat(project.snapshot().origin())
        .isEqualTo(new Origin.Clean(commit, Optional.of("work")));
    new CodeProject(repository).with("README", "not the project's business\n");
    project.with("run.log", "ignored");
    assertThat(project.snapshot().origin()).isInstanceOf(Origin.Clean.class);
  }

  @Test
  void dataBesideTheCodeAreNeitherKeptNorMakeItDirty() throws Exception {
    project.with("models/a.sql", "select 1").with("landing/day1.csv", "a\n1\n");
    CodeProject.commit(repository, "first");
    project.with("landing/day2.csv", "a\n2\n");
    try (var store = CodeStore.open(project.folder, project.gitFolder, new Models())) {
      var tree = store.snapshot();
      assertThat(tree.origin()).isInstanceOf(Origin.Clean.class);
      assertThat(store.read(tree.id()).list())
          .extracting(CodeFile::path)
          .containsExactly("models/a.sql");
      // What is given from elsewhere is no matter of the user's commit.
      var given = List.of(new GivenFile("made.json", project.folder.resolve("landing/day2.csv")));
      assertThat(store.snapshot(given).origin()).isInstanceOf(Origin.Clean.class);
      assertThat(store.snapshot(given).files()).isEqualTo(2);
      project.with("models/b.sql", "select 2");
      assertThat(store.snapshot().origin())
          .isInstanceOfSatisfying(
              Origin.Dirty.class,
              dirty -> assertThat(dirty.changed()).containsExactly("models/b.sql"));
    }
  }

  private static final class Models implements CodeScope {
    @Override
    public boolean holds(String path) {
      return path.startsWith("models/");
    }

    @Override
    public boolean reaches(String folder) {
      return folder.equals("models") || holds(folder);
    }
  }

  @Test
  void changedCodeIsDirtyAndNamed() throws Exception {
    project.with("gone.sql", "x");
    var commit = CodeProject.commit(repository, "first");
    project.with("models/a.sql", "select 2\n").with("models/new.sql", "x");
    Files.delete(project.folder.resolve("gone.sql"));
    assertThat(project.snapshot().origin())
        .isEqualTo(
            new Origin.Dirty(
                commit,
                Optional.of("work"),
                List.of("gone.sql", "models/a.sql", "models/new.sql")));
  }

  @Test
  void trackedFileBelongsToTheTreeWhateverTheRulesSay() throws Exception {
    project.with("forced.log", "x").with("node_modules/lib/x.sql", "x");
    try (var git = Git.init().setDirectory(repository.toFile()).call();
        var inserter = git.getRepository().newObjectInserter()) {
      var cache = git.getRepository().lockDirCache();
      var editor = cache.editor();
      var blob = inserter.insert(org.eclipse.jgit.lib.Constants.OBJ_BLOB, new byte[] {'x'});
      inserter.flush();
      for (var path : List.of("etl/shop/forced.log", "etl/shop/node_modules/lib/x.sql")) {
        editor.add(
            new org.eclipse.jgit.dircache.DirCacheEditor.PathEdit(path) {
              @Override
              public void apply(org.eclipse.jgit.dircache.DirCacheEntry entry) {
                entry.setFileMode(org.eclipse.jgit.lib.FileMode.REGULAR_FILE);
                entry.setObjectId(blob);
              }
            });
      }
      editor.commit();
    }
    CodeProject.commit(repository, "first");
    project.with("node_modules/other/y.sql", "x");
    var tree = project.snapshot();
    assertThat(tree.origin()).isInstanceOf(Origin.Clean.class);
    assertThat(project.paths(tree))
        .contains("forced.log", "node_modules/lib/x.sql")
        .doesNotContain("node_modules/other/y.sql");
  }

  @Test
  void repositoryIsNeverWrittenToNotEvenWhenItsIndexIsLocked() throws Exception {
    CodeProject.commit(repository, "first");
    Files.createFile(repository.resolve(".git/index.lock"));
    var before = CodeProject.everythingIn(repository.resolve(".git"));
    assertThat(project.snapshot().origin()).isInstanceOf(Origin.Clean.class);
    project.with("models/a.sql", "select 2\n");
    assertThat(project.snapshot().origin()).isInstanceOf(Origin.Dirty.class);
    assertThat(CodeProject.everythingIn(repository.resolve(".git"))).isEqualTo(before);
  }

  @Test
  void detachedHeadHasNoBranch() throws Exception {
    var commit = CodeProject.commit(repository, "first");
    Files.writeString(repository.resolve(".git/HEAD"), commit + "\n");
    assertThat(project.snapshot().origin()).isEqualTo(new Origin.Clean(commit, Optional.empty()));
  }

  @Test
  void linkedWorkTreeHasAHeadOfItsOwn() throws Exception {
    var first = CodeProject.commit(repository, "first");
    project.with("models/a.sql", "select 2\n");
    CodeProject.commit(repository, "second");
    // As 'git worktree add -b side' leaves it.
    var side = Files.createDirectory(repository.resolveSibling("side-" + repository.getFileName()));
    var admin = Files.createDirectories(repository.resolve(".git/worktrees/side"));
    Files.writeString(admin.resolve("HEAD"), "ref: refs/heads/side\n");
    Files.writeString(admin.resolve("commondir"), "../..\n");
    Files.writeString(admin.resolve("gitdir"), side.resolve(".git") + "\n");
    Files.writeString(repository.resolve(".git/refs/heads/side"), first + "\n");
    Files.writeString(side.resolve(".git"), "gitdir: " + admin + "\n");
    var there = new CodeProject(side.resolve("etl/shop"));
    there
        .with("prunella.yaml", "name: shop\n")
        .with("models/a.sql", "select 1\n")
        .with(".gitignore", ".prunella/\n*.log\n");
    assertThat(there.snapshot().origin()).isEqualTo(new Origin.Clean(first, Optional.of("side")));
    assertThat(project.snapshot().origin()).isInstanceOf(Origin.Clean.class);
  }

  @Test
  void submoduleIsNamedAndItsCommitIsPartOfTheTree() throws Exception {
    project.with("shared/macro.sql", "select 1\n");
    var inner = CodeProject.commit(project.folder.resolve("shared"), "inner");
    try (var git = Git.init().setDirectory(repository.toFile()).call()) {
      var cache = git.getRepository().lockDirCache();
      var editor = cache.editor();
      editor.add(
          new org.eclipse.jgit.dircache.DirCacheEditor.PathEdit("etl/shop/shared") {
            @Override
            public void apply(org.eclipse.jgit.dircache.DirCacheEntry entry) {
              entry.setFileMode(org.eclipse.jgit.lib.FileMode.GITLINK);
              entry.setObjectId(ObjectId.fromString(inner));
            }
          });
      editor.commit();
    }
    CodeProject.commit(repository, "outer");
    var tree = project.snapshot();
    assertThat(tree.origin()).isInstanceOf(Origin.Clean.class);
    assertThat(tree.leftOut())
        .containsExactly(new LeftOut("shared", LeftOut.Reason.OTHER_REPOSITORY));
    assertThat(project.paths(tree)).doesNotContain("shared", "shared/macro.sql");
    project.with("shared/macro.sql", "select 2\n");
    CodeProject.commit(project.folder.resolve("shared"), "moved on");
    assertThat(project.snapshot().origin())
        .isInstanceOfSatisfying(
            Origin.Dirty.class, d -> assertThat(d.changed()).containsExactly("shared"));
  }

  @Test
  void withoutAReadableCommitThereIsNoGitAndTheReasonIsSaid() throws Exception {
    var without = project.snapshot();
    assertThat(without.origin())
        .isEqualTo(new Origin.NoGit("the project lies in no git repository"));

    Git.init().setDirectory(repository.toFile()).call().close();
    assertNoGit(without, "no commit yet");

    CodeProject.commit(repository, "first");
    var head = repository.resolve(".git/HEAD");
    Files.writeString(head, "0123456789012345678901234567890123456789\n");
    assertNoGit(without, "cannot be read");
    Files.writeString(head, "garbage");
    assertNoGit(without, "");
    Files.writeString(repository.resolve(".git/config"), "[core\n?");
    assertNoGit(without, "");
  }

  @Test
  void foreignGitFilesAreNoGit() throws IOException {
    Files.writeString(repository.resolve(".git"), "gitdir: /nowhere/at/all\n");
    var tree = project.snapshot();
    assertThat(tree.origin()).isInstanceOf(Origin.NoGit.class);
    Files.writeString(repository.resolve(".git"), "not of git");
    assertNoGit(tree, "");
    Files.delete(repository.resolve(".git"));
    Files.createDirectory(repository.resolve(".git"));
    assertNoGit(tree, "");
  }

  @Test
  void rulesOfFoldersAboveCountUnlessTheyIgnoreTheProject() throws Exception {
    new CodeProject(repository).with(".gitignore", "/etl/shop/tmp_*\n");
    project.with("tmp_1.sql", "x");
    CodeProject.commit(repository, "first");
    assertThat(project.paths(project.snapshot())).doesNotContain("tmp_1.sql");
    new CodeProject(repository).with(".gitignore", "etl/\n");
    assertThat(project.paths(project.snapshot())).contains("tmp_1.sql", "models/a.sql");
  }

  private void assertNoGit(CodeTree expected, String why) {
    var tree = project.snapshot();
    assertThat(tree.id()).isEqualTo(expected.id());
    assertThat(tree.origin())
        .isInstanceOfSatisfying(Origin.NoGit.class, o -> assertThat(o.why()).contains(why));
  }
}
