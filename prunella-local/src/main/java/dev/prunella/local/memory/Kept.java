package dev.prunella.local.memory;

import dev.prunella.incident.ErrorCode;
import dev.prunella.incident.FailureFeatures;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.Signature;
import dev.prunella.memory.Ranking.Circumstances;
import dev.prunella.memory.Ranking.Standing;
import dev.prunella.refs.TableName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.util.BytesRef;

/**
 * What is kept of one text of a case beside its terms, so that ranking needs no journal: words,
 * causes, and where it was.
 *
 * @param signature hash of the text's signature
 */
record Kept(
    IncidentId id,
    String signature,
    Map<String, Integer> words,
    Map<String, Double> causes,
    Circumstances circumstances) {

  byte[] bytes() {
    var bytes = new ByteArrayOutputStream(256);
    try (var out = new DataOutputStream(bytes)) {
      out.writeLong(id.number());
      out.writeUTF(signature);
      out.writeShort(words.size());
      for (var word : words.entrySet()) {
        out.writeUTF(word.getKey());
        out.writeShort(Math.min(word.getValue(), Short.MAX_VALUE));
      }
      out.writeShort(causes.size());
      for (var cause : causes.entrySet()) {
        out.writeUTF(cause.getKey());
        out.writeFloat(cause.getValue().floatValue());
      }
      out.writeShort(circumstances.tables().size());
      for (var table : circumstances.tables()) {
        out.writeUTF(table.toString());
      }
      out.writeUTF(circumstances.pipeline());
      out.writeShort(circumstances.codes().size());
      for (var code : circumstances.codes()) {
        out.writeUTF(code.system());
        out.writeUTF(code.code());
      }
      out.writeUTF(circumstances.standing().name());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static Kept read(BytesRef ref) throws IOException {
    try (var in =
        new DataInputStream(new ByteArrayInputStream(ref.bytes, ref.offset, ref.length))) {
      var id = new IncidentId(in.readLong());
      var signature = in.readUTF();
      var words = new HashMap<String, Integer>();
      for (int n = in.readShort(); n > 0; n--) {
        words.put(in.readUTF(), (int) in.readShort());
      }
      var causes = new HashMap<String, Double>();
      for (int n = in.readShort(); n > 0; n--) {
        causes.put(in.readUTF(), (double) in.readFloat());
      }
      var tables = new LinkedHashSet<TableName>();
      for (int n = in.readShort(); n > 0; n--) {
        tables.add(TableName.parse(in.readUTF()));
      }
      var pipeline = in.readUTF();
      Set<ErrorCode> codes = new LinkedHashSet<>();
      for (int n = in.readShort(); n > 0; n--) {
        codes.add(new ErrorCode(in.readUTF(), in.readUTF()));
      }
      return new Kept(
          id,
          signature,
          words,
          causes,
          new Circumstances(tables, pipeline, codes, Standing.valueOf(in.readUTF())));
    } catch (IllegalArgumentException e) {
      throw new IOException("what is kept of a case cannot be read: " + e.getMessage(), e);
    }
  }

  /** As it is compared: of its signature only whether it is equal is known. */
  FailureFeatures features() {
    return new FailureFeatures(new Signature(signature), words, causes);
  }
}
