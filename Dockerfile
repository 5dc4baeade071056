# docker build --tag lrcli . && docker run --rm --user "$(id -u)" --volume "$PWD":/data lrcli train cars.csv
FROM python:3.13-slim AS build
COPY . /source
RUN pip install --no-cache-dir build && python -m build --outdir /dist /source

# What runs is installed from the wheel alone: no source, no tests, nothing that only the build needs.
FROM python:3.13-slim
COPY --from=build /dist/*.whl /dist/
RUN pip install --no-cache-dir /dist/*.whl && rm -r /dist
WORKDIR /data
ENTRYPOINT ["lrcli"]
