# Sourced by prunella in a source checkout, never run by itself.
#
#   ensure_built      builds what is missing or stale; wants root, home and JDK_HOME
#
# Several launchers may stand here at once: one builds under a lock, the others wait for it. The lock is a symbolic link
# whose target is its owner's process id: made and filled in one step, so there is never a lock without an owner. It
# lies outside target/ so that a `mvnw clean` does not take it away.

build_lock=$root/.mvn/build.lock
build_log=$home/build.log
build_stamp=$home/built
build_maven=''
build_patience=900 # seconds to wait for another launcher

say() {
  echo "prunella: $*" >&2
}

# Whether the jars are newer than every source. Folders count too: one is newer when a file in it was deleted.
is_fresh() {
  [ -f "$home/lib/prunella.jar" ] && [ -f "$build_stamp" ] || return 1
  build_change=$(find "$root/pom.xml" "$root"/*/pom.xml "$root"/*/src/main -newer "$build_stamp" -print -quit 2>/dev/null) &&
    [ -z "$build_change" ]
}

ensure_built() {
  is_fresh && return 0
  mkdir -p "$home" || exit 1
  trap 'give_up' INT TERM HUP
  take_lock
  is_fresh || build
  rm -f "$build_lock"
  trap - INT TERM HUP
}

give_up() {
  if [ -n "$build_maven" ]; then # it must be gone before the lock is: the next launcher writes to the same files
    kill "$build_maven" 2>/dev/null
    wait "$build_maven" 2>/dev/null
    mark_unchecked
  fi
  [ "$(readlink "$build_lock" 2>/dev/null)" != "$$" ] || rm -f "$build_lock"
  [ ! -t 2 ] || echo >&2
  say "stopped before the build was done"
  exit 130
}

take_lock() {
  build_waited=0
  until ln -s "$$" "$build_lock" 2>/dev/null; do
    build_owner=$(readlink "$build_lock" 2>/dev/null)
    if [ -z "$build_owner" ] && [ ! -w "$root/.mvn" ]; then
      say "cannot build: $root/.mvn is not writable"
      exit 1
    fi
    [ -z "$build_owner" ] || is_alive "$build_owner" || break_lock "$build_owner"
    [ "$build_waited" -ne 2 ] || say "waiting for process ${build_owner:-unknown}, which is building"
    if [ "$build_waited" -ge "$build_patience" ]; then
      say "waited $build_patience s for process ${build_owner:-unknown} to build;" \
        "if it is no Prunella build, delete $build_lock and $build_lock.break, and try again"
      exit 1
    fi
    build_waited=$((build_waited + 1))
    [ ! -L "$build_lock" ] || sleep 1
  done
}

# Another user's process answers no signal, so /proc is asked too. Our own id in an old lock is a reused one.
is_alive() {
  [ "$1" != "$$" ] && { kill -0 "$1" 2>/dev/null || [ -d "/proc/$1" ]; }
}

# Removes the lock of a dead owner. Without the second lock, two launchers could both see the dead owner, and the slower
# one would remove the lock that the quicker one had just taken.
break_lock() {
  mkdir "$build_lock.break" 2>/dev/null || return 0
  [ "$(readlink "$build_lock" 2>/dev/null)" != "$1" ] || rm -f "$build_lock"
  rmdir "$build_lock.break"
}

# Says of each module, before a build, that its classes may be ones in which nobody has looked for mistakes: whatever
# becomes of the build, mvnw then compiles them again.
suspect_all() {
  for build_pom in "$root"/*/pom.xml; do
    mkdir -p "${build_pom%/*}/target" && : >"${build_pom%/*}/target/suspect"
  done
}

# The same, after a build, of those modules of which classes were made by it.
mark_unchecked() {
  for build_suspect in "$root"/*/target/suspect; do
    [ -f "$build_suspect" ] || continue
    build_module=${build_suspect%/*}
    if [ -n "$(find "$build_module/classes" -name '*.class' -newer "$build_stamp.new" -print -quit 2>/dev/null)" ]; then
      mv -f "$build_suspect" "$build_module/unchecked"
    else
      rm -f "$build_suspect"
    fi
  done
}

build() {
  if [ -f "$home/lib/prunella.jar" ]; then
    build_words="prunella: sources changed, building"
  else
    build_words="prunella: building, the first time takes about a minute"
  fi
  # The stamp bears the time at which the build began: what is edited meanwhile is stale again.
  : >"$build_stamp.new"
  suspect_all
  build_began=$(date +%s)
  [ -t 2 ] || echo "$build_words ..." >&2
  # maven.test.skip leaves the tests uncompiled; see the profile of that name in prunella-local/pom.xml. To look for
  # mistakes takes the compiler six times as long: mvnw does that, whoever only wants to start need not wait for it.
  (cd "$root" && exec ./mvnw -q -B -ntp -Dmaven.test.skip=true -Dspotless.check.skip=true -Dcompiler.checks=-XDunchecked \
    package) \
    >"$build_log" 2>&1 </dev/null &
  build_maven=$!
  build_shown=0
  while kill -0 "$build_maven" 2>/dev/null; do
    build_seconds=$(($(date +%s) - build_began))
    if [ -t 2 ]; then
      printf '\r%s ... %d s ' "$build_words" "$build_seconds" >&2
    elif [ "$build_seconds" -ge $((build_shown + 15)) ]; then
      build_shown=$build_seconds
      echo "$build_words ... $build_seconds s" >&2
    fi
    sleep 1
  done
  if wait "$build_maven"; then build_result=0; else build_result=$?; fi
  build_maven=''
  mark_unchecked
  build_seconds=$(($(date +%s) - build_began))
  [ ! -t 2 ] || printf '\r' >&2
  if [ "$build_result" -ne 0 ] || [ ! -f "$home/lib/prunella.jar" ]; then
    say "the build failed after $build_seconds s; the end of $build_log:                "
    tail -n 30 "$build_log" >&2
    rm -f "$build_lock"
    exit 1
  fi
  echo "$build_words ... done in $build_seconds s" >&2
  rm -f "$home"/lib/*.aot
  mv "$build_stamp.new" "$build_stamp"
}
