#!/usr/bin/env bash
# Keeps models of this version with what it predicts by them, which every later version has to read: once for a release.
#     tests/model/released/make.sh 0.3.0
set -euo pipefail
cd "$(dirname "$0")"
samples=../../../../sample_data
mkdir "$1"
cd "$1"
lrcli train $samples/ads.csv --thousands . --epochs 20 --quiet --output ads.json
head -n 200 $samples/used_cars.csv > rows.csv
lrcli train rows.csv --log-target --features 'age, log(mileage), fuel:age, gearbox, age^2' \
  --epochs 20 --quiet --output used_cars.json
lrcli train $samples/cars.csv --keep-moments --split none --solver exact --quiet --output cars.json
for name in ads used_cars cars; do
  head -n 21 $samples/$name.csv > rows.csv
  lrcli predict rows.csv -m $name.json --json --interval 90 --quiet > $name.predictions.jsonl
done
rm rows.csv
