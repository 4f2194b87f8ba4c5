# An image from the archive:  ./mvnw -Pdist -DskipTests package && docker build -t prunella .
# Use it on a project folder:  docker run --rm -u "$(id -u):$(id -g)" -v "$PWD:/work" prunella --help
FROM eclipse-temurin:25-jdk

# The archive is unpacked and trained here, so that every container starts quickly and can run read-only.
ADD prunella-bench/target/prunella-*.tar.gz /opt/
RUN ln -s /opt/prunella-*/bin/prunella /usr/local/bin/prunella \
 && prunella --version \
 && prunella completion >/dev/null \
 && useradd --create-home --uid 10001 prunella \
 && mkdir /work && chown prunella /work

USER prunella
WORKDIR /work
ENTRYPOINT ["prunella"]
CMD ["--help"]
