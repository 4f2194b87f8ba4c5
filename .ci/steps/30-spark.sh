#!/usr/bin/env bash
# Spark, in a process of its own on JDK 17, works on a branch through the served Iceberg catalog; DuckDB reads the result.
set -euo pipefail
began=$SECONDS
./mvnw -B -ntp -Pspark -pl prunella-app -am test
echo "Spark through the Iceberg catalog took $((SECONDS - began)) s"
