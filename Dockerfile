# docker build -t nearhelp .
# docker run --rm -p 127.0.0.1:8080:8080 -v nearhelp:/data nearhelp

# With perl and make, which OpenSSL (for PostgreSQL) is built with.
FROM rust:1-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked --features postgres

# The same Debian, for the same C library. Everything else is in the binary: SQLite, libpq, its TLS,
# the seed directory, the gazetteer, the pages.
FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin nearhelp \
    && install --directory --owner nearhelp --group nearhelp --mode 0700 /data
COPY --from=build /src/target/release/nearhelp /usr/local/bin/nearhelp
COPY --from=build /src/LICENSE-MIT /src/LICENSE-APACHE /src/data/README.md /src/data/gazetteer/NOTICE /usr/local/share/doc/nearhelp/

USER nearhelp
WORKDIR /data
VOLUME /data
ENV NEARHELP_LISTEN=0.0.0.0:8080 \
    NEARHELP_DATABASE_URL=sqlite:///data/nearhelp.db
EXPOSE 8080

# Without curl in the image, bash asks. Whether it lives, not whether it is ready: a restart would
# not make it ready sooner.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /healthz HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && grep -q '^HTTP/1.1 200' <&3"]

# SIGTERM, Docker's own, stops it in order, within the ten seconds that Docker gives it.
ENTRYPOINT ["nearhelp"]
CMD ["serve"]
