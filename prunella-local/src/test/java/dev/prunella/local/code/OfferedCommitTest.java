package dev.prunella.local.code;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.local.code.OfferedCommit.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.Status;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is offered to somebody's repository, who sees nothing of it but a branch. */
class OfferedCommitTest {
  private static final Instant AT = Instant.parse("2026-11-22T06:00:00Z");
  private static final String BRANCH = "prunella/inc-7-orders-window";

  @TempDir Path workTree = Path.of("");
  private Path project = workTree;

  @BeforeEach
  void work() throws IOException {
    project = Files.createDirectories(workTree.resolve("pipelines/shop"));
    Files.createDirectories(project.resolve("knowledge"));
    Files.writeString(workTree.resolve("README.md"), "all of ours\n");
    Files.writeString(project.resolve("prunella.yaml"), "name: shop\n");
  }

  private static OfferedCommit offer(String path, String branch, String author) {
    return new OfferedCommit(path, "what lea said\n", branch, author, AT, "Remember it\n");
  }

  private static OfferedCommit offer() {
    return offer("knowledge/window.md", BRANCH, "lea@shop.example");
  }

  @Test
  void itIsOneCommitUponWhatIsCheckedOutAndNothingElseMoves() throws Exception {
    var head = CodeProject.commit(workTree, "first");
    // Work in progress: one change staged, one not, and the file itself as it lies there.
    Files.writeString(project.resolve("staged.sql"), "select 1");
    try (var git = Git.open(workTree.toFile())) {
      git.add().addFilepattern("pipelines/shop/staged.sql").call();
    }
    Files.writeString(project.resolve("prunella.yaml"), "name: shop2\n");
    Files.writeString(project.resolve("knowledge/window.md"), "what lea said\n");
    var index = Files.readAllBytes(workTree.resolve(".git/index"));
    var config = Files.readAllBytes(workTree.resolve(".git/config"));

    var made = (Outcome.Made) offer().to(project);

    assertThat(made.branch()).isEqualTo(BRANCH);
    assertThat(Files.readAllBytes(workTree.resolve(".git/index"))).isEqualTo(index);
    assertThat(Files.readAllBytes(workTree.resolve(".git/config"))).isEqualTo(config);
    assertThat(Files.readString(project.resolve("prunella.yaml"))).isEqualTo("name: shop2\n");
    try (var git = Git.open(workTree.toFile());
        var commits = new RevWalk(git.getRepository())) {
      var repository = git.getRepository();
      assertThat(repository.getFullBranch()).isEqualTo("refs/heads/work");
      assertThat(repository.resolve("refs/heads/work")).isEqualTo(ObjectId.fromString(head));
      var commit = commits.parseCommit(repository.resolve(BRANCH));
      assertThat(commit.name()).isEqualTo(made.commit());
      assertThat(commit.getParent(0).name()).isEqualTo(head);
      assertThat(commit.getFullMessage()).isEqualTo("Remember it\n");
      assertThat(commit.getAuthorIdent().getEmailAddress()).isEqualTo("lea@shop.example");
      assertThat(commit.getAuthorIdent().getWhenAsInstant()).isEqualTo(AT);
      assertThat(commit.getCommitterIdent().getName()).isEqualTo("Prunella");
      try (var walk = new TreeWalk(repository)) {
        walk.addTree(commits.parseCommit(commit.getParent(0)).getTree());
        walk.addTree(commit.getTree());
        walk.setRecursive(true);
        walk.setFilter(org.eclipse.jgit.treewalk.filter.TreeFilter.ANY_DIFF);
        assertThat(walk.next()).isTrue();
        assertThat(walk.getPathString()).isEqualTo("pipelines/shop/knowledge/window.md");
        assertThat(repository.open(walk.getObjectId(1)).getBytes())
            .isEqualTo("what lea said\n".getBytes(StandardCharsets.UTF_8));
        assertThat(walk.next()).as("nothing of the work in progress is in it").isFalse();
      }
      Status status = git.status().call();
      assertThat(status.getAdded()).containsExactly("pipelines/shop/staged.sql");
      assertThat(status.getModified()).containsExactly("pipelines/shop/prunella.yaml");
    }
  }

  @Test
  void aBranchThatIsThereIsNotMovedAndAFileThatIsThereNotReplaced() throws Exception {
    Files.writeString(project.resolve("knowledge/known.md"), "known\n");
    CodeProject.commit(workTree, "first");
    var first = (Outcome.Made) offer().to(project);

    var second = offer("knowledge/other.md", BRANCH, "ben").to(project);
    var third = offer("knowledge/known.md", "prunella/known", "ben").to(project);

    assertThat(second).asString().contains("there is a branch " + BRANCH + " already");
    assertThat(third).asString().contains("has pipelines/shop/knowledge/known.md already");
    try (var git = Git.open(workTree.toFile())) {
      assertThat(git.getRepository().resolve(BRANCH))
          .isEqualTo(ObjectId.fromString(first.commit()));
      assertThat(git.getRepository().resolve("prunella/known")).isNull();
    }
  }

  @Test
  void whereThereIsNothingToBuildOnNothingIsMade() throws Exception {
    assertThat(offer().to(project)).isInstanceOf(Outcome.NoRepository.class);
    Git.init().setDirectory(workTree.toFile()).call().close();
    assertThat(offer().to(project)).asString().contains("no commit yet");
    CodeProject.commit(workTree, "first");
    assertThat(offer("knowledge/a.md", "prunella/..", "ben").to(project))
        .asString()
        .contains("is no name for a branch");
    Files.writeString(workTree.resolve(".git/HEAD"), "nonsense");
    assertThat(offer().to(project)).isInstanceOf(Outcome.NotMade.class);
  }

  @Test
  void aNameThatTriesToBeMoreThanAnAuthorIsAnAuthor() throws Exception {
    CodeProject.commit(workTree, "first");
    var who = "eve\ncommitter root <root@x> 0 +0000\nparent 00 <a@b>";

    var made = (Outcome.Made) offer("knowledge/a.md", BRANCH, who).to(project);

    try (var git = Git.open(workTree.toFile());
        var commits = new RevWalk(git.getRepository())) {
      var commit = commits.parseCommit(git.getRepository().resolve(made.commit()));
      assertThat(commit.getParentCount()).isEqualTo(1);
      assertThat(commit.getCommitterIdent().getName()).isEqualTo("Prunella");
      assertThat(commit.getAuthorIdent().getWhenAsInstant()).isEqualTo(AT);
    }
  }
}
