package dev.prunella.app.rest;

import dev.prunella.local.iceberg.LakeCatalogs;
import dev.prunella.local.iceberg.LocalFileIO;
import dev.prunella.refs.Lake;
import dev.prunella.refs.Limits;
import dev.prunella.refs.MemoryRefStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** Serves a lake in memory to Iceberg's compatibility kit, until the process is ended. */
public final class KitServer {
  private KitServer() {}

  /**
   * Serves until the process is ended.
   *
   * @param args the directory for files, and the port
   */
  public static void main(String... args) throws InterruptedException {
    var lake = new Lake(new MemoryRefStore(), Clock.systemUTC(), Limits.DEFAULT);
    lake.init();
    lake.createBranch("kit/refused", lake.head("main"), "the kit");
    var catalogs =
        new LakeCatalogs(lake, new LocalFileIO(), Path.of(args[0]).toAbsolutePath().toString())
            .allowing(List.of("/tmp"));
    try (var server =
        IcebergServer.start(catalogs, ServerConfig.loopback(Integer.parseInt(args[1])))) {
      System.out.println(server.uri());
      Thread.currentThread().join();
    }
  }
}
