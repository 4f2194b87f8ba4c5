#!/usr/bin/env bash
# The engine's specs once more, each step in a process of its own: `verify` leaves them out, because each starts a JVM.
set -euo pipefail

./mvnw -B -ntp -pl prunella-local -am test -Dtest='ChildEngine*' -Dsurefire.failIfNoSpecifiedTests=false \
  -Dtest.groups=processes -Dtest.excludedGroups=none
