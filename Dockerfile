# The program by itself, for docker-compose.yml; the database is a service of its own.
ARG PYTHON_IMAGE=python:3.13-slim
FROM ${PYTHON_IMAGE}
COPY . /usr/src/tracker
RUN pip install --no-cache-dir /usr/src/tracker
# A volume for reports (docs/reports.md) is made as this folder is.
RUN install -d -o 65534 -g 65534 /reports
USER 65534:65534
ENTRYPOINT ["tracker"]
