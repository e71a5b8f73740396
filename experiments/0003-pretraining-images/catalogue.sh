#!/usr/bin/env bash
# Catalogues the images that the pre-training runs 0004 and 0005 learn from, without those held out for later evaluation:
# the 16 validation patients of the shipped cine model, and every fifth case of EMIDEC and of the four-chamber set.
#   experiments/0003-pretraining-images/catalogue.sh DATA SIMULATED OUT
# DATA is the folder of public data sets, SIMULATED what this made:
#   npx cmr phantom --out SIMULATED --kind random --count 100 --seed pretraining --format nifti --long-axis --matrix 144 --spacing 2 --frames 6
set -euo pipefail
data=$1 simulated=$2 out=$3

held_out=()
for n in 009 011 012 029 036 037 042 044 046 054 065 074 079 081 094 099; do held_out+=(--exclude "acdc/patient${n}_*"); done
for d in 0 5; do held_out+=(--exclude "emidec/images/[NP]??${d}_*" --exclude "lax4ch/images/*${d}_*"); done

npx cmr catalogue "$data/acdc" "$data/emidec" "$data/lax4ch" "$data/sunnybrook" "$data/sunnybrook-png" "$data/sunnybrook-scout" \
  "$simulated" --out "$out" --report "${out%.sqlite}-left-out.csv" \
  --exclude '*_gt.nii.gz' --exclude 'nifti/sax_e?.nii.gz' --exclude 'labels/**' --exclude 'lv/**' --exclude 'lv-endo/**' \
  --exclude '*-contours/**' "${held_out[@]}" \
  --as 'acdc/**=cine:sax' --as 'emidec/**=lge:sax' --as 'lax4ch/**=cine:lax_4c' --as 'sunnybrook-png/**=cine:sax' \
  --as 'sunnybrook-scout/**=localiser' \
  --patient 'heart-\d+|patient\d+|[NP]\d{3}(?=_slice)|\d+(?=_\d{4}\.jpg)|SC-[A-Z-]+-\d+'
