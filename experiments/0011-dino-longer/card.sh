#!/usr/bin/env bash
# Writes the model card of the shipped encoder from its run folder.
#   experiments/0011-dino-longer/card.sh RUN [HEALTH]
# HEALTH is what `cmr pretrain health RUN --catalogue … --probes … --out HEALTH` measured; the one beside this file without.
set -euo pipefail
here=$(dirname "$0")
npx cmr pretrain card "$1" --health "${2:-$here/health.json}" --data "$here/data.md" --limits "$here/limits.md" --out docs/model-cards/dino-tiny.md \
  --name "cmrkit dino-tiny" \
  --licence "CC BY-NC-SA 4.0 (learnt from images of ACDC and EMIDEC); research use only" \
  --probes "which part of the ventricle a slice shows (base, middle, apex), 384 slices of 64 patients of ACDC, who are among those learnt from; patches by the structure that the expert's mask shows there" \
  --about "A vision transformer that learnt by DINO from single slices of every sequence in the set, with crops of the middle 200 mm and features kept apart by KoLeo: the teacher's backbone after 1,600 updates (experiment 0010) and 2,400 more (0011, the run that this card is of). Its class token tells slices apart better than random weights do; single patches hardly better. It is a start for the vision transformers of \`cmr finetune --encoder models/dino-tiny/weights.safetensors\`."
