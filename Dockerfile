# The image of a node. The migration runs from the same image with another command.
# The target `load` is the image of the load tests. Every base has builds for x86-64 and for arm64:
#
#   docker buildx build --platform linux/amd64,linux/arm64 --tag REGISTRY/auction-node --push .

FROM node:24.21.0-trixie-slim AS web
WORKDIR /build
COPY clients/web/package.json clients/web/package-lock.json clients/web/.npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund
COPY clients/web/ ./
RUN npm run build

FROM python:3.11.17-slim AS dependencies
WORKDIR /build
COPY requirements.txt ./
RUN python -m venv /opt/venv \
    && /opt/venv/bin/python -m pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.11.17-slim AS load
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin auction
WORKDIR /app
COPY requirements-load.txt ./
RUN python -m venv /opt/venv \
    && /opt/venv/bin/python -m pip install --no-cache-dir --require-hashes -r requirements-load.txt
COPY loadtest/ loadtest/
ENV PATH=/opt/venv/bin:$PATH PYTHONPATH=/app PYTHONUNBUFFERED=1
USER 10001
CMD ["locust", "-f", "loadtest/scenarios/locustfile.py"]

FROM python:3.11.17-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin auction
WORKDIR /app
COPY --from=dependencies /opt/venv /opt/venv
COPY persistence/ persistence/
COPY server/ server/
COPY --from=web /build/dist/ clients/web/dist/
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    AUCTION_HOST=0.0.0.0 \
    AUCTION_PORT=8080
RUN python -m compileall -q persistence server
USER 10001
EXPOSE 8080
STOPSIGNAL SIGTERM
# Checks that the process is alive. The balancer asks /readyz whether it takes bids.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['AUCTION_PORT'] + '/healthz', timeout=2)"]
CMD ["python", "-m", "server"]
