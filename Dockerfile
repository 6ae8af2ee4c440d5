# The web part of the archive; docker-compose.yml adds PostgreSQL.
FROM python:3.12-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1

RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin newsarchive
WORKDIR /app

# --no-deps: the lock is complete, and some versions of pip crash while resolving it.
COPY requirements.txt ./
RUN pip install --no-deps --require-hashes -r requirements.txt

COPY manage.py ./
COPY newsarchive ./newsarchive
COPY articles ./articles
COPY templates ./templates
COPY static ./static
RUN install -d -o newsarchive -g newsarchive -m 0700 var && python -m compileall -q newsarchive articles

USER newsarchive
VOLUME /app/var
EXPOSE 8000
ENV NEWSARCHIVE_HOST=0.0.0.0
HEALTHCHECK --interval=15s --timeout=5s --start-period=120s --retries=4 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/', timeout=4)"]
CMD ["python", "manage.py", "serve"]
