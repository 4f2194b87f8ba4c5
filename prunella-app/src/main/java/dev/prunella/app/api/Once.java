package dev.prunella.app.api;

import dev.prunella.app.serve.Answer;
import dev.prunella.app.serve.Refusal;
import dev.prunella.app.serve.Request;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Does once what is sent again with the same {@code Idempotency-Key}, and answers the same. Kept in
 * memory, for the newest thousand keys; what was refused may be sent again. Thread-safe.
 */
final class Once {
  private static final int MOST = 1000;
  private static final int LONGEST = 200;

  /** By who and key: what was sent, and what was answered when it was done. */
  private record Done(String sent, Optional<Answer> answer) {}

  private final Map<String, Done> done =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Done> eldest) {
          return size() > MOST;
        }
      };

  /**
   * Does it, or answers as when it was done.
   *
   * @param sent all that is asked for, so that a key is not used for something else
   */
  Answer once(Request request, String sent, Supplier<Answer> work) {
    var key = request.header("Idempotency-Key");
    if (key.isEmpty()) {
      return work.get();
    }
    if (key.get().isBlank() || key.get().length() > LONGEST) {
      throw new Refusal(400, "bad-key", "an Idempotency-Key has 1 to " + LONGEST + " characters");
    }
    var owned = request.who().name() + "\n" + key.get();
    var before = begin(owned, sent);
    if (before.isPresent()) {
      return before.get();
    }
    try {
      var answer = work.get();
      end(owned, Optional.of(new Done(sent, Optional.of(answer))));
      return answer;
    } catch (RuntimeException e) {
      end(owned, Optional.empty());
      throw e;
    }
  }

  private synchronized Optional<Answer> begin(String owned, String sent) {
    var before = done.get(owned);
    if (before == null) {
      done.put(owned, new Done(sent, Optional.empty()));
      return Optional.empty();
    }
    if (!before.sent().equals(sent)) {
      throw new Refusal(
          422, "key-reused", "that Idempotency-Key was used for something else; take a new one");
    }
    return Optional.of(
        before
            .answer()
            .orElseThrow(() -> new Refusal(409, "at-work", "the same is being done just now")));
  }

  private synchronized void end(String owned, Optional<Done> result) {
    result.ifPresentOrElse(r -> done.put(owned, r), () -> done.remove(owned));
  }
}
