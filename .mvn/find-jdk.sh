# Sourced by mvnw and prunella, never run by itself.
#
#   find_jdk NAME MIN TOOL
#
# sets JDK_HOME and JDK_VERSION to a JDK of at least version MIN that has bin/TOOL (javac to build, java to run).
# It looks at JAVA_HOME, then the PATH, then PRUNELLA_JDK_FOLDERS: patterns of folders, separated by colons.
# Among the folders the oldest version that fits wins: it is the one this code was tested with.
# Where nothing fits it says so in one sentence, beginning with NAME, and returns 1.
#
# Versions are read from each JDK's `release` file: starting every java to ask it would cost more than our own start.

PRUNELLA_JDK_FOLDERS=${PRUNELLA_JDK_FOLDERS:-"/usr/lib/jvm/*:/opt/*:${HOME:-}/.sdkman/candidates/java/*:${HOME:-}/.jdks/*:/Library/Java/JavaVirtualMachines/*/Contents/Home"}

# jdk_version HOME: sets jdk_full and jdk_major; returns 1 where HOME holds no JDK.
jdk_version() {
  jdk_full='' jdk_major=''
  [ -r "$1/release" ] || return 1
  while IFS= read -r jdk_line || [ -n "$jdk_line" ]; do
    case $jdk_line in
      JAVA_VERSION=*)
        jdk_full=${jdk_line#JAVA_VERSION=}
        jdk_full=${jdk_full#\"}
        jdk_full=${jdk_full%%\"*}
        break
        ;;
    esac
  done <"$1/release"
  jdk_major=${jdk_full#1.} # Java 8 calls itself 1.8
  jdk_major=${jdk_major%%[!0-9]*}
  [ -n "$jdk_major" ]
}

# jdk_fits HOME MIN TOOL
jdk_fits() {
  [ -n "$1" ] && [ -x "$1/bin/$3" ] && jdk_version "$1" && [ "$jdk_major" -ge "$2" ]
}

# jdk_about HOME: a few words for the message that no JDK fits.
jdk_about() {
  if [ -z "$1" ]; then
    echo "not set"
  elif jdk_version "$1"; then
    echo "$1 is Java $jdk_full"
  else
    echo "$1 is no JDK"
  fi
}

find_jdk() {
  if jdk_fits "${JAVA_HOME:-}" "$2" "$3"; then
    JDK_HOME=$JAVA_HOME JDK_VERSION=$jdk_full
    return 0
  fi

  jdk_on_path=$(command -v "$3") && jdk_on_path=$(readlink -f "$jdk_on_path" 2>/dev/null) || jdk_on_path=''
  jdk_on_path=${jdk_on_path%/bin/*}
  if jdk_fits "$jdk_on_path" "$2" "$3"; then
    JDK_HOME=$jdk_on_path JDK_VERSION=$jdk_full
    return 0
  fi

  JDK_HOME='' JDK_VERSION='' jdk_best=''
  jdk_ifs=$IFS
  IFS=:
  for jdk_home in $PRUNELLA_JDK_FOLDERS; do # unquoted: split at the colons, then expand each pattern
    IFS=$jdk_ifs
    if jdk_fits "$jdk_home" "$2" "$3" && { [ -z "$jdk_best" ] || [ "$jdk_major" -lt "$jdk_best" ]; }; then
      JDK_HOME=$jdk_home JDK_VERSION=$jdk_full jdk_best=$jdk_major
    fi
  done
  IFS=$jdk_ifs
  [ -z "$JDK_HOME" ] || return 0

  jdk_path_words="no $3"
  [ -z "$jdk_on_path" ] || jdk_path_words=$(jdk_about "$jdk_on_path")
  echo "$1: a JDK of version $2 or newer is needed, and there is none in JAVA_HOME ($(jdk_about "${JAVA_HOME:-}"))," \
    "on the PATH ($jdk_path_words), nor in $PRUNELLA_JDK_FOLDERS;" \
    "install one, for example from https://adoptium.net, or set JAVA_HOME to yours." >&2
  return 1
}
