#!/usr/bin/env bash
# A person in front of a real browser: `verify` leaves this out where there is none.
set -euo pipefail

if [ ! -x /usr/bin/chromium ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core
fi
./mvnw -B -ntp -pl prunella-app -am test -Dtest=BrowserTest -Dsurefire.failIfNoSpecifiedTests=false
