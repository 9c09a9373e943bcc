# Every image of Kith: `--build-arg SERVICE=posts` picks a service, `--target gateway` is the gateway's nginx.
ARG PYTHON_IMAGE=python:3.13-slim
ARG NGINX_IMAGE=nginx:1.28

FROM ${PYTHON_IMAGE} AS build
RUN pip install --no-cache-dir uv==0.13.8
ENV UV_PROJECT_ENVIRONMENT=/opt/kith UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
WORKDIR /src
COPY pyproject.toml uv.lock ./
COPY libs libs
COPY gateway gateway
COPY stack stack
COPY services services
ARG SERVICE=posts
RUN --mount=type=cache,target=/root/.cache/uv uv sync --locked --no-dev --no-editable --package kith-${SERVICE}

FROM ${PYTHON_IMAGE} AS render
COPY gateway /src/gateway
COPY libs/manifest /src/libs/manifest
RUN cd /src/gateway/src && PYTHONPATH=/src/libs/manifest/src python -m gateway.render --out /templates
# The scripts of /api/swagger/ and /api/redoc/; a test compares the version with uv.lock.
RUN pip install --no-cache-dir --no-deps --target /pages drf-spectacular-sidecar==2026.10.1 \
    && cd /src/gateway/src && PYTHONPATH=/pages python -m gateway.api_pages /scripts

FROM ${NGINX_IMAGE} AS gateway
# The official entry point fills the templates from the environment into /etc/nginx/conf.d.
COPY --from=render /templates /etc/nginx/templates
COPY gateway/njs /opt/gateway/njs
COPY gateway/static /opt/gateway/static
COPY --from=render /scripts /opt/gateway/static
COPY --chmod=755 gateway/bin/prepare-volatile /docker-entrypoint.d/05-prepare-volatile.sh
RUN mkdir -p /var/lib/kith/media /var/lib/kith/uploads /var/lib/kith/exports && chown 10001 /var/lib/kith/uploads
ENV KITH_LISTEN=8080 VOLATILE_DIR=/run/kith MEDIA_DIR=/var/lib/kith/media UPLOAD_DIR=/var/lib/kith/uploads EXPORT_DIR=/var/lib/kith/exports NJS_DIR=/opt/gateway/njs STATIC_DIR=/opt/gateway/static \
    MODULES_DIR=/usr/lib/nginx/modules WORKER_USER=nginx WORKER_PROCESSES=auto ACCESS_LOG=/dev/stdout \
    JWT_AUDIENCE=kith KITH_CORS_ORIGINS="" LISTEN_OPTIONS="" UPSTREAM_OPTIONS="" RESOLVER="127.0.0.11 valid=5s" \
    RATE_ANONYMOUS=50r/s RATE_CREDENTIALS=5r/s RATE_TOKEN=100r/s RATE_ADDRESS=2000r/s CONNECTIONS_PER_ADDRESS=256
USER 10001
EXPOSE 8080
CMD ["nginx", "-e", "stderr", "-c", "/etc/nginx/conf.d/nginx.conf", "-g", "daemon off;"]

FROM ${PYTHON_IMAGE} AS service
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin kith
COPY --from=build /opt/kith /opt/kith
ARG SERVICE=posts
# Volumes for pictures and archives take over the owner of these folders.
RUN mkdir -p "/var/lib/kith/media/$(echo "$SERVICE" | tr - _)" /var/lib/kith/uploads /var/lib/kith/exports && chown -R kith /var/lib/kith
ENV PATH=/opt/kith/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    WEB_ADDRESS=0.0.0.0:8000 WORKER_ADDRESS=0.0.0.0:8001 CELERY_ADDRESS=0.0.0.0:8002 BEAT_ADDRESS=0.0.0.0:8003
USER 10001
EXPOSE 8000 8001 8002 8003
STOPSIGNAL SIGTERM
CMD ["gunicorn", "-c", "python:chassis.running.gunicorn_conf", "chassis.running.wsgi:application"]
