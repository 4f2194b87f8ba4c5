package dev.prunella.app.people;

import dev.prunella.app.project.PeopleSettings;
import dev.prunella.app.project.PeopleSettings.Declared;
import dev.prunella.app.project.PeopleSettings.Way;
import dev.prunella.people.Channel;
import dev.prunella.people.Delivery.Route;
import dev.prunella.refs.Stars;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Which channel reaches whom. The inbox, {@code prunella questions}, is there for everybody. */
record Ways(PeopleSettings settings, Predicate<Declared> gone) {
  static final String INBOX = "inbox";
  private static final Pattern ADDRESS = Pattern.compile("[^@\\s<>,;\"]+@[^@\\s<>,;\"]+");

  /**
   * By which channel somebody is reached: the first of the file that is for them.
   *
   * @param support an address for those who have none of their own
   */
  Route of(String who, Optional<String> support) {
    for (var channel : settings.channels()) {
      if (gone.test(channel)
          || channel.reaches().stream().noneMatch(glob -> Stars.fit(glob, who))) {
        continue;
      }
      switch (channel.way()) {
        case Way.Webhook _ -> {
          return new Route(channel.name(), who);
        }
        case Way.Smtp _ -> {
          var address = Optional.of(who).filter(Ways::isAddress).or(() -> support);
          if (address.isPresent()) {
            return new Route(channel.name(), address.get());
          }
        }
      }
    }
    return new Route(INBOX, who);
  }

  static boolean isAddress(String who) {
    return ADDRESS.matcher(who).matches();
  }

  /** Who looks for it finds it there: nothing is to be sent. */
  static final class Inbox implements Channel {
    @Override
    public boolean reaches(String address) {
      return true;
    }

    @Override
    public Outcome deliver(dev.prunella.people.Message message) {
      return new Outcome.Taken();
    }

    @Override
    public void close() {}
  }
}
