# The program by itself, for docker-compose.yml; the database is a service of its own.
ARG PYTHON_IMAGE=python:3.13-slim
FROM ${PYTHON_IMAGE}
COPY . /usr/src/tracker
RUN pip install --no-cache-dir /usr/src/tracker
USER 65534:65534
ENTRYPOINT ["tracker"]
