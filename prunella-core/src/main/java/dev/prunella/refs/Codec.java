package dev.prunella.refs;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of commits and trie nodes. The first byte tells the shape and its version; a new
 * shape takes a new number, so that old objects stay readable and addresses never change.
 */
final class Codec {
  private static final int LEAF = 1;
  private static final int INNER = 2;
  private static final int COMMIT = 3;

  private Codec() {}

  static byte[] encode(EntryKey key) {
    var out = new ByteWriter();
    key(out, key);
    return out.toBytes();
  }

  static byte[] encode(Node node) {
    var out = new ByteWriter();
    switch (node) {
      case Node.Leaf leaf -> {
        out.u8(LEAF).i32(leaf.entries().size());
        leaf.entries()
            .forEach(
                (key, entry) -> {
                  key(out, key);
                  entry(out, entry);
                });
      }
      case Node.Inner inner -> {
        out.u8(INNER).i32(inner.count());
        int mask = 0;
        for (int i = 0; i < Node.FANOUT; i++) {
          mask |= inner.child(i) == null ? 0 : 1 << i;
        }
        out.i32(mask);
        for (int i = 0; i < Node.FANOUT; i++) {
          var child = inner.child(i);
          if (child != null) {
            out.id(child);
          }
        }
      }
    }
    return out.toBytes();
  }

  /** All of a commit but its id, which is the address of these bytes. */
  static byte[] encode(Commit commit) {
    var out = new ByteWriter().u8(COMMIT).u8(commit.parents().size());
    commit.parents().forEach(p -> out.id(p.object()));
    return out.id(commit.root())
        .text(commit.code().orElse(""))
        .i64(commit.generation())
        .i64(ChronoUnit.MICROS.between(Instant.EPOCH, commit.at()))
        .text(commit.author())
        .text(commit.message())
        .toBytes();
  }

  /** Reads a node or a commit. */
  static Object decode(ObjectId id, byte[] bytes) {
    var in = ByteBuffer.wrap(bytes);
    try {
      var value =
          switch (in.get()) {
            case LEAF -> leaf(in);
            case INNER -> inner(in);
            case COMMIT -> commit(new CommitId(id), in);
            default -> throw damaged(id, null);
          };
      if (in.hasRemaining()) {
        throw damaged(id, null);
      }
      return value;
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw damaged(id, e);
    }
  }

  private static LakeException damaged(ObjectId id, @Nullable Exception cause) {
    return new LakeException(
        Problem.LAKE_DAMAGED, "object " + id.hex() + " of the lake cannot be read", cause);
  }

  private static Node.Leaf leaf(ByteBuffer in) {
    var entries = new TreeMap<EntryKey, Entry>();
    for (int i = in.getInt(); i > 0; i--) {
      entries.put(key(in), entry(in));
    }
    return new Node.Leaf(entries);
  }

  private static Node.Inner inner(ByteBuffer in) {
    int count = in.getInt();
    int mask = in.getInt();
    var children = Node.Inner.noChildren();
    for (int i = 0; i < Node.FANOUT; i++) {
      if ((mask & 1 << i) != 0) {
        children[i] = id(in);
      }
    }
    return new Node.Inner(children, count);
  }

  private static Commit commit(CommitId id, ByteBuffer in) {
    var parents = new ArrayList<CommitId>();
    for (int i = in.get(); i > 0; i--) {
      parents.add(new CommitId(id(in)));
    }
    var root = id(in);
    var code = Optional.of(text(in)).filter(c -> !c.isEmpty());
    long generation = in.getLong();
    var at = Instant.EPOCH.plus(in.getLong(), ChronoUnit.MICROS);
    return new Commit(id, parents, root, code, generation, at, text(in), text(in));
  }

  private static void key(ByteWriter out, EntryKey key) {
    out.u8(key.kind() == EntryKey.Kind.NAMESPACE ? 0 : 1).i32(key.path().size());
    key.path().forEach(out::text);
  }

  private static EntryKey key(ByteBuffer in) {
    var kind =
        switch (in.get()) {
          case 0 -> EntryKey.Kind.NAMESPACE;
          case 1 -> EntryKey.Kind.RELATION;
          default -> throw new IllegalArgumentException("unknown kind of entry");
        };
    List<String> path = new ArrayList<>();
    for (int i = in.getInt(); i > 0; i--) {
      path.add(text(in));
    }
    return new EntryKey(kind, path);
  }

  private static void entry(ByteWriter out, Entry entry) {
    switch (entry) {
      case Entry.Table(String uuid, String location) -> out.u8(1).text(uuid).text(location);
      case Entry.View(String uuid, String location) -> out.u8(2).text(uuid).text(location);
      case Entry.Namespace(var properties) -> {
        out.u8(3).i32(properties.size());
        properties.forEach((name, value) -> out.text(name).text(value));
      }
    }
  }

  private static Entry entry(ByteBuffer in) {
    return switch (in.get()) {
      case 1 -> new Entry.Table(text(in), text(in));
      case 2 -> new Entry.View(text(in), text(in));
      case 3 -> {
        var properties = new TreeMap<String, String>();
        for (int i = in.getInt(); i > 0; i--) {
          properties.put(text(in), text(in));
        }
        yield new Entry.Namespace(properties);
      }
      default -> throw new IllegalArgumentException("unknown kind of entry");
    };
  }

  private static ObjectId id(ByteBuffer in) {
    return new ObjectId(in.getLong(), in.getLong(), in.getLong(), in.getLong());
  }

  private static String text(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("text longer than its object");
    }
    var bytes = new byte[length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
