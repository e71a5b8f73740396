#!/usr/bin/env bash
# Inspects simulated studies with all headers, without words, and without words but with the classifier.
#   experiments/0033-series-count/run.sh HEARTS OUT
# HEARTS: npx cmr phantom --out HEARTS --kind random --count 12 --seed series --format dicom --long-axis --with lge t1_map t2_map --scanner random --matrix 144 --spacing 2 --frames 8
set -euo pipefail
here=$(dirname "$0") hearts=$1 out=$2
mkdir -p "$out/copies" "$out/all" "$out/none" "$out/classifier"
for heart in "$hearts"/heart-*; do
  name=$(basename "$heart")
  npx cmr anonymize "$heart/dicom" "$out/copies/$name" > /dev/null
  npx cmr inspect "$heart/dicom" --json > "$out/all/$name.json"
  npx cmr inspect "$out/copies/$name" --json > "$out/none/$name.json"
  npx cmr inspect "$out/copies/$name" --classifier --json > "$out/classifier/$name.json"
done
npx -c "node $here/count.ts 'all headers=$out/all' 'no words=$out/none' 'no words and the classifier=$out/classifier'"
