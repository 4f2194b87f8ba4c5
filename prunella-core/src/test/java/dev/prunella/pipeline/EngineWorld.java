package dev.prunella.pipeline;

import dev.prunella.refs.Lake;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A lake and an engine over it, as {@link EngineSpec} needs them; the spec knows neither files nor
 * tables of any make.
 */
public interface EngineWorld extends AutoCloseable {

  Engine engine();

  Lake lake();

  /**
   * What a SELECT over the tables of a branch gives: a row a text, its values as SQL casts them to
   * text, between bars; {@code null} for NULL. Timestamps are shown in UTC.
   */
  List<String> rows(String branch, String select);

  /** The columns with their types as the engine's SQL writes them: {@code id INTEGER}. */
  List<String> columns(String branch, String table);

  /** What makes a column the same column whatever its name, by its present name. */
  Map<String, Integer> columnIds(String branch, String table);

  /** The names of the files that hold the table's rows now. */
  Set<String> files(String branch, String table);

  /** What a table's newest state says about how it came about. */
  Map<String, String> summary(String branch, String table);

  /** A file with this content, outside of the lake. */
  String file(String name, byte[] content) throws IOException;

  @Override
  void close() throws Exception;
}
