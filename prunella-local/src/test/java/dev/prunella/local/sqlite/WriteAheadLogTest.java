package dev.prunella.local.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteAheadLogTest {
  /** With two, one in fourteen is told that the file is locked where none tries again. */
  private static final int AT_ONCE = 2;

  @TempDir Path folder = Path.of("");

  @Test
  void manyWhoSetItAtOnceAllGetIt() throws Exception {
    try (var pool = Executors.newFixedThreadPool(AT_ONCE)) {
      for (int round = 0; round < 100; round++) {
        var url = "jdbc:sqlite:" + folder.resolve(round + ".db");
        var start = new CyclicBarrier(AT_ONCE);
        var all = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < AT_ONCE; i++) {
          all.add(() -> setAndWrite(url, start));
        }
        for (var one : pool.invokeAll(all, 60, TimeUnit.SECONDS)) {
          assertThat(one.get()).isTrue();
        }
      }
    }
  }

  @Test
  void memoryHasNone() throws Exception {
    try (var file = DriverManager.getConnection("jdbc:sqlite::memory:")) {
      assertThat(WriteAheadLog.use(file)).isFalse();
    }
  }

  private static boolean setAndWrite(String url, CyclicBarrier start) throws Exception {
    start.await(30, TimeUnit.SECONDS);
    try (var file = DriverManager.getConnection(url);
        var statement = file.createStatement()) {
      boolean set = WriteAheadLog.use(file);
      statement.execute("CREATE TABLE IF NOT EXISTS t (a)");
      return set;
    }
  }
}
