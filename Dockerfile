# memory-mcp in a container: docker build -t memory-mcp . && docker run -i --rm -v memory:/data memory-mcp
# docs/packaging.md says more. tests/packaging/container.py compares this file with the tree.
FROM debian:bookworm AS build
WORKDIR /src
# What changes seldom comes first: the layers of a build are kept.
COPY scripts/setup scripts/packages.txt scripts/
COPY package.json package-lock.json ./
RUN scripts/setup build npm
COPY . .
RUN scripts/build release memory-mcp memory-mcp-sandbox \
 && mkdir /program \
 && strip -o /program/memory-mcp build/release/memory-mcp \
 && strip -o /program/memory-mcp-sandbox build/release/memory-mcp-sandbox

FROM debian:bookworm-slim
LABEL io.modelcontextprotocol.server.name="io.github.memory-mcp/memory-mcp"
# libcurl4 and ca-certificates are for embedders and for agent code that may fetch: they are loaded
# when the first of them asks.
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends \
      ca-certificates libcurl4 libfmt9 libicu72 libmd0 libpq5 libprometheus-cpp-core1.0 libspdlog1.10 libsqlite3-0 libssl3 libstdc++6 \
      libstemmer0d libtomlplusplus3 libxxhash0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --user-group --home-dir /data --shell /usr/sbin/nologin memory \
 && mkdir -m 700 /data \
 && chown memory:memory /data
COPY --from=build /program/ /usr/local/bin/
COPY LICENSE /usr/share/doc/memory-mcp/
ENV MEMORY_MCP_DATA_DIR=/data
USER memory
WORKDIR /data
VOLUME /data
ENTRYPOINT ["memory-mcp"]
CMD ["serve"]
