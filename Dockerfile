# One image for the web, the worker and the clock; compose.yaml says which runs what.
FROM python:3.12-slim AS packages
COPY requirements/production.txt /tmp/production.txt
RUN python -m venv /opt/campaign \
 && /opt/campaign/bin/pip install --no-cache-dir --require-hashes --requirement /tmp/production.txt

FROM python:3.12-slim
ENV PATH=/opt/campaign/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    CAMPAIGN_STATE=/var/lib/campaign
RUN useradd --system --home-dir /var/lib/campaign --create-home campaign \
 && install --directory --owner campaign --group campaign /var/lib/campaign/places /var/lib/campaign/exports
COPY --from=packages /opt/campaign /opt/campaign
WORKDIR /srv/campaign
COPY . .
RUN pip install --no-cache-dir --no-deps --no-build-isolation --editable . \
 && pybabel compile --directory campaign/locales --statistics
USER campaign
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD \
    python -c "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "8", \
     "campaign.app:create_app()"]
